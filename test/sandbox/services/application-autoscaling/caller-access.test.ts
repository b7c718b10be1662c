import {
  ApplicationAutoScalingClient,
  PutScalingPolicyCommand,
  RegisterScalableTargetCommand,
} from '@aws-sdk/client-application-auto-scaling';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { deniedAction } from '../../../../src/aws/access-errors.js';
import { setLearnerPolicy } from '../../../../src/sandbox/client.js';
import { startTestSandbox, type TestSandbox } from '../../../support/sandbox.js';
import { ACCOUNT, document } from '../iam/making.js';
import { createTestTable } from '../tables.js';

const TABLE = `arn:aws:dynamodb:us-east-1:${ACCOUNT}:table/Orders`;
const ALARMS = `arn:aws:cloudwatch:us-east-1:${ACCOUNT}:alarm`;
const ROLE = `arn:aws:iam::${ACCOUNT}:role/aws-service-role/dynamodb.application-autoscaling.amazonaws.com/AWSServiceRoleForApplicationAutoScaling_DynamoDBTable`;
const READS = {
  ServiceNamespace: 'dynamodb',
  ResourceId: 'table/Orders',
  ScalableDimension: 'dynamodb:table:ReadCapacityUnits',
} as const;

let sandbox: TestSandbox;
beforeAll(async () => {
  sandbox = await startTestSandbox();
  await createTestTable(sandbox, 'Orders');
});
afterAll(() => sandbox.close());

const client = () => sandbox.client(ApplicationAutoScalingClient);
const register = () =>
  client().send(new RegisterScalableTargetCommand({ ...READS, MinCapacity: 1, MaxCapacity: 2 }));
const setPolicy = () =>
  client().send(
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

it.each([
  ['dynamodb:DescribeTable', TABLE, 'ValidationException', register],
  ['dynamodb:UpdateTable', TABLE, 'ValidationException', register],
  ['iam:CreateServiceLinkedRole', ROLE, 'AccessDeniedException', register],
  ['cloudwatch:DescribeAlarms', `${ALARMS}:*`, 'ValidationException', setPolicy],
  ['cloudwatch:PutMetricAlarm', `${ALARMS}:TargetTracking-table/Orders-*`, 'ValidationException', setPolicy],
  ['cloudwatch:DeleteAlarms', `${ALARMS}:TargetTracking-table/Orders-*`, 'ValidationException', setPolicy],
])('asks whether its caller may %s on %s', async (action, resource, name, call) => {
  await setLearnerPolicy(sandbox.connection, document({ Effect: 'Allow', NotAction: action, Resource: '*' }));

  const error: unknown = await call().then(
    () => undefined,
    (refusal: unknown) => refusal,
  );

  expect(error).toMatchObject({
    name,
    message: expect.stringContaining(
      `is not authorized to perform: ${action} on resource: ${resource} because`,
    ),
  });
  expect(deniedAction(error)).toEqual({ action });
});

it('does not ask for its role once that is there', async () => {
  await setLearnerPolicy(sandbox.connection, undefined);
  await register();

  await setLearnerPolicy(
    sandbox.connection,
    document({ Effect: 'Allow', NotAction: 'iam:*', Resource: '*' }),
  );

  await expect(register()).resolves.toBeDefined();
});
