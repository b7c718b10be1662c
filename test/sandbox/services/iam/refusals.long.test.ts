import {
  APIGatewayClient,
  CreateRestApiCommand,
  DeleteRestApiCommand,
  GetRestApiCommand,
} from '@aws-sdk/client-api-gateway';
import {
  ApplicationAutoScalingClient,
  DescribeScalableTargetsCommand,
} from '@aws-sdk/client-application-auto-scaling';
import { CloudWatchClient, DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import { CloudWatchLogsClient, CreateLogGroupCommand } from '@aws-sdk/client-cloudwatch-logs';
import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { CreateRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import { LambdaClient, ListFunctionsCommand } from '@aws-sdk/client-lambda';
import {
  GetResourcesCommand,
  ResourceGroupsTaggingAPIClient,
} from '@aws-sdk/client-resource-groups-tagging-api';
import { CreateQueueCommand, SQSClient } from '@aws-sdk/client-sqs';
import { GetAccessKeyInfoCommand, STSClient } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { deniedAction } from '../../../../src/aws/access-errors.js';
import { setLearnerPolicy } from '../../../../src/sandbox/client.js';
import { exchange, requestText } from '../../../support/raw-http.js';
import { startTestSandbox, type TestSandbox } from '../../../support/sandbox.js';
import { sign } from '../../../support/signing.js';
import { ACCOUNT, document, TRUSTS_LAMBDA } from './making.js';

let sandbox: TestSandbox;
beforeAll(async () => {
  sandbox = await startTestSandbox();
});
afterAll(() => sandbox.close());

const set = (...statements: readonly object[]) =>
  setLearnerPolicy(sandbox.connection, document(...statements));
const without = (action: string) => set({ Effect: 'Allow', NotAction: action, Resource: '*' });

describe('a refusal', () => {
  it.each<[action: string, name: string, status: number, call: () => Promise<unknown>]>([
    [
      'dynamodb:ListTables',
      'AccessDeniedException',
      400,
      () => sandbox.client(DynamoDBClient).send(new ListTablesCommand({})),
    ],
    [
      'application-autoscaling:DescribeScalableTargets',
      'AccessDeniedException',
      400,
      () =>
        sandbox
          .client(ApplicationAutoScalingClient)
          .send(new DescribeScalableTargetsCommand({ ServiceNamespace: 'dynamodb' })),
    ],
    [
      'cloudwatch:DescribeAlarms',
      'AccessDenied',
      400,
      () => sandbox.client(CloudWatchClient).send(new DescribeAlarmsCommand({})),
    ],
    [
      'logs:TagResource',
      'AccessDeniedException',
      400,
      () =>
        sandbox
          .client(CloudWatchLogsClient)
          .send(new CreateLogGroupCommand({ logGroupName: 'g', tags: { k: 'v' } })),
    ],
    [
      'sqs:createqueue',
      'AccessDenied',
      400,
      () => sandbox.client(SQSClient).send(new CreateQueueCommand({ QueueName: 'q' })),
    ],
    [
      'iam:CreateRole',
      'AccessDenied',
      403,
      () =>
        sandbox
          .client(IAMClient)
          .send(new CreateRoleCommand({ RoleName: 'r', AssumeRolePolicyDocument: TRUSTS_LAMBDA })),
    ],
    [
      'sts:GetAccessKeyInfo',
      'AccessDenied',
      403,
      () =>
        sandbox.client(STSClient).send(new GetAccessKeyInfoCommand({ AccessKeyId: 'AKIAIOSFODNN7EXAMPLE' })),
    ],
    [
      'tag:GetResources',
      'AccessDeniedException',
      400,
      () => sandbox.client(ResourceGroupsTaggingAPIClient).send(new GetResourcesCommand({})),
    ],
    [
      'lambda:ListFunctions',
      'AccessDeniedException',
      403,
      () => sandbox.client(LambdaClient).send(new ListFunctionsCommand({})),
    ],
    [
      'apigateway:POST',
      'AccessDeniedException',
      403,
      () => sandbox.client(APIGatewayClient).send(new CreateRestApiCommand({ name: 'a' })),
    ],
  ])('of %s is %s to the SDK, and names what is missing', async (action, name, httpStatusCode, call) => {
    await without(action);

    const error: unknown = await call().then(
      () => undefined,
      (refusal: unknown) => refusal,
    );

    expect(error).toMatchObject({ name, $metadata: { httpStatusCode } });
    expect(deniedAction(error)).toEqual({ action });
  });

  it.each([
    ['sqs', 'ListQueues', '2012-11-05'],
    ['monitoring', 'DescribeAlarms', '2010-08-01'],
    ['sts', 'GetAccessKeyInfo', '2011-06-15'],
  ])('by %s is AccessDenied to those who speak Query', async (service, Action, Version) => {
    await set({ Effect: 'Deny', Action: '*', Resource: '*' });
    const { connection } = sandbox;
    const body = new URLSearchParams({ Action, Version }).toString();
    const headers = {
      host: `127.0.0.1:${connection.port}`,
      'content-type': 'application/x-www-form-urlencoded',
    };
    const request = await sign(
      { method: 'POST', path: '/', query: {}, headers, body },
      { ...connection, service },
    );
    const signed = Object.entries(request.headers).map(([key, value]) => [key, String(value)]);
    const length = { 'content-length': String(body.length) };

    const answer = await exchange(
      connection.port,
      requestText('POST', '/', { ...headers, ...Object.fromEntries(signed), ...length }, body),
    );

    expect(answer).toMatchObject({ status: 403, body: expect.stringContaining('<Code>AccessDenied</Code>') });
    expect(answer.body).toContain('with an explicit deny in an identity-based policy');
  });
});

describe('a condition', () => {
  it('can ask for the tags that a resource has', async () => {
    await set({ Effect: 'Allow', Action: '*', Resource: '*' });
    const client = sandbox.client(APIGatewayClient);
    const own = await client.send(new CreateRestApiCommand({ name: 'own', tags: { lab: 'mine' } }));
    const other = await client.send(new CreateRestApiCommand({ name: 'other', tags: { lab: 'yours' } }));

    const Condition = { StringEquals: { 'aws:ResourceTag/lab': 'mine' } };
    await set(
      { Effect: 'Allow', Action: 'apigateway:GET', Resource: '*' },
      { Effect: 'Allow', Action: 'apigateway:DELETE', Resource: '*', Condition },
    );

    await expect(client.send(new GetRestApiCommand({ restApiId: other.id }))).resolves.toBeDefined();
    await expect(client.send(new DeleteRestApiCommand({ restApiId: other.id }))).rejects.toMatchObject({
      name: 'AccessDeniedException',
    });
    await expect(client.send(new DeleteRestApiCommand({ restApiId: own.id }))).resolves.toBeDefined();
  });

  it('can ask for the tags that a request brings', async () => {
    const Condition = {
      StringEquals: { 'aws:RequestTag/lab': 'mine' },
      'ForAllValues:StringEquals': { 'aws:TagKeys': ['lab'] },
    };
    await set({ Effect: 'Allow', Action: ['sqs:CreateQueue', 'sqs:TagQueue'], Resource: '*', Condition });
    const create = (tags: Record<string, string>) =>
      sandbox.client(SQSClient).send(new CreateQueueCommand({ QueueName: 'tagged', tags }));

    await expect(create({ lab: 'yours' })).rejects.toMatchObject({ name: 'AccessDenied' });
    await expect(create({ lab: 'mine', more: 'of it' })).rejects.toThrow('sqs:createqueue');
    await expect(create({ lab: 'mine' })).resolves.toMatchObject({
      QueueUrl: expect.stringContaining(ACCOUNT),
    });
  });
});
