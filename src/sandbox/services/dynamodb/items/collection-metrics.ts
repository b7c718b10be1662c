/** ItemCollectionMetrics: only tables with local indexes have item collections that AWS measures. */
import type { Engine } from '../engine.js';
import type { Table } from '../tables/table.js';
import { attribute, type Item } from '../values/attribute-value.js';
import { prefixRange } from '../values/key-range.js';
import { encodeKeyValue, partitionPrefix } from '../values/keys.js';
import type { ItemDatabase } from './item-view.js';

const GIGABYTE = 1024 ** 3;

export type ReturnItemCollectionMetrics = 'SIZE' | 'NONE' | undefined;

export interface CollectionMetrics {
  readonly ItemCollectionKey: Item;
  /** Between these many gigabytes. */
  readonly SizeEstimateRangeGB: readonly [number, number];
}

/**
 * Of the collection that an item (or its key) belongs to; undefined where the request does not ask or the table
 * has none.
 */
export function collectionMetrics(
  engine: Pick<Engine, 'items'>,
  table: Table,
  item: Item,
  requested: ReturnItemCollectionMetrics,
): CollectionMetrics | undefined {
  const localIndexes = table.indexes.filter(({ kind }) => kind === 'local');
  const { name } = table.key.partitionKey;
  const value = attribute(item, name);
  if (requested !== 'SIZE' || localIndexes.length === 0 || value === undefined) return undefined;
  const partitionKey = encodeKeyValue(value);
  const sizes = [
    partitionSize(engine, 'rows', table.id, partitionKey),
    ...localIndexes.map(({ id }) => partitionSize(engine, 'entries', id, partitionKey)),
  ];
  const gigabytes = Math.floor(sizes.reduce((sum, size) => sum + size, 0) / GIGABYTE);
  return { ItemCollectionKey: { [name]: value }, SizeEstimateRangeGB: [gigabytes, gigabytes + 1] };
}

/** Of every item by the name of its table; undefined where the request does not ask. */
export function collectionMetricsByTable(
  engine: Pick<Engine, 'items'>,
  writes: readonly { readonly table: Table; readonly item: Item }[],
  requested: ReturnItemCollectionMetrics,
): Record<string, CollectionMetrics[]> | undefined {
  if (requested !== 'SIZE') return undefined;
  const byTable: Record<string, CollectionMetrics[]> = {};
  for (const { table, item } of writes) {
    const metrics = collectionMetrics(engine, table, item, requested);
    if (metrics === undefined) continue;
    byTable[table.name] = [...(byTable[table.name] ?? []), metrics];
  }
  return byTable;
}

function partitionSize(
  { items }: Pick<Engine, 'items'>,
  database: ItemDatabase,
  id: Buffer,
  partitionKey: Buffer,
): number {
  let bytes = 0;
  for (const { stored } of items.range(database, prefixRange(partitionPrefix(id, partitionKey)))) {
    bytes += stored.size;
  }
  return bytes;
}
