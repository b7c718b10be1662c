/** DynamoDB's protocol by hand, so that requests go out that no client would send, and quickly. */
import { Agent, type IncomingMessage, request } from 'node:http';
import {
  ALGORITHM,
  basicTimestamp,
  canonicalRequest,
  deriveSigningKey,
  hmac,
  scopeText,
  sha256,
  stringToSign,
} from '../../../src/sandbox/http/signing.js';

const TARGET = 'DynamoDB_20120810';
const STREAMS_TARGET = 'DynamoDBStreams_20120810';
const STREAMS_OPERATIONS = ['DescribeStream', 'GetRecords', 'GetShardIterator', 'ListStreams'];
const CONTENT_TYPE = 'application/x-amz-json-1.0';

export type Json = string | number | boolean | null | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [member: string]: Json;
}

export interface Answer {
  readonly status: number;
  readonly body: Json;
}

export interface WireKeys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** One DynamoDB as seen from one region: nothing of the other regions is in sight. */
export type Send = (operation: string, input: Json) => Promise<Answer>;

export class Endpoint {
  readonly #port: number;
  readonly #keys: WireKeys;
  readonly #agent = new Agent({ keepAlive: true });
  readonly #signingKeys = new Map<string, Buffer>();
  #requests = 0;

  constructor(port: number, keys: WireKeys) {
    this.#port = port;
    this.#keys = keys;
  }

  /** Sent so far. */
  get requests(): number {
    return this.#requests;
  }

  in(region: string): Send {
    return (operation, input) => {
      const target = STREAMS_OPERATIONS.includes(operation) ? STREAMS_TARGET : TARGET;
      return this.#send(region, `${target}.${operation}`, JSON.stringify(input));
    };
  }

  close(): void {
    this.#agent.destroy();
  }

  #send(region: string, target: string, body: string): Promise<Answer> {
    this.#requests++;
    const headers = this.#signed(region, target, body);
    return new Promise((resolve, reject) => {
      const sent = request(
        { host: '127.0.0.1', port: this.#port, method: 'POST', path: '/', agent: this.#agent, headers },
        (message) => {
          readAnswer(message).then(resolve, reject);
        },
      );
      sent.once('error', reject);
      sent.end(body);
    });
  }

  #signed(region: string, target: string, body: string): Record<string, string> {
    const timestamp = basicTimestamp(Date.now());
    const date = timestamp.slice(0, 8);
    const scope = { date, region, service: 'dynamodb' };
    const headers: Record<string, string> = {
      'content-type': CONTENT_TYPE,
      host: `127.0.0.1:${this.#port}`,
      'x-amz-date': timestamp,
      'x-amz-target': target,
    };
    const canonical = canonicalRequest({
      method: 'POST',
      rawPath: '/',
      rawQuery: '',
      headers: Object.entries(headers),
      payloadHash: sha256(body),
    });
    const place = `${date}/${region}`;
    const key = this.#signingKeys.get(place) ?? deriveSigningKey(this.#keys.secretAccessKey, scope);
    this.#signingKeys.set(place, key);
    const signature = hmac(key, stringToSign(canonical, timestamp, scope)).toString('hex');
    const credential = `${this.#keys.accessKeyId}/${scopeText(scope)}`;
    const names = Object.keys(headers).join(';');
    return {
      ...headers,
      authorization: `${ALGORITHM} Credential=${credential}, SignedHeaders=${names}, Signature=${signature}`,
    };
  }
}

async function readAnswer(message: IncomingMessage): Promise<Answer> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk);
  const text = Buffer.concat(chunks).toString();
  return { status: message.statusCode ?? 0, body: text === '' ? null : (JSON.parse(text) as Json) };
}
