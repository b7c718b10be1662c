import {
  ApplicationAutoScalingClient,
  DeleteScalingPolicyCommand,
  DeregisterScalableTargetCommand,
  PutScalingPolicyCommand,
  type PutScalingPolicyCommandInput,
  RegisterScalableTargetCommand,
} from '@aws-sdk/client-application-auto-scaling';
import { CloudWatchClient, DeleteAlarmsCommand, DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startTestSandbox, type TestSandbox } from '../../../support/sandbox.js';
import { createTestTable, deleteTestTable } from '../tables.js';

const INDEX_WRITES = {
  ServiceNamespace: 'dynamodb',
  ResourceId: 'table/Orders/index/ByCustomer',
  ScalableDimension: 'dynamodb:index:WriteCapacityUnits',
} as const;
const POLICY = {
  ...INDEX_WRITES,
  PolicyName: 'writes',
  PolicyType: 'TargetTrackingScaling',
  TargetTrackingScalingPolicyConfiguration: {
    TargetValue: 70,
    PredefinedMetricSpecification: { PredefinedMetricType: 'DynamoDBWriteCapacityUtilization' },
  },
} as const satisfies PutScalingPolicyCommandInput;

let sandbox: TestSandbox;
let scaling: ApplicationAutoScalingClient;
let cloudWatch: CloudWatchClient;

beforeAll(async () => {
  sandbox = await startTestSandbox();
  scaling = sandbox.client(ApplicationAutoScalingClient);
  cloudWatch = sandbox.client(CloudWatchClient);
  await createTestTable(sandbox, 'Orders');
});
afterAll(() => sandbox.close());

const register = () =>
  scaling.send(new RegisterScalableTargetCommand({ ...INDEX_WRITES, MinCapacity: 5, MaxCapacity: 50 }));
const put = (input: Partial<PutScalingPolicyCommandInput> = {}) =>
  scaling.send(new PutScalingPolicyCommand({ ...POLICY, ...input }));
const alarms = async () => {
  const { MetricAlarms = [] } = await cloudWatch.send(
    new DescribeAlarmsCommand({ AlarmNamePrefix: 'TargetTracking-table/Orders' }),
  );
  return MetricAlarms;
};

describe('the alarms of a policy', () => {
  beforeEach(register);

  it('follow consumption and capacity, and name their policy', async () => {
    const { PolicyARN, Alarms } = await put();

    const found = await alarms();

    const Dimensions = [
      { Name: 'TableName', Value: 'Orders' },
      { Name: 'GlobalSecondaryIndexName', Value: 'ByCustomer' },
    ];
    const consumed = { MetricName: 'ConsumedWriteCapacityUnits', Statistic: 'Sum', Period: 60 };
    const provisioned = { MetricName: 'ProvisionedWriteCapacityUnits', Statistic: 'Average', Period: 300 };
    const above = { ComparisonOperator: 'GreaterThanThreshold' };
    const below = { ComparisonOperator: 'LessThanThreshold' };
    expect(found.map(({ AlarmName, AlarmArn }) => ({ AlarmName, AlarmARN: AlarmArn }))).toEqual(Alarms);
    expect(found).toMatchObject([
      { ...consumed, ...above, EvaluationPeriods: 2, Threshold: 210, Dimensions, AlarmActions: [PolicyARN] },
      { ...consumed, ...below, EvaluationPeriods: 15, Threshold: 150, Dimensions },
      { ...provisioned, ...above, EvaluationPeriods: 3, Threshold: 5, Dimensions },
      {
        ...provisioned,
        ...below,
        AlarmDescription: `DO NOT EDIT OR DELETE. For TargetTrackingScaling policy ${PolicyARN}.`,
        StateValue: 'INSUFFICIENT_DATA',
      },
    ]);
  });

  it('are set right when the policy is put again, also those that somebody deleted', async () => {
    await put();
    const [high, ...others] = await alarms();
    await cloudWatch.send(new DeleteAlarmsCommand({ AlarmNames: [high?.AlarmName ?? ''] }));

    await put({
      TargetTrackingScalingPolicyConfiguration: {
        ...POLICY.TargetTrackingScalingPolicyConfiguration,
        TargetValue: 50,
      },
    });

    const found = await alarms();
    expect(found.map(({ AlarmName }) => AlarmName)).toEqual(
      [high, ...others].map((alarm) => alarm?.AlarmName),
    );
    expect(found.map(({ Threshold }) => Threshold)).toEqual([150, 90, 5, 5]);
  });

  it('may be on a metric of the caller', async () => {
    await put({
      PolicyName: 'custom',
      TargetTrackingScalingPolicyConfiguration: {
        TargetValue: 100,
        CustomizedMetricSpecification: { Namespace: 'Shop', MetricName: 'Carts', Statistic: 'Average' },
      },
    });

    const found = (await alarms()).filter(({ Namespace }) => Namespace === 'Shop');

    expect(found).toMatchObject([
      {
        MetricName: 'Carts',
        Statistic: 'Average',
        Threshold: 100,
        ComparisonOperator: 'GreaterThanThreshold',
      },
      { MetricName: 'Carts', Threshold: 90, ComparisonOperator: 'LessThanThreshold' },
    ]);
    await scaling.send(new DeleteScalingPolicyCommand({ ...INDEX_WRITES, PolicyName: 'custom' }));
  });

  it('go with the policy', async () => {
    await put();

    await scaling.send(new DeleteScalingPolicyCommand({ ...INDEX_WRITES, PolicyName: 'writes' }));

    expect(await alarms()).toEqual([]);
  });

  it('outlive the table, and go with the target', async () => {
    await put();

    await deleteTestTable(sandbox, 'Orders');
    expect(await alarms()).toHaveLength(4);
    await expect(put()).rejects.toMatchObject({ message: 'DynamoDB table does not exist: table/Orders' });
    await scaling.send(new DeregisterScalableTargetCommand(INDEX_WRITES));

    expect(await alarms()).toEqual([]);
  });
});
