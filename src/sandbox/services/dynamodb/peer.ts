/** What the other services of the sandbox may ask of DynamoDB. */
import type { DynamoDbPeer } from '../peers.js';
import type { Engine } from './engine.js';

export function createPeer({ tables }: Pick<Engine, 'tables'>): DynamoDbPeer {
  return {
    describeTable: (account, region, tableName) => {
      const table = tables.find({ account, region }, tableName);
      return table && { indexes: table.record.globalIndexes.map(({ name }) => name) };
    },
    *taggedResources(account, region) {
      for (const { arn, record } of tables.list({ account, region })) {
        if (record.tags !== undefined) yield { arn, tags: record.tags };
      }
    },
  };
}
