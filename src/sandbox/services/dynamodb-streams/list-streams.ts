/** ListStreams: those of all tables, or of one, that can be read. Disabled ones are among them for a day. */
import type { ListStreamsCommandInput, ListStreamsCommandOutput } from '@aws-sdk/client-dynamodb-streams';
import { validationException } from '../../errors.js';
import { checkConstraints } from '../../protocol/constraints.js';
import type { Wire } from '../../service.js';
import type { TableScope } from '../dynamodb/arns.js';
import { parseStreamArn } from '../dynamodb/streams/catalog.js';
import { arnOf } from '../dynamodb/streams/stream.js';
import { LIST_STREAMS } from './constraints.js';
import { invalidParameters } from './errors.js';
import type { Reader } from './reader.js';

/** The most streams that one answer lists, and how many it does unless it is told. */
const MAX_STREAMS = 100;

type Output = Wire<Pick<ListStreamsCommandOutput, 'Streams' | 'LastEvaluatedStreamArn'>>;

export function listStreams(
  { streams, clock }: Reader,
  scope: TableScope,
  input: Wire<ListStreamsCommandInput>,
): Output {
  checkConstraints(LIST_STREAMS, input);
  const { TableName: table, Limit: limit = MAX_STREAMS, ExclusiveStartStreamArn: after } = input;
  if (limit > MAX_STREAMS) {
    throw invalidParameters(`Limit cannot be greater than the maximum allowed size: ${MAX_STREAMS}`);
  }
  const start = after === undefined ? undefined : placeOf(after);
  const found: { StreamArn: string; TableName: string; StreamLabel: string }[] = [];
  for (const state of streams.catalog.list(scope, clock.now())) {
    const { tableName, label } = state;
    if (table !== undefined && tableName !== table) continue;
    if (start !== undefined && `${tableName}/${label}` <= start) continue;
    const last = found.at(-1);
    if (found.length === limit && last !== undefined) {
      return { Streams: found, LastEvaluatedStreamArn: last.StreamArn };
    }
    found.push({ StreamArn: arnOf(state), TableName: tableName, StreamLabel: label });
  }
  return { Streams: found };
}

/** Where a stream is, or was, in the order of the list. */
function placeOf(arn: string): string {
  const name = parseStreamArn(arn);
  if (name === undefined) throw validationException('Invalid StreamArn');
  return `${name.tableName}/${name.label}`;
}
