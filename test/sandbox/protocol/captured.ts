/** What a real SDK client puts on the wire, and what it makes of an answer, without a network. */
import { Readable } from 'node:stream';
import { HttpResponse } from '@smithy/core/protocols';
import type { HttpHandlerOptions, HttpRequest } from '@smithy/types';
import type { WireRequest, WireResponse } from '../../../src/sandbox/http/message.js';

/** Thrown into the client where only its request is wanted. */
class Captured extends Error {}

export interface Capture {
  /** For a client's constructor. */
  readonly config: {
    readonly region: string;
    readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
    readonly maxAttempts: number;
    readonly endpoint: string;
    readonly requestHandler: {
      handle(request: HttpRequest, options?: HttpHandlerOptions): Promise<{ response: HttpResponse }>;
    };
  };
  /** The request that `send` makes. */
  requestOf(send: () => Promise<unknown>): Promise<WireRequest>;
  /** What the client reads from an answer; rejects with its error where it is one. */
  reading<O>(answer: WireResponse, send: () => Promise<O>): Promise<O>;
}

export function capture(): Capture {
  let seen: HttpRequest | undefined;
  let answer: WireResponse | undefined;
  const handle = async (request: HttpRequest): Promise<{ response: HttpResponse }> => {
    seen = request;
    if (answer === undefined) {
      throw new Captured();
    }
    const { status, headers, body } = answer;
    const lowerCase = Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]),
    );
    const response = new HttpResponse({
      statusCode: status,
      headers: lowerCase,
      body: Readable.from([Buffer.from(body)]),
    });
    return { response };
  };
  return {
    config: {
      region: 'us-east-1',
      credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' },
      maxAttempts: 1,
      endpoint: 'http://127.0.0.1:4600',
      requestHandler: { handle },
    },
    async requestOf(send) {
      seen = undefined;
      answer = undefined;
      await send().catch((error: unknown) => {
        if (!(error instanceof Captured)) {
          throw error;
        }
      });
      if (seen === undefined) {
        throw new Error('The client sent nothing.');
      }
      return wireRequest(seen);
    },
    async reading(given, send) {
      answer = given;
      return send();
    },
  };
}

function wireRequest({ method, path, query, headers, body }: HttpRequest): WireRequest {
  const pairs = Object.entries(query ?? {}).flatMap(([name, value]) =>
    [value]
      .flat()
      .map((item) => (item === null ? escapeQuery(name) : `${escapeQuery(name)}=${escapeQuery(item ?? '')}`)),
  );
  const lowerCase = Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]),
  );
  return {
    method,
    rawPath: path,
    rawQuery: pairs.join('&'),
    headers: lowerCase,
    body: bytesOf(body),
  };
}

/** As the SDK's own request handlers build a query string. */
function escapeQuery(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function bytesOf(body: unknown): Buffer {
  return body instanceof Uint8Array
    ? Buffer.from(body.buffer, body.byteOffset, body.byteLength)
    : Buffer.from(typeof body === 'string' ? body : '');
}
