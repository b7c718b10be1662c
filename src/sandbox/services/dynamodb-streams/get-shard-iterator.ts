/** GetShardIterator. */
import type {
  GetShardIteratorCommandInput,
  GetShardIteratorCommandOutput,
} from '@aws-sdk/client-dynamodb-streams';
import { validationException } from '../../errors.js';
import { checkConstraints } from '../../protocol/constraints.js';
import type { Wire } from '../../service.js';
import type { TableScope } from '../dynamodb/arns.js';
import { parseSequence, type Sequence } from '../dynamodb/streams/sequence.js';
import { arnOf, endOf, type ShardRecord, type StreamState, startOf } from '../dynamodb/streams/stream.js';
import { GET_SHARD_ITERATOR } from './constraints.js';
import { invalidParameters, notFound, trimmedData } from './errors.js';
import { findShard, findStream, type Reader } from './reader.js';
import { iteratorText } from './shard-iterator.js';

type Input = Wire<GetShardIteratorCommandInput>;
type Output = Wire<Pick<GetShardIteratorCommandOutput, 'ShardIterator'>>;

export function getShardIterator(reader: Reader, scope: TableScope, input: Input): Output {
  checkConstraints(GET_SHARD_ITERATOR, input);
  const { StreamArn: arn = '', ShardId: shardId = '' } = input;
  checkSequenceNumber(input);
  const state = findStream(reader, scope, arn, notFound('Stream does not exist'));
  const shard = findShard(reader, state, shardId);
  if (shard === undefined) throw notFound('Shard does not exist');
  const from = placeOf(reader, state, shard, input);
  return { ShardIterator: iteratorText({ streamArn: arnOf(state), shardId, from }, reader.clock.now()) };
}

function checkSequenceNumber({ ShardIteratorType: type, SequenceNumber: sequence }: Input): void {
  const isNeeded = type === 'AT_SEQUENCE_NUMBER' || type === 'AFTER_SEQUENCE_NUMBER';
  if (isNeeded && sequence === undefined) throw invalidParameters('Invalid SequenceNumber');
  if (!isNeeded && sequence !== undefined) {
    throw invalidParameters('SequenceNumber should not be passed for this iterator type');
  }
}

function placeOf(
  { streams }: Reader,
  state: StreamState,
  shard: ShardRecord,
  { ShardIteratorType: type, SequenceNumber: sequence = '' }: Input,
): Sequence {
  if (type === 'TRIM_HORIZON') return streams.horizon(shard);
  if (type === 'LATEST') return streams.nextSequence(state, shard);
  const at = sequenceIn(shard, sequence);
  if (streams.isTrimmed(state, shard, at)) throw trimmedData();
  return type === 'AT_SEQUENCE_NUMBER' ? at : at + 1n;
}

function sequenceIn(shard: ShardRecord, text: string): Sequence {
  const sequence = parseSequence(text);
  const end = endOf(shard);
  if (sequence === undefined || sequence < startOf(shard) || (end !== undefined && sequence > end)) {
    throw validationException('Invalid SequenceNumber for the shard');
  }
  return sequence;
}
