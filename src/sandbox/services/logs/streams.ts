/** Log streams: made, described, deleted. */
import type {
  CreateLogStreamRequest,
  DeleteLogStreamRequest,
  DescribeLogStreamsRequest,
  DescribeLogStreamsResponse,
  LogStream,
} from '@aws-sdk/client-cloudwatch-logs';
import { checkConstraints } from '../../protocol/constraints.js';
import type { Handler, HandlerTable, RequestContext } from '../../service.js';
import { pageOf } from '../page-token.js';
import { alreadyExists, invalidParameter, invalidToken } from './errors.js';
import { eventIdOf } from './event-id.js';
import { checkNameLength } from './groups.js';
import type { Logs } from './logs.js';
import { findGroup, findStream, groupOfRequest } from './lookup.js';
import { type GroupRecord, groupArn, type Records, type StreamRecord, streamKey } from './records.js';
import { RULES } from './rules.js';

const PAGE_SIZE = 50;
/** As many digits as a time in milliseconds can have. */
const TIME_DIGITS = 16;

export function streamHandlers({ host, records, upkeep }: Logs): HandlerTable {
  const create: Handler<CreateLogStreamRequest, object> = (input, context) => {
    checkNameLength(input.logStreamName);
    checkConstraints(RULES.CreateLogStream, input, 'InvalidParameterException');
    const { logGroupName = '', logStreamName = '' } = input;
    records.store.write(() => {
      const group = findGroup(records, context, logGroupName);
      if (records.streams.get(streamKey(group, logStreamName)) !== undefined) throw alreadyExists('stream');
      createStream(records, group, logStreamName, host.clock.now());
    });
    return {};
  };

  const remove: Handler<DeleteLogStreamRequest, object> = (input, context) => {
    checkConstraints(RULES.DeleteLogStream, input, 'InvalidParameterException');
    const { logGroupName = '', logStreamName = '' } = input;
    records.store.write(() => {
      const group = findGroup(records, context, logGroupName);
      const stream = findStream(records, group, logStreamName);
      records.streams.delete(streamKey(group, stream.name));
      upkeep.forgetStream(context, group, stream.id);
    });
    return {};
  };

  const describe: Handler<DescribeLogStreamsRequest, DescribeLogStreamsResponse> = (input, context) => {
    checkConstraints(RULES.DescribeLogStreams, input, 'InvalidParameterException');
    const { limit = PAGE_SIZE, nextToken: token, ...filter } = input;
    const group = groupOfRequest(records, context, filter);
    const { items, nextToken } = pageOf(orderedStreams(records, group, filter), {
      limit,
      descending: filter.descending === true,
      token,
      request: { operation: 'DescribeLogStreams', ...filter },
      invalid: invalidToken,
    });
    return {
      logStreams: items.map((stream) => describeStream(stream, group, context)),
      ...(nextToken === undefined ? {} : { nextToken }),
    };
  };

  return { CreateLogStream: create, DeleteLogStream: remove, DescribeLogStreams: describe };
}

/** In a transaction of the store only, where the group has no stream of that name. */
export function createStream(
  records: Records,
  group: GroupRecord,
  name: string,
  createdAt: number,
): StreamRecord {
  const stream: StreamRecord = { id: records.takeNumbers(1), name, createdAt };
  records.streams.put(streamKey(group, name), stream);
  return stream;
}

function orderedStreams(
  records: Records,
  group: GroupRecord,
  { logStreamNamePrefix: prefix, orderBy = 'LogStreamName', descending }: DescribeLogStreamsRequest,
): Iterable<{ key: string; value: StreamRecord }> {
  if (orderBy === 'LastEventTime' && prefix !== undefined) {
    throw invalidParameter('Cannot order by LastEventTime with a logStreamNamePrefix.');
  }
  const byName = records.streams.list(streamKey(group, prefix));
  if (orderBy === 'LogStreamName') return descending === true ? [...byName].reverse() : byName;
  const byTime = [...byName].map(({ value }) => ({ key: timeKey(value), value }));
  const direction = descending === true ? -1 : 1;
  return byTime.sort((a, b) => (a.key < b.key ? -direction : direction));
}

/** Streams without events come first, as on AWS, by when they were made. */
function timeKey({ lastEventAt = 0, createdAt, id }: StreamRecord): string {
  const time = (value: number): string => String(value).padStart(TIME_DIGITS, '0');
  return `${time(lastEventAt)}/${time(createdAt)}/${time(id)}`;
}

function describeStream(stream: StreamRecord, group: GroupRecord, context: RequestContext): LogStream {
  return {
    logStreamName: stream.name,
    creationTime: stream.createdAt,
    ...(stream.firstEventAt === undefined ? {} : { firstEventTimestamp: stream.firstEventAt }),
    ...(stream.lastEventAt === undefined ? {} : { lastEventTimestamp: stream.lastEventAt }),
    ...(stream.lastIngestedAt === undefined
      ? {}
      : {
          lastIngestionTime: stream.lastIngestedAt,
          uploadSequenceToken: uploadToken(stream),
        }),
    arn: `${groupArn(context, group.name)}:log-stream:${stream.name}`,
    // AWS has told nothing else since 2019.
    storedBytes: 0,
  };
}

/** Clients need none any more, but AWS goes on telling one. */
export function uploadToken({ id, lastIngestedAt = 0 }: StreamRecord): string {
  return eventIdOf({ timestamp: lastIngestedAt, sequence: id });
}
