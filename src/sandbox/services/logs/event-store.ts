/**
 * Where log events lie: by group and time, for searches, and by stream and time, for readers of one stream. Both
 * are ranges of keys, so a page costs what is on it, however long the log.
 */
import type { Database } from 'lmdb';
import type { Store } from '../../store/store.js';

/** Where an event stands: its own time, and the order of arrival among those of the same millisecond. */
export interface Position {
  /** Milliseconds since the epoch. */
  readonly timestamp: number;
  /** From 1. */
  readonly sequence: number;
}

export interface StoredEvent {
  readonly position: Position;
  /** The number of its stream. */
  readonly stream: number;
  readonly message: string;
  /** Milliseconds since the epoch, virtual. */
  readonly ingestedAt: number;
}

/** The numbers of a group and of one of its streams. */
export interface StreamAddress {
  readonly group: number;
  readonly stream: number;
}

export interface PositionRange {
  /** Included. */
  readonly from: Position;
  /** Not included. */
  readonly before: Position;
}

export const FIRST_POSITION: Position = { timestamp: 0, sequence: 0 };
export const END_POSITION: Position = { timestamp: Number.MAX_SAFE_INTEGER, sequence: 0 };

/** What AWS counts for an event beside its text. */
const EVENT_OVERHEAD = 26; /* bytes */

const TIMESTAMP_AT = 4;
const SEQUENCE_AT = 12;
const STREAM_AT = 20;
const STREAM_KEY_BYTES = 20;
const GROUP_KEY_BYTES = 24;

type Bytes = Database<string | Buffer, Buffer>;
/** An event's value in the store. */
type Value = readonly [ingestedAt: number, message: string];

export class EventStore {
  /** group, time, sequence, stream: the event. */
  readonly #events: Bytes;
  /** stream, time, sequence: empty. */
  readonly #byStream: Bytes;

  constructor(store: Store) {
    this.#events = store.bytes('logs.events', 'text');
    this.#byStream = store.bytes('logs.streamEvents', 'text');
  }

  /** In a transaction of the store only. */
  put(
    { group, stream }: StreamAddress,
    { position, ingestedAt, message }: Omit<StoredEvent, 'stream'>,
  ): void {
    const value: Value = [ingestedAt, message];
    this.#events.putSync(groupKey(group, position, stream), JSON.stringify(value));
    this.#byStream.putSync(streamKey(stream, position), '');
  }

  /** In the order of their positions. A snapshot. */
  *ofGroup(group: number, { from, before }: PositionRange): Generator<StoredEvent> {
    const range = { start: groupKey(group, from), end: groupKey(group, before) };
    for (const { key, value } of this.#events.getRange(range)) yield eventOf(key, value);
  }

  /** In the order of their positions, or with the last one first. A snapshot. */
  *ofStream(
    { group, stream }: StreamAddress,
    { from, before }: PositionRange,
    order: 'forward' | 'backward' = 'forward',
  ): Generator<StoredEvent> {
    const [low, high] = [streamKey(stream, from), streamKey(stream, before)];
    const keys =
      order === 'forward'
        ? this.#byStream.getKeys({ start: low, end: high })
        : this.#byStream.getKeys({ start: high, exclusiveStart: true, end: low, reverse: true });
    for (const key of keys) {
      const eventKey = groupKey(group, positionIn(key), stream);
      const value = this.#events.get(eventKey);
      if (value !== undefined) yield eventOf(eventKey, value);
    }
  }

  /** The time of the group's first event. */
  firstTime(group: number): number | undefined {
    for (const { position } of this.ofGroup(group, { from: FIRST_POSITION, before: END_POSITION })) {
      return position.timestamp;
    }
    return undefined;
  }

  /**
   * Removes the first events of a group, at most `limit`, up to a time that is not included. In a transaction of
   * the store only.
   */
  removeFromGroup(group: number, before: number, limit: number): Removed {
    const range = { from: FIRST_POSITION, before: { timestamp: before, sequence: 0 } };
    return this.#remove(group, this.ofGroup(group, range), limit);
  }

  /** Removes the first events of a stream, at most `limit`. In a transaction of the store only. */
  removeFromStream(address: StreamAddress, limit: number): Removed {
    const range = { from: FIRST_POSITION, before: END_POSITION };
    return this.#remove(address.group, this.ofStream(address, range), limit);
  }

  #remove(group: number, events: Iterable<StoredEvent>, limit: number): Removed {
    const removed = take(events, limit);
    let bytes = 0;
    for (const { position, stream, message } of removed) {
      this.#events.removeSync(groupKey(group, position, stream));
      this.#byStream.removeSync(streamKey(stream, position));
      bytes += eventBytes(message);
    }
    return { bytes, done: removed.length < limit };
  }
}

export interface Removed {
  /** As AWS counts them. */
  readonly bytes: number;
  /** Nothing is left to remove. */
  readonly done: boolean;
}

/** What AWS counts an event as. */
export function eventBytes(message: string): number {
  return Buffer.byteLength(message) + EVENT_OVERHEAD;
}

function take<T>(items: Iterable<T>, limit: number): T[] {
  const taken: T[] = [];
  for (const item of items) {
    if (taken.length === limit) break;
    taken.push(item);
  }
  return taken;
}

function streamKey(stream: number, position: Position): Buffer {
  const key = Buffer.allocUnsafe(STREAM_KEY_BYTES);
  return writePosition(key, stream, position);
}

function groupKey(group: number, position: Position, stream = 0): Buffer {
  const key = Buffer.allocUnsafe(GROUP_KEY_BYTES);
  key.writeUInt32BE(stream, STREAM_AT);
  return writePosition(key, group, position);
}

function writePosition(key: Buffer, owner: number, { timestamp, sequence }: Position): Buffer {
  key.writeUInt32BE(owner);
  key.writeBigUInt64BE(BigInt(Math.trunc(timestamp)), TIMESTAMP_AT);
  key.writeBigUInt64BE(BigInt(sequence), SEQUENCE_AT);
  return key;
}

function positionIn(key: Buffer): Position {
  return {
    timestamp: Number(key.readBigUInt64BE(TIMESTAMP_AT)),
    sequence: Number(key.readBigUInt64BE(SEQUENCE_AT)),
  };
}

function eventOf(key: Buffer, text: string | Buffer): StoredEvent {
  const [ingestedAt, message]: Value = JSON.parse(String(text));
  return { position: positionIn(key), stream: key.readUInt32BE(STREAM_AT), message, ingestedAt };
}
