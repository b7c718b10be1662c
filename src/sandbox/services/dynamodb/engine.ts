/** What all operations of DynamoDB work with. One per running sandbox. */
import type { VirtualClock } from '../../clock.js';
import type { Hazards } from '../../hazards.js';
import type { MetricPublishing } from '../../metrics/metrics.js';
import type { Host } from '../../service.js';
import type { Store } from '../../store/store.js';
import { openTagJournal } from '../tag-journal.js';
import { EventualReads } from './items/eventual-reads.js';
import { ItemStore } from './items/item-store.js';
import { RecentChanges } from './items/recent-changes.js';
import { LateThrottles } from './late-throttles.js';
import { type LifecycleTimes, lifecycleTimes } from './lifecycle-times.js';
import { Streams } from './streams/streams.js';
import { TableCatalog } from './tables/catalog.js';
import { Tallies } from './tables/tallies.js';
import { tellIdleMinutes } from './throughput/idle-minutes.js';
import { tellProvisioned } from './throughput/provisioned-metrics.js';
import { RequestMetrics } from './throughput/request-metrics.js';
import { Throughput } from './throughput/throughput.js';
import { ItemLocks } from './transactions/item-locks.js';
import { RequestTokens } from './transactions/request-tokens.js';

export interface Engine {
  readonly store: Store;
  readonly clock: VirtualClock;
  readonly hazards: Hazards;
  readonly times: LifecycleTimes;
  /** What the hazard refuses of the control plane; items go through `throughput`. */
  readonly throttles: LateThrottles;
  /** Which requests there is capacity for. */
  readonly throughput: Throughput;
  /** Counts requests by their operation. */
  readonly requests: RequestMetrics;
  readonly tables: TableCatalog;
  readonly tallies: Tallies;
  readonly items: ItemStore;
  /** What requests see that may lag behind. */
  readonly reads: EventualReads;
  readonly streams: Streams;
  readonly locks: ItemLocks;
  readonly tokens: RequestTokens;
}

export interface EngineOptions extends Pick<Host, 'store' | 'clock' | 'hazards'> {
  readonly metrics: Pick<MetricPublishing, 'meter' | 'add'>;
}

export function createEngine({ store, clock, hazards, metrics }: EngineOptions): Engine {
  const tallies = new Tallies(store);
  const tables = new TableCatalog(store, openTagJournal(store, clock));
  const changes = new RecentChanges(clock, hazards);
  const items = new ItemStore(store, tallies, changes);
  const throttles = new LateThrottles(clock, hazards);
  const throughput = new Throughput({ store, clock, tables, throttles, metrics });
  tellProvisioned({ clock, tables, throughput });
  tellIdleMinutes({ clock, tables, throughput });
  return {
    store,
    clock,
    hazards,
    times: lifecycleTimes(hazards),
    throttles,
    throughput,
    requests: new RequestMetrics(metrics),
    tables,
    tallies,
    items,
    reads: new EventualReads({ items, changes, clock, hazards }),
    streams: new Streams(store, clock, tables),
    locks: new ItemLocks(),
    tokens: new RequestTokens(store, clock),
  };
}
