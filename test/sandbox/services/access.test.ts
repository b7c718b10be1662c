import { afterAll, beforeAll, expect, it } from 'vitest';
import { createClock } from '../../../src/sandbox/clock.js';
import { openCredentials } from '../../../src/sandbox/credentials.js';
import { openHazards } from '../../../src/sandbox/hazards.js';
import { openLearnerPolicy } from '../../../src/sandbox/learner-policy.js';
import { openMetrics } from '../../../src/sandbox/metrics/open-metrics.js';
import { loadModel } from '../../../src/sandbox/protocol/schemas.js';
import type { Host, RequestContext, Service } from '../../../src/sandbox/service.js';
import { SERVICES } from '../../../src/sandbox/services/index.js';
import { openTestStore, type TestStore } from '../../support/store.js';

const ACTION = /^[a-z-]+:[A-Z][A-Za-z]+$/;
const CONTEXT: RequestContext = {
  requestId: 'r',
  account: '111122223333',
  region: 'us-east-1',
  principal: { arn: 'arn:aws:iam::111122223333:user/learner', userId: 'AIDA', accessKeyId: 'AKIA' },
};

let test: TestStore;
let host: Host;
const services: Service[] = [];

beforeAll(() => {
  test = openTestStore();
  const clock = createClock(test.store);
  const hazards = openHazards(test.store);
  host = {
    store: test.store,
    clock,
    metrics: openMetrics({ store: test.store, clock, hazards }),
    hazards,
    credentials: openCredentials(test.store),
    learnerPolicy: openLearnerPolicy(test.store),
    endpoint: 'http://127.0.0.1:4600',
    folder: test.folder,
    log: () => undefined,
    peer: () => Promise.reject(new Error('There is nobody to ask.')),
  };
});
afterAll(async () => {
  host.clock.close();
  for (const service of services) await service.close?.();
  await test.close();
});

it.each(SERVICES.map((entry) => [entry.client, entry] as const))(
  '%s says what its calls need, whatever is missing from them',
  async (_, entry) => {
    // Prepare
    const { operations } = await loadModel(entry.client);
    const service = (await entry.load())(host);
    services.push(service);
    // Act and assess
    for (const [operation, accessOf] of Object.entries(service.access ?? {})) {
      const shape = operations.get(operation)?.input;
      const members = shape?.kind === 'structure' ? [...shape.members.keys()] : [];
      const nulls = Object.fromEntries(
        members.map((name) => [name, entry.form === 'wire' ? null : undefined]),
      );
      expect(service.handlers).toHaveProperty(operation);
      for (const access of [...accessOf({}, CONTEXT), ...accessOf(nulls, CONTEXT)]) {
        expect(access.action).toMatch(ACTION);
        expect(access.resource).toBeTypeOf('string');
      }
    }
  },
);

const PLACE = 'us-east-1:111122223333';
const TAGS = [{ Key: 'k', Value: 'v' }];
const MAPPINGS = `arn:aws:lambda:${PLACE}:event-source-mapping`;
const SCALABLE = {
  ServiceNamespace: 'dynamodb',
  ResourceId: 'table/T',
  ScalableDimension: 'dynamodb:table:ReadCapacityUnits',
};

