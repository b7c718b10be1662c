import {
  CreateTableCommand,
  DeleteTableCommand,
  DynamoDBClient,
  ListTablesCommand,
  UpdateTableCommand,
} from '@aws-sdk/client-dynamodb';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { afterEach, beforeEach, expect, it, describe as suite } from 'vitest';
import { startTestSandbox, type TestSandbox } from '../../../../support/sandbox.js';
import {
  ADD_CUSTOMER_INDEX,
  CUSTOMER_INDEX,
  createTable,
  describe,
  LONG_ENOUGH,
  ORDERS,
} from '../orders-table.js';

let sandbox: TestSandbox;
let client: DynamoDBClient;

beforeEach(async () => {
  sandbox = await startTestSandbox();
  client = sandbox.client(DynamoDBClient);
});
afterEach(() => sandbox.close());

/** A client without the connections that a restart has cut. */
function reconnected(): DynamoDBClient {
  return sandbox.client(DynamoDBClient, { requestHandler: new NodeHttpHandler() });
}

suite('a table', () => {
  it('is CREATING first and ACTIVE a little later', async () => {
    // Prepare
    const { TableDescription } = await client.send(new CreateTableCommand(ORDERS));

    // Act
    await sandbox.advance(LONG_ENOUGH);

    // Assess
    expect(TableDescription?.TableStatus).toBe('CREATING');
    expect(await describe(client)).toMatchObject({
      TableName: 'Orders',
      TableStatus: 'ACTIVE',
      TableArn: `arn:aws:dynamodb:${sandbox.connection.region}:${sandbox.connection.account}:table/Orders`,
      ItemCount: 0,
      TableSizeBytes: 0,
      KeySchema: ORDERS.KeySchema,
      AttributeDefinitions: ORDERS.AttributeDefinitions,
      ProvisionedThroughput: { ReadCapacityUnits: 5, WriteCapacityUnits: 5, NumberOfDecreasesToday: 0 },
      DeletionProtectionEnabled: false,
    });
  });

  it('becomes ACTIVE although the sandbox was restarted meanwhile', async () => {
    await client.send(new CreateTableCommand(ORDERS));
    await sandbox.restart();
    const other = reconnected();
    expect((await describe(other)).TableStatus).toBe('CREATING');

    await sandbox.advance(LONG_ENOUGH);

    expect((await describe(other)).TableStatus).toBe('ACTIVE');
  });

  it('is DELETING first, tells little then, and is gone later', async () => {
    await createTable(sandbox, client);

    const { TableDescription } = await client.send(new DeleteTableCommand({ TableName: 'Orders' }));
    const meanwhile = await client.send(new ListTablesCommand({}));
    await sandbox.advance(LONG_ENOUGH);

    expect(TableDescription?.TableStatus).toBe('DELETING');
    expect(TableDescription?.KeySchema).toBeUndefined();
    expect(meanwhile.TableNames).toEqual(['Orders']);
    await expect(describe(client)).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: 'Requested resource not found: Table: Orders not found',
    });
  });

  it.each([
    ['created', async () => undefined, 'Table is being created: Orders'],
    [
      'deleted',
      async () => {
        await sandbox.advance(LONG_ENOUGH);
        await client.send(new DeleteTableCommand({ TableName: 'Orders' }));
      },
      'Table is being deleted: Orders',
    ],
  ])('cannot be deleted while it is being %s', async (_state, reach, detail) => {
    await client.send(new CreateTableCommand(ORDERS));
    await reach();

    await expect(client.send(new DeleteTableCommand({ TableName: 'Orders' }))).rejects.toMatchObject({
      name: 'ResourceInUseException',
      message: `Attempt to change a resource which is still in use: ${detail}`,
    });
  });

  it('cannot be created twice', async () => {
    await createTable(sandbox, client);

    await expect(client.send(new CreateTableCommand(ORDERS))).rejects.toMatchObject({
      name: 'ResourceInUseException',
      message: 'Table already exists: Orders',
    });
  });

  it('cannot be deleted while it is protected', async () => {
    await createTable(sandbox, client, { ...ORDERS, DeletionProtectionEnabled: true });

    await expect(client.send(new DeleteTableCommand({ TableName: 'Orders' }))).rejects.toThrow(
      'Resource cannot be deleted as it is currently protected against deletion. Disable deletion protection first.',
    );
    await client.send(new UpdateTableCommand({ TableName: 'Orders', DeletionProtectionEnabled: false }));

    await expect(client.send(new DeleteTableCommand({ TableName: 'Orders' }))).resolves.toBeDefined();
  });

  it('of the same name in another region is another table', async () => {
    await createTable(sandbox, client);
    const abroad = sandbox.client(DynamoDBClient, { region: 'eu-central-1' });

    await expect(describe(abroad)).rejects.toThrow('Requested resource not found: Table: Orders not found');
  });
});

