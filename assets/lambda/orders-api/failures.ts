/**
 * What DynamoDB says when it does not do what it was asked for, in terms
 * of this API.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import {
  ConditionalCheckFailedException,
  DynamoDBServiceException,
  TransactionCanceledException,
  TransactionConflictException,
} from '@aws-sdk/client-dynamodb';
import { Refusal, tooLarge, unavailable } from './refusals.js';

/** Someone else was at the same item just then. */
const MOST_ATTEMPTS = 5;
/** Milliseconds; doubled each time, and drawn between half and all of it. */
const FIRST_PAUSE = 20;

/** What passes, if the client comes back later. The SDK has tried before. */
const PASSING_ERRORS = new Set([
  'ProvisionedThroughputExceededException',
  'ThrottlingException',
  'RequestLimitExceeded',
  'LimitExceededException',
  'TransactionInProgressException',
  'InternalServerError',
  'ServiceUnavailable',
  'TimeoutError',
]);
const PASSING_REASONS = new Set([
  'None',
  'TransactionConflict',
  'ProvisionedThroughputExceeded',
  'ThrottlingError',
]);

/**
 * Does `work`, and does it again while a transaction is at the same item
 * (which the SDK does not try again by itself).
 *
 * @throws {Refusal} 503 when it still is after five times.
 */
export async function withoutConflicts<T>(
  work: () => Promise<T>,
): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      if (!isConflict(error)) throw error;
      if (attempt === MOST_ATTEMPTS) throw unavailable(error);
      const pause = FIRST_PAUSE * 2 ** (attempt - 1);
      await sleep(pause * (0.5 + Math.random() / 2));
    }
  }
}

function isConflict(error: unknown): boolean {
  return (
    error instanceof TransactionConflictException ||
    (hasReason(error, 'TransactionConflict') && !isConditionFailed(error))
  );
}

/** Of a single write, or of any part of a transaction. */
export function isConditionFailed(error: unknown): boolean {
  return (
    error instanceof ConditionalCheckFailedException ||
    hasReason(error, 'ConditionalCheckFailed')
  );
}

/**
 * The item that did not fulfil the condition, as the wire has it (the
 * document client leaves errors as they are); undefined: there is none.
 */
export function itemThatFailed(
  error: unknown,
): ConditionalCheckFailedException['Item'] {
  if (error instanceof ConditionalCheckFailedException) {
    return error.Item;
  }
  return reasonsOf(error).find(
    ({ Code }) => Code === 'ConditionalCheckFailed',
  )?.Item;
}

/** Whether it came after an attempt that may have done its work. */
export function wasSentAgain(error: unknown): boolean {
  return (
    error instanceof DynamoDBServiceException &&
    (error.$metadata.attempts ?? 1) > 1
  );
}

/** The answer that an error stands for; undefined: it is a fault of ours. */
export function refusalFor(error: unknown): Refusal | undefined {
  if (error instanceof Refusal) return error;
  if (!(error instanceof Error)) return undefined;
  if (isTooLarge(error)) {
    return tooLarge(
      'An order holds at most 400 KB, with its names and all.',
      error,
    );
  }
  return isPassing(error) ? unavailable(error) : undefined;
}

function isPassing(error: Error): boolean {
  const reasons = reasonsOf(error);
  if (reasons.length > 0) {
    return reasons.every(({ Code = 'None' }) =>
      PASSING_REASONS.has(Code),
    );
  }
  return (
    PASSING_ERRORS.has(error.name) ||
    (error instanceof DynamoDBServiceException &&
      error.$fault === 'server')
  );
}

function isTooLarge(error: Error): boolean {
  const messages = [
    error.message,
    ...reasonsOf(error).map(({ Message }) => Message ?? ''),
  ];
  return (
    error instanceof DynamoDBServiceException &&
    messages.some((text) => /Item size .*exceeded/.test(text))
  );
}

function hasReason(error: unknown, code: string): boolean {
  return reasonsOf(error).some(({ Code }) => Code === code);
}

function reasonsOf(
  error: unknown,
): NonNullable<TransactionCanceledException['CancellationReasons']> {
  return error instanceof TransactionCanceledException
    ? (error.CancellationReasons ?? [])
    : [];
}
