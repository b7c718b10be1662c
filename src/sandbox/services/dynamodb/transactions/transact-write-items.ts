/** TransactWriteItems: up to a hundred writes and checks, all of them done or none. */
import { setTimeout as delay } from 'node:timers/promises';
import type { ConsumedCapacity, TransactWriteItemsCommandInput } from '@aws-sdk/client-dynamodb';
import { checkConstraints } from '../../../protocol/constraints.js';
import type { Wire } from '../../../service.js';
import type { TableScope } from '../arns.js';
import { readUnits, writeUnits } from '../capacity-units.js';
import type { Engine } from '../engine.js';
import { type CollectionMetrics, collectionMetricsByTable } from '../items/collection-metrics.js';
import { CapacityUses } from '../items/consumed-capacity.js';
import type { StoredItem } from '../items/item-text.js';
import { carryOut, type ItemChange, planWrite } from '../items/write.js';
import { TRANSACT_WRITE_ITEMS } from '../requests/transaction-constraints.js';
import { checkAction, type LocatedAction } from './action.js';
import { cancelForConflicts, cancelForThroughput, forEachAction } from './cancellation.js';
import { locateActions } from './locate-actions.js';
import type { TokenUse } from './request-tokens.js';
import { checkTransactionSize } from './transaction-size.js';

/**
 * For how long a transaction has its items in hand, in real time: AWS takes ten or twenty milliseconds. Long
 * enough for what a client sends at the same time to arrive.
 */
const TIME_IN_HAND = 2; /* ms */

type Input = Wire<TransactWriteItemsCommandInput>;

interface Answer {
  readonly ConsumedCapacity?: readonly Wire<ConsumedCapacity>[];
  readonly ItemCollectionMetrics?: Readonly<Record<string, readonly CollectionMetrics[]>>;
}

/** An action with what it has changed. */
interface Done {
  readonly action: LocatedAction;
  readonly change: ItemChange;
}

export async function transactWriteItems(engine: Engine, scope: TableScope, input: Input): Promise<Answer> {
  checkConstraints(TRANSACT_WRITE_ITEMS, input);
  const requested = input.TransactItems ?? [];
  const checked = requested.map((action) => checkAction(action, scope));
  const actions = locateActions(engine, scope, checked);
  const { ClientRequestToken: token } = input;
  const use = token === undefined ? undefined : engine.tokens.useOf(scope, token, requested);
  const replayed = use && engine.tokens.replayed(use);
  if (replayed !== undefined) return replayAnswer(engine, actions, replayed, input);
  cancelForThroughput(engine.throughput.transactionRefusals('Write', actions));
  const done = await isolated(engine, actions, use, () => {
    // Tables may have changed meanwhile: they may have new indexes, or be gone.
    const same = actions.every(({ table }) => engine.tables.find(scope, table.name) === table);
    return commit(engine, same ? actions : locateActions(engine, scope, checked), use);
  });
  return answer(engine, done, input);
}

/** Claims the items, lets the requests that came together with this one find them claimed, and does `work`. */
async function isolated<T>(
  engine: Engine,
  actions: readonly LocatedAction[],
  use: TokenUse | undefined,
  work: () => T,
): Promise<T> {
  const { locks, tokens } = engine;
  cancelForConflicts(engine, actions);
  const release = locks.hold(actions.map(({ key }) => key));
  const end = use && tokens.begin(use);
  try {
    await delay(TIME_IN_HAND);
    return work();
  } finally {
    end?.();
    release();
  }
}

/** All in one store transaction: items, indexes, stream records and the request's token. */
function commit(
  engine: Engine,
  actions: readonly LocatedAction[],
  use: TokenUse | undefined,
): readonly Done[] {
  return engine.items.write(() => {
    const intended = forEachAction(actions, (action) => {
      const condition = (before: StoredItem | undefined): void => checkCondition(engine, action, before);
      return { action, plan: planWrite(engine, { ...action, condition }) };
    });
    checkTransactionSize(intended.map(({ plan }) => sizeOf(plan)));
    cancelForThroughput(
      intended.map(({ action, plan }) => engine.throughput.entryRefusals(action.table, plan.indexChanges)),
    );
    const done = intended.map(({ action, plan }) => ({ action, change: carryOut(engine, action, plan) }));
    if (use !== undefined) engine.tokens.record(use, done.map(replayUnits));
    return done;
  });
}

/** A condition that does not hold costs what its action would have. */
function checkCondition(
  { throughput }: Engine,
  { condition, table, key }: LocatedAction,
  before: StoredItem | undefined,
): void {
  try {
    condition(before);
  } catch (error) {
    throughput.consume('Write', table, key, transactionalUnits({ before, after: undefined }));
    throw error;
  }
}

/** What an item counts in a transaction: a check what it reads, a write the larger of before and after. */
function sizeOf({ before, after }: Pick<ItemChange, 'before' | 'after'>): number {
  return Math.max(before?.size ?? 0, after?.size ?? 0);
}

/** Only the table's own units are doubled; an index's are what they are without a transaction. */
function transactionalUnits(change: Pick<ItemChange, 'before' | 'after'>): number {
  return writeUnits(sizeOf(change), { transactional: true });
}

function replayUnits({ change }: Done): number {
  return readUnits(sizeOf(change), 'transactional');
}

function answer(engine: Engine, done: readonly Done[], input: Input): Answer {
  const uses = new CapacityUses('WriteCapacityUnits');
  for (const { action, change } of done) {
    const { table, key } = action;
    const units = transactionalUnits(change);
    engine.throughput.consume('Write', table, key, units, change.indexUses);
    uses.of(table).add(units, change.indexUses);
  }
  const capacity = uses.report(input.ReturnConsumedCapacity);
  const writes = done.map(({ action }) => action);
  const metrics = collectionMetricsByTable(engine, writes, input.ReturnItemCollectionMetrics);
  return {
    ...(capacity === undefined ? {} : { ConsumedCapacity: capacity }),
    ...(metrics === undefined ? {} : { ItemCollectionMetrics: metrics }),
  };
}

/** Nothing was written this time: a replay costs reading the items. */
function replayAnswer(
  { throughput }: Engine,
  actions: readonly LocatedAction[],
  readUnits: readonly number[],
  input: Input,
): Answer {
  const uses = new CapacityUses('ReadCapacityUnits');
  for (const [position, { table, key }] of actions.entries()) {
    const units = readUnits[position] ?? 0;
    throughput.consume('Read', table, key, units);
    uses.of(table).add(units);
  }
  const capacity = uses.report(input.ReturnConsumedCapacity);
  return capacity === undefined ? {} : { ConsumedCapacity: capacity };
}
