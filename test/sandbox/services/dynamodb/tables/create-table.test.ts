import {
  CreateTableCommand,
  type CreateTableCommandInput,
  DynamoDBClient,
  type GlobalSecondaryIndex,
  type KeySchemaElement,
  type LocalSecondaryIndex,
} from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, expect, it, describe as suite } from 'vitest';
import { startTestSandbox, type TestSandbox } from '../../../../support/sandbox.js';
import { CUSTOMER_INDEX, createTable, describe, ORDERS } from '../orders-table.js';

let sandbox: TestSandbox;
let client: DynamoDBClient;

beforeAll(async () => {
  sandbox = await startTestSandbox();
  client = sandbox.client(DynamoDBClient);
});
afterAll(() => sandbox.close());

const INVALID = 'One or more parameter values were invalid: ';

function hash(AttributeName: string): KeySchemaElement {
  return { AttributeName, KeyType: 'HASH' };
}

function range(AttributeName: string): KeySchemaElement {
  return { AttributeName, KeyType: 'RANGE' };
}

function strings(...names: string[]) {
  return names.map((AttributeName) => ({ AttributeName, AttributeType: 'S' as const }));
}

/** A table with keys (a, b), defined are a, b and c. */
function withIndexes(
  local: Partial<LocalSecondaryIndex>[] | undefined,
  global?: Partial<GlobalSecondaryIndex>[],
): Partial<CreateTableCommandInput> {
  return {
    AttributeDefinitions: strings('a', 'b', 'c'),
    KeySchema: [hash('a'), range('b')],
    BillingMode: 'PAY_PER_REQUEST',
    ProvisionedThroughput: undefined,
    ...(local && {
      LocalSecondaryIndexes: local.map((index) => ({
        IndexName: 'local',
        KeySchema: [hash('a'), range('c')],
        Projection: { ProjectionType: 'ALL' },
        ...index,
      })),
    }),
    ...(global && {
      GlobalSecondaryIndexes: global.map((index) => ({
        IndexName: 'global',
        KeySchema: [hash('c')],
        Projection: { ProjectionType: 'ALL' },
        ...index,
      })),
    }),
  };
}

