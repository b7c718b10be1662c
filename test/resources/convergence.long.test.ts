/** Whatever state a lab is found in, the steps converge and cleanup empties it; what is foreign stays. */
import {
  ApplicationAutoScalingClient,
  DeregisterScalableTargetCommand,
  DescribeScalableTargetsCommand,
  PutScalingPolicyCommand,
  RegisterScalableTargetCommand,
  type ScalableTarget,
} from '@aws-sdk/client-application-auto-scaling';
import {
  CreateTableCommand,
  DescribeTableCommand,
  DynamoDBClient,
  type TableDescription,
  UpdateTableCommand,
  type UpdateTableCommandInput,
} from '@aws-sdk/client-dynamodb';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { openTestLab, type TestLab } from '../support/lab.js';
import { startTestSandbox, type TestSandbox } from '../support/sandbox.js';
import { cleanAll, entryOf, failed, inspect, runOnly, runTo } from '../support/steps.js';

let sandbox: TestSandbox;
beforeAll(async () => {
  sandbox = await startTestSandbox();
});
afterAll(() => sandbox.close());

const opened: TestLab[] = [];
async function openLab(prefix = '', owner?: string): Promise<TestLab> {
  const opening = await openTestLab(sandbox, { prefix, ...(owner === undefined ? {} : { owner }) });
  opened.push(opening);
  return opening;
}
afterEach(async () => {
  for (const { lab } of opened.splice(0)) {
    await cleanAll(lab);
    lab.close();
  }
});

const TABLE_READS = {
  ServiceNamespace: 'dynamodb',
  ResourceId: 'table/Orders',
  ScalableDimension: 'dynamodb:table:ReadCapacityUnits',
} as const;

async function table(name = 'Orders'): Promise<TableDescription | undefined> {
  const answer = await sandbox.client(DynamoDBClient).send(new DescribeTableCommand({ TableName: name }));
  return answer.Table;
}

/** Changes the table as somebody at the console would, and waits until it has taken effect. */
async function change(input: Omit<UpdateTableCommandInput, 'TableName'>): Promise<void> {
  await sandbox.client(DynamoDBClient).send(new UpdateTableCommand({ TableName: 'Orders', ...input }));
  await sandbox.advance(60_000);
}

async function readTarget(): Promise<ScalableTarget | undefined> {
  const { ScalableTargets = [] } = await sandbox
    .client(ApplicationAutoScalingClient)
    .send(
      new DescribeScalableTargetsCommand({ ServiceNamespace: 'dynamodb', ResourceIds: ['table/Orders'] }),
    );
  return ScalableTargets.find(({ ScalableDimension }) => ScalableDimension === TABLE_READS.ScalableDimension);
}

describe('create-table repairs', () => {
  it.each([
    ['a stream that was turned off', 'stream-view-type', { StreamSpecification: { StreamEnabled: false } }],
    [
      'capacity below the least',
      'capacity',
      { ProvisionedThroughput: { ReadCapacityUnits: 1, WriteCapacityUnits: 1 } },
    ],
    ['on-demand billing', 'capacity', { BillingMode: 'PAY_PER_REQUEST' as const }],
  ])('%s', async (_, check, drift) => {
    const { lab } = await openLab();
    await runTo(lab, 'create-table');
    await change(drift);
    expect(failed(await inspect(lab, 'create-table'))).toEqual([check]);

    expect(await runOnly(lab, 'create-table')).toMatchObject({ result: 'done' });
  });

  it('a stream with another view type', async () => {
    const { lab } = await openLab();
    await runTo(lab, 'create-table');
    await change({ StreamSpecification: { StreamEnabled: false } });
    await change({ StreamSpecification: { StreamEnabled: true, StreamViewType: 'KEYS_ONLY' } });

    expect(await runOnly(lab, 'create-table')).toMatchObject({ result: 'done' });

    expect((await table())?.StreamSpecification?.StreamViewType).toBe('NEW_AND_OLD_IMAGES');
  });

  it('a scalable target that was deregistered, one with another range, and one with another aim', async () => {
    const { lab } = await openLab();
    const scaling = sandbox.client(ApplicationAutoScalingClient);
    await runTo(lab, 'create-table');

    await scaling.send(new DeregisterScalableTargetCommand(TABLE_READS));
    expect(failed(await inspect(lab, 'create-table'))).toEqual(['read-scaling']);
    expect(await runOnly(lab, 'create-table')).toMatchObject({ result: 'done' });

    await scaling.send(new RegisterScalableTargetCommand({ ...TABLE_READS, MinCapacity: 4, MaxCapacity: 9 }));
    expect(failed(await inspect(lab, 'create-table'))).toEqual(['read-scaling']);
    expect(await runOnly(lab, 'create-table')).toMatchObject({ result: 'done' });

    await scaling.send(
      new PutScalingPolicyCommand({
        ...TABLE_READS,
        PolicyName: 'DynamoDBReadCapacityUtilization:table/Orders',
        PolicyType: 'TargetTrackingScaling',
        TargetTrackingScalingPolicyConfiguration: {
          TargetValue: 33,
          PredefinedMetricSpecification: { PredefinedMetricType: 'DynamoDBReadCapacityUtilization' },
        },
      }),
    );
    expect(failed(await inspect(lab, 'create-table'))).toEqual(['read-scaling']);
    expect(await runOnly(lab, 'create-table')).toMatchObject({ result: 'done' });
  });

  it('nothing but says what to do about other keys', async () => {
    const { lab } = await openLab();
    await sandbox.client(DynamoDBClient).send(
      new CreateTableCommand({
        TableName: 'Orders',
        AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
        KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
        BillingMode: 'PAY_PER_REQUEST',
        Tags: [
          { Key: 'orders-lab', Value: lab.ownership.labId },
          { Key: 'orders-lab:owner', Value: lab.ownership.owner },
        ],
      }),
    );

    const outcome = await runOnly(lab, 'create-table');

    expect(outcome.problem?.because).toContain('Its keys are id (S)');
    expect(outcome.problem?.next).toContain('orders-lab cleanup');
  });
});

