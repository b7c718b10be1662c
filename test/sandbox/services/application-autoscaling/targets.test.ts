import {
  ApplicationAutoScalingClient,
  DeregisterScalableTargetCommand,
  DescribeScalableTargetsCommand,
  DescribeScalingActivitiesCommand,
  ListTagsForResourceCommand,
  PutScheduledActionCommand,
  RegisterScalableTargetCommand,
  type RegisterScalableTargetCommandInput,
  TagResourceCommand,
  UntagResourceCommand,
} from '@aws-sdk/client-application-auto-scaling';
import { GetRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestSandbox, type TestSandbox } from '../../../support/sandbox.js';
import { createTestTable, deleteTestTable } from '../tables.js';

const TABLE = {
  ServiceNamespace: 'dynamodb',
  ResourceId: 'table/Orders',
  ScalableDimension: 'dynamodb:table:ReadCapacityUnits',
} as const;
const INDEX = {
  ServiceNamespace: 'dynamodb',
  ResourceId: 'table/Orders/index/ByCustomer',
  ScalableDimension: 'dynamodb:index:WriteCapacityUnits',
} as const;

let sandbox: TestSandbox;
let client: ApplicationAutoScalingClient;

beforeAll(async () => {
  sandbox = await startTestSandbox();
  client = sandbox.client(ApplicationAutoScalingClient);
  await createTestTable(sandbox, 'Orders');
});
afterAll(() => sandbox.close());

const register = (input: Partial<RegisterScalableTargetCommandInput> = {}) =>
  client.send(new RegisterScalableTargetCommand({ ...TABLE, MinCapacity: 5, MaxCapacity: 50, ...input }));
const describeTargets = async (input = {}) =>
  client.send(new DescribeScalableTargetsCommand({ ServiceNamespace: 'dynamodb', ...input }));

