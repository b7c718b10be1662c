/**
 * Shard iterators: a place in a shard, good for a quarter of an hour. Looks as AWS's do:
 * `arn:aws:dynamodb:…/stream/2026-11-22T10:00:00.123|1|c2hhcmRJZC0w…`. Nothing in it is trusted when it comes back.
 */
import { validationException } from '../../errors.js';
import { formatSequence, parseSequence, type Sequence } from '../dynamodb/streams/sequence.js';
import { expiredIterator } from './errors.js';

const VALIDITY = 15 * 60 * 1000; /* 15 minutes */
const VERSION = '1';
const SEPARATOR = '|';

export interface ShardIterator {
  readonly streamArn: string;
  readonly shardId: string;
  /** The first record to read, or where it would be. */
  readonly from: Sequence;
}

/** `now` is virtual time in milliseconds. */
export function iteratorText({ streamArn, shardId, from }: ShardIterator, now: number): string {
  const place = [shardId, formatSequence(from), Math.floor(now)].join(SEPARATOR);
  return [streamArn, VERSION, Buffer.from(place).toString('base64url')].join(SEPARATOR);
}

/** Throws ValidationException for what is no iterator, and ExpiredIteratorException for an old one. */
export function parseIterator(text: string, now: number): ShardIterator {
  const [streamArn, version, encoded, ...more] = text.split(SEPARATOR);
  const place = Buffer.from(encoded ?? '', 'base64url').toString();
  const [shardId, sequence, issued, ...rest] = place.split(SEPARATOR);
  const from = parseSequence(sequence ?? '');
  const issuedAt = /^\d{1,16}$/.test(issued ?? '') ? Number(issued) : Number.NaN;
  const isWhole = more.length === 0 && rest.length === 0 && version === VERSION;
  if (!isWhole || !streamArn || !shardId || from === undefined || !(issuedAt <= now)) throw invalidIterator();
  if (now - issuedAt > VALIDITY) throw expiredIterator();
  return { streamArn, shardId, from };
}

export function invalidIterator(): Error {
  return validationException('Invalid ShardIterator');
}
