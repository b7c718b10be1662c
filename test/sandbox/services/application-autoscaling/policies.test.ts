import {
  ApplicationAutoScalingClient,
  DeleteScalingPolicyCommand,
  DeregisterScalableTargetCommand,
  DescribeScalingPoliciesCommand,
  PutScalingPolicyCommand,
  type PutScalingPolicyCommandInput,
  RegisterScalableTargetCommand,
  type TargetTrackingScalingPolicyConfiguration,
} from '@aws-sdk/client-application-auto-scaling';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startTestSandbox, type TestSandbox } from '../../../support/sandbox.js';
import { createTestTable } from '../tables.js';

const TARGET = {
  ServiceNamespace: 'dynamodb',
  ResourceId: 'table/Orders',
  ScalableDimension: 'dynamodb:table:ReadCapacityUnits',
} as const;
const READ_70: TargetTrackingScalingPolicyConfiguration = {
  TargetValue: 70,
  PredefinedMetricSpecification: { PredefinedMetricType: 'DynamoDBReadCapacityUtilization' },
};

let sandbox: TestSandbox;
let client: ApplicationAutoScalingClient;

beforeAll(async () => {
  sandbox = await startTestSandbox();
  client = sandbox.client(ApplicationAutoScalingClient);
  await createTestTable(sandbox, 'Orders');
});
afterAll(() => sandbox.close());

beforeEach(async () => {
  await client.send(new RegisterScalableTargetCommand({ ...TARGET, MinCapacity: 5, MaxCapacity: 50 }));
});
afterEach(async () => {
  await client.send(new DeregisterScalableTargetCommand(TARGET)).catch(() => undefined);
});

const put = (input: Partial<PutScalingPolicyCommandInput> = {}) =>
  client.send(
    new PutScalingPolicyCommand({
      ...TARGET,
      PolicyName: 'reads',
      PolicyType: 'TargetTrackingScaling',
      TargetTrackingScalingPolicyConfiguration: READ_70,
      ...input,
    }),
  );
const policies = async (input = {}) =>
  client.send(new DescribeScalingPoliciesCommand({ ServiceNamespace: 'dynamodb', ...input }));

describe('a policy', () => {
  it('gets an ARN and four alarms, and is described as it was put', async () => {
    const { PolicyARN, Alarms } = await put();
    const { ScalingPolicies } = await policies({ ResourceId: 'table/Orders' });

    expect(PolicyARN).toMatch(
      /^arn:aws:autoscaling:[a-z0-9-]+:\d{12}:scalingPolicy:[0-9a-f-]{36}:resource\/dynamodb\/table\/Orders:policyName\/reads$/,
    );
    expect(Alarms?.map(({ AlarmName }) => AlarmName?.replace(/[0-9a-f-]{36}$/, '*'))).toEqual([
      'TargetTracking-table/Orders-AlarmHigh-*',
      'TargetTracking-table/Orders-AlarmLow-*',
      'TargetTracking-table/Orders-ProvisionedCapacityHigh-*',
      'TargetTracking-table/Orders-ProvisionedCapacityLow-*',
    ]);
    expect(ScalingPolicies).toEqual([
      {
        ...TARGET,
        PolicyARN,
        PolicyName: 'reads',
        PolicyType: 'TargetTrackingScaling',
        TargetTrackingScalingPolicyConfiguration: READ_70,
        Alarms,
        CreationTime: expect.any(Date),
      },
    ]);
  });

  it('put again takes the new configuration and keeps its ARN and alarms', async () => {
    const first = await put();
    const configuration = { ...READ_70, TargetValue: 50.5, ScaleInCooldown: 60, DisableScaleIn: true };

    const second = await put({ TargetTrackingScalingPolicyConfiguration: configuration });
    const { ScalingPolicies } = await policies();

    expect({ ...second, $metadata: 0 }).toEqual({ ...first, $metadata: 0 });
    expect(ScalingPolicies).toMatchObject([{ TargetTrackingScalingPolicyConfiguration: configuration }]);
  });

  it('is found by name', async () => {
    await put();

    expect((await policies({ PolicyNames: ['reads'] })).ScalingPolicies).toHaveLength(1);
    expect((await policies({ PolicyNames: ['other'] })).ScalingPolicies).toEqual([]);
  });

  it('goes with its target', async () => {
    await put();

    await client.send(new DeregisterScalableTargetCommand(TARGET));

    expect((await policies()).ScalingPolicies).toEqual([]);
  });

  it('can be deleted once', async () => {
    await put();
    const remove = () => client.send(new DeleteScalingPolicyCommand({ ...TARGET, PolicyName: 'reads' }));

    await remove();

    expect((await policies()).ScalingPolicies).toEqual([]);
    await expect(remove()).rejects.toMatchObject({
      name: 'ObjectNotFoundException',
      message:
        'No scaling policy found for service namespace: dynamodb, resource ID: table/Orders, ' +
        'scalable dimension: dynamodb:table:ReadCapacityUnits, policy name: reads',
    });
  });

  it('needs a target', async () => {
    await client.send(new DeregisterScalableTargetCommand(TARGET));

    await expect(put()).rejects.toMatchObject({
      name: 'ObjectNotFoundException',
      message:
        'No scalable target registered for service namespace: dynamodb, resource ID: table/Orders, ' +
        'scalable dimension: dynamodb:table:ReadCapacityUnits',
    });
  });
});

describe('what a policy may not be', () => {
  const tracking = (configuration: object): Partial<PutScalingPolicyCommandInput> => ({
    TargetTrackingScalingPolicyConfiguration: { ...READ_70, ...configuration },
  });

  it.each([
    ['step scaling', { PolicyType: 'StepScaling' as const }, 'Policy type StepScaling is not supported'],
    ['of no type', { PolicyType: undefined }, 'Policy type StepScaling is not supported'],
    ['without a configuration', { TargetTrackingScalingPolicyConfiguration: undefined }, 'must be specified'],
    [
      'below 20 %',
      tracking({ TargetValue: 19.9 }),
      'Target value 19.9 is not valid: it must be between 20.0 and 90.0',
    ],
    [
      'above 90 %',
      tracking({ TargetValue: 91 }),
      'Target value 91.0 is not valid: it must be between 20.0 and 90.0',
    ],
    [
      'of the other metric',
      tracking({
        PredefinedMetricSpecification: { PredefinedMetricType: 'DynamoDBWriteCapacityUtilization' },
      }),
      'is not supported for scalable dimension: dynamodb:table:ReadCapacityUnits',
    ],
    ['without a metric', tracking({ PredefinedMetricSpecification: undefined }), 'Exactly one of'],
    [
      'with a cooldown in the past',
      tracking({ ScaleOutCooldown: -1 }),
      'Cooldown must be greater than or equal to 0',
    ],
    [
      'without a target value',
      tracking({ TargetValue: undefined }),
      "Value null at 'targetTrackingScalingPolicyConfiguration.targetValue'",
    ],
    [
      'of a name that cannot be printed',
      { PolicyName: 'a\u0007' },
      'regular expression pattern: \\p{Print}+',
    ],
  ])('%s', async (_what, input, message) => {
    await expect(put(input)).rejects.toMatchObject({
      name: 'ValidationException',
      message: expect.stringContaining(message),
    });
    expect((await policies()).ScalingPolicies).toEqual([]);
  });

  it('a second one for the same metric', async () => {
    await put();

    await expect(put({ PolicyName: 'more reads' })).rejects.toMatchObject({
      name: 'ValidationException',
      message: 'Only one TargetTrackingScaling policy for a given metric specification is allowed.',
    });
  });
});
