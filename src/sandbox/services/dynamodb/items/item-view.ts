/** What a read needs of the items: as they are (`ItemStore`), or as they were a moment ago (`LaggingView`). */
import type { KeyRange } from '../values/key-range.js';
import type { StoredItem } from './item-text.js';

/** Table rows hold whole items, index entries what the index projects. */
export type ItemDatabase = 'rows' | 'entries';

export interface Found {
  readonly key: Buffer;
  readonly stored: StoredItem;
}

export interface RangeOptions {
  readonly reverse?: boolean;
  /** Begin behind this key (before it, in reverse); it need not exist. */
  readonly after?: Buffer;
}

export interface ItemView {
  get(database: ItemDatabase, key: Buffer): StoredItem | undefined;
  /** What lies in a range, in key order. A snapshot: later writes do not show. */
  range(database: ItemDatabase, range: KeyRange, options?: RangeOptions): Iterable<Found>;
}

/** What is left of a range behind (in reverse: before) the key where a read goes on. */
export function rangeLeft({ start, end }: KeyRange, { reverse = false, after }: RangeOptions): KeyRange {
  if (after === undefined) return { start, end };
  if (reverse) return { start, end: Buffer.compare(after, end) < 0 ? after : end };
  const behind = Buffer.concat([after, Buffer.of(0)]);
  return { start: Buffer.compare(behind, start) > 0 ? behind : start, end };
}
