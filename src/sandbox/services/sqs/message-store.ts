/**
 * Where messages lie: by queue and order of arrival, and by queue and the time from which they can be received, so
 * that the next ones are at the beginning of a range.
 */
import type { Database } from 'lmdb';
import type { Store } from '../../store/store.js';
import type { MessageAttributes } from './message-attributes.js';

/** Times in milliseconds since the epoch, virtual. */
export interface Message {
  /** Order of arrival in its queue, over all queues. */
  readonly sequence: number;
  readonly id: string;
  readonly body: string;
  readonly attributes: MessageAttributes;
  readonly systemAttributes: MessageAttributes;
  /** The user id of who sent it. */
  readonly sender: string;
  readonly group?: string;
  readonly sentAt: number;
  /** Nobody receives it before. */
  readonly visibleAt: number;
  readonly receives: number;
  readonly firstReceivedAt?: number;
  /** In the last receipt handle that was given out for it. */
  readonly receipt?: string;
  /** The ARN of the queue that it was moved from. */
  readonly deadLetterSource?: string;
}

/** How many messages are to be had, are in somebody's hands, or are delayed. */
export interface Counts {
  readonly visible: number;
  readonly inFlight: number;
  readonly delayed: number;
}

const NUMBER_AT = 4;
const SEQUENCE_AT = 12;
const MESSAGE_KEY_BYTES = 12;
const ORDER_KEY_BYTES = 20;
const END_OF_TIME = Number.MAX_SAFE_INTEGER;

type Bytes = Database<string | Buffer, Buffer>;
type Entry = readonly [sentAt: number, receives: number];

export class MessageStore {
  /** queue, sequence: the message. */
  readonly #messages: Bytes;
  /** queue, time, sequence: what is counted without reading the message. */
  readonly #order: Bytes;

  constructor(store: Store) {
    this.#messages = store.bytes('sqs.messages', 'text');
    this.#order = store.bytes('sqs.order', 'text');
  }

  get(storage: number, sequence: number): Message | undefined {
    const text = this.#messages.get(messageKey(storage, sequence));
    return text === undefined ? undefined : parse(text);
  }

  /** Adds a message, or puts one in the place of `before`. In a transaction of the store only. */
  put(storage: number, message: Message, before?: Message): void {
    if (before !== undefined) this.#order.removeSync(orderKey(storage, before.visibleAt, before.sequence));
    const entry: Entry = [message.sentAt, message.receives];
    this.#messages.putSync(messageKey(storage, message.sequence), JSON.stringify(message));
    this.#order.putSync(orderKey(storage, message.visibleAt, message.sequence), JSON.stringify(entry));
  }

  /** In a transaction of the store only. */
  remove(storage: number, { sequence, visibleAt }: Message): void {
    this.#messages.removeSync(messageKey(storage, sequence));
    this.#order.removeSync(orderKey(storage, visibleAt, sequence));
  }

  /** Up to `limit` messages that can be received, those first that could be for longest. */
  visible(storage: number, now: number, limit: number): Message[] {
    const range = { start: orderKey(storage, 0, 0), end: orderKey(storage, now + 1, 0), limit };
    return [...this.#order.getKeys(range)].flatMap(
      (key) => this.get(storage, Number(key.readBigUInt64BE(SEQUENCE_AT))) ?? [],
    );
  }

  /** When the next message after `now` can be received; undefined where none is waiting for that. */
  nextVisibleAt(storage: number, now: number): number | undefined {
    const range = { start: orderKey(storage, now + 1, 0), end: orderKey(storage, END_OF_TIME, 0), limit: 1 };
    for (const key of this.#order.getKeys(range)) return Number(key.readBigUInt64BE(NUMBER_AT));
    return undefined;
  }

  /** Those that were sent before `cutoff` do not count. */
  count(storage: number, now: number, cutoff: number): Counts {
    const counts = { visible: 0, inFlight: 0, delayed: 0 };
    const range = { start: orderKey(storage, 0, 0), end: orderKey(storage, END_OF_TIME, 0) };
    for (const { key, value } of this.#order.getRange(range)) {
      const [sentAt, receives]: Entry = JSON.parse(String(value));
      if (sentAt < cutoff) continue;
      if (Number(key.readBigUInt64BE(NUMBER_AT)) <= now) counts.visible += 1;
      else if (receives > 0) counts.inFlight += 1;
      else counts.delayed += 1;
    }
    return counts;
  }

  /** Removes some of the first messages that were sent before `cutoff`. In a transaction of the store only. */
  removeExpired(storage: number, cutoff: number, limit: number): void {
    for (const message of this.#first(storage, limit)) {
      if (message.sentAt >= cutoff) return;
      this.remove(storage, message);
    }
  }

  /** Removes up to `limit` messages; tells whether that was all. In a transaction of the store only. */
  removeSome(storage: number, limit: number): boolean {
    const messages = this.#first(storage, limit);
    for (const message of messages) this.remove(storage, message);
    return messages.length < limit;
  }

  #first(storage: number, limit: number): Message[] {
    const range = { start: messageKey(storage, 0), end: messageKey(storage, END_OF_TIME), limit };
    return [...this.#messages.getRange(range)].map(({ value }) => parse(value));
  }
}

function messageKey(storage: number, sequence: number): Buffer {
  const key = Buffer.allocUnsafe(MESSAGE_KEY_BYTES);
  key.writeUInt32BE(storage);
  key.writeBigUInt64BE(BigInt(sequence), NUMBER_AT);
  return key;
}

function orderKey(storage: number, visibleAt: number, sequence: number): Buffer {
  const key = Buffer.allocUnsafe(ORDER_KEY_BYTES);
  key.writeUInt32BE(storage);
  key.writeBigUInt64BE(BigInt(Math.ceil(visibleAt)), NUMBER_AT);
  key.writeBigUInt64BE(BigInt(sequence), SEQUENCE_AT);
  return key;
}

/** What we wrote ourselves: its shape is known. */
function parse(text: string | Buffer): Message {
  return JSON.parse(String(text));
}
