/** Sending transactions: what is refused for a passing reason is sent again, more slowly each time. */
import {
  type CancellationReason,
  type ConsumedCapacity,
  DynamoDBClient,
  TransactGetItemsCommand,
  type TransactWriteItem,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { cancellationReasons, isPassingCancellation } from '../../aws/errors.js';
import { poll } from '../../aws/polling.js';
import type { Lab } from '../../lab/lab.js';
import type { StepId } from '../../lab/step.js';
import type { OrderItem } from '../orders.js';
import type { Probe } from './probes.js';

/** Milliseconds before sending again, doubled up to the longest, with jitter so that rivals part. */
const FIRST_PAUSE = 50;
const LONGEST_PAUSE = 2_000;
/** Milliseconds to go on trying. */
const DEADLINE = 60_000;

/** One reason per action, in the order of the actions. */
export type Reasons = readonly CancellationReason[];

export type Outcome =
  | { readonly result: 'written'; readonly consumed: readonly ConsumedCapacity[] }
  | { readonly result: 'cancelled'; readonly reasons: Reasons };

export interface SendOptions {
  /** ClientRequestToken; absent: the SDK draws a new one for each call, and keeps it while it retries that call. */
  readonly token?: string;
  /** The step that sends it, for what to do where it does not get through. Default: transact. */
  readonly step?: StepId;
  /** Told each time that the transaction is refused for a passing reason, before it is sent again. */
  onRefusal?(reasons: Reasons): void;
}

/**
 * Writes all or nothing.
 * @returns `cancelled` where sending it again could not help.
 * @throws {Problem} when conflicts or throttling do not end within a minute.
 */
export function writeTogether(
  lab: Lab,
  actions: readonly TransactWriteItem[],
  options: SendOptions = {},
): Promise<Outcome> {
  const { token } = options;
  return patiently(lab, options, async () => {
    const command = new TransactWriteItemsCommand({
      TransactItems: [...actions],
      ReturnConsumedCapacity: 'INDEXES',
      ...(token === undefined ? {} : { ClientRequestToken: token }),
    });
    try {
      const { ConsumedCapacity = [] } = await lab.client(DynamoDBClient).send(command);
      return { result: 'written', consumed: ConsumedCapacity };
    } catch (error) {
      const reasons = cancellationReasons(error);
      if (reasons === undefined || isPassingCancellation(error)) throw error;
      return { result: 'cancelled', reasons };
    }
  });
}

/** What several items hold at one moment. */
export interface Snapshot {
  readonly items: readonly (OrderItem | undefined)[];
  readonly consumed: readonly ConsumedCapacity[];
}

/** @throws {Problem} when conflicts or throttling do not end within a minute. */
export function readTogether(lab: Lab, probes: readonly Probe[]): Promise<Snapshot> {
  return patiently(lab, {}, async () => {
    const { Responses = [], ConsumedCapacity = [] } = await lab.client(DynamoDBClient).send(
      new TransactGetItemsCommand({
        TransactItems: probes.map(({ key }) => ({ Get: { TableName: lab.names.table, Key: key } })),
        ReturnConsumedCapacity: 'INDEXES',
      }),
    );
    return { items: Responses.map(({ Item }) => Item), consumed: ConsumedCapacity };
  });
}

/** The SDK does not send a cancelled transaction again: whether that makes sense is told by the reasons alone. */
function patiently<T extends NonNullable<unknown>>(
  lab: Lab,
  { onRefusal, step = 'transact' }: SendOptions,
  ask: () => Promise<T>,
): Promise<T> {
  return poll({
    what: 'other transactions on the same items to end',
    clock: lab.clock,
    every: (round) => Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** round) * (0.5 + Math.random() / 2),
    deadline: DEADLINE,
    ask,
    tolerate: (error) => {
      if (!isPassingCancellation(error)) return false;
      onRefusal?.(cancellationReasons(error) ?? []);
      return true;
    },
    onWait: (elapsed) =>
      lab.progress({
        title: 'Waiting to send a transaction again',
        elapsed,
        reason: 'it met another one on the same items, or found no capacity',
      }),
    next: `Wait until nothing else writes these orders, then run ${lab.commandLine(step)} again.`,
  });
}

/** All of them, also when one fails: nothing is in flight any more when this ends. */
export async function allSettled<T>(work: readonly Promise<T>[]): Promise<T[]> {
  const results: T[] = [];
  for (const outcome of await Promise.allSettled(work)) {
    if (outcome.status === 'rejected') throw outcome.reason;
    results.push(outcome.value);
  }
  return results;
}

/** "None, ConditionalCheckFailed"; "written" where nothing was refused. */
export function outcomeInWords(outcome: Outcome): string {
  return outcome.result === 'written' ? 'written' : `cancelled: ${codesInWords(outcome.reasons)}`;
}

export function codesInWords(reasons: Reasons): string {
  return reasons.map(({ Code }) => Code ?? '?').join(', ');
}

export interface Units {
  /** Of the table itself. */
  readonly table: number;
  /** Of all its indexes. */
  readonly indexes: number;
}

/** Capacity units of calls that asked for `INDEXES`, added up. */
export function unitsOf(consumed: readonly (ConsumedCapacity | undefined)[]): Units {
  let table = 0;
  let indexes = 0;
  for (const each of consumed) {
    table += each?.Table?.CapacityUnits ?? 0;
    for (const index of Object.values(each?.GlobalSecondaryIndexes ?? {}))
      indexes += index.CapacityUnits ?? 0;
  }
  return { table, indexes };
}
