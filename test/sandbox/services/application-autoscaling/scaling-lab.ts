/** A table that scales, on a clock that stands still, and a load that is counted as DynamoDB would count it. */
import {
  ApplicationAutoScalingClient,
  DescribeScalingActivitiesCommand,
  PutScalingPolicyCommand,
  RegisterScalableTargetCommand,
  type RegisterScalableTargetCommandInput,
  type ScalingActivity,
  type TargetTrackingScalingPolicyConfiguration,
} from '@aws-sdk/client-application-auto-scaling';
import { CloudWatchClient, DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import { DescribeTableCommand, DynamoDBClient, UpdateTableCommand } from '@aws-sdk/client-dynamodb';
import { startTestSandbox, type TestSandbox } from '../../../support/sandbox.js';
import { createTestTable } from '../tables.js';

export const MINUTE = 60_000;
/** Alarms are evaluated a second into a minute: the lab rests in the middle of each. */
const RESTS_AT = 30_000;

export const WRITES = {
  ServiceNamespace: 'dynamodb',
  ResourceId: 'table/Orders',
  ScalableDimension: 'dynamodb:table:WriteCapacityUnits',
} as const;

export interface ScalingLab {
  readonly sandbox: TestSandbox;
  readonly scaling: ApplicationAutoScalingClient;
  register(input?: Partial<RegisterScalableTargetCommandInput>): Promise<void>;
  track(configuration?: Partial<TargetTrackingScalingPolicyConfiguration>): Promise<void>;
  /** Minutes of a load in units a second; gives the capacity after each. */
  load(unitsPerSecond: number, minutes: number): Promise<number[]>;
  capacity(): Promise<number>;
  provision(units: number): Promise<void>;
  activities(notScaled?: boolean): Promise<ScalingActivity[]>;
  /** State and threshold of each alarm, by its kind. */
  alarms(): Promise<Record<string, [state: string | undefined, threshold: number | undefined]>>;
}

export async function startScalingLab(): Promise<ScalingLab> {
  const sandbox = await startTestSandbox(undefined, { stillClock: true });
  const scaling = sandbox.client(ApplicationAutoScalingClient, { maxAttempts: 3 });
  const cloudWatch = sandbox.client(CloudWatchClient, { maxAttempts: 3 });
  const dynamoDb = sandbox.client(DynamoDBClient, { maxAttempts: 3 });
  await createTestTable(sandbox, 'Orders');
  const { clock } = sandbox.server;
  await clock.advanceTo((Math.floor(clock.now() / MINUTE) + 1) * MINUTE + RESTS_AT);

  const count = (units: number): void =>
    sandbox.server.metrics
      .meter(
        {
          account: sandbox.connection.account,
          region: sandbox.connection.region,
          namespace: 'AWS/DynamoDB',
          name: 'ConsumedWriteCapacityUnits',
          dimensions: [{ Name: 'TableName', Value: 'Orders' }],
        },
        'Count',
      )
      .record(units);
  const capacity = async (): Promise<number> => {
    const { Table } = await dynamoDb.send(new DescribeTableCommand({ TableName: 'Orders' }));
    return Table?.ProvisionedThroughput?.WriteCapacityUnits ?? 0;
  };

  return {
    sandbox,
    scaling,
    capacity,
    async register(input = {}) {
      await scaling.send(
        new RegisterScalableTargetCommand({ ...WRITES, MinCapacity: 5, MaxCapacity: 50, ...input }),
      );
    },
    async track(configuration = {}) {
      await scaling.send(
        new PutScalingPolicyCommand({
          ...WRITES,
          PolicyName: 'writes',
          PolicyType: 'TargetTrackingScaling',
          TargetTrackingScalingPolicyConfiguration: {
            TargetValue: 70,
            PredefinedMetricSpecification: { PredefinedMetricType: 'DynamoDBWriteCapacityUtilization' },
            ...configuration,
          },
        }),
      );
    },
    async load(unitsPerSecond, minutes) {
      const capacities: number[] = [];
      for (let minute = 0; minute < minutes; minute += 1) {
        count(unitsPerSecond * 60);
        await sandbox.advance(MINUTE);
        capacities.push(await capacity());
      }
      return capacities;
    },
    async provision(units) {
      await dynamoDb.send(
        new UpdateTableCommand({
          TableName: 'Orders',
          ProvisionedThroughput: { ReadCapacityUnits: 5, WriteCapacityUnits: units },
        }),
      );
    },
    async activities(IncludeNotScaledActivities = false) {
      const { ScalingActivities = [] } = await scaling.send(
        new DescribeScalingActivitiesCommand({ ServiceNamespace: 'dynamodb', IncludeNotScaledActivities }),
      );
      return ScalingActivities;
    },
    async alarms() {
      const { MetricAlarms = [] } = await cloudWatch.send(
        new DescribeAlarmsCommand({ AlarmNamePrefix: 'TargetTracking-table/Orders-' }),
      );
      return Object.fromEntries(
        MetricAlarms.map(({ AlarmName = '', StateValue, Threshold }) => [
          AlarmName.replace('TargetTracking-table/Orders-', '').split('-')[0] ?? '',
          [StateValue, Threshold],
        ]),
      );
    },
  };
}
