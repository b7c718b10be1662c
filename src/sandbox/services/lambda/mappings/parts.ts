/**
 * What becomes of a batch that was sent to a function: pure rules, no time and no store in here.
 * AWS: "How Lambda processes records from stream and queue-based event sources", "Configuring partial batch
 * response with DynamoDB and Lambda".
 */

/** A part of a shard that is in work: records in order, by their sequence numbers, both ends included. */
export interface Part {
  readonly first: string;
  readonly last: string;
  /** How often it was tried again in the same size. Splitting does not count. */
  readonly retries: number;
  /** How often the function was called with it, or with the batch that it was split from. */
  readonly invocations: number;
}

export interface RetryRules {
  /** -1: without end. */
  readonly maximumRetryAttempts: number;
  readonly bisect: boolean;
}

/** What a failed part is replaced by. */
export interface AfterFailure {
  /** To be tried, in order, before anything that comes after the part. */
  readonly next: readonly Part[];
  /** What is given up and goes to the on-failure destination. */
  readonly discarded?: Part;
}

/** A batch of `records` (sequence numbers, at least one) as a part that was not tried yet. */
export function wholePart(records: readonly string[]): Part {
  return { first: at(records, 0), last: at(records, records.length - 1), retries: 0, invocations: 0 };
}

/**
 * What to do after an invocation that failed. `checkpoint` is the place of the first record that failed: what is
 * before it is done. With bisection a part that holds more than the failure is made smaller: at the checkpoint
 * where there is one, else in the middle. Otherwise it is tried again as it is, until its retries are used up.
 */
export function afterFailure(
  part: Part,
  records: readonly string[],
  checkpoint: number,
  { maximumRetryAttempts, bisect }: RetryRules,
): AfterFailure {
  const invocations = part.invocations + 1;
  const rest = records.slice(checkpoint);
  const partOf = (some: readonly string[], retries: number): Part => ({
    ...wholePart(some),
    retries,
    invocations,
  });
  if (bisect && checkpoint > 0) return { next: [partOf(rest, part.retries)] };
  if (bisect && rest.length > 1) {
    const middle = Math.ceil(rest.length / 2);
    return {
      next: [partOf(rest.slice(0, middle), part.retries), partOf(rest.slice(middle), part.retries)],
    };
  }
  if (maximumRetryAttempts >= 0 && part.retries >= maximumRetryAttempts) {
    return { next: [], discarded: partOf(rest, part.retries) };
  }
  return { next: [partOf(rest, part.retries + 1)] };
}

/** What a function answered, as far as the mapping cares: the place of the first record that failed. */
export type BatchResult =
  | { readonly state: 'done' }
  | { readonly state: 'failed'; readonly checkpoint: number };

const DONE: BatchResult = { state: 'done' };
const ALL_FAILED: BatchResult = { state: 'failed', checkpoint: 0 };

/**
 * Reads the answer of a function that reports failures record by record. No list, an empty one or null: all is
 * done. An identifier that is empty, or no record of the batch: all has failed, and so it has where the answer
 * has another shape.
 */
export function readBatchResponse(payload: string, records: readonly string[]): BatchResult {
  const answer = parsed(payload);
  if (answer === undefined) return ALL_FAILED;
  if (answer === null || typeof answer !== 'object') return DONE;
  const failures: unknown = Reflect.get(answer, 'batchItemFailures');
  if (failures === undefined || failures === null) return DONE;
  if (!Array.isArray(failures)) return ALL_FAILED;
  const places = failures.map((failure: unknown) => placeOf(failure, records));
  if (places.length === 0) return DONE;
  return { state: 'failed', checkpoint: Math.max(0, Math.min(...places)) };
}

/** -1, which is before all others, for what cannot be found. */
function placeOf(failure: unknown, records: readonly string[]): number {
  if (typeof failure !== 'object' || failure === null) return -1;
  const identifier: unknown = Reflect.get(failure, 'itemIdentifier');
  return typeof identifier === 'string' ? records.indexOf(identifier) : -1;
}

/** Undefined for what is no JSON. */
function parsed(payload: string): unknown {
  if (payload === '') return null;
  try {
    return JSON.parse(payload) as unknown;
  } catch {
    return undefined;
  }
}

function at(records: readonly string[], place: number): string {
  const record = records[place];
  if (record === undefined) throw new Error('A part has at least one record');
  return record;
}
