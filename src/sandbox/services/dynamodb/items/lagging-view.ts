/** The items as they were at an earlier time. */
import type { KeyRange } from '../values/key-range.js';
import type { StoredItem } from './item-text.js';
import { type Found, type ItemDatabase, type ItemView, type RangeOptions, rangeLeft } from './item-view.js';
import type { Earlier, RecentChanges } from './recent-changes.js';

export class LaggingView implements ItemView {
  readonly #items: ItemView;
  readonly #changes: RecentChanges;
  readonly #time: number;

  /** `time` is virtual, in milliseconds since the epoch; further back than changes are kept, nothing lags. */
  constructor(items: ItemView, changes: RecentChanges, time: number) {
    this.#items = items;
    this.#changes = changes;
    this.#time = time;
  }

  get(database: ItemDatabase, key: Buffer): StoredItem | undefined {
    const earlier = this.#changes.at(this.#time, database, key);
    return earlier === undefined ? this.#items.get(database, key) : earlier.stored;
  }

  range(database: ItemDatabase, range: KeyRange, options: RangeOptions = {}): Iterable<Found> {
    const changed = this.#changes.since(this.#time, database, rangeLeft(range, options));
    const present = this.#items.range(database, range, options);
    if (changed.length === 0) return present;
    return merged(present, options.reverse ? changed.reverse() : changed, options.reverse ? -1 : 1);
  }
}

/** Both in one order (1 ascending, -1 descending): what has changed takes the place of what is there now. */
function* merged(present: Iterable<Found>, changed: readonly Earlier[], direction: 1 | -1): Generator<Found> {
  let next = 0;
  for (const found of present) {
    let order = -1;
    for (let earlier = changed[next]; earlier !== undefined; earlier = changed[next]) {
      order = direction * Buffer.compare(earlier.key, found.key);
      if (order > 0) break;
      if (earlier.stored !== undefined) yield { key: earlier.key, stored: earlier.stored };
      next += 1;
      if (order === 0) break;
    }
    if (order !== 0) yield found;
  }
  for (const { key, stored } of changed.slice(next)) if (stored !== undefined) yield { key, stored };
}
