/** What the other services of the sandbox may ask of DynamoDB. */
import type { DynamoDbPeer } from '../peers.js';
import type { Engine } from './engine.js';
import type { Streams } from './streams/streams.js';

/** What the services that read streams need of DynamoDB. */
export interface StreamsPeer {
  readonly streams: Streams;
}

export function createPeer({
  tables,
  streams,
}: Pick<Engine, 'tables' | 'streams'>): DynamoDbPeer & StreamsPeer {
  return {
    streams,
    describeTable: (account, region, tableName) => {
      const table = tables.find({ account, region }, tableName);
      if (table === undefined) return undefined;
      const { throughput, globalIndexes } = table.record;
      return {
        capacity: throughput,
        indexes: new Map(globalIndexes.map((index) => [index.name, index.throughput])),
      };
    },
    *taggedResources(account, region) {
      for (const { arn, record } of tables.list({ account, region })) {
        if (record.tags !== undefined) yield { arn, tags: record.tags };
      }
    },
  };
}
