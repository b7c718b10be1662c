/** What a class meets that shares an account, and one lab alone does not. */
import {
  ApplicationAutoScalingClient,
  DescribeScalableTargetsCommand,
} from '@aws-sdk/client-application-auto-scaling';
import { CloudWatchClient, DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import { CloudWatchLogsClient, DescribeLogGroupsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { DynamoDBClient, ListTablesCommand, ListTagsOfResourceCommand } from '@aws-sdk/client-dynamodb';
import { IAMClient, ListRolesCommand } from '@aws-sdk/client-iam';
import { LambdaClient, ListEventSourceMappingsCommand, ListFunctionsCommand } from '@aws-sdk/client-lambda';
import {
  GetResourcesCommand,
  ResourceGroupsTaggingAPIClient,
} from '@aws-sdk/client-resource-groups-tagging-api';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startTestSandbox, type TestSandbox } from '../support/sandbox.js';

const ARN = 'arn:aws:dynamodb:us-east-1:111122223333:table/none';

let sandbox: TestSandbox;
beforeEach(async () => {
  sandbox = await startTestSandbox(undefined, { stillClock: true });
  sandbox.server.hazards.set(['crowded-account']);
});
afterEach(() => sandbox.close());

type Call = (sandbox: TestSandbox) => Promise<unknown>;

/** An operation of each service, how many of its calls are served at once, and what the next one is told. */
const SERVICES: readonly (readonly [string, Call, number, string])[] = [
  [
    'DynamoDB: tags',
    (to) => to.client(DynamoDBClient).send(new ListTagsOfResourceCommand({ ResourceArn: ARN })),
    10,
    'ThrottlingException',
  ],
  [
    'Application Auto Scaling',
    (to) =>
      to
        .client(ApplicationAutoScalingClient)
        .send(new DescribeScalableTargetsCommand({ ServiceNamespace: 'dynamodb' })),
    20,
    'ThrottlingException',
  ],
  ['CloudWatch', (to) => to.client(CloudWatchClient).send(new DescribeAlarmsCommand({})), 9, 'Throttling'],
  ['IAM', (to) => to.client(IAMClient).send(new ListRolesCommand({})), 20, 'Throttling'],
  [
    'Lambda',
    (to) => to.client(LambdaClient).send(new ListFunctionsCommand({})),
    15,
    'TooManyRequestsException',
  ],
  [
    'CloudWatch Logs',
    (to) => to.client(CloudWatchLogsClient).send(new DescribeLogGroupsCommand({})),
    10,
    'ThrottlingException',
  ],
  [
    'the tag search',
    (to) => to.client(ResourceGroupsTaggingAPIClient).send(new GetResourcesCommand({})),
    15,
    'ThrottledException',
  ],
];

/** What a call was told: the error's name, or undefined. */
async function toldBy(call: Call): Promise<string | undefined> {
  try {
    await call(sandbox);
    return undefined;
  } catch (error) {
    return error instanceof Error && error.name !== 'ResourceNotFoundException' ? error.name : undefined;
  }
}

async function toldInARow(call: Call, times: number): Promise<(string | undefined)[]> {
  const told: (string | undefined)[] = [];
  for (let index = 0; index < times; index += 1) told.push(await toldBy(call));
  return told;
}

describe('an account that is crowded', () => {
  it.each(SERVICES)('takes so many calls a second: %s', async (_, call, perSecond, error) => {
    expect(await toldInARow(call, perSecond + 1)).toEqual([...Array(perSecond).fill(undefined), error]);
    await sandbox.advance(Math.ceil(1_000 / perSecond));
    expect(await toldInARow(call, 2)).toEqual([undefined, error]);
  });

  it('counts all regions together of a service that has none', async () => {
    const roles: Call = (to) => to.client(IAMClient).send(new ListRolesCommand({}));
    const elsewhere: Call = (to) =>
      to.client(IAMClient, { region: 'eu-west-1' }).send(new ListRolesCommand({}));
    await toldInARow(roles, 20);

    expect(await toldBy(elsewhere)).toBe('Throttling');
  });

  it('counts operations together that share a rate, regions apart, and nothing that has no rate', async () => {
    const functions: Call = (to) => to.client(LambdaClient).send(new ListFunctionsCommand({}));
    const mappings: Call = (to) => to.client(LambdaClient).send(new ListEventSourceMappingsCommand({}));
    const elsewhere: Call = (to) =>
      to.client(LambdaClient, { region: 'eu-west-1' }).send(new ListFunctionsCommand({}));
    const tables: Call = (to) => to.client(DynamoDBClient).send(new ListTablesCommand({}));
    await toldInARow(functions, 15);

    expect(await toldBy(mappings)).toBe('TooManyRequestsException');
    expect(await toldBy(elsewhere)).toBeUndefined();
    expect(await toldInARow(tables, 40)).toEqual(Array(40).fill(undefined));
  });

  it('refuses nothing where the hazard is off', async () => {
    sandbox.server.hazards.set([]);
    const search: Call = (to) => to.client(ResourceGroupsTaggingAPIClient).send(new GetResourcesCommand({}));

    expect(await toldInARow(search, 16)).toEqual(Array(16).fill(undefined));
  });
});
