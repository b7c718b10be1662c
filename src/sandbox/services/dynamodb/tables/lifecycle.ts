/**
 * Tables and indexes change state when their time comes: timers of the virtual clock, kept in the store, so that
 * a restart delays nothing. Each finds its table by name and id, since a name can come to mean another table.
 */
import type { Engine } from '../engine.js';
import { backfill } from './backfill.js';
import { changedThroughput } from './decreases.js';
import type { GarbageCollector } from './garbage.js';
import type { GlobalIndexRecord, TableRecord } from './record.js';
import type { Table } from './table.js';

const TABLE_TIMER = 'dynamodb.table';
const INDEX_TIMER = 'dynamodb.index';

type TableTimer = Pick<TableRecord, 'account' | 'region' | 'name' | 'id'>;
type IndexTimer = TableTimer & { readonly index: string };

export class Lifecycle {
  readonly #engine: Engine;
  readonly #garbage: GarbageCollector;

  constructor(engine: Engine, garbage: GarbageCollector) {
    this.#engine = engine;
    this.#garbage = garbage;
    engine.clock.onTimer(TABLE_TIMER, (payload) => this.#tableDue(payload as TableTimer));
    engine.clock.onTimer(INDEX_TIMER, (payload) => this.#indexDue(payload as IndexTimer));
  }

  /** Saves a record, sets the timers that its changes, and its indexes', ask for, and opens or closes its stream. */
  begin(record: TableRecord): Table {
    const { store, streams, tables } = this.#engine;
    return store.write(() => {
      this.#setTimers(record);
      streams.follow(record);
      return tables.save(record);
    });
  }

  #setTimers(record: TableRecord): void {
    const { clock } = this.#engine;
    const { account, region, name, id, change, globalIndexes } = record;
    const timer: TableTimer = { account, region, name, id };
    if (change) clock.setTimer(TABLE_TIMER, id, change.at, timer);
    for (const index of globalIndexes) {
      if (index.change) {
        clock.setTimer(INDEX_TIMER, `${id}/${index.name}`, index.change.at, { ...timer, index: index.name });
      }
    }
  }

  #find({ account, region, name, id }: TableTimer): TableRecord | undefined {
    const record = this.#engine.tables.find({ account, region }, name)?.record;
    return record?.id === id ? record : undefined;
  }

  #tableDue(timer: TableTimer): void {
    const record = this.#find(timer);
    if (record?.change === undefined) return;
    if (record.status === 'DELETING') {
      this.#remove(record);
      void this.#garbage.sweep();
      return;
    }
    const { change, ...settled } = record;
    this.#engine.tables.save({
      ...settled,
      status: 'ACTIVE',
      billingMode: change.billingMode ?? record.billingMode,
      throughput:
        change.throughput === undefined
          ? record.throughput
          : changedThroughput(record.throughput, change.throughput, change.at),
      globalIndexes: record.globalIndexes.map((index) =>
        index.change === undefined ? active(index) : index,
      ),
    });
  }

  #remove(record: TableRecord): void {
    const { store, tables } = this.#engine;
    store.write(() => {
      this.#garbage.discard('rows', record.storage);
      for (const { storage } of [...record.localIndexes, ...record.globalIndexes]) {
        this.#garbage.discard('entries', storage);
      }
      tables.remove(record);
    });
  }

  async #indexDue(timer: IndexTimer): Promise<void> {
    const record = this.#find(timer);
    const index = record?.globalIndexes.find(({ name }) => name === timer.index);
    if (record === undefined || index?.change === undefined) return;
    switch (index.status) {
      case 'CREATING':
        if (index.backfilling === false) this.#startBackfill(record, index);
        else await this.#finishBackfill(timer);
        return;
      case 'DELETING':
        this.#dropIndex(record, index);
        void this.#garbage.sweep();
        return;
      default:
        this.#saveIndex(record, applied(index));
    }
  }

  #startBackfill(record: TableRecord, index: GlobalIndexRecord): void {
    const { clock, times } = this.#engine;
    const change = { at: clock.now() + times('backfillIndex', `${record.name} ${index.name}`) };
    this.begin(withIndex(record, { ...index, backfilling: true, change }));
  }

  async #finishBackfill(timer: IndexTimer): Promise<void> {
    const isWanted = (): boolean =>
      this.#find(timer)?.globalIndexes.some(
        ({ name, status }) => name === timer.index && status === 'CREATING',
      ) ?? false;
    await backfill(this.#engine, timer, timer.name, timer.index, isWanted);
    const record = this.#find(timer);
    const index = record?.globalIndexes.find(({ name }) => name === timer.index);
    // Deleted while it was being filled: the deletion has a timer of its own.
    if (record === undefined || index?.status !== 'CREATING') return;
    this.#saveIndex(record, active(index));
  }

  #dropIndex(record: TableRecord, index: GlobalIndexRecord): void {
    const globalIndexes = record.globalIndexes.filter(({ name }) => name !== index.name);
    const { store, tables } = this.#engine;
    store.write(() => {
      this.#garbage.discard('entries', index.storage);
      tables.save({ ...record, globalIndexes, attributes: attributesInUse({ ...record, globalIndexes }) });
    });
  }

  #saveIndex(record: TableRecord, index: GlobalIndexRecord): void {
    this.#engine.tables.save(withIndex(record, index));
  }
}

function active({ change: _done, backfilling: _filled, ...index }: GlobalIndexRecord): GlobalIndexRecord {
  return { ...index, status: 'ACTIVE' };
}

function applied(index: GlobalIndexRecord): GlobalIndexRecord {
  const { change } = index;
  if (change?.throughput === undefined) return active(index);
  return active({ ...index, throughput: changedThroughput(index.throughput, change.throughput, change.at) });
}

/** The record with one global index put in the place of the one of its name. */
export function withIndex(record: TableRecord, index: GlobalIndexRecord): TableRecord {
  return {
    ...record,
    globalIndexes: record.globalIndexes.map((other) => (other.name === index.name ? index : other)),
  };
}

/** Definitions go with the last index that uses them. */
function attributesInUse(record: TableRecord): TableRecord['attributes'] {
  const schemas = [
    record.keySchema,
    ...[...record.localIndexes, ...record.globalIndexes].map((index) => index.keySchema),
  ];
  const used = new Set(schemas.flat().map(({ AttributeName }) => AttributeName));
  return record.attributes.filter(({ AttributeName }) => used.has(AttributeName));
}
