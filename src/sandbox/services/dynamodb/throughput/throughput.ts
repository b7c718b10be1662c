/**
 * Capacity: which requests are let in, and what they then use. Every operation on items asks here before its work
 * and tells after it what ConsumedCapacity reports: the units of the table (with those of its local indexes) and of
 * each global index. Under the hazard `late-throttles` this is also where that refuses.
 */
import type { VirtualClock } from '../../../clock.js';
import type { MetricPublishing } from '../../../metrics/metrics.js';
import type { Store } from '../../../store/store.js';
import { type IndexChange, type IndexEntry, type IndexUses, NO_USES } from '../items/index-entries.js';
import type { LateThrottles } from '../late-throttles.js';
import type { TableCatalog } from '../tables/catalog.js';
import type { TableRecord } from '../tables/record.js';
import type { Index, Table } from '../tables/table.js';
import { Levels } from './levels.js';
import type { Direction } from './limits.js';
import { type Refusal, throttlingError } from './refusals.js';
import { Resource } from './resource.js';
import { ResourceMeters } from './resource-meters.js';

/** Where in a store key the hash of its partition key is: behind the number of the table or index. */
const HASH_AT = 4;
/** The first twelve bits of the hash. */
const PARTITION_SHIFT = 4;

const NOTHING: readonly Refusal[] = [];

/** A table with its global indexes, by their numbers. */
interface Counted {
  readonly table: Resource;
  readonly indexes: ReadonlyMap<number, Resource>;
}

export interface ThroughputOptions {
  readonly store: Store;
  readonly clock: Pick<VirtualClock, 'now'>;
  readonly tables: TableCatalog;
  readonly throttles: LateThrottles;
  readonly metrics: Pick<MetricPublishing, 'meter' | 'add'>;
}

export class Throughput {
  readonly #options: ThroughputOptions;
  readonly #levels: Levels;
  /** By the number of the table or index. */
  readonly #resources = new Map<number, Resource>();
  /** A table is another object whenever its record changes. */
  readonly #counted = new WeakMap<Table, Counted>();

  constructor(options: ThroughputOptions) {
    this.#options = options;
    this.#levels = new Levels(options.store);
    options.tables.watch({
      saved: (table, before) => this.#follow(table, before),
      removed: ({ record }) => this.#forget(numbersOf(record)),
    });
  }

  /**
   * Lets in the read of a table or an index, or throws what AWS answers. `key` begins with the number and the
   * partition key of what is read; undefined where it is not one partition.
   */
  assertReadable(table: Table, index: Index | undefined, key: Buffer | undefined): void {
    const refusals = this.readRefusals(table, index, key);
    if (refusals.length > 0) throw throttlingError(refusals);
  }

  /**
   * Lets in a write by the store key of its item, or throws what AWS answers. When it is known what it changes in
   * indexes, `assertEntriesWritable` is to be asked, too.
   */
  assertWritable(table: Table, key: Buffer): void {
    const refusals = this.writeRefusals(table, key);
    if (refusals.length > 0) throw throttlingError(refusals);
  }

  /** Lets in a write by the entries it changes, or throws what AWS answers. */
  assertEntriesWritable(table: Table, changes: readonly IndexChange[]): void {
    const refusals = this.entryRefusals(table, changes);
    if (refusals.length > 0) throw throttlingError(refusals);
  }

  /** Why a read is not let in; nothing where it is. What is refused is counted as throttled. */
  readRefusals(table: Table, index: Index | undefined, key: Buffer | undefined): readonly Refusal[] {
    return this.#heldUp(table, 'Read') ?? this.#readRefusals(table, index, key);
  }

  /**
   * Why a write is not let in; nothing where it is. The table and all of its global indexes must have capacity left,
   * those too that the write will turn out not to change (AWS: "Using global secondary indexes", provisioned
   * throughput considerations).
   */
  writeRefusals(table: Table, key: Buffer): readonly Refusal[] {
    return this.#heldUp(table, 'Write') ?? this.#writeRefusals(table, key);
  }

  /** Why a write is not let in that changes these entries: a partition of an index is too hot. */
  entryRefusals(table: Table, changes: readonly IndexChange[]): readonly Refusal[] {
    if (changes.length === 0) return NOTHING;
    const { indexes } = this.#countedOf(table);
    const now = this.#options.clock.now();
    const refusals: Refusal[] = [];
    for (const { index, removed, added } of changes) {
      const partition = partitionOfChange(removed, added);
      const refusal = indexes.get(index.storage)?.partitionRefusal('Write', now, partition);
      if (refusal !== undefined) refusals.push(refusal);
    }
    return refusals;
  }

