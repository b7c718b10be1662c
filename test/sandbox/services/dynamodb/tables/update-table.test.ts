import { DynamoDBClient, UpdateTableCommand, type UpdateTableCommandInput } from '@aws-sdk/client-dynamodb';
import { afterEach, beforeEach, expect, it, describe as suite } from 'vitest';
import { startTestSandbox, type TestSandbox } from '../../../../support/sandbox.js';
import {
  ADD_CUSTOMER_INDEX,
  addCustomerIndex,
  CUSTOMER_INDEX,
  createTable,
  describe,
  LONG_ENOUGH,
} from '../orders-table.js';

const INVALID = 'One or more parameter values were invalid: ';
const IN_USE = 'Attempt to change a resource which is still in use: ';

let sandbox: TestSandbox;
let client: DynamoDBClient;

beforeEach(async () => {
  sandbox = await startTestSandbox();
  client = sandbox.client(DynamoDBClient);
  await createTable(sandbox, client);
});
afterEach(() => sandbox.close());

function update(input: Partial<UpdateTableCommandInput>) {
  return client.send(new UpdateTableCommand({ TableName: 'Orders', ...input }));
}

function units(read: number, write: number) {
  return { ReadCapacityUnits: read, WriteCapacityUnits: write };
}

suite('throughput', () => {
  it('changes a while later, of the table and of an index', async () => {
    await addCustomerIndex(sandbox, client);

    const { TableDescription } = await update({
      ProvisionedThroughput: units(7, 3),
      GlobalSecondaryIndexUpdates: [
        { Update: { IndexName: 'CustomerIndex', ProvisionedThroughput: units(6, 6) } },
      ],
    });
    await sandbox.advance(LONG_ENOUGH);

    expect(TableDescription).toMatchObject({
      TableStatus: 'UPDATING',
      ProvisionedThroughput: units(5, 5),
      GlobalSecondaryIndexes: [{ IndexStatus: 'UPDATING', ProvisionedThroughput: units(5, 5) }],
    });
    expect(await describe(client)).toMatchObject({
      TableStatus: 'ACTIVE',
      ProvisionedThroughput: {
        ...units(7, 3),
        NumberOfDecreasesToday: 1,
        LastIncreaseDateTime: expect.any(Date),
        LastDecreaseDateTime: expect.any(Date),
      },
      GlobalSecondaryIndexes: [
        { IndexStatus: 'ACTIVE', ProvisionedThroughput: { ...units(6, 6), NumberOfDecreasesToday: 0 } },
      ],
    });
  });

  it('of an index alone leaves the table ACTIVE', async () => {
    await addCustomerIndex(sandbox, client);

    const { TableDescription } = await update({
      GlobalSecondaryIndexUpdates: [
        { Update: { IndexName: 'CustomerIndex', ProvisionedThroughput: units(6, 6) } },
      ],
    });

    expect(TableDescription).toMatchObject({
      TableStatus: 'ACTIVE',
      GlobalSecondaryIndexes: [{ IndexStatus: 'UPDATING' }],
    });
  });

  it('can be lowered four times a day, and then once an hour', async () => {
    for (let write = 4; write > 0; write--) {
      await update({ ProvisionedThroughput: units(5, write) });
      await sandbox.advance(LONG_ENOUGH);
    }

    await expect(update({ ProvisionedThroughput: units(4, 1) })).rejects.toMatchObject({
      name: 'LimitExceededException',
      message: expect.stringMatching(
        /^Subscriber limit exceeded: Provisioned throughput decreases are limited within a given UTC day\. .*Number of decreases today: 4\. Last decrease at .* UTC\. Next decrease can be made at .* UTC$/,
      ),
    });
    await sandbox.advance(60 * 60 * 1000);
    await expect(update({ ProvisionedThroughput: units(4, 1) })).resolves.toBeDefined();
  });

  it('goes with the billing mode', async () => {
    await addCustomerIndex(sandbox, client);

    await update({ BillingMode: 'PAY_PER_REQUEST' });
    await sandbox.advance(LONG_ENOUGH);
    const onDemand = await describe(client);
    await expect(update({ BillingMode: 'PROVISIONED', ProvisionedThroughput: units(2, 2) })).rejects.toThrow(
      `${INVALID}ProvisionedThroughput must be specified for index: CustomerIndex`,
    );
    await update({
      BillingMode: 'PROVISIONED',
      ProvisionedThroughput: units(2, 2),
      GlobalSecondaryIndexUpdates: [
        { Update: { IndexName: 'CustomerIndex', ProvisionedThroughput: units(3, 3) } },
      ],
    });
    await sandbox.advance(LONG_ENOUGH);

    expect(onDemand).toMatchObject({
      BillingModeSummary: { BillingMode: 'PAY_PER_REQUEST' },
      ProvisionedThroughput: { ...units(0, 0), NumberOfDecreasesToday: 0 },
      GlobalSecondaryIndexes: [{ IndexStatus: 'ACTIVE', ProvisionedThroughput: units(0, 0) }],
    });
    expect(await describe(client)).toMatchObject({
      BillingModeSummary: { BillingMode: 'PROVISIONED' },
      ProvisionedThroughput: units(2, 2),
      GlobalSecondaryIndexes: [{ ProvisionedThroughput: units(3, 3) }],
    });
  });
});

