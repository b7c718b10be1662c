/** Tables for the tests of services that ask DynamoDB. */
import {
  CreateTableCommand,
  type CreateTableCommandInput,
  DeleteTableCommand,
  DynamoDBClient,
} from '@aws-sdk/client-dynamodb';
import type { TestSandbox } from '../../support/sandbox.js';

/** Longer than any table or index takes. */
const UNTIL_READY = 60 * 60 * 1000; /* 1 hour */

/** A table with one index, `ByCustomer`, ACTIVE. Gives its ARN. */
export async function createTestTable(
  sandbox: TestSandbox,
  TableName: string,
  overrides: Partial<CreateTableCommandInput> = {},
): Promise<string> {
  const client = sandbox.client(DynamoDBClient);
  const throughput = { ReadCapacityUnits: 5, WriteCapacityUnits: 5 };
  const { TableDescription } = await client.send(
    new CreateTableCommand({
      TableName,
      AttributeDefinitions: [
        { AttributeName: 'order_id', AttributeType: 'S' },
        { AttributeName: 'customer_id', AttributeType: 'S' },
      ],
      KeySchema: [{ AttributeName: 'order_id', KeyType: 'HASH' }],
      ProvisionedThroughput: throughput,
      GlobalSecondaryIndexes: [
        {
          IndexName: 'ByCustomer',
          KeySchema: [{ AttributeName: 'customer_id', KeyType: 'HASH' }],
          Projection: { ProjectionType: 'ALL' },
          ProvisionedThroughput: throughput,
        },
      ],
      ...overrides,
    }),
  );
  await sandbox.advance(UNTIL_READY);
  return TableDescription?.TableArn ?? '';
}

export async function deleteTestTable(sandbox: TestSandbox, TableName: string): Promise<void> {
  await sandbox.client(DynamoDBClient).send(new DeleteTableCommand({ TableName }));
  await sandbox.advance(UNTIL_READY);
}
