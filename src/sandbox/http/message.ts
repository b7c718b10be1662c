/** An HTTP request and answer as the protocol layer sees them: read whole, nothing decoded. */
import type { IncomingHttpHeaders } from 'node:http';

export interface WireRequest {
  readonly method: string;
  /** The path as it came, percent-encoding and all; without the query string. */
  readonly rawPath: string;
  /** The query string as it came, without the question mark. */
  readonly rawQuery: string;
  /** Lower-case names, as Node gives them. */
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** A request as the listener took it. */
export interface ReceivedRequest extends WireRequest {
  /** Names and values in turn, as they came: nothing joined or dropped. */
  readonly rawHeaders: readonly string[];
  /** For an API only: the body was too large, and is not there. */
  readonly overlong?: boolean;
}

/** Thrown where a request is to get no answer at all: its connection is closed. */
export class Unanswered extends Error {}

export interface WireResponse {
  readonly status: number;
  /** A list stands for a header that comes more than once. */
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly body: string | Uint8Array;
}

/** An answer in words, for what never gets as far as AWS's protocols. */
export function plainAnswer(status: number, text: string): WireResponse {
  return { status, headers: { 'content-type': 'text/plain; charset=utf-8' }, body: `${text}\n` };
}
