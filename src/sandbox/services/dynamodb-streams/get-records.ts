/** GetRecords. */
import type { GetRecordsCommandInput } from '@aws-sdk/client-dynamodb-streams';
import { checkConstraints } from '../../protocol/constraints.js';
import { JsonText, type Wire } from '../../service.js';
import type { TableScope } from '../dynamodb/arns.js';
import { arnOf, startOf } from '../dynamodb/streams/stream.js';
import { GET_RECORDS } from './constraints.js';
import { invalidParameters, notFound, trimmedData } from './errors.js';
import { findShard, findStream, type Reader } from './reader.js';
import { invalidIterator, iteratorText, parseIterator } from './shard-iterator.js';

/** The most records in an answer, and how many there are at most unless it is told. */
const MAX_RECORDS = 1000;
/** Of keys and images together. */
const MAX_BYTES = 1024 * 1024; /* 1 MiB */

/** Answers without a NextShardIterator at the end of a closed shard. */
export function getRecords(reader: Reader, scope: TableScope, input: Wire<GetRecordsCommandInput>): JsonText {
  checkConstraints(GET_RECORDS, input);
  const { ShardIterator: text = '', Limit: limit = MAX_RECORDS } = input;
  if (limit > MAX_RECORDS) {
    throw invalidParameters(`Limit should be less than or equal to ${MAX_RECORDS}`);
  }
  const { streams, clock } = reader;
  const { streamArn, shardId, from } = parseIterator(text, clock.now());
  const state = findStream(reader, scope, streamArn, notFound(`Stream: ${streamArn} not found`));
  const shard = findShard(reader, state, shardId);
  if (shard === undefined) throw trimmedData();
  if (from < startOf(shard)) throw invalidIterator();
  if (streams.isTrimmed(state, shard, from)) throw trimmedData();

  const { records, next } = streams.read(state, shard, from, { records: limit, bytes: MAX_BYTES });
  const nextIterator =
    next === undefined
      ? undefined
      : iteratorText({ streamArn: arnOf(state), shardId, from: next }, clock.now());
  const iteratorMember =
    nextIterator === undefined ? '' : `"NextShardIterator":${JSON.stringify(nextIterator)},`;
  return new JsonText(`{${iteratorMember}"Records":[${records.map(({ json }) => json).join(',')}]}`);
}
