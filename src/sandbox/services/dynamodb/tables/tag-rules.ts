/** AWS's rules for tags. Each throws ValidationException. */
import type { Tag } from '@aws-sdk/client-dynamodb';
import { validationException } from '../../../errors.js';
import type { Wire } from '../../../service.js';

const MAX_TAGS = 50;
const MAX_KEY_LENGTH = 128;
const MAX_VALUE_LENGTH = 256;
const RESERVED_PREFIX = 'aws:';
const ALLOWED = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;

export type Tags = Readonly<Record<string, string>>;

/** `existing` with the requested tags put over it. */
export function addTags(existing: Tags, requested: readonly Wire<Tag>[]): Tags {
  const keys = new Set<string>();
  for (const { Key: key = '', Value: value = '' } of requested) {
    checkKey(key);
    if (value.length > MAX_VALUE_LENGTH || !ALLOWED.test(value)) {
      throw validationException(`The Tag Value provided is invalid, Value: ${value}`);
    }
    if (keys.has(key)) {
      throw validationException(`Duplicate Tag Keys provided as input: Duplicate Tag Key found ${key}`);
    }
    keys.add(key);
  }
  const tags = { ...existing, ...Object.fromEntries(requested.map(({ Key, Value }) => [Key, Value ?? ''])) };
  if (Object.keys(tags).length > MAX_TAGS) {
    throw validationException('Number of Tags exceed the current limit for the provided ResourceArn');
  }
  return tags;
}

function checkKey(key: string): void {
  if (key.startsWith(RESERVED_PREFIX)) {
    throw validationException(`Tag Key cannot be prefixed with aws:, Key: ${key}`);
  }
  if (key === '' || key.length > MAX_KEY_LENGTH || !ALLOWED.test(key)) {
    throw validationException(`The Tag Key provided is invalid, Key: ${key}`);
  }
}

export function removeTags(existing: Tags, keys: readonly string[]): Tags {
  return Object.fromEntries(Object.entries(existing).filter(([key]) => !keys.includes(key)));
}
