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
import { type IndexUnits, NO_UNITS, updateIndexes } from './index-entries.js';
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

export interface ItemChange {
  readonly before: StoredItem | undefined;
  readonly after: StoredItem | undefined;
  readonly indexUnits: IndexUnits;
}

type WriteEngine = Pick<Engine, 'items' | 'streams'>;

/** Does one write. Inside `ItemStore.write` only, or alone by `writeItem`. */
export function applyWrite({ items, streams }: WriteEngine, write: ItemWrite): ItemChange {
  const { table, key, identity } = write;
  const before = items.get('rows', key);
  write.condition?.(before);
  const after = write.change(before);
  if (before?.json === after?.json) return { before, after, indexUnits: NO_UNITS };
  if (after !== undefined) items.put('rows', table.record.storage, key, after, before);
  else if (before !== undefined) items.remove('rows', table.record.storage, key, before);
  const indexUnits = updateIndexes(items, table, key, before, after);
  streams.append(table, key, { before, after, identity });
  return { before, after, indexUnits };
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
  const change = items.write(() => applyWrite(engine, checked));
  throughput.consume('Write', table, key, unitsOf(change), change.indexUnits);
  return change;
}

/** What a write costs of the table itself. */
export function unitsOf({ before, after }: Pick<ItemChange, 'before' | 'after'>): number {
  return writeUnits(Math.max(before?.size ?? 0, after?.size ?? 0));
}
