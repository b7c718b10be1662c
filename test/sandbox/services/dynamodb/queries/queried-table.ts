import type { CreateTableCommandInput } from '@aws-sdk/client-dynamodb';

/** Table key (a, b); local indexes by c, all and keys only; global ones by c, and by (c, d) with e. */
export const QUERIED = {
  TableName: 'Queried',
  BillingMode: 'PAY_PER_REQUEST',
  AttributeDefinitions: ['a', 'b', 'c', 'd'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
  KeySchema: keys('a', 'b'),
  LocalSecondaryIndexes: [
    { IndexName: 'byCAll', KeySchema: keys('a', 'c'), Projection: { ProjectionType: 'ALL' } },
    { IndexName: 'byCKeys', KeySchema: keys('a', 'c'), Projection: { ProjectionType: 'KEYS_ONLY' } },
  ],
  GlobalSecondaryIndexes: [
    { IndexName: 'onlyC', KeySchema: keys('c'), Projection: { ProjectionType: 'ALL' } },
    {
      IndexName: 'cAndD',
      KeySchema: keys('c', 'd'),
      Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: ['e'] },
    },
  ],
} satisfies CreateTableCommandInput;

function keys(partition: string, sort?: string): { AttributeName: string; KeyType: 'HASH' | 'RANGE' }[] {
  return [
    { AttributeName: partition, KeyType: 'HASH' },
    ...(sort === undefined ? [] : [{ AttributeName: sort, KeyType: 'RANGE' } as const]),
  ];
}