suite('CreateTable refuses', () => {
  it.each<[string, Partial<CreateTableCommandInput>, string]>([
    [
      'no name',
      { TableName: undefined },
      "The parameter 'TableName' is required but was not present in the request",
    ],
    [
      'a short name',
      { TableName: 'ab' },
      "1 validation error detected: Value 'ab' at 'tableName' failed to satisfy constraint: Member must have length greater than or equal to 3",
    ],
    [
      'a wrong key type',
      // @ts-expect-error: no such type
      { KeySchema: [{ AttributeName: 'order_id', KeyType: 'SORT' }] },
      "1 validation error detected: Value 'SORT' at 'keySchema.1.member.keyType' failed to satisfy constraint: Member must satisfy enum value set: [HASH, RANGE]",
    ],
    [
      'no throughput',
      { ProvisionedThroughput: undefined },
      `${INVALID}ReadCapacityUnits and WriteCapacityUnits must both be specified when BillingMode is PROVISIONED`,
    ],
    [
      'throughput of nothing',
      { ProvisionedThroughput: { ReadCapacityUnits: 0, WriteCapacityUnits: 5 } },
      "1 validation error detected: Value '0' at 'provisionedThroughput.readCapacityUnits' failed to satisfy constraint: Member must have value greater than or equal to 1",
    ],
    [
      'throughput on demand',
      { BillingMode: 'PAY_PER_REQUEST' },
      `${INVALID}Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is PAY_PER_REQUEST`,
    ],
    [
      'more keys than definitions',
      { AttributeDefinitions: strings('order_id'), KeySchema: [hash('order_id'), range('order_id')] },
      'Invalid KeySchema: Some index key attribute have no definition',
    ],
    [
      'a key twice',
      { KeySchema: [hash('order_id'), range('order_id')] },
      'Both the Hash Key and the Range Key element in the KeySchema have the same name',
    ],
    [
      'a key without a definition',
      { KeySchema: [hash('order_id'), range('other')] },
      `${INVALID}Some index key attributes are not defined in AttributeDefinitions. Keys: [order_id, other], AttributeDefinitions: [order_id, created_at]`,
    ],
    [
      'a sort key first',
      { KeySchema: [range('order_id'), hash('created_at')] },
      'Invalid KeySchema: The first KeySchemaElement is not a HASH key type',
    ],
    [
      'a second partition key',
      { KeySchema: [hash('order_id'), hash('created_at')] },
      'Invalid KeySchema: The second KeySchemaElement is not a RANGE key type',
    ],
    [
      'a definition that nothing uses',
      { KeySchema: [hash('order_id')] },
      `${INVALID}Number of attributes in KeySchema does not exactly match number of attributes defined in AttributeDefinitions`,
    ],
    [
      'a definition that no index uses',
      withIndexes(undefined, [{ KeySchema: [hash('b')] }]),
      `${INVALID}Some AttributeDefinitions are not used. AttributeDefinitions: [a, b, c], keys used: [a, b]`,
    ],
    [
      'a stream without a view',
      { StreamSpecification: { StreamEnabled: true } },
      `${INVALID}Table is being created with a stream enabled, UpdateViewType is required`,
    ],
    [
      'a tag of AWS',
      { Tags: [{ Key: 'aws:mine', Value: 'x' }] },
      'Tag Key cannot be prefixed with aws:, Key: aws:mine',
    ],
    [
      'what the sandbox does not serve',
      { WarmThroughput: { ReadUnitsPerSecond: 12_000, WriteUnitsPerSecond: 4000 } },
      'The sandbox does not serve the parameter WarmThroughput.',
    ],
    ['no local index', withIndexes([]), `${INVALID}List of LocalSecondaryIndexes is empty`],
    [
      'a local index without a sort key',
      withIndexes([{ KeySchema: [hash('a')] }]),
      `${INVALID}Index KeySchema does not have a range key for index: local`,
    ],
    [
      'a local index of another partition key',
      withIndexes([{ KeySchema: [hash('b'), range('c')] }]),
      `${INVALID}Index KeySchema does not have the same leading hash key as table KeySchema for index: local. index hash key: b, table hash key: a`,
    ],
    [
      'a local index where the table has no sort key',
      { ...withIndexes([{ KeySchema: [hash('a'), range('b')] }]), KeySchema: [hash('a')] },
      `${INVALID}Table KeySchema does not have a range key, which is required when specifying a LocalSecondaryIndex`,
    ],
    [
      'two indexes of one name',
      withIndexes([{ IndexName: 'same' }], [{ IndexName: 'same' }]),
      `${INVALID}Duplicate index name: same`,
    ],
    [
      'too many local indexes',
      withIndexes(Array.from({ length: 6 }, (_, n) => ({ IndexName: `local${n}` }))),
      `${INVALID}Number of LocalSecondaryIndexes exceeds per-table limit of 5`,
    ],
    [
      'a projection without a type',
      withIndexes(undefined, [{ Projection: {} }]),
      `${INVALID}Unknown ProjectionType: null`,
    ],
    [
      'attributes beside ALL',
      withIndexes(undefined, [{ Projection: { ProjectionType: 'ALL', NonKeyAttributes: ['x'] } }]),
      `${INVALID}ProjectionType is ALL, but NonKeyAttributes is specified`,
    ],
    [
      'INCLUDE without attributes',
      withIndexes(undefined, [{ Projection: { ProjectionType: 'INCLUDE' } }]),
      `${INVALID}ProjectionType is INCLUDE, but NonKeyAttributes is not specified`,
    ],
    [
      'an index with throughput in an on-demand table',
      withIndexes(undefined, [{ ProvisionedThroughput: { ReadCapacityUnits: 1, WriteCapacityUnits: 1 } }]),
      `${INVALID}ProvisionedThroughput should not be specified for index: global when BillingMode is PAY_PER_REQUEST`,
    ],
    [
      'an index without throughput in a provisioned table',
      {
        ...withIndexes(undefined, [{}]),
        BillingMode: undefined,
        ProvisionedThroughput: ORDERS.ProvisionedThroughput,
      },
      `${INVALID}ProvisionedThroughput is not specified for index: global`,
    ],
    [
      'short names of indexes, global ones first',
      withIndexes([{ IndexName: 'l1' }], [{ IndexName: 'g1' }]),
      "2 validation errors detected: Value 'g1' at 'globalSecondaryIndexes.1.member.indexName' failed to satisfy constraint: Member must have length greater than or equal to 3; " +
        "Value 'l1' at 'localSecondaryIndexes.1.member.indexName' failed to satisfy constraint: Member must have length greater than or equal to 3",
    ],
  ])('%s', async (_what, input, message) => {
    const create = client.send(new CreateTableCommand({ ...ORDERS, ...input }));

    await expect(create).rejects.toMatchObject({ name: 'ValidationException', message });
  });
});

suite('CreateTable', () => {
  it('makes a table with all there is', async () => {
    await createTable(sandbox, client, {
      ...ORDERS,
      TableName: 'Everything',
      AttributeDefinitions: [...ORDERS.AttributeDefinitions, ...strings('customer_id', 'order_status')],
      GlobalSecondaryIndexes: [CUSTOMER_INDEX],
      LocalSecondaryIndexes: [
        {
          IndexName: 'ByStatus',
          KeySchema: [hash('order_id'), range('order_status')],
          Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: ['total'] },
        },
      ],
      StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' },
      SSESpecification: { Enabled: true },
      TableClass: 'STANDARD_INFREQUENT_ACCESS',
      Tags: [{ Key: 'orders-lab', Value: 'default' }],
    });

    const table = await describe(client, 'Everything');

    expect(table).toMatchObject({
      StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' },
      LatestStreamArn: `${table.TableArn}/stream/${table.LatestStreamLabel}`,
      SSEDescription: { Status: 'ENABLED', SSEType: 'KMS' },
      TableClassSummary: { TableClass: 'STANDARD_INFREQUENT_ACCESS' },
      GlobalSecondaryIndexes: [
        { ...CUSTOMER_INDEX, IndexStatus: 'ACTIVE', IndexArn: `${table.TableArn}/index/CustomerIndex` },
      ],
      LocalSecondaryIndexes: [
        { IndexName: 'ByStatus', Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: ['total'] } },
      ],
    });
    expect(table.CreationDateTime).toBeInstanceOf(Date);
  });

  it('makes an on-demand table', async () => {
    await createTable(sandbox, client, { ...withIndexes(undefined, [{}]), TableName: 'OnDemand' });

    expect(await describe(client, 'OnDemand')).toMatchObject({
      BillingModeSummary: { BillingMode: 'PAY_PER_REQUEST' },
      ProvisionedThroughput: { ReadCapacityUnits: 0, WriteCapacityUnits: 0 },
      GlobalSecondaryIndexes: [{ ProvisionedThroughput: { ReadCapacityUnits: 0, WriteCapacityUnits: 0 } }],
    });
  });
});