  /**
   * The same for each action of a transaction. To the hazard, all of a table's are one: a large transaction would never
   * get through in parts.
   */
  transactionRefusals(
    direction: Direction,
    actions: readonly { readonly table: Table; readonly key: Buffer }[],
  ): (readonly Refusal[])[] {
    const tables = new Set(actions.map(({ table }) => table));
    const heldUp = new Map([...tables].map((table) => [table, this.#heldUp(table, direction)]));
    return actions.map(({ table, key }) => {
      const refusals = heldUp.get(table);
      if (refusals !== undefined) return refusals;
      return direction === 'Read'
        ? this.#readRefusals(table, undefined, key)
        : this.#writeRefusals(table, key);
    });
  }

  /**
   * What a request that was let in has used: `units` of the table itself, and of its indexes. `key` as it was let in
   * by: it is the table's, or for the read of an index that index's.
   */
  consume(
    direction: Direction,
    table: Table,
    key: Buffer | undefined,
    units: number,
    indexUses: IndexUses = NO_USES,
  ): void {
    const now = this.#options.clock.now();
    const counted = this.#countedOf(table);
    const partition = key && partitionOf(key);
    let ownUnits = units;
    for (const [{ kind, storage }, used, entryKey] of indexUses) {
      if (kind === 'local') {
        ownUnits += used;
        continue;
      }
      const entryPartition = direction === 'Read' ? partition : entryKey && partitionOf(entryKey);
      this.#take(storage, counted.indexes.get(storage), direction, used, now, entryPartition);
    }
    if (ownUnits > 0) this.#take(table.record.storage, counted.table, direction, ownUnits, now, partition);
  }

  /** Records what is provisioned for a table and its global indexes. */
  tellProvisioned(table: Table): void {
    const counted = this.#countedOf(table);
    for (const resource of [counted.table, ...counted.indexes.values()]) resource.tellProvisioned();
  }

  /** A minute is over that began at `at`: what was not used of a table and its global indexes in it is told. */
  endMinute(table: Table, at: number): void {
    const counted = this.#countedOf(table);
    for (const resource of [counted.table, ...counted.indexes.values()]) resource.meters.endMinute(at);
  }

  /** What is counted of a table itself. */
  metersOf(table: Table): ResourceMeters {
    return this.#countedOf(table).table.meters;
  }

  /** Keeps what is left of every capacity, for the next start. */
  close(): void {
    this.#levels.keepAll(this.#resources, this.#options.clock.now());
  }

  /** What the hazard refuses, if it does. */
  #heldUp(table: Table, direction: Direction): readonly Refusal[] | undefined {
    if (this.#options.throttles.admits(table, direction)) return undefined;
    return [this.#countedOf(table).table.refused(direction, 'ProvisionedThroughputExceeded')];
  }

  #readRefusals(table: Table, index: Index | undefined, key: Buffer | undefined): readonly Refusal[] {
    const counted = this.#countedOf(table);
    const resource = (index && counted.indexes.get(index.storage)) ?? counted.table;
    const refusal = resource.refusal('Read', this.#options.clock.now(), key && partitionOf(key));
    return refusal === undefined ? NOTHING : [refusal];
  }

  #writeRefusals(table: Table, key: Buffer): readonly Refusal[] {
    const counted = this.#countedOf(table);
    const now = this.#options.clock.now();
    const refusal = counted.table.refusal('Write', now, partitionOf(key));
    const refusals = refusal === undefined ? [] : [refusal];
    for (const index of counted.indexes.values()) {
      const indexRefusal = index.refusal('Write', now, undefined);
      if (indexRefusal !== undefined) refusals.push(indexRefusal);
    }
    return refusals;
  }

  #take(
    storage: number,
    resource: Resource | undefined,
    direction: Direction,
    units: number,
    now: number,
    partition: number | undefined,
  ): void {
    if (resource === undefined) return;
    resource.take(direction, units, now, partition);
    this.#levels.keep(storage, resource, now);
  }

  #countedOf(table: Table): Counted {
    return this.#counted.get(table) ?? this.#count(table);
  }

  #count(table: Table): Counted {
    const { record } = table;
    const counted: Counted = {
      table: this.#resource(record),
      indexes: new Map(record.globalIndexes.map((index) => [index.storage, this.#resource(record, index)])),
    };
    this.#counted.set(table, counted);
    return counted;
  }

  #resource(record: TableRecord, index?: TableRecord['globalIndexes'][number]): Resource {
    const { storage } = index ?? record;
    let resource = this.#resources.get(storage);
    if (resource === undefined) {
      const { clock, metrics } = this.#options;
      const meters = new ResourceMeters(metrics, record, record.name, index?.name);
      resource = new Resource(record, index, meters, clock.now(), this.#levels.get(storage));
      this.#resources.set(storage, resource);
    }
    return resource;
  }

  /** A table has changed: what its capacity was until now is settled before the new one counts. */
  #follow({ record }: Table, before: Table | undefined): void {
    const now = this.#options.clock.now();
    this.#resource(record).follow(record, undefined, now);
    for (const index of record.globalIndexes) this.#resource(record, index).follow(record, index, now);
    if (before === undefined) return;
    const present = new Set(numbersOf(record));
    this.#forget(numbersOf(before.record).filter((number) => !present.has(number)));
  }

  #forget(numbers: readonly number[]): void {
    for (const number of numbers) {
      this.#resources.delete(number);
      this.#levels.forget(number);
    }
  }
}

function numbersOf({ storage, globalIndexes }: TableRecord): number[] {
  return [storage, ...globalIndexes.map((index) => index.storage)];
}

/**
 * The partition that a store key belongs to: one of 4,096 equal parts of the hashes of partition keys. AWS has fewer,
 * and moves a hot key to one of its own (adaptive capacity); here it has nearly always been there.
 */
function partitionOf(key: Buffer): number {
  return key.readUInt16BE(HASH_AT) >> PARTITION_SHIFT;
}

/** Where an entry goes; where it has been, if it goes. An entry that moves is let in by where it goes. */
function partitionOfChange(
  removed: IndexEntry | undefined,
  added: IndexEntry | undefined,
): number | undefined {
  const entry = added ?? removed;
  return entry && partitionOf(entry.key);
}
