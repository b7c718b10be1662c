/**
 * The one way in which items change, for every operation that writes:
 *
 *     item before → condition → item after → table row, index entries and stream record
 *
 * all inside one transaction of the store.
 */
import { writeUnits } from '../capacity-units.js';
import type { Engine } from '../engine.js';
import type { UserIdentity } from '../streams/record-text.js';
import type { Table } from '../tables/table.js';
import { itemIsHeld } from '../transactions/item-locks.js';
import { type IndexChange, type IndexUses, indexChanges, NO_USES, updateIndexes } from './index-entries.js';
import type { StoredItem } from './item-text.js';

export interface ItemWrite {
  readonly table: Table;
  /** Where the item is, by `keyOfItem` or `keyOfRequest`. */
  readonly key: Buffer;
  /** Throws what the operation answers when its condition does not hold. */
  readonly condition?: (before: StoredItem | undefined) => void;
  /** The item as it shall be; undefined to have none. May throw: then nothing is written. */
  readonly change: (before: StoredItem | undefined) => StoredItem | undefined;
  /** Who writes, where no request does: Time to Live. The stream's record tells. */
  readonly identity?: UserIdentity;
}

/** A write whose condition holds, before anything is written. */
export interface PlannedWrite {
  readonly before: StoredItem | undefined;
  readonly after: StoredItem | undefined;
  readonly indexChanges: readonly IndexChange[];
}

export interface ItemChange {
  readonly before: StoredItem | undefined;
  readonly after: StoredItem | undefined;
  readonly indexUses: IndexUses;
}

type WriteEngine = Pick<Engine, 'items' | 'streams'>;

/** What a write comes to. Throws what its condition and its change throw. */
export function planWrite({ items }: Pick<Engine, 'items'>, write: ItemWrite): PlannedWrite {
  const { table, key } = write;
  const before = items.get('rows', key);
  write.condition?.(before);
  const after = write.change(before);
  const isSame = before?.json === after?.json;
  return { before, after, indexChanges: isSame ? [] : indexChanges(table, key, before, after) };
}

/** Writes what is planned, in the transaction in which it was planned. */
export function carryOut(
  { items, streams }: WriteEngine,
  { table, key, identity }: Pick<ItemWrite, 'table' | 'key' | 'identity'>,
  { before, after, indexChanges: changes }: PlannedWrite,
): ItemChange {
  if (before?.json === after?.json) return { before, after, indexUses: NO_USES };
  if (after !== undefined) items.put('rows', table.record.storage, key, after, before);
  else if (before !== undefined) items.remove('rows', table.record.storage, key, before);
  const indexUses = updateIndexes(items, changes);
  streams.append(table, key, { before, after, identity });
  return { before, after, indexUses };
}

/** Does one write. Inside `ItemStore.write` only, or alone by `writeItem`. */
export function applyWrite(engine: WriteEngine, write: ItemWrite): ItemChange {
  return carryOut(engine, write, planWrite(engine, write));
}

/**
 * One write in a transaction of its own, and what it costs. Throws TransactionConflictException while a
 * TransactWriteItems has the item in hand, or what AWS answers where there is no capacity left. A condition that does
 * not hold costs what writing the item would have.
 */
export function writeItem(
  engine: WriteEngine & Pick<Engine, 'locks' | 'throughput'>,
  write: ItemWrite,
): ItemChange {
  const { table, key, condition } = write;
  const { items, locks, throughput } = engine;
  throughput.assertWritable(table, key);
  if (locks.isHeld(key)) {
    throughput.metersOf(table).conflicted(1);
    throw itemIsHeld();
  }
  const checked: ItemWrite = {
    ...write,
    condition: (before) => {
      try {
        condition?.(before);
      } catch (error) {
        throughput.consume('Write', table, key, writeUnits(before?.size ?? 0));
        throughput.metersOf(table).conditionFailed();
        throw error;
      }
    },
  };
  const change = items.write(() => {
    const plan = planWrite(engine, checked);
    throughput.assertEntriesWritable(table, plan.indexChanges);
    return carryOut(engine, write, plan);
  });
  throughput.consume('Write', table, key, unitsOf(change), change.indexUses);
  return change;
}

/** What a write costs of the table itself. */
export function unitsOf({ before, after }: Pick<ItemChange, 'before' | 'after'>): number {
  return writeUnits(Math.max(before?.size ?? 0, after?.size ?? 0));
}