suite('a stream', () => {
  it('is enabled under a new label each time, which lingers', async () => {
    const labels: (string | undefined)[] = [];
    for (let round = 0; round < 2; round++) {
      await update({ StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_IMAGE' } });
      await sandbox.advance(LONG_ENOUGH);
      labels.push((await describe(client)).LatestStreamLabel);
      await update({ StreamSpecification: { StreamEnabled: false } });
      await sandbox.advance(LONG_ENOUGH);
    }

    const table = await describe(client);
    expect(table.StreamSpecification).toBeUndefined();
    expect(table.LatestStreamLabel).toBe(labels[1]);
    expect(labels[0]).not.toBe(labels[1]);
    await expect(update({ StreamSpecification: { StreamEnabled: false } })).rejects.toThrow(
      'Table has no stream to disable: TableName: Orders',
    );
  });
});

suite('UpdateTable refuses', () => {
  it.each<[string, Partial<UpdateTableCommandInput>, string, string]>([
    [
      'nothing',
      {},
      'ValidationException',
      'At least one of ProvisionedThroughput, BillingMode, UpdateStreamEnabled, GlobalSecondaryIndexUpdates, SSESpecification, ReplicaUpdates, MultiAccountReplicaReady, ReplicaTransitRoleArn, MultiRegionConsistency, DeletionProtectionEnabled, OnDemandThroughput, WarmThroughput or TableClass is required',
    ],
    [
      'the throughput that is there',
      { ProvisionedThroughput: units(5, 5) },
      'ValidationException',
      'The provisioned throughput for the table will not change. The requested value equals the current value. ' +
        'Current ReadCapacityUnits provisioned for the table: 5. Requested ReadCapacityUnits: 5. ' +
        'Current WriteCapacityUnits provisioned for the table: 5. Requested WriteCapacityUnits: 5. ' +
        'Refer to the Amazon DynamoDB Developer Guide for current limits and how to request higher limits.',
    ],
    [
      'an index beside throughput',
      { ...ADD_CUSTOMER_INDEX, ProvisionedThroughput: units(6, 6) },
      'ValidationException',
      `${INVALID}You cannot create or delete index while updating table IOPS`,
    ],
    [
      'deletion protection beside anything',
      { DeletionProtectionEnabled: true, ProvisionedThroughput: units(6, 6) },
      'ValidationException',
      `${INVALID}DeletionProtection modification must be the only operation in the request`,
    ],
    [
      'two indexes at once',
      {
        ...ADD_CUSTOMER_INDEX,
        GlobalSecondaryIndexUpdates: ['One', 'Two'].map((name) => ({
          Create: { ...CUSTOMER_INDEX, IndexName: `Index${name}` },
        })),
      },
      'LimitExceededException',
      'Subscriber limit exceeded: Only 1 online index can be created or deleted simultaneously per table',
    ],
    [
      'an index whose keys are not defined in the same request',
      { ...ADD_CUSTOMER_INDEX, AttributeDefinitions: undefined },
      'ValidationException',
      `${INVALID}AttributeDefinitions is not specified for index: CustomerIndex`,
    ],
    [
      'an index without throughput',
      {
        ...ADD_CUSTOMER_INDEX,
        GlobalSecondaryIndexUpdates: [{ Create: { ...CUSTOMER_INDEX, ProvisionedThroughput: undefined } }],
      },
      'ValidationException',
      `${INVALID}Both ReadCapacityUnits and WriteCapacityUnits must be specified for index: CustomerIndex`,
    ],
    [
      'the deletion of an index that is not there',
      { GlobalSecondaryIndexUpdates: [{ Delete: { IndexName: 'None' } }] },
      'ResourceNotFoundException',
      'Requested resource not found',
    ],
    [
      'an update of an index that says nothing',
      { GlobalSecondaryIndexUpdates: [{}] },
      'ValidationException',
      `${INVALID}One of GlobalSecondaryIndexUpdate.Update, GlobalSecondaryIndexUpdate.Create, GlobalSecondaryIndexUpdate.Delete must not be null`,
    ],
    [
      'a stream without a view',
      { StreamSpecification: { StreamEnabled: true } },
      'ValidationException',
      `${INVALID}If stream is being enabled then UpdateViewType is required`,
    ],
    [
      'an unknown table class',
      // @ts-expect-error: no such class
      { TableClass: 'CHEAP' },
      'ValidationException',
      'Invalid table-class parameter provided. Please try again with a valid table-class value: [STANDARD, STANDARD_INFREQUENT_ACCESS].',
    ],
    [
      'a table that is not there',
      { TableName: 'Nowhere', ProvisionedThroughput: units(6, 6) },
      'ResourceNotFoundException',
      'Requested resource not found: Table: Nowhere not found',
    ],
  ])('%s', async (_what, input, name, message) => {
    await expect(update(input)).rejects.toMatchObject({ name, message });
  });

  it('an index that is there already', async () => {
    await addCustomerIndex(sandbox, client);

    await expect(update(ADD_CUSTOMER_INDEX)).rejects.toThrow(
      'Attempting to create an index which already exists',
    );
  });

  it('a second change before the first is done', async () => {
    await update({ ProvisionedThroughput: units(6, 6) });

    await expect(update({ ProvisionedThroughput: units(7, 7) })).rejects.toMatchObject({
      name: 'ResourceInUseException',
      message: `${IN_USE}Table is being updated: Orders`,
    });
  });

  it('another throughput while an index is not yet backfilling, another billing mode until it is there', async () => {
    const message = `${IN_USE}Can't change table IOPS when an index is being created. Table: Orders Indexes: [CustomerIndex]`;
    await update(ADD_CUSTOMER_INDEX);

    await expect(update({ ProvisionedThroughput: units(7, 7) })).rejects.toThrow(message);
    await sandbox.advance(600);
    await expect(update({ BillingMode: 'PAY_PER_REQUEST' })).rejects.toThrow(message);

    await update({ ProvisionedThroughput: units(7, 7) });
    await sandbox.advance(LONG_ENOUGH);
    expect(await describe(client)).toMatchObject({
      TableStatus: 'ACTIVE',
      ProvisionedThroughput: { ReadCapacityUnits: 7, WriteCapacityUnits: 7 },
      GlobalSecondaryIndexes: [{ IndexStatus: 'ACTIVE' }],
    });
  });
});