suite('a global index added later', () => {
  it('is allocated while the table is UPDATING, then filled while it is ACTIVE', async () => {
    await createTable(sandbox, client);

    const { TableDescription: first } = await client.send(new UpdateTableCommand(ADD_CUSTOMER_INDEX));
    await sandbox.advance(600);
    const second = await describe(client);
    await sandbox.advance(LONG_ENOUGH);
    const third = await describe(client);

    expect(first).toMatchObject({
      TableStatus: 'UPDATING',
      GlobalSecondaryIndexes: [{ IndexStatus: 'CREATING', Backfilling: false }],
    });
    expect(second).toMatchObject({
      TableStatus: 'ACTIVE',
      GlobalSecondaryIndexes: [{ IndexStatus: 'CREATING', Backfilling: true }],
    });
    expect(third.GlobalSecondaryIndexes).toMatchObject([
      { IndexName: 'CustomerIndex', IndexStatus: 'ACTIVE', Projection: { ProjectionType: 'ALL' } },
    ]);
    expect(third.GlobalSecondaryIndexes?.[0]?.Backfilling).toBeUndefined();
    expect(third.AttributeDefinitions?.map(({ AttributeName }) => AttributeName)).toEqual([
      'order_id',
      'created_at',
      'customer_id',
      'order_status',
    ]);
  });

  it('is finished although the sandbox was restarted while it was being made', async () => {
    await createTable(sandbox, client);
    await client.send(new UpdateTableCommand(ADD_CUSTOMER_INDEX));
    await sandbox.advance(600);

    await sandbox.restart();
    await sandbox.advance(LONG_ENOUGH);

    const { GlobalSecondaryIndexes } = await describe(reconnected());
    expect(GlobalSecondaryIndexes?.[0]?.IndexStatus).toBe('ACTIVE');
  });

  it('keeps others, and the deletion of the table, waiting', async () => {
    await createTable(sandbox, client);
    await client.send(new UpdateTableCommand(ADD_CUSTOMER_INDEX));
    await sandbox.advance(600);

    await expect(
      client.send(
        new UpdateTableCommand({
          ...ADD_CUSTOMER_INDEX,
          GlobalSecondaryIndexUpdates: [{ Create: { ...CUSTOMER_INDEX, IndexName: 'Another' } }],
        }),
      ),
    ).rejects.toMatchObject({
      name: 'LimitExceededException',
      message:
        'Subscriber limit exceeded: Only 1 online index can be created or deleted simultaneously per table',
    });
    await expect(client.send(new DeleteTableCommand({ TableName: 'Orders' }))).rejects.toMatchObject({
      name: 'ResourceInUseException',
      message:
        'Attempt to change a resource which is still in use: Cannot delete table while indexes are being created, updated, or deleted.',
    });
  });

  it('can be deleted again as soon as it is backfilling, and takes its definitions with it', async () => {
    await createTable(sandbox, client);
    await client.send(new UpdateTableCommand(ADD_CUSTOMER_INDEX));
    const drop = new UpdateTableCommand({
      TableName: 'Orders',
      GlobalSecondaryIndexUpdates: [{ Delete: { IndexName: 'CustomerIndex' } }],
    });
    await expect(client.send(drop)).rejects.toThrow(
      'Attempt to change a resource which is still in use: Index creation is in resource allocation phase. ' +
        'Retry deletion during backfilling phase or when the index is active. Table: Orders Index: CustomerIndex',
    );
    await sandbox.advance(600);

    const { TableDescription } = await client.send(drop);
    await sandbox.advance(LONG_ENOUGH);

    expect(TableDescription?.GlobalSecondaryIndexes?.[0]?.IndexStatus).toBe('DELETING');
    const table = await describe(client);
    expect(table.GlobalSecondaryIndexes).toBeUndefined();
    expect(table.AttributeDefinitions).toEqual(ORDERS.AttributeDefinitions);
  });
});
