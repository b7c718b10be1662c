/**
 * What there is in a sandbox: asked of each of its services with plain SDK clients, without a line of the lab's
 * own code, so that neither its idea of what it has built nor its way of looking can hide anything.
 */
import { createHash } from 'node:crypto';
import {
  ApplicationAutoScalingClient,
  DescribeScalableTargetsCommand,
  DescribeScalingPoliciesCommand,
} from '@aws-sdk/client-application-auto-scaling';
import { CloudWatchClient, DescribeAlarmsCommand, ListDashboardsCommand } from '@aws-sdk/client-cloudwatch';
import { CloudWatchLogsClient, DescribeLogGroupsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { DynamoDBClient, ListTablesCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { IAMClient, ListPoliciesCommand, ListRolesCommand } from '@aws-sdk/client-iam';
import {
  GetPolicyCommand,
  LambdaClient,
  ListEventSourceMappingsCommand,
  ListFunctionsCommand,
  ResourceNotFoundException,
} from '@aws-sdk/client-lambda';
import {
  GetResourcesCommand,
  ResourceGroupsTaggingAPIClient,
} from '@aws-sdk/client-resource-groups-tagging-api';
import { ListQueuesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { SERVICES, type ServiceEntry } from '../../src/sandbox/services/index.js';
import type { TestSandbox } from '../support/sandbox.js';
import { restApis } from './inventory-apis.js';

/** Everything of every service, one line each, sorted. */
export type Inventory = readonly string[];

type List = (sandbox: TestSandbox) => Promise<string[]>;

/**
 * A service by its client, and what it holds: the first page, which is enough to see that there is something.
 * Services that keep nothing which outlasts the rest list nothing.
 */
export const LISTS: Readonly<Partial<Record<ServiceEntry['client'], List>>> = {
  dynamodb: tables,
  // A stream goes a day after its table, by itself.
  'dynamodb-streams': async () => [],
  'api-gateway': restApis,
  'application-auto-scaling': scaling,
  cloudwatch: monitoring,
  'cloudwatch-logs': logGroups,
  iam: access,
  lambda: functions,
  sqs: queues,
  'resource-groups-tagging-api': tagged,
  sts: async () => [],
};

const UUID = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;
/** `arn:aws:execute-api:us-east-1:111122223333:a1b2c3d4e5/dev`, `arn:aws:apigateway:us-east-1::/restapis/a1b2c3d4e5` */
const API_ARN = /(:execute-api:[\w-]+:\d{12}:|\/restapis\/)[a-z0-9]{10}/g;
/** Virtual milliseconds until what is late has happened: lagging reads, things that come back, deletions. */
const SETTLED = 10 * 60_000;

/** Ends all hazards and faults of the sandbox, lets time pass and lists what there is then. */
export async function inventoryOf(sandbox: TestSandbox): Promise<Inventory> {
  sandbox.server.hazards.set([]);
  sandbox.server.faults.set([]);
  await sandbox.advance(SETTLED);
  const lists = SERVICES.map(({ client }) => LISTS[client]?.(sandbox) ?? []);
  return (await Promise.all(lists)).flat().map(withoutIds).sort();
}

async function tables(sandbox: TestSandbox): Promise<string[]> {
  const client = sandbox.client(DynamoDBClient);
  const { TableNames = [] } = await client.send(new ListTablesCommand({}));
  return Promise.all(TableNames.map(async (name) => `table ${name}: ${await contentOf(client, name)}`));
}

/** How many items there are, and a digest of them all. */
async function contentOf(client: DynamoDBClient, TableName: string): Promise<string> {
  const { Items = [] } = await client.send(new ScanCommand({ TableName, ConsistentRead: true }));
  const texts = Items.map((item) => JSON.stringify(Object.entries(item).sort())).sort();
  const digest = createHash('sha256').update(texts.join()).digest('hex');
  return `${Items.length} items, ${digest.slice(0, 8)}`;
}

async function scaling(sandbox: TestSandbox): Promise<string[]> {
  const client = sandbox.client(ApplicationAutoScalingClient);
  const namespace = { ServiceNamespace: 'dynamodb' } as const;
  const { ScalableTargets = [] } = await client.send(new DescribeScalableTargetsCommand(namespace));
  const { ScalingPolicies = [] } = await client.send(new DescribeScalingPoliciesCommand(namespace));
  return [
    ...ScalableTargets.map(({ ScalableDimension, ResourceId, MinCapacity, MaxCapacity }) => {
      return `scalable target ${ResourceId} ${ScalableDimension}: ${MinCapacity} to ${MaxCapacity}`;
    }),
    ...ScalingPolicies.map(({ ScalableDimension, ResourceId, PolicyName }) => {
      return `scaling policy ${ResourceId} ${ScalableDimension}: ${PolicyName}`;
    }),
  ];
}

async function monitoring(sandbox: TestSandbox): Promise<string[]> {
  const client = sandbox.client(CloudWatchClient);
  const { MetricAlarms = [] } = await client.send(new DescribeAlarmsCommand({ MaxRecords: 100 }));
  const { DashboardEntries = [] } = await client.send(new ListDashboardsCommand({}));
  return [
    ...MetricAlarms.map(({ AlarmName }) => `alarm ${AlarmName}`),
    ...DashboardEntries.map(({ DashboardName, Size }) => `dashboard ${DashboardName}: ${Size} bytes`),
  ];
}

async function logGroups(sandbox: TestSandbox): Promise<string[]> {
  const client = sandbox.client(CloudWatchLogsClient);
  const { logGroups: groups = [] } = await client.send(new DescribeLogGroupsCommand({}));
  return groups.map(({ logGroupName, retentionInDays }) => {
    return `log group ${logGroupName}: ${retentionInDays ?? 'all'} days`;
  });
}

async function access(sandbox: TestSandbox): Promise<string[]> {
  const client = sandbox.client(IAMClient);
  const { Roles = [] } = await client.send(new ListRolesCommand({}));
  const { Policies = [] } = await client.send(new ListPoliciesCommand({ Scope: 'Local' }));
  // Service-linked roles are AWS's own: made once for an account, and never to be deleted by a lab.
  const own = Roles.filter(({ Path = '' }) => !Path.startsWith('/aws-service-role/'));
  return [
    ...own.map(({ Path, RoleName }) => `role ${Path}${RoleName}`),
    ...Policies.map(({ Arn }) => `policy ${Arn}`),
  ];
}

async function functions(sandbox: TestSandbox): Promise<string[]> {
  const client = sandbox.client(LambdaClient);
  const { Functions = [] } = await client.send(new ListFunctionsCommand({}));
  const { EventSourceMappings = [] } = await client.send(new ListEventSourceMappingsCommand({}));
  const permitted = Functions.map(({ FunctionName }) => permissions(client, FunctionName));
  return [
    ...(await Promise.all(permitted)).flat(),
    ...Functions.map(({ FunctionName, CodeSha256 }) => `function ${FunctionName}: ${CodeSha256}`),
    ...EventSourceMappings.map(({ FunctionArn, State }) => `mapping to ${FunctionArn}: ${State}`),
  ];
}

/** What a function's own policy allows, one line for each statement, whose id may be any. */
async function permissions(client: LambdaClient, FunctionName: string | undefined): Promise<string[]> {
  try {
    const { Policy = '' } = await client.send(new GetPolicyCommand({ FunctionName }));
    const { Statement }: { Statement: Record<string, unknown>[] } = JSON.parse(Policy);
    return Statement.map(({ Sid: _, ...statement }) => {
      return `permission on ${FunctionName}: ${JSON.stringify(statement)}`;
    });
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return [];
    throw error;
  }
}

async function queues(sandbox: TestSandbox): Promise<string[]> {
  const { QueueUrls = [] } = await sandbox.client(SQSClient).send(new ListQueuesCommand({}));
  return QueueUrls.map((url) => `queue ${url.split('/').at(-1)}`);
}

/** The one question that knows of every service, also of those that a step forgot. */
async function tagged(sandbox: TestSandbox): Promise<string[]> {
  const client = sandbox.client(ResourceGroupsTaggingAPIClient);
  const { ResourceTagMappingList = [] } = await client.send(new GetResourcesCommand({}));
  return ResourceTagMappingList.map(({ ResourceARN }) => `tagged ${ResourceARN}`);
}

/** The services' own ids are others in every run. */
function withoutIds(line: string): string {
  return line
    .replace(/scalable-target\/\S+/, 'scalable-target')
    .replaceAll(API_ARN, '$1id')
    .replace(UUID, 'id');
}