describe('registering', () => {
  it('keeps a target with what AWS adds to it', async () => {
    const { ScalableTargetARN } = await register({ Tags: { 'orders-lab': 'default' } });
    const { ScalableTargets } = await describeTargets({ ResourceIds: ['table/Orders'] });

    expect(ScalableTargetARN).toMatch(
      /^arn:aws:application-autoscaling:[a-z0-9-]+:\d{12}:scalable-target\/[a-z0-9]{28}$/,
    );
    expect(ScalableTargets).toEqual([
      {
        ...TABLE,
        MinCapacity: 5,
        MaxCapacity: 50,
        RoleARN: expect.stringMatching(
          /role\/aws-service-role\/dynamodb\.application-autoscaling\.amazonaws\.com\/AWSServiceRoleForApplicationAutoScaling_DynamoDBTable$/,
        ),
        CreationTime: expect.any(Date),
        SuspendedState: {
          DynamicScalingInSuspended: false,
          DynamicScalingOutSuspended: false,
          ScheduledScalingSuspended: false,
        },
        ScalableTargetARN,
      },
    ]);
  });

  it('again changes what is given and leaves the rest', async () => {
    const first = await register();

    const second = await register({
      MinCapacity: undefined,
      MaxCapacity: 60,
      SuspendedState: { DynamicScalingInSuspended: true },
    });
    const { ScalableTargets } = await describeTargets({ ResourceIds: ['table/Orders'] });

    expect(second.ScalableTargetARN).toBe(first.ScalableTargetARN);
    expect(ScalableTargets).toMatchObject([
      {
        MinCapacity: 5,
        MaxCapacity: 60,
        SuspendedState: { DynamicScalingInSuspended: true, DynamicScalingOutSuspended: false },
      },
    ]);
  });

  it.each([
    ['no such table', { ResourceId: 'table/Nothing' }, 'DynamoDB table does not exist: table/Nothing'],
    [
      'no such index',
      { ...INDEX, ResourceId: 'table/Orders/index/Nothing' },
      'DynamoDB index does not exist: table/Orders/index/Nothing',
    ],
    [
      'another service',
      { ServiceNamespace: 'ecs', ResourceId: 'service/a/b' },
      'Unsupported service namespace, resource type or scalable dimension',
    ],
    [
      'a table with an index dimension',
      { ScalableDimension: INDEX.ScalableDimension },
      'Unsupported service namespace, resource type or scalable dimension',
    ],
    [
      'a resource id of another form',
      { ResourceId: 'Orders' },
      'Unsupported service namespace, resource type or scalable dimension',
    ],
    [
      'a service that there is not',
      { ServiceNamespace: 'nothing' },
      "1 validation error detected: Value 'nothing' at 'serviceNamespace' failed to satisfy constraint: Member must satisfy enum value set: [",
    ],
    [
      'no capacity',
      { ...INDEX, MinCapacity: undefined },
      'Both MinCapacity and MaxCapacity must be provided',
    ],
    ['a minimum of nothing', { MinCapacity: 0 }, 'Minimum capacity must be greater than or equal to 1'],
    [
      'a minimum above the maximum',
      { MinCapacity: 51, MaxCapacity: 50 },
      'Maximum capacity cannot be less than minimum capacity',
    ],
    ['tags for a target that exists', { Tags: { a: 'b' } }, 'use the TagResource API.'],
    [
      "AWS's own tag keys",
      { ...INDEX, Tags: { 'aws:a': 'b' } },
      'aws: prefixed tag key names are not allowed',
    ],
  ])('refuses %s', async (_what, input, message) => {
    await register();

    const answer = register(input as Partial<RegisterScalableTargetCommandInput>);

    await expect(answer).rejects.toMatchObject({
      name: 'ValidationException',
      message: expect.stringContaining(message),
      $metadata: { httpStatusCode: 400 },
    });
  });

  it('is forgotten when it is deregistered', async () => {
    await register(INDEX);

    await client.send(new DeregisterScalableTargetCommand(INDEX));

    expect((await describeTargets({ ResourceIds: [INDEX.ResourceId] })).ScalableTargets).toEqual([]);
    await expect(client.send(new DeregisterScalableTargetCommand(INDEX))).rejects.toMatchObject({
      name: 'ObjectNotFoundException',
      message:
        'No scalable target found for service namespace: dynamodb, resource ID: table/Orders/index/ByCustomer, ' +
        'scalable dimension: dynamodb:index:WriteCapacityUnits',
    });
  });

  it('outlives its table and a restart', async () => {
    await createTestTable(sandbox, 'Passing');
    await register({ ResourceId: 'table/Passing' });

    await deleteTestTable(sandbox, 'Passing');
    await sandbox.restart();
    // The kept-alive connection has gone with the old server; a client's retry opens another.
    const patient = sandbox.client(ApplicationAutoScalingClient, { maxAttempts: 3 });
    const { ScalableTargets } = await patient.send(
      new DescribeScalableTargetsCommand({ ServiceNamespace: 'dynamodb', ResourceIds: ['table/Passing'] }),
    );

    expect(ScalableTargets).toHaveLength(1);
    await client.send(new DeregisterScalableTargetCommand({ ...TABLE, ResourceId: 'table/Passing' }));
  });

  it('makes the role that auto scaling acts by', async () => {
    const RoleName = 'AWSServiceRoleForApplicationAutoScaling_DynamoDBTable';
    await register();

    const { Role } = await sandbox.client(IAMClient).send(new GetRoleCommand({ RoleName }));
    const { ScalableTargets } = await describeTargets();

    expect(Role?.Arn).toBe(ScalableTargets?.[0]?.RoleARN);
  });
});