describe('add-gsi', () => {
  it('makes an index again that was deleted by hand', async () => {
    const { lab } = await openLab();
    await runTo(lab, 'add-gsi');
    await change({ GlobalSecondaryIndexUpdates: [{ Delete: { IndexName: 'CustomerIndex' } }] });
    await sandbox.advance(30 * 60_000);

    expect(failed(await inspect(lab, 'add-gsi'))).toContain('active');
    expect(await runOnly(lab, 'add-gsi')).toMatchObject({ result: 'done' });
  });

  it('replaces an index with other keys', async () => {
    const { lab } = await openLab();
    await runTo(lab, 'create-table');
    await change({
      AttributeDefinitions: [{ AttributeName: 'customer_id', AttributeType: 'S' }],
      GlobalSecondaryIndexUpdates: [
        {
          Create: {
            IndexName: 'CustomerIndex',
            KeySchema: [{ AttributeName: 'customer_id', KeyType: 'HASH' }],
            Projection: { ProjectionType: 'KEYS_ONLY' },
            ProvisionedThroughput: { ReadCapacityUnits: 1, WriteCapacityUnits: 1 },
          },
        },
      ],
    });
    await sandbox.advance(30 * 60_000);

    expect(await runOnly(lab, 'add-gsi')).toMatchObject({ result: 'done' });

    const [index] = (await table())?.GlobalSecondaryIndexes ?? [];
    expect(index?.KeySchema).toHaveLength(2);
    expect(index?.Projection?.ProjectionType).toBe('ALL');
  });

  it('needs the table', async () => {
    const { lab, calls } = await openLab();

    const outcome = await runOnly(lab, 'add-gsi');

    expect(outcome.problem?.next).toBe('Run orders-lab create-table.');
    expect(calls.map(({ operation }) => operation)).not.toContain('UpdateTable');
  });
});

describe('cleanup', () => {
  it('does not wait for an index that is being built', async () => {
    const { lab } = await openLab();
    await runTo(lab, 'create-table');
    const step = await entryOf('add-gsi').load();
    expect(await step.build?.(lab, {})).toMatchObject({ settling: true });
    const before = lab.clock.now();

    expect(await cleanAll(lab)).toMatchObject({ result: 'clean' });

    expect(lab.clock.now() - before).toBeLessThan(5 * 60_000);
  });

  it('says why it cannot delete a protected table, and keeps the exit open', async () => {
    const { lab } = await openLab();
    await runTo(lab, 'create-table');
    await change({ DeletionProtectionEnabled: true });

    const outcome = await cleanAll(lab);

    expect(outcome).toMatchObject({ result: 'leftovers', remaining: [{ kind: 'dynamodb-table' }] });
    expect(outcome.removals.at(-1)?.because).toContain('--no-deletion-protection-enabled');
    await change({ DeletionProtectionEnabled: false });
    expect(await cleanAll(lab)).toMatchObject({ result: 'clean' });
  });

  it('finds scalable targets that have outlived their table', async () => {
    const { lab } = await openLab();
    await runTo(lab, 'create-table');
    const step = await entryOf('create-table').load();
    const [first] = step.resources(lab.names, lab.target.region);
    await first?.remove(lab);

    const outcome = await cleanAll(lab);

    expect(outcome.result).toBe('clean');
    expect(await readTarget()).toBeUndefined();
  });
});
