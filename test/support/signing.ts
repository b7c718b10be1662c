/** Signs requests as the SDK does, with its own signer. */
import { createHash, createHmac, type Hash, type Hmac } from 'node:crypto';
import { SignatureV4 } from '@smithy/signature-v4';
import type { WireRequest } from '../../src/sandbox/http/message.js';

/** What the SDK's signer wants of a hash function. */
class Sha256 {
  readonly #secret: string | Uint8Array | undefined;
  #hash: Hash | Hmac;

  constructor(secret?: unknown) {
    this.#secret = typeof secret === 'string' || secret instanceof Uint8Array ? secret : undefined;
    this.#hash = this.#fresh();
  }

  update(data: Uint8Array): void {
    this.#hash.update(data);
  }

  async digest(): Promise<Uint8Array> {
    return this.#hash.digest();
  }

  reset(): void {
    this.#hash = this.#fresh();
  }

  #fresh(): Hash | Hmac {
    return this.#secret === undefined ? createHash('sha256') : createHmac('sha256', this.#secret);
  }
}

export interface Unsigned {
  readonly method: string;
  /** Percent-encoded. */
  readonly path: string;
  /** Decoded names and values. */
  readonly query: Record<string, string | string[]>;
  readonly headers: Record<string, string>;
  readonly body: string;
}

export interface Signer {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  readonly region?: string;
  readonly service?: string;
  readonly date?: Date;
}

/** The request as it arrives at the listener. */
export async function sign(request: Unsigned, signer: Signer): Promise<WireRequest> {
  const { region = 'us-east-1', service = 'dynamodb', date = new Date() } = signer;
  const signature = new SignatureV4({
    credentials: signer,
    region,
    service,
    sha256: Sha256,
    applyChecksum: false,
  });
  const signed = await signature.sign(
    { ...request, protocol: 'http:', hostname: '127.0.0.1' },
    { signingDate: date },
  );
  const headers = Object.entries(signed.headers).map(([name, value]): [string, string] => [
    name.toLowerCase(),
    value,
  ]);
  return {
    method: request.method,
    rawPath: request.path,
    rawQuery: queryText(request.query),
    headers: Object.fromEntries(headers),
    body: Buffer.from(request.body),
  };
}

function queryText(query: Unsigned['query']): string {
  return Object.entries(query)
    .flatMap(([name, values]) => [values].flat().map((value) => `${encode(name)}=${encode(value)}`))
    .join('&');
}

function encode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (each) => `%${each.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