describe('describing', () => {
  it('filters by dimension and pages through all', async () => {
    await register();
    await register({ ScalableDimension: 'dynamodb:table:WriteCapacityUnits' });
    await register(INDEX);
    const filtered = await describeTargets({
      ResourceIds: ['table/Orders'],
      ScalableDimension: TABLE.ScalableDimension,
    });
    const seen: (string | undefined)[] = [];
    let NextToken: string | undefined;
    do {
      const page = await describeTargets({ MaxResults: 1, NextToken });
      seen.push(
        ...(page.ScalableTargets ?? []).map(
          ({ ResourceId, ScalableDimension }) => `${ResourceId} ${ScalableDimension}`,
        ),
      );
      NextToken = page.NextToken;
    } while (NextToken !== undefined);

    expect(filtered.ScalableTargets).toHaveLength(1);
    expect(seen).toEqual([
      'table/Orders/index/ByCustomer dynamodb:index:WriteCapacityUnits',
      'table/Orders dynamodb:table:ReadCapacityUnits',
      'table/Orders dynamodb:table:WriteCapacityUnits',
    ]);
  });

  it.each([
    [{ NextToken: 'garbage' }, 'InvalidNextTokenException'],
    [{ MaxResults: 51 }, 'ValidationException'],
    [{ MaxResults: 0 }, 'ValidationException'],
    [{ ScalableDimension: TABLE.ScalableDimension }, 'ValidationException'],
    [{ ServiceNamespace: 'ecs' }, 'ValidationException'],
  ])('refuses %j with %s', async (input, name) => {
    await expect(describeTargets(input)).rejects.toMatchObject({ name });
  });

  it('does not take a token of another request', async () => {
    await register();
    await register(INDEX);
    const { NextToken } = await describeTargets({ MaxResults: 1 });

    const answer = describeTargets({ NextToken, ResourceIds: ['table/Orders'] });

    await expect(answer).rejects.toMatchObject({ name: 'InvalidNextTokenException' });
  });

  it('finds nothing in another region', async () => {
    const elsewhere = sandbox.client(ApplicationAutoScalingClient, { region: 'eu-west-1' });

    const { ScalableTargets } = await elsewhere.send(
      new DescribeScalableTargetsCommand({ ServiceNamespace: 'dynamodb' }),
    );

    expect(ScalableTargets).toEqual([]);
  });

  it('has no activities, and no scheduled actions at all', async () => {
    const activities = await client.send(
      new DescribeScalingActivitiesCommand({ ServiceNamespace: 'dynamodb' }),
    );
    const scheduled = client.send(new PutScheduledActionCommand({ ...TABLE, ScheduledActionName: 'a' }));

    expect(activities.ScalingActivities).toEqual([]);
    await expect(scheduled).rejects.toMatchObject({ name: 'UnknownOperationException' });
  });
});

describe('tags', () => {
  it('are set, listed and taken away', async () => {
    await client.send(new DeregisterScalableTargetCommand(TABLE)).catch(() => undefined);
    const { ScalableTargetARN: ResourceARN } = await register({ Tags: { a: '1' } });

    await client.send(new TagResourceCommand({ ResourceARN, Tags: { a: '2', b: '' } }));
    const tagged = await client.send(new ListTagsForResourceCommand({ ResourceARN }));
    await client.send(new UntagResourceCommand({ ResourceARN, TagKeys: ['a', 'never'] }));
    const untagged = await client.send(new ListTagsForResourceCommand({ ResourceARN }));

    expect(tagged.Tags).toEqual({ a: '2', b: '' });
    expect(untagged.Tags).toEqual({ b: '' });
  });

  it('are at most fifty', async () => {
    const { ScalableTargetARN: ResourceARN } = await register();
    const Tags = Object.fromEntries(Array.from({ length: 51 }, (_, index) => [`key${index}`, '']));

    const answer = client.send(new TagResourceCommand({ ResourceARN, Tags }));

    await expect(answer).rejects.toMatchObject({ name: 'TooManyTagsException', ResourceName: ResourceARN });
  });

  it('belong to a target that is there', async () => {
    const ResourceARN = 'arn:aws:application-autoscaling:us-east-1:111122223333:scalable-target/none';

    const answer = client.send(new ListTagsForResourceCommand({ ResourceARN }));

    await expect(answer).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      ResourceName: ResourceARN,
      $metadata: { httpStatusCode: 404 },
    });
  });
});
