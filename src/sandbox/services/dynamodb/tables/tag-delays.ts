/**
 * The hazards `tag-lock` and `late-tags`: on AWS tags are kept by a service of their own, which learns of a table
 * late and forgets it early, and takes its time over each change (measured in October 2026, see
 * `docs/sandbox.md`).
 */
import type { Engine } from '../engine.js';
import type { TableRecord } from './record.js';
import type { Tags } from './tag-rules.js';

/** How long a change of tags takes: until then the old ones are told, and the table cannot be deleted. */
const TAG_WRITE = 1_700; /* 1.7 s */
/** So long before a table is ACTIVE its tags can be asked for; there are none yet. */
const KNOWN_BEFORE_ACTIVE = 1_000; /* 1 s */
/** So young a table has none either. */
const YOUNG = 5_000; /* 5 s */
/** So long before a table is gone it has no tags any more. */
const FORGOTTEN_BEFORE_GONE = 4_400; /* 4.4 s */

/** A change of tags under way. */
export interface TagWrite {
  /** Milliseconds since the epoch, virtual. */
  readonly until: number;
  /** The tags as they were before. */
  readonly before: Tags;
  /** What it has put; nothing, where it takes away. */
  readonly put: Tags;
}

type TagEngine = Pick<Engine, 'clock' | 'hazards'>;

/** Whether the tags of a table can be asked for at all. */
export function areTagsKnown({ clock, hazards }: TagEngine, { status, change }: TableRecord): boolean {
  if (change === undefined || !hazards.has('late-tags')) return true;
  const left = change.at - clock.now();
  if (status === 'CREATING') return left <= KNOWN_BEFORE_ACTIVE;
  return status !== 'DELETING' || left > FORGOTTEN_BEFORE_GONE;
}

/** The tags that ListTagsOfResource tells. */
export function toldTags(engine: TagEngine, record: TableRecord): Tags {
  const { clock, hazards } = engine;
  const isYoung = record.status === 'CREATING' || clock.now() - record.createdAt < YOUNG;
  if (isYoung && hazards.has('late-tags')) return {};
  return tagWriteUnderWay(engine, record)?.before ?? record.tags ?? {};
}

export function tagWriteUnderWay({ clock }: TagEngine, { tagWrite }: TableRecord): TagWrite | undefined {
  return tagWrite !== undefined && clock.now() < tagWrite.until ? tagWrite : undefined;
}

/** Whether a request may be made although a change is under way: only one that says the same once more, or more. */
export function repeats({ put: underWay }: TagWrite, put: Tags): boolean {
  const entries = Object.entries(underWay);
  return entries.length > 0 && entries.every(([key, value]) => put[key] === value);
}

/** A record with changed tags. What changes nothing takes no time. */
export function withTags(
  { clock, hazards }: TagEngine,
  record: TableRecord,
  tags: Tags,
  put: Tags,
): TableRecord {
  const { tags: before = {} } = record;
  if (!hazards.has('tag-lock') || isSame(before, tags)) return { ...record, tags };
  return { ...record, tags, tagWrite: { until: clock.now() + TAG_WRITE, before, put } };
}

function isSame(one: Tags, other: Tags): boolean {
  const keys = Object.keys(one);
  return keys.length === Object.keys(other).length && keys.every((key) => one[key] === other[key]);
}
