/** Where metrics lie: what was recorded in each minute, by metric and time, so that a read is a range of keys. */
import type { StandardUnit } from '@aws-sdk/client-cloudwatch';
import type { Database } from 'lmdb';
import type { Collection, Store } from '../store/store.js';
import { Distribution } from './distribution.js';
import type { MetricIdentity } from './metrics.js';

/** A metric in one unit: what is recorded of it in other units is kept apart. */
export interface SeriesRecord {
  readonly metric: MetricIdentity;
  readonly unit: StandardUnit;
}

const NEXT = 'next';
const MINUTE_AT = 4;
const KEY_BYTES = 8;
const LAST_MINUTE = 0xffffffff;

export class MinuteStore {
  readonly #series: Collection<SeriesRecord>;
  readonly #numbers: Collection<number>;
  /** Number of the series, minute: what was recorded. */
  readonly #minutes: Database<string | Buffer, Buffer>;

  constructor(store: Store) {
    this.#series = store.collection('metrics.series');
    this.#numbers = store.collection('metrics.numbers');
    this.#minutes = store.bytes('metrics.minutes', 'text');
  }

  *series(): Generator<{ readonly id: number; readonly record: SeriesRecord }> {
    for (const { key, value } of this.#series.list()) yield { id: Number(key), record: value };
  }

  /** Its number. In a transaction of the store only, as all that writes. */
  addSeries(record: SeriesRecord): number {
    const id = this.#numbers.get(NEXT) ?? 1;
    this.#numbers.put(NEXT, id + 1);
    this.#series.put(String(id), record);
    return id;
  }

  removeSeries(id: number): void {
    this.#series.delete(String(id));
  }

  /** Adds to what the minute holds already. */
  add(id: number, minute: number, samples: Distribution): void {
    const key = keyOf(id, minute);
    const text = this.#minutes.get(key);
    const total = text === undefined ? samples : parse(text);
    if (total !== samples) total.merge(samples);
    this.#minutes.putSync(key, JSON.stringify(total.store()));
  }

  /** In the order of time; `before` is not included. */
  *read(
    id: number,
    from: number,
    before: number,
  ): Generator<{ readonly minute: number; readonly samples: Distribution }> {
    for (const { key, value } of this.#minutes.getRange({ start: keyOf(id, from), end: keyOf(id, before) })) {
      yield { minute: key.readUInt32BE(MINUTE_AT), samples: parse(value) };
    }
  }

  /** The minutes in which something was recorded, the last one first. */
  *minutesBackward(id: number): Generator<number> {
    const range = { start: keyOf(id, LAST_MINUTE), end: keyOf(id, 0), reverse: true };
    for (const key of this.#minutes.getKeys(range)) yield key.readUInt32BE(MINUTE_AT);
  }

  isEmpty(id: number): boolean {
    for (const _ of this.minutesBackward(id)) return false;
    return true;
  }

  /** Removes what was recorded before a minute, at most `limit` minutes of it; says how many these were. */
  remove(id: number, before: number, limit: number): number {
    const keys = [...this.#minutes.getKeys({ start: keyOf(id, 0), end: keyOf(id, before), limit })];
    for (const key of keys) this.#minutes.removeSync(key);
    return keys.length;
  }
}

function keyOf(id: number, minute: number): Buffer {
  const key = Buffer.allocUnsafe(KEY_BYTES);
  key.writeUInt32BE(id);
  key.writeUInt32BE(Math.min(LAST_MINUTE, Math.max(0, minute)), MINUTE_AT);
  return key;
}

/** What we wrote ourselves: its shape is known. */
function parse(text: string | Buffer): Distribution {
  return Distribution.load(JSON.parse(String(text)));
}
