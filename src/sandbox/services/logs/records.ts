/** What is kept of log groups and their streams, and under which keys. */
import type { LogGroupClass } from '@aws-sdk/client-cloudwatch-logs';
import type { Collection, Store } from '../../store/store.js';
import type { Place } from '../peers.js';

export interface GroupRecord {
  /** No group that was made later has the same: its events are kept under this number. */
  readonly id: number;
  readonly name: string;
  readonly groupClass: LogGroupClass;
  /** Milliseconds since the epoch, virtual. */
  readonly createdAt: number;
  /** For ever, without it. */
  readonly retentionInDays?: number;
  /** Undefined for a group that has never had any. */
  readonly tags?: Readonly<Record<string, string>>;
  /** Of its events, with what AWS adds to each. */
  readonly storedBytes: number;
}

/** Times in milliseconds since the epoch, virtual. */
export interface StreamRecord {
  /** Unique over all streams and groups. */
  readonly id: number;
  readonly name: string;
  readonly createdAt: number;
  readonly firstEventAt?: number;
  readonly lastEventAt?: number;
  readonly lastIngestedAt?: number;
}

export interface Records {
  readonly store: Store;
  /** Under {@link groupKey}. */
  readonly groups: Collection<GroupRecord>;
  /** Under {@link streamKey}. */
  readonly streams: Collection<StreamRecord>;
  /** So many numbers that nobody has had yet, one after the other; gives the first. */
  takeNumbers(count: number): number;
}

/** What a new log event, group or stream is numbered from. */
const NUMBERS = 'next';

export function openRecords(store: Store): Records {
  const numbers: Collection<number> = store.collection('logs.numbers');
  return {
    store,
    groups: store.collection('logs.groups'),
    streams: store.collection('logs.streams'),
    takeNumbers: (count) =>
      store.write(() => {
        const first = numbers.get(NUMBERS) ?? 1;
        numbers.put(NUMBERS, first + count);
        return first;
      }),
  };
}

export function placeKey({ account, region }: Place): string {
  return `${account}/${region}/`;
}

export function groupKey(place: Place, name: string): string {
  return placeKey(place) + name;
}

/** Without a name: what the keys of all streams of the group begin with. */
export function streamKey(group: GroupRecord, name = ''): string {
  return `${group.id}/${name}`;
}

/** Without the `:*` that some answers append. */
export function groupArn({ account, region }: Place, name: string): string {
  return `arn:aws:logs:${region}:${account}:log-group:${name}`;
}