/** What AWS's Service Authorization Reference has for it, where a name does not say it all. */
it.each([
  [
    'dynamodb',
    'CreateTable',
    { TableName: 'T', Tags: TAGS },
    {
      'dynamodb:CreateTable': `arn:aws:dynamodb:${PLACE}:table/T`,
      'dynamodb:TagResource': `arn:aws:dynamodb:${PLACE}:table/T`,
    },
  ],
  ['dynamodb', 'ListTables', {}, { 'dynamodb:ListTables': `arn:aws:dynamodb:${PLACE}:table/*` }],
  [
    'dynamodb',
    'Query',
    { TableName: 'T', IndexName: 'I' },
    {
      'dynamodb:Query': `arn:aws:dynamodb:${PLACE}:table/T/index/I`,
    },
  ],
  [
    'application-auto-scaling',
    'RegisterScalableTarget',
    { ...SCALABLE, Tags: { k: 'v' } },
    {
      'application-autoscaling:RegisterScalableTarget': `arn:aws:application-autoscaling:${PLACE}:scalable-target/*`,
      'application-autoscaling:TagResource': `arn:aws:application-autoscaling:${PLACE}:scalable-target/*`,
    },
  ],
  [
    'application-auto-scaling',
    'PutScalingPolicy',
    SCALABLE,
    {
      'application-autoscaling:PutScalingPolicy': `arn:aws:application-autoscaling:${PLACE}:scalable-target/*`,
    },
  ],
  [
    'cloudwatch',
    'PutMetricAlarm',
    { AlarmName: 'A', Tags: TAGS },
    {
      'cloudwatch:PutMetricAlarm': `arn:aws:cloudwatch:${PLACE}:alarm:A`,
      'cloudwatch:TagResource': `arn:aws:cloudwatch:${PLACE}:alarm:A`,
    },
  ],
  [
    'cloudwatch',
    'DescribeAlarms',
    { AlarmNames: ['A'] },
    {
      'cloudwatch:DescribeAlarms': `arn:aws:cloudwatch:${PLACE}:alarm:*`,
    },
  ],
  [
    'cloudwatch',
    'PutDashboard',
    { DashboardName: 'D', Tags: TAGS },
    {
      'cloudwatch:PutDashboard': 'arn:aws:cloudwatch::111122223333:dashboard/D',
      'cloudwatch:TagResource': 'arn:aws:cloudwatch::111122223333:dashboard/D',
    },
  ],
  [
    'cloudwatch-logs',
    'CreateLogGroup',
    { logGroupName: 'G', tags: { k: 'v' } },
    {
      'logs:CreateLogGroup': `arn:aws:logs:${PLACE}:log-group:G:log-stream:`,
      'logs:TagResource': `arn:aws:logs:${PLACE}:log-group:G`,
    },
  ],
  [
    'sqs',
    'CreateQueue',
    { QueueName: 'Q', tags: { k: 'v' } },
    {
      'sqs:CreateQueue': `arn:aws:sqs:${PLACE}:Q`,
      'sqs:TagQueue': `arn:aws:sqs:${PLACE}:Q`,
    },
  ],
  [
    'iam',
    'CreateRole',
    { RoleName: 'R', Path: '/p/', Tags: TAGS },
    {
      'iam:CreateRole': 'arn:aws:iam::111122223333:role/p/R',
      'iam:TagRole': 'arn:aws:iam::111122223333:role/p/R',
    },
  ],
  [
    'iam',
    'CreatePolicy',
    { PolicyName: 'P', Tags: TAGS },
    {
      'iam:CreatePolicy': 'arn:aws:iam::111122223333:policy/P',
      'iam:TagPolicy': 'arn:aws:iam::111122223333:policy/P',
    },
  ],
  ['iam', 'GetUser', {}, { 'iam:GetUser': 'arn:aws:iam::111122223333:user/learner' }],
  [
    'iam',
    'CreateServiceLinkedRole',
    { AWSServiceName: 'dynamodb.application-autoscaling.amazonaws.com' },
    {
      'iam:CreateServiceLinkedRole':
        'arn:aws:iam::111122223333:role/aws-service-role/dynamodb.application-autoscaling.amazonaws.com/AWSServiceRoleForApplicationAutoScaling_DynamoDBTable',
    },
  ],
  [
    'lambda',
    'CreateFunction',
    { FunctionName: 'F', Role: 'arn:aws:iam::111122223333:role/R', Tags: { k: 'v' } },
    {
      'lambda:CreateFunction': `arn:aws:lambda:${PLACE}:function:F`,
      'iam:PassRole': 'arn:aws:iam::111122223333:role/R',
      'lambda:TagResource': `arn:aws:lambda:${PLACE}:function:F`,
    },
  ],
  [
    'lambda',
    'CreateEventSourceMapping',
    { FunctionName: 'F', Tags: { k: 'v' } },
    {
      'lambda:CreateEventSourceMapping': '*',
      'lambda:TagResource': `${MAPPINGS}:*`,
    },
  ],
  [
    'lambda',
    'UpdateEventSourceMapping',
    { UUID: 'u' },
    { 'lambda:UpdateEventSourceMapping': `${MAPPINGS}:u` },
  ],
  [
    'api-gateway',
    'CreateRestApi',
    { name: 'A', tags: { k: 'v' } },
    {
      'apigateway:POST': 'arn:aws:apigateway:us-east-1::/restapis',
      'apigateway:PUT':
        'arn:aws:apigateway:us-east-1::/tags/arn%3Aaws%3Aapigateway%3Aus-east-1%3A%3A%2Frestapis%2F*',
    },
  ],
  [
    'api-gateway',
    'TagResource',
    { resourceArn: 'arn:aws:apigateway:us-east-1::/restapis/a' },
    {
      'apigateway:PUT':
        'arn:aws:apigateway:us-east-1::/tags/arn%3Aaws%3Aapigateway%3Aus-east-1%3A%3A%2Frestapis%2Fa',
      'apigateway:PATCH': 'arn:aws:apigateway:us-east-1::/restapis/a',
    },
  ],
  ['sts', 'GetCallerIdentity', {}, {}],
])('%s needs for %s what AWS has it need', async (client, operation, input, expected) => {
  const entry = SERVICES.find((known) => known.client === client);
  const service = (await entry?.load())?.(host);
  if (service !== undefined) services.push(service);

  const needs = service?.access?.[operation]?.(input, CONTEXT) ?? [];

  expect(Object.fromEntries(needs.map(({ action, resource }) => [action, resource]))).toEqual(expected);
});
