/** Reads one page of a table or index: as far as the limit of the request or of AWS lets it. */
import type { ItemCondition } from '../expressions/item-condition.js';
import type { Projection } from '../expressions/projection.js';
import { keyAttributes, keyOfRequest } from '../items/item-keys.js';
import type { StoredItem } from '../items/item-text.js';
import type { ItemDatabase, ItemView, RangeOptions } from '../items/item-view.js';
import { MAX_PAGE_BYTES } from '../limits.js';
import type { Index, Table } from '../tables/table.js';
import type { Item } from '../values/attribute-value.js';
import type { KeyRange } from '../values/key-range.js';

/** What is read: all of it in one table or index. */
export interface Source extends RangeOptions {
  readonly table: Table;
  readonly index: Index | undefined;
  readonly range: KeyRange;
}

export interface PageOptions {
  /** Items to look at, at most; those that the filter drops count. */
  readonly limit: number | undefined;
  readonly filter: ItemCondition | undefined;
  readonly projection: Projection | undefined;
  /** False where only a count is wanted. */
  readonly wantsItems: boolean;
  /** Whether each item is fetched from the table, since the local index does not have all that is asked for. */
  readonly fetchesItems: boolean;
}

export interface Page {
  /** The items that passed the filter, as JSON. */
  readonly items: readonly string[];
  readonly count: number;
  readonly scannedCount: number;
  /** Read from the table or index, before filter and projection. */
  readonly bytes: number;
  /** The sizes of the items that were fetched from the table. */
  readonly fetched: readonly number[];
  /** Where to go on; undefined at the end. */
  readonly lastKey: Item | undefined;
}

export function readPage(view: ItemView, source: Source, options: PageOptions): Page {
  const { table, index, range } = source;
  const database: ItemDatabase = index === undefined ? 'rows' : 'entries';
  const items: string[] = [];
  const fetched: number[] = [];
  let count = 0;
  let scannedCount = 0;
  let bytes = 0;
  let last: StoredItem | undefined;
  for (const { stored } of view.range(database, range, source)) {
    scannedCount++;
    bytes += stored.size;
    const whole = options.fetchesItems ? fetch(view, table, stored) : stored;
    if (options.fetchesItems) fetched.push(whole.size);
    if (options.filter === undefined || options.filter.evaluate(whole.item)) {
      count++;
      if (options.wantsItems) items.push(projected(whole, options.projection));
    }
    if (scannedCount === options.limit || bytes >= MAX_PAGE_BYTES) {
      last = stored;
      break;
    }
  }
  const keys = index === undefined ? [table.key] : [table.key, index.key];
  const lastKey = last && keyAttributes(last.item, keys);
  return { items, count, scannedCount, bytes, fetched, lastKey };
}

function projected(stored: StoredItem, projection: Projection | undefined): string {
  return projection === undefined ? stored.json : JSON.stringify(projection.apply(stored.item));
}

/** The item behind an index entry. They are always in step, but for an index that is being filled. */
function fetch(view: ItemView, table: Table, entry: StoredItem): StoredItem {
  return view.get('rows', keyOfRequest(table, keyAttributes(entry.item, [table.key]))) ?? entry;
}
