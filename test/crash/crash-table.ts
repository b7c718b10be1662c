/** The table that is written to when the sandbox is killed: two indexes, a stream, and what is in them. */
import {
  type AttributeValue,
  CreateTableCommand,
  DescribeTableCommand,
  paginateScan,
  type TableDescription,
} from '@aws-sdk/client-dynamodb';
import type { CrashSandbox } from './crash-sandbox.js';

export const TABLE = 'Crash';
/** Global; its partition key changes with every write, so that entries move. */
export const BY_GROUP = 'ByGroup';
/** Local. */
export const BY_VERSION = 'ByVersion';
/** Longer than a table takes to become ACTIVE. */
const LONG_ENOUGH = 10_000; /* 10 s */

export type Item = Readonly<Record<string, AttributeValue>>;
export type Key = Readonly<{ owner: AttributeValue.SMember; id: AttributeValue.SMember }>;

export function keyOf(owner: string, id: string): Key {
  return { owner: { S: owner }, id: { S: id } };
}

export function nameOf({ owner, id }: Item): string {
  return `${owner?.S}/${id?.S}`;
}

/** Returns the stream's ARN. */
export async function createCrashTable(sandbox: CrashSandbox): Promise<string> {
  await sandbox.table.send(
    new CreateTableCommand({
      TableName: TABLE,
      AttributeDefinitions: [
        { AttributeName: 'owner', AttributeType: 'S' },
        { AttributeName: 'id', AttributeType: 'S' },
        { AttributeName: 'group', AttributeType: 'S' },
        { AttributeName: 'version', AttributeType: 'N' },
      ],
      KeySchema: [
        { AttributeName: 'owner', KeyType: 'HASH' },
        { AttributeName: 'id', KeyType: 'RANGE' },
      ],
      GlobalSecondaryIndexes: [
        {
          IndexName: BY_GROUP,
          KeySchema: [{ AttributeName: 'group', KeyType: 'HASH' }],
          Projection: { ProjectionType: 'ALL' },
        },
      ],
      LocalSecondaryIndexes: [
        {
          IndexName: BY_VERSION,
          KeySchema: [
            { AttributeName: 'owner', KeyType: 'HASH' },
            { AttributeName: 'version', KeyType: 'RANGE' },
          ],
          Projection: { ProjectionType: 'ALL' },
        },
      ],
      BillingMode: 'PAY_PER_REQUEST',
      StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' },
    }),
  );
  await sandbox.advance(LONG_ENOUGH);
  return (await describe(sandbox)).LatestStreamArn ?? '';
}

export async function describe(sandbox: CrashSandbox): Promise<TableDescription> {
  const { Table } = await sandbox.table.send(new DescribeTableCommand({ TableName: TABLE }));
  if (Table === undefined) throw new Error('The table has no description');
  return Table;
}

/** Everything in the table, or in one of its indexes, by name. */
export async function contents(sandbox: CrashSandbox, IndexName?: string): Promise<Map<string, Item>> {
  const items = new Map<string, Item>();
  const scan = { TableName: TABLE, ...(IndexName === undefined ? { ConsistentRead: true } : { IndexName }) };
  for await (const { Items = [] } of paginateScan({ client: sandbox.table }, scan)) {
    for (const item of Items) items.set(nameOf(item), item);
  }
  return items;
}
