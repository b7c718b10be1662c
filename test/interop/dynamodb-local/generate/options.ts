/** The members of requests that are there in some and not in others. */
import fc from 'fast-check';
import type { Json, JsonObject } from '../wire.js';
import type { Step } from './steps.js';

export type Option = fc.Arbitrary<JsonObject>;

/** In `share` of all cases, of 1. */
export function maybe<T>(arbitrary: fc.Arbitrary<T>, share: number): fc.Arbitrary<T | undefined> {
  return fc.oneof(
    { weight: Math.round(share * 100), arbitrary },
    { weight: Math.round((1 - share) * 100), arbitrary: fc.constant(undefined) },
  );
}

export function option(name: string, values: readonly Json[], share: number): Option {
  return maybe(fc.constantFrom(...values), share).map((each) => (each === undefined ? {} : { [name]: each }));
}

export const consumed = option('ReturnConsumedCapacity', ['TOTAL', 'INDEXES', 'NONE'], 0.5);
export const metrics = option('ReturnItemCollectionMetrics', ['SIZE', 'NONE'], 0.05);
export const onFailure = option('ReturnValuesOnConditionCheckFailure', ['ALL_OLD', 'NONE'], 0.3);
export const consistent = option('ConsistentRead', [true, false], 0.3);

/** A request whose answer is compared as it is. */
export function exact(operation: string, input: JsonObject): Step {
  return { operation, input, reading: 'one', order: 'defined' };
}
