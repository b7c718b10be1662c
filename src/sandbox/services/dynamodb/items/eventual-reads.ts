/**
 * The hazards `eventual-reads` and `index-lag`: a read that is not strongly consistent may miss the latest writes
 * (AWS: "DynamoDB read consistency"). Every other one does, beginning with the first, so that whoever writes and
 * reads at once meets it.
 */
import type { VirtualClock } from '../../../clock.js';
import type { Hazards } from '../../../hazards.js';
import type { Index, Table } from '../tables/table.js';
import type { ItemView } from './item-view.js';
import { LaggingView } from './lagging-view.js';
import { LONGEST_LAG, type RecentChanges } from './recent-changes.js';

/** How far behind a table and its local indexes are, in virtual time. */
const TABLE_LAG = 1_000; /* 1 s */
/** How far behind a global index is. */
const INDEX_LAG = LONGEST_LAG;

export interface EventualReadsOptions {
  readonly items: ItemView;
  readonly changes: RecentChanges;
  readonly clock: Pick<VirtualClock, 'now'>;
  readonly hazards: Pick<Hazards, 'has'>;
}

export class EventualReads {
  readonly #options: EventualReadsOptions;
  /** Reads of a table or global index so far, by its number. */
  readonly #reads = new Map<number, number>();

  constructor(options: EventualReadsOptions) {
    this.#options = options;
  }

  /** What one request sees of a table, or of one of its indexes. */
  view(table: Table, index: Index | undefined, consistentRead: boolean | undefined): ItemView {
    const { items, changes, clock, hazards } = this.#options;
    const isGlobal = index?.kind === 'global';
    if (consistentRead || !hazards.has(isGlobal ? 'index-lag' : 'eventual-reads')) return items;
    if (!this.#lags(isGlobal ? index.storage : table.record.storage)) return items;
    return new LaggingView(items, changes, clock.now() - (isGlobal ? INDEX_LAG : TABLE_LAG));
  }

  #lags(storage: number): boolean {
    const reads = this.#reads.get(storage) ?? 0;
    this.#reads.set(storage, reads + 1);
    return reads % 2 === 0;
  }
}
