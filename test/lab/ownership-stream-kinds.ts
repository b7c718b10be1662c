/** How to make a foreign thing of each kind that attach-stream builds, and how to read all of it. */
import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  DescribeLogGroupsCommand,
  ListTagsForResourceCommand,
  PutRetentionPolicyCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { CreateTableCommand, DescribeTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  CreateRoleCommand,
  GetRoleCommand,
  IAMClient,
  ListRolePoliciesCommand,
  PutRolePolicyCommand,
} from '@aws-sdk/client-iam';
import {
  CreateEventSourceMappingCommand,
  CreateFunctionCommand,
  GetFunctionCommand,
  LambdaClient,
  ListEventSourceMappingsCommand,
  ListTagsCommand,
} from '@aws-sdk/client-lambda';
import {
  CreateQueueCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ListQueueTagsCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { strToU8, zipSync } from 'fflate';
import { permissionsDocument, trustDocument } from '../../src/resources/policy-document.js';
import type { TestSandbox } from '../support/sandbox.js';
import type { ForeignKind, Tags } from './ownership-kinds.js';

/** Virtual milliseconds after which what was made is ready. */
const DONE = 60_000;

/** Whether a call's input has one of these members, with this value. */
function names(input: unknown, value: string, ...members: readonly string[]): boolean {
  if (typeof input !== 'object' || input === null) return false;
  return members.some((member) => Reflect.get(input, member) === value);
}

const logGroup: ForeignKind = {
  async make(sandbox, logGroupName, tags) {
    const client = sandbox.client(CloudWatchLogsClient);
    // No tags at all are refused.
    const tagged = Object.keys(tags).length === 0 ? {} : { tags: { ...tags } };
    await client.send(new CreateLogGroupCommand({ logGroupName, ...tagged }));
    await client.send(new PutRetentionPolicyCommand({ logGroupName, retentionInDays: 3 }));
  },
  async describe(sandbox, logGroupNamePrefix) {
    const client = sandbox.client(CloudWatchLogsClient);
    const { logGroups = [] } = await client.send(new DescribeLogGroupsCommand({ logGroupNamePrefix }));
    const resourceArn = logGroups[0]?.logGroupArn;
    const { tags } = await client.send(new ListTagsForResourceCommand({ resourceArn }));
    return { logGroups, tags };
  },
  isMeant: (name, input) => names(input, name, 'logGroupName'),
};

/** One that may do everything, as somebody's might. */
const role: ForeignKind = {
  async make(sandbox, RoleName, tags) {
    const client = sandbox.client(IAMClient);
    await client.send(
      new CreateRoleCommand({
        RoleName,
        AssumeRolePolicyDocument: trustDocument('lambda.amazonaws.com'),
        Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
      }),
    );
    const PolicyDocument = permissionsDocument([{ sid: 'All', actions: ['*'], resources: ['*'] }]);
    await client.send(new PutRolePolicyCommand({ RoleName, PolicyName: 'all', PolicyDocument }));
  },
  async describe(sandbox, RoleName) {
    const client = sandbox.client(IAMClient);
    const { Role } = await client.send(new GetRoleCommand({ RoleName }));
    const { PolicyNames } = await client.send(new ListRolePoliciesCommand({ RoleName }));
    return { Role, PolicyNames };
  },
  isMeant: (name, input) => names(input, name, 'RoleName'),
};

const queue: ForeignKind = {
  async make(sandbox, QueueName, tags) {
    const Attributes = { VisibilityTimeout: '7' };
    await sandbox
      .client(SQSClient)
      .send(new CreateQueueCommand({ QueueName, Attributes, tags: { ...tags } }));
  },
  async describe(sandbox, QueueName) {
    const client = sandbox.client(SQSClient);
    const { QueueUrl } = await client.send(new GetQueueUrlCommand({ QueueName }));
    const { Attributes } = await client.send(
      new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }),
    );
    const { Tags } = await client.send(new ListQueueTagsCommand({ QueueUrl }));
    return { Attributes, Tags };
  },
  isMeant: (name, input) => names(input, name, 'QueueName') || JSON.stringify(input).includes(`/${name}"`),
};

async function makeFunction(sandbox: TestSandbox, FunctionName: string, tags: Tags): Promise<void> {
  const RoleName = `foreign-${FunctionName}`;
  await role.make(sandbox, RoleName, {});
  const { Role } = await sandbox.client(IAMClient).send(new GetRoleCommand({ RoleName }));
  await sandbox.client(LambdaClient).send(
    new CreateFunctionCommand({
      FunctionName,
      Role: Role?.Arn,
      Runtime: 'nodejs22.x',
      Handler: 'main.run',
      Code: { ZipFile: zipSync({ 'main.mjs': strToU8('export const run = () => {};') }) },
      Tags: { ...tags },
    }),
  );
  await sandbox.advance(DONE);
}

async function describeFunction(sandbox: TestSandbox, FunctionName: string): Promise<unknown> {
  const { Configuration, Tags } = await sandbox
    .client(LambdaClient)
    .send(new GetFunctionCommand({ FunctionName }));
  return { Configuration, Tags };
}

const lambdaFunction: ForeignKind = {
  make: makeFunction,
  describe: describeFunction,
  isMeant: (name, input) => names(input, name, 'FunctionName'),
};

/** Somebody else's function that reads somebody else's table. */
const mapping: ForeignKind = {
  async make(sandbox, FunctionName, tags) {
    await makeFunction(sandbox, FunctionName, tags);
    const TableName = `foreign-${FunctionName}`;
    const dynamodb = sandbox.client(DynamoDBClient);
    await dynamodb.send(
      new CreateTableCommand({
        TableName,
        AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
        KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
        BillingMode: 'PAY_PER_REQUEST',
        StreamSpecification: { StreamEnabled: true, StreamViewType: 'KEYS_ONLY' },
      }),
    );
    await sandbox.advance(DONE);
    const { Table } = await dynamodb.send(new DescribeTableCommand({ TableName }));
    await sandbox.client(LambdaClient).send(
      new CreateEventSourceMappingCommand({
        FunctionName,
        EventSourceArn: Table?.LatestStreamArn,
        StartingPosition: 'LATEST',
        Tags: { ...tags },
      }),
    );
    await sandbox.advance(DONE);
  },
  async describe(sandbox, FunctionName) {
    const client = sandbox.client(LambdaClient);
    const { EventSourceMappings = [] } = await client.send(
      new ListEventSourceMappingsCommand({ FunctionName }),
    );
    const Resource = EventSourceMappings[0]?.EventSourceMappingArn;
    const { Tags } = await client.send(new ListTagsCommand({ Resource }));
    return { EventSourceMappings, Tags, function: await describeFunction(sandbox, FunctionName) };
  },
  isMeant: (name, input) =>
    names(input, name, 'FunctionName') || (typeof input === 'object' && input !== null && 'UUID' in input),
};

/** By their kind, as the lab's own resources call it. */
export const STREAM_KINDS: Readonly<Record<string, ForeignKind>> = {
  'log-group': logGroup,
  'iam-role': role,
  'sqs-queue': queue,
  'lambda-function': lambdaFunction,
  'event-source-mapping': mapping,
};
