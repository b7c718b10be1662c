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

/** Write units by index, for those that had to be written. */
export type IndexUnits = ReadonlyMap<Index, number>;

export const NO_UNITS: IndexUnits = new Map();

/**
 * Brings all indexes of a table in step with a change of one item. Inside `ItemStore.write` only. Costs per
 * index (AWS: "Using Global Secondary Indexes", write considerations): nothing when neither key nor projected
 * attributes change, one write to add, remove or replace an entry, two when the entry moves.
 */
export function updateIndexes(
  items: ItemStore,
  table: Table,
  itemKey: Buffer,
  before: StoredItem | undefined,
  after: StoredItem | undefined,
): IndexUnits {
  if (table.indexes.length === 0) return NO_UNITS;
  const units = new Map<Index, number>();
  for (const index of table.indexes) {
    const removed = before && entryOf(index, itemKey, before);
    const added = after && entryOf(index, itemKey, after);
    const cost = updateIndex(items, index, removed, added);
    if (cost > 0) units.set(index, cost);
  }
  return units;
}

function updateIndex(
  items: ItemStore,
  index: Index,
  removed: IndexEntry | undefined,
  added: IndexEntry | undefined,
): number {
  // An index under construction may not have come to this item yet.
  const present = removed && (index.readable ? removed.stored : items.get('entries', removed.key));
  if (removed && added && removed.key.equals(added.key)) {
    if (present?.json === added.stored.json) return 0;
    items.put('entries', index.storage, added.key, added.stored, present);
    return writeUnits(Math.max(removed.stored.size, added.stored.size));
  }
  let cost = 0;
  if (removed && present) {
    items.remove('entries', index.storage, removed.key, present);
    cost += writeUnits(present.size);
  }
  if (added) {
    items.put('entries', index.storage, added.key, added.stored, undefined);
    cost += writeUnits(added.stored.size);
  }
  return cost;
}
