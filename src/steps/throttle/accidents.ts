/** Attempts that failed by accident, a connection that broke or a fault of the service: what they asked for may be done. */
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { isThrottling } from '../../aws/errors.js';

/** Counts them, each one of a call that the client sends several times. */
export function countAccidents(client: DynamoDBClient): () => number {
  let count = 0;
  client.middlewareStack.add(
    (next) => async (args) => {
      try {
        return await next(args);
      } catch (error) {
        if (!isThrottling(error)) count += 1;
        throw error;
      }
    },
    // Behind the retries.
    { step: 'finalizeRequest', priority: 'low', name: 'orders-lab-accidents' },
  );
  return () => count;
}

/**
 * What is found, where it is what was told: all that was accepted, and beyond that no more than what nobody knows
 * about, which counts as if it had been refused.
 */
export function asTold(found: number, accepted: number, unknown: number): number {
  return found > accepted && found <= accepted + unknown ? accepted : found;
}
