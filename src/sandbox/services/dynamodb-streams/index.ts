/** DynamoDB Streams: reads what DynamoDB has recorded of the changes in its tables. */
import type { Handler, Host, RequestContext, Service } from '../../service.js';
import type { StreamsPeer } from '../dynamodb/peer.js';
import { STREAMS_ACCESS } from './access.js';
import { describeStream } from './describe-stream.js';
import { getRecords } from './get-records.js';
import { getShardIterator } from './get-shard-iterator.js';
import { listStreams } from './list-streams.js';
import type { Reader } from './reader.js';

export function createDynamoDbStreams(host: Host): Service {
  const on =
    <I, O>(operation: (reader: Reader, scope: RequestContext, input: I) => O): Handler<I, O> =>
    async (input, context) => {
      const { streams } = await host.peer<StreamsPeer>('dynamodb');
      return operation({ streams, clock: host.clock }, context, input);
    };
  return {
    handlers: {
      DescribeStream: on(describeStream),
      GetRecords: on(getRecords),
      GetShardIterator: on(getShardIterator),
      ListStreams: on(listStreams),
    },
    access: STREAMS_ACCESS,
  };
}
