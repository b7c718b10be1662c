/** One call of an API's method: what came over HTTP, and what it came for. */

import type { Place } from '../../peers.js';
import type { Definition } from '../records.js';
import type { Route } from './routing.js';

/** A header as it came or goes: a name that occurs several times is there several times. */
export type HeaderLine = readonly [name: string, value: string];

/** A request behind the stage. */
export interface GatewayRequest {
  /** `GET`. */
  readonly method: string;
  /** As it came, percent-encoding and all, without the stage: `/orders/1`. Empty for the root without a slash. */
  readonly rawPath: string;
  /** As it came, without the question mark. */
  readonly rawQuery: string;
  readonly headers: readonly HeaderLine[];
  readonly body: Buffer;
  /** The body was too large to be read. */
  readonly overlong?: boolean;
}

export interface GatewayAnswer {
  readonly status: number;
  readonly headers: readonly HeaderLine[];
  readonly body: string | Uint8Array;
}

/** What a request is for: a state of an API under the name of a stage. */
export interface Target extends Place {
  readonly apiId: string;
  /** `dev`; `test-invoke-stage` where a method is only tried. */
  readonly stage: string;
  /** Undefined where a method is only tried. */
  readonly deploymentId?: string;
  readonly stageVariables: Readonly<Record<string, string>>;
  readonly definition: Definition;
}

/** Who is asked, under which ids, and when. */
export interface Call {
  readonly request: GatewayRequest;
  readonly target: Target;
  readonly requestId: string;
  readonly extendedRequestId: string;
  /** `Root=1-…`. */
  readonly traceId: string;
  /** Milliseconds since the epoch, virtual. */
  readonly at: number;
  /** `127.0.0.1:4600`. */
  readonly domainName: string;
  /** Takes a line of the execution log, in AWS's words. */
  readonly note: (line: string) => void;
}

/** A call whose method is known. */
export interface RoutedCall extends Call {
  readonly route: Route;
}

/** The last value of a header. */
export function headerOf(headers: readonly HeaderLine[], name: string): string | undefined {
  return headers.findLast(([key]) => key.toLowerCase() === name)?.[1];
}

/** Without parameters, in lower case. JSON where a request says nothing, as on AWS. */
export function contentTypeOf(request: GatewayRequest): string {
  return mediaType(headerOf(request.headers, 'content-type') ?? 'application/json');
}

/** `Image/PNG; q=1` is `image/png`. */
export function mediaType(text: string): string {
  return (text.split(';', 1)[0] ?? '').trim().toLowerCase();
}
