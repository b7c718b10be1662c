/**
 * Remembers for a minute what tags resources had, and which resources there were: services write it, so that the
 * tag search can be as late as AWS's (the hazard `tag-search-lag`). It is kept in the store, in the transaction of
 * the change itself: a process that is killed after it forgets neither or both.
 * AWS: "Resource Groups Tagging API: deleted resources may be returned for a while".
 */
import type { VirtualClock } from '../clock.js';
import type { Collection, Store } from '../store/store.js';
import type { Place, TaggedResource } from './peers.js';

/** Until a new resource, or a change of tags, is seen. */
const CHANGE_LAG = 5 * 1000; /* 5 s */
/** Until a resource that is gone is no longer seen. */
const DELETION_LAG = 60 * 1000; /* 1 min */

/** What a resource was from a time on. */
interface Version {
  /** Milliseconds since the epoch, virtual. */
  readonly at: number;
  /** Absent: it was deleted. */
  readonly tags?: Readonly<Record<string, string>>;
}

export interface TagJournal {
  /** A resource has these tags from now on, or, where they are undefined, is gone. */
  note(place: Place, arn: string, tags: Readonly<Record<string, string>> | undefined): void;
  /** `actual`, as one who looks too early sees it. In no order. */
  late(place: Place, actual: Iterable<TaggedResource>): TaggedResource[];
}

/** One journal per store: every caller gets the same one. */
export function openTagJournal(store: Store, clock: Pick<VirtualClock, 'now'>): TagJournal {
  const versions: Collection<readonly Version[]> = store.collection('tagging.journal');

  const forgetDeleted = (place: Place, now: number): void => {
    for (const { key, value } of [...versions.list(prefixOf(place))]) {
      const last = value.at(-1);
      if (last?.tags === undefined && isSeen(last, now)) versions.delete(key);
    }
  };

  return {
    note(place, arn, tags) {
      const now = clock.now();
      store.write(() => {
        forgetDeleted(place, now);
        const key = prefixOf(place) + arn;
        const before = versions.get(key) ?? [];
        const seen = before.findLastIndex((version) => isSeen(version, now));
        const version: Version = tags === undefined ? { at: now } : { at: now, tags };
        versions.put(key, [...before.slice(Math.max(0, seen)), version]);
      });
    },
    late(place, actual) {
      const now = clock.now();
      const prefix = prefixOf(place);
      const shown = new Map([...actual].map(({ arn, tags }) => [arn, tags]));
      for (const { key, value } of versions.list(prefix)) {
        const arn = key.slice(prefix.length);
        const tags = value.findLast((version) => isSeen(version, now))?.tags;
        if (tags === undefined) shown.delete(arn);
        else shown.set(arn, tags);
      }
      return [...shown].map(([arn, tags]) => ({ arn, tags }));
    },
  };
}

function isSeen(version: Version | undefined, now: number): boolean {
  if (version === undefined) return true;
  return version.at + (version.tags === undefined ? DELETION_LAG : CHANGE_LAG) <= now;
}

function prefixOf({ account, region }: Place): string {
  return `${account}/${region}/`;
}
