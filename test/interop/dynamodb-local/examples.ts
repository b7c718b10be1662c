/** A scenario that is played first in every run: differences that random requests meet too rarely to count on. */
import type { Step } from './generate/steps.js';
import type { TableShape } from './generate/tables.js';
import type { Scenario } from './scenario.js';
import type { JsonObject } from './wire.js';

const TABLE: TableShape = {
  name: 'Examples',
  partitionKey: { name: 'pk', type: 'S' },
  sortKey: { name: 'sk', type: 'N' },
  indexes: [
    {
      name: 'local-x',
      kind: 'local',
      partitionKey: { name: 'pk', type: 'S' },
      sortKey: { name: 'x', type: 'N' },
      projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: ['b'] },
    },
    {
      name: 'global-y',
      kind: 'global',
      partitionKey: { name: 'y', type: 'S' },
      sortKey: undefined,
      projection: { ProjectionType: 'KEYS_ONLY' },
    },
  ],
  streamView: undefined,
};
const KEY = { pk: { S: 'p' }, sk: { N: '1' } };

function once(operation: string, input: JsonObject): Step {
  return { operation, input: { TableName: TABLE.name, ...input }, reading: 'one', order: 'defined' };
}

function pages(operation: 'Query' | 'Scan', input: JsonObject): Step {
  const order = operation === 'Query' ? { by: 'x' } : 'any';
  return { operation, input: { TableName: TABLE.name, ...input }, reading: 'pages', order };
}

function update(UpdateExpression: string, value: JsonObject, Key: JsonObject = KEY): Step {
  return once('UpdateItem', {
    Key,
    UpdateExpression,
    ExpressionAttributeValues: { ':v': value },
    ReturnValues: 'UPDATED_NEW',
  });
}

/** Ends with the update that Local alone takes. */
export const EXAMPLES: Scenario = {
  tables: [TABLE],
  steps: [
    once('PutItem', { Item: { ...KEY, x: { N: '1' }, m: { M: { a: { N: '1' } } } } }),
    update('ADD m.b :v', { N: '1' }),
    update('SET y = :v', { S: '' }),
    update('SET z = :v', { M: { '': { N: '1' } } }),
    update('SET a = :v + a, y = if_not_exists(a, pk[1].b.:nope- :v REMOVE e', { N: '1' }),
    once('GetItem', { Key: { ...KEY, pk: { S: '' } } }),
    update('SET z = x[0].a, a = y.b + :v', { N: '1' }),
    pages('Query', {
      IndexName: 'local-x',
      KeyConditionExpression: 'pk = :p AND x BETWEEN :x AND :x',
      ProjectionExpression: 'b',
      ExpressionAttributeValues: { ':p': { S: 'p' }, ':x': { N: '1' } },
      ReturnConsumedCapacity: 'TOTAL',
    }),
    pages('Scan', { IndexName: 'local-x', ProjectionExpression: 'm', ReturnConsumedCapacity: 'TOTAL' }),
    pages('Scan', { IndexName: 'global-y', ProjectionExpression: 'z, m, b, d, c, a' }),
    update('SET x = :v', { S: 'a' }, { ...KEY, pk: { S: 'new' } }),
  ],
};
