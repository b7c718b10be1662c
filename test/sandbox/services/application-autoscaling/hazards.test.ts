import {
  ApplicationAutoScalingClient,
  ConcurrentUpdateException,
  DeleteScalingPolicyCommand,
  DeregisterScalableTargetCommand,
  DescribeScalableTargetsCommand,
  FailedResourceAccessException,
  ObjectNotFoundException,
  PutScalingPolicyCommand,
  RegisterScalableTargetCommand,
  ValidationException,
} from '@aws-sdk/client-application-auto-scaling';
import { CloudWatchClient, DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ensureScaling, scalableTargetResource } from '../../../../src/resources/scalable-target.js';
import { hasRange, hasTracking, readScaling, type ScalingSpec } from '../../../../src/resources/scaling.js';
import { openTestLab } from '../../../support/lab.js';
import { startTestSandbox, type TestSandbox } from '../../../support/sandbox.js';
import { createTestTable } from '../tables.js';

const READS = {
  ServiceNamespace: 'dynamodb',
  ResourceId: 'table/Orders',
  ScalableDimension: 'dynamodb:table:ReadCapacityUnits',
} as const;
const WRITES = { ...READS, ScalableDimension: 'dynamodb:table:WriteCapacityUnits' } as const;
const SPEC: ScalingSpec = {
  tableName: 'Orders',
  direction: 'read',
  minimum: 5,
  maximum: 50,
  utilization: 70,
};

let sandbox: TestSandbox;
let client: ApplicationAutoScalingClient;

beforeEach(async () => {
  sandbox = await startTestSandbox();
  client = sandbox.client(ApplicationAutoScalingClient);
  await createTestTable(sandbox, 'Orders');
});
afterEach(() => sandbox.close());

const register = (target: typeof READS | typeof WRITES = READS) =>
  client.send(new RegisterScalableTargetCommand({ ...target, MinCapacity: 5, MaxCapacity: 50 }));
const put = () =>
  client.send(
    new PutScalingPolicyCommand({
      ...READS,
      PolicyName: 'reads',
      PolicyType: 'TargetTrackingScaling',
      TargetTrackingScalingPolicyConfiguration: {
        TargetValue: 70,
        PredefinedMetricSpecification: { PredefinedMetricType: 'DynamoDBReadCapacityUtilization' },
      },
    }),
  );
const errorOf = async (answer: Promise<unknown>): Promise<unknown> =>
  answer.then(
    () => undefined,
    (error: unknown) => error,
  );

describe('scaling-role', () => {
  beforeEach(() => sandbox.server.hazards.set(['scaling-role']));

  it('cannot be assumed when the first registration has created it, then may not make alarms, then may', async () => {
    const refused = await errorOf(register());
    expect(refused).toBeInstanceOf(ValidationException);
    expect(refused).toMatchObject({
      message: expect.stringMatching(
        /^Unable to assume IAM role: arn:aws:iam::\d{12}:role\/aws-service-role\/dynamodb\.application-autoscaling/,
      ),
    });
    expect(
      (await client.send(new DescribeScalableTargetsCommand({ ServiceNamespace: 'dynamodb' })))
        .ScalableTargets,
    ).toEqual([]);

    await sandbox.advance(5_000);
    await register();
    const denied = await errorOf(put());
    expect(denied).toBeInstanceOf(FailedResourceAccessException);
    expect(denied).toMatchObject({
      message: expect.stringMatching(
        /^Unable to create alarms for scaling policy reads due to reason: .*not authorized/,
      ),
    });

    await sandbox.advance(3_000);
    expect((await put()).Alarms).toHaveLength(4);
  });

  it('is not new where it was created before, with the hazard on or off', async () => {
    sandbox.server.hazards.set([]);
    await register(WRITES);
    await sandbox.advance(10_000);
    sandbox.server.hazards.set(['scaling-role']);

    await expect(register()).resolves.toBeDefined();
    await expect(put()).resolves.toBeDefined();
  });
});

describe('scaling-conflicts', () => {
  beforeEach(() => sandbox.server.hazards.set(['scaling-conflicts']));

  it('refuse a change that follows another one of the same target at once', async () => {
    await register();
    await register(WRITES);

    const again = await errorOf(register());
    expect(again).toBeInstanceOf(ConcurrentUpdateException);
    expect(again).toMatchObject({
      message: 'You already have a pending update to an Auto Scaling resource.',
    });
    expect(await errorOf(client.send(new DeregisterScalableTargetCommand(READS)))).toBeInstanceOf(
      ConcurrentUpdateException,
    );

    await sandbox.advance(1_000);
    await put();
    const remove = () => client.send(new DeleteScalingPolicyCommand({ ...READS, PolicyName: 'reads' }));
    expect(await errorOf(remove())).toBeInstanceOf(ConcurrentUpdateException);
    await sandbox.advance(1_000);
    await expect(remove()).resolves.toBeDefined();
  });

  it('hide a target that is new from a policy', async () => {
    await register();

    expect(await errorOf(put())).toBeInstanceOf(ObjectNotFoundException);
    await sandbox.advance(1_000);

    await expect(put()).resolves.toBeDefined();
  });
});

describe('the lab', () => {
  it('registers a target with its policy, and removes both and their alarms, through all of it', async () => {
    sandbox.server.hazards.set(['scaling-role', 'scaling-conflicts']);
    const { lab, events } = await openTestLab(sandbox);

    await ensureScaling(lab, SPEC);
    const scaling = await readScaling(lab, SPEC);
    const resource = scalableTargetResource(SPEC);
    await resource.remove(lab);

    expect(scaling && hasRange(scaling, SPEC) && hasTracking(scaling, SPEC)).toBe(true);
    expect(scaling?.policies[0]?.Alarms).toHaveLength(4);
    expect(events).toContainEqual(expect.objectContaining({ title: 'Waiting for auto scaling' }));
    expect(await resource.find(lab)).toEqual({ state: 'absent' });
    const { MetricAlarms } = await sandbox.client(CloudWatchClient).send(new DescribeAlarmsCommand({}));
    expect(MetricAlarms).toEqual([]);
  });
});
