/** What is kept of queues, and under which keys. */
import type { Collection, Store } from '../../store/store.js';
import type { Place } from '../peers.js';

export interface QueueRecord {
  readonly name: string;
  /** What its messages are kept under: another number after a purge, so that those before it are gone at once. */
  readonly storage: number;
  /** Those that can be set and have been. */
  readonly attributes: Readonly<Record<string, string>>;
  /** Undefined for a queue that has never had any. */
  readonly tags?: Readonly<Record<string, string>>;
  /** Milliseconds since the epoch, virtual. */
  readonly createdAt: number;
  readonly modifiedAt: number;
  readonly purgedAt?: number;
}

export interface Records {
  readonly store: Store;
  /** Under {@link queueKey}. */
  readonly queues: Collection<QueueRecord>;
  /** When the queue that had this key was deleted, in virtual milliseconds since the epoch. */
  readonly deleted: Collection<number>;
  /** A number that nobody has had yet. */
  takeNumber(): number;
}

const NUMBERS = 'next';

export function openRecords(store: Store): Records {
  const numbers: Collection<number> = store.collection('sqs.numbers');
  return {
    store,
    queues: store.collection('sqs.queues'),
    deleted: store.collection('sqs.deleted'),
    takeNumber: () =>
      store.write(() => {
        const number = numbers.get(NUMBERS) ?? 1;
        numbers.put(NUMBERS, number + 1);
        return number;
      }),
  };
}

export function placeKey({ account, region }: Place): string {
  return `${account}/${region}/`;
}

export function queueKey(place: Place, name: string): string {
  return placeKey(place) + name;
}

export function queueArn({ account, region }: Place, name: string): string {
  return `arn:aws:sqs:${region}:${account}:${name}`;
}

const QUEUE_ARN = /^arn:aws:sqs:([a-z0-9-]+):(\d{12}):([A-Za-z0-9_.-]{1,80})$/;

/** The key of the queue that an ARN means; undefined where it is no ARN of a queue. */
export function keyOfArn(arn: string): string | undefined {
  const [, region = '', account = '', name] = QUEUE_ARN.exec(arn) ?? [];
  return name === undefined ? undefined : queueKey({ account, region }, name);
}
