/**
 * Events go: when their group's retention is over, and after their group or stream has been deleted. They go in
 * pieces, so that a long log does not hold up what else is asked; until then nobody sees them.
 */
import type { VirtualClock } from '../../clock.js';
import type { Place } from '../peers.js';
import type { EventStore, StreamAddress } from './event-store.js';
import { END_POSITION } from './event-store.js';
import { type GroupRecord, groupKey, type Records } from './records.js';

/** Removed in one transaction. */
const PIECE = 1000; /* events */
const DAY = 24 * 60 * 60 * 1000; /* milliseconds */

export const RETENTION_TIMER = 'logs.retention';
export const REMOVAL_TIMER = 'logs.removal';

export class Upkeep {
  readonly #clock: VirtualClock;
  readonly #records: Records;
  readonly #events: EventStore;

  constructor(clock: VirtualClock, records: Records, events: EventStore) {
    this.#clock = clock;
    this.#records = records;
    this.#events = events;
    clock.onTimer(RETENTION_TIMER, (payload) => this.#expire(String(payload)));
    clock.onTimer(REMOVAL_TIMER, (payload) => this.#remove(payload as Removal));
  }

  /** In the transaction that sets the retention. */
  scheduleRetention(place: Place, group: GroupRecord): void {
    const key = groupKey(place, group.name);
    this.#clock.setTimer(RETENTION_TIMER, key, this.#clock.now(), key);
  }

  /** In the transaction that deletes the group. */
  forgetGroup(place: Place, { id, name }: GroupRecord): void {
    this.#clock.cancelTimer(RETENTION_TIMER, groupKey(place, name));
    this.#scheduleRemoval({ address: { group: id } });
  }

  /** In the transaction that deletes the stream. */
  forgetStream(place: Place, group: GroupRecord, stream: number): void {
    this.#scheduleRemoval({ key: groupKey(place, group.name), address: { group: group.id, stream } });
  }

  #scheduleRemoval(removal: Removal): void {
    const { group, stream = 0 } = removal.address;
    this.#clock.setTimer(REMOVAL_TIMER, `${group}/${stream}`, this.#clock.now(), removal);
  }

  #remove(removal: Removal): void {
    const { group, stream } = removal.address;
    this.#records.store.write(() => {
      const { bytes, done } =
        stream === undefined
          ? this.#events.removeFromGroup(group, END_POSITION.timestamp, PIECE)
          : this.#events.removeFromStream({ group, stream }, PIECE);
      if (removal.key !== undefined) this.#countDown(removal.key, group, bytes);
      if (!done) this.#scheduleRemoval(removal);
    });
  }

  /** A group's retention looks after it again when its first event is due, or in a day, whichever is later. */
  #expire(key: string): void {
    this.#records.store.write(() => {
      const group = this.#records.groups.get(key);
      const cutoff = group && retentionCutoff(group, this.#clock.now());
      if (group === undefined || cutoff === undefined) return;
      const { bytes, done } = this.#events.removeFromGroup(group.id, cutoff, PIECE);
      this.#countDown(key, group.id, bytes);
      const now = this.#clock.now();
      const first = this.#events.firstTime(group.id) ?? now;
      const next = done ? Math.max(first + (now - cutoff), now + DAY) : now;
      this.#clock.setTimer(RETENTION_TIMER, key, next, key);
    });
  }

  #countDown(key: string, id: number, bytes: number): void {
    const group = this.#records.groups.get(key);
    // Meanwhile another group may have taken the name.
    if (group?.id === id && bytes > 0) {
      this.#records.groups.put(key, { ...group, storedBytes: group.storedBytes - bytes });
    }
  }
}

/** What is to be removed; a group's key where the group lives on. */
interface Removal {
  readonly key?: string;
  readonly address: Pick<StreamAddress, 'group'> & Partial<StreamAddress>;
}

/** Events before this time are over; undefined where the group keeps them for ever. */
export function retentionCutoff({ retentionInDays }: GroupRecord, now: number): number | undefined {
  return retentionInDays === undefined ? undefined : Math.max(0, now - retentionInDays * DAY);
}
