/** An item's entries in the indexes of its table, and what keeping them in step costs. */
import { writeUnits } from '../capacity-units.js';
import type { Index, Table } from '../tables/table.js';
import { type AttributeValue, setAttribute } from '../values/attribute-value.js';
import { keyOfEntry } from './item-keys.js';
import type { ItemStore } from './item-store.js';
import { StoredItem } from './item-text.js';

export interface IndexEntry {
  readonly key: Buffer;
  /** What of the item is projected into the index. */
  readonly stored: StoredItem;
}

/** The entry that an item has in an index; undefined where it lacks one of the index's keys. */
export function entryOf(index: Index, itemKey: Buffer, stored: StoredItem): IndexEntry | undefined {
  const key = keyOfEntry(index, stored.item, itemKey);
  if (key === undefined) return undefined;
  return { key, stored: projected(index, stored) };
}

function projected({ projected: names }: Index, stored: StoredItem): StoredItem {
  if (names === undefined) return stored;
  const entry: Record<string, AttributeValue> = {};
  for (const [name, value] of Object.entries(stored.item)) {
    if (names.has(name)) setAttribute(entry, name, value);
  }
  return StoredItem.of(entry);
}

/** What a change of one item asks of one index: the entry it had, and the one it shall have. */
export interface IndexChange {
  readonly index: Index;
  readonly removed: IndexEntry | undefined;
  readonly added: IndexEntry | undefined;
}

/** Units of one index; of a write, with the key of the entry that was written. An index may come more than once. */
export type IndexUse = readonly [index: Index, units: number, key?: Buffer];
export type IndexUses = readonly IndexUse[];

export const NO_USES: IndexUses = [];

/** What a change of one item asks of the indexes of its table. */
export function indexChanges(
  table: Table,
  itemKey: Buffer,
  before: StoredItem | undefined,
  after: StoredItem | undefined,
): readonly IndexChange[] {
  return table.indexes.map((index) => ({
    index,
    removed: before && entryOf(index, itemKey, before),
    added: after && entryOf(index, itemKey, after),
  }));
}

/**
 * Brings all indexes of a table in step with a change of one item. Inside `ItemStore.write` only. Costs per
 * index (AWS: "Using Global Secondary Indexes", write considerations): nothing when neither key nor projected
 * attributes change, one write to add, remove or replace an entry, two when the entry moves.
 */
export function updateIndexes(items: ItemStore, changes: readonly IndexChange[]): IndexUses {
  if (changes.length === 0) return NO_USES;
  return changes.flatMap((change) => updateIndex(items, change));
}

function updateIndex(items: ItemStore, { index, removed, added }: IndexChange): IndexUse[] {
  // An index under construction may not have come to this item yet.
  const present = removed && (index.readable ? removed.stored : items.get('entries', removed.key));
  if (removed && added && removed.key.equals(added.key)) {
    if (present?.json === added.stored.json) return [];
    items.put('entries', index.storage, added.key, added.stored, present);
    return [[index, writeUnits(Math.max(removed.stored.size, added.stored.size)), added.key]];
  }
  const uses: IndexUse[] = [];
  if (removed && present) {
    items.remove('entries', index.storage, removed.key, present);
    uses.push([index, writeUnits(present.size), removed.key]);
  }
  if (added) {
    items.put('entries', index.storage, added.key, added.stored, undefined);
    uses.push([index, writeUnits(added.stored.size), added.key]);
  }
  return uses;
}
