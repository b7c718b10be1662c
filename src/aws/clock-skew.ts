/** How far this machine's clock is from AWS's: read off the `Date` header that comes with every answer. */
import { HttpResponse } from '@smithy/core/protocols';
import type { DeserializeMiddleware } from '@smithy/types';
import type { Clock } from './clock.js';

/** The header tells whole seconds, cut off: on average, it is half a second later. */
const RESOLUTION = 1_000;

export interface SkewMeter<I extends object, O extends object> {
  /** For the middleware stack of the client whose answers are measured. */
  readonly middleware: DeserializeMiddleware<I, O>;
  /**
   * Milliseconds that the last answer's clock is ahead of ours (negative: behind). 0 where it is less than what can
   * be measured, a second and half the way there and back; or where the answer tells no time, or comes from a cache.
   */
  skew(): number;
}

/** @param clock this machine's, uncorrected. */
export function skewMeter<I extends object, O extends object>(clock: Pick<Clock, 'now'>): SkewMeter<I, O> {
  let skew = 0;
  return {
    middleware: (next) => async (args) => {
      const sentAt = clock.now();
      const result = await next(args);
      if (HttpResponse.isInstance(result.response)) {
        skew = skewOf(result.response.headers, sentAt, clock.now());
      }
      return result;
    },
    skew: () => skew,
  };
}

/** Takes a response's headers, and when the request was sent and its answer came, on the clock that is measured. */
export function skewOf(
  headers: Readonly<Record<string, string>>,
  sentAt: number,
  receivedAt: number,
): number {
  const find = (name: string): string | undefined =>
    Object.entries(headers).find(([header]) => header.toLowerCase() === name)?.[1];
  const told = Date.parse(find('date') ?? '');
  if (Number.isNaN(told) || find('age') !== undefined) return 0;
  const skew = told + RESOLUTION / 2 - (sentAt + receivedAt) / 2;
  const halfWay = (receivedAt - sentAt) / 2;
  return Math.abs(skew) <= RESOLUTION + halfWay ? 0 : Math.round(skew);
}
