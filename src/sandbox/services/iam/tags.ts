/** Tags of roles and policies. Their keys are unique without regard to case. */
import type { Tag } from '@aws-sdk/client-iam';
import { invalidInput, quotaExceeded } from './errors.js';
import type { TagRecord } from './records.js';

const MAX_TAGS = 50;

/** Throws InvalidInputException for keys that come twice or are AWS's own. */
export function newTags(tags: readonly Tag[] = []): TagRecord[] {
  const records = tags.map(({ Key = '', Value = '' }) => ({ Key, Value }));
  const keys = records.map(({ Key }) => Key.toLowerCase());
  if (new Set(keys).size !== keys.length) {
    throw invalidInput('Duplicate tag keys found. Please note that Tag keys are case insensitive.');
  }
  if (keys.some((key) => key.startsWith('aws:'))) {
    throw invalidInput('aws: prefixed tag key names are not allowed for external use.');
  }
  return records;
}

/** The tags with others added, which take the place of those with the same key. */
export function mergedTags(before: readonly TagRecord[], added: readonly Tag[]): TagRecord[] {
  const records = newTags(added);
  const tags = [
    ...withoutTags(
      before,
      records.map(({ Key }) => Key),
    ),
    ...records,
  ];
  if (tags.length > MAX_TAGS) throw quotaExceeded('TagsPerRole', MAX_TAGS);
  return tags;
}

export function withoutTags(before: readonly TagRecord[], keys: readonly string[]): TagRecord[] {
  const removed = new Set(keys.map((key) => key.toLowerCase()));
  return before.filter(({ Key }) => !removed.has(Key.toLowerCase()));
}
