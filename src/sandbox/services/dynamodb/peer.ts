/** What the other services of the sandbox may ask of DynamoDB. */
import type { DynamoDbPeer } from '../peers.js';
import type { Engine } from './engine.js';
import type { Streams } from './streams/streams.js';
import type { Lifecycle } from './tables/lifecycle.js';
import { setCapacity } from './tables/set-capacity.js';

/** What the services that read streams need of DynamoDB. */
export interface StreamsPeer {
  readonly streams: Streams;
}

export function createPeer(engine: Engine, lifecycle: Lifecycle): DynamoDbPeer & StreamsPeer {
  const { tables, streams } = engine;
  return {
    streams,
    setCapacity: (place, tableName, indexName, units) =>
      setCapacity(engine, lifecycle, place, { tableName, indexName, units }),
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
