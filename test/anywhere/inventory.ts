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
import { DynamoDBClient, ListTablesCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import {
  GetResourcesCommand,
  ResourceGroupsTaggingAPIClient,
} from '@aws-sdk/client-resource-groups-tagging-api';
import type { ServiceEntry } from '../../src/sandbox/services/index.js';
import type { TestSandbox } from '../support/sandbox.js';

/** Everything of every service, one line each, sorted. */
export type Inventory = readonly string[];

type List = (sandbox: TestSandbox) => Promise<string[]>;

/** A service by its client, and what it holds. Services that keep nothing which outlasts the rest list nothing. */
export const LISTS: Readonly<Partial<Record<ServiceEntry['client'], List>>> = {
  dynamodb: tables,
  // A stream goes a day after its table, by itself.
  'dynamodb-streams': async () => [],
  'application-auto-scaling': scaling,
  'resource-groups-tagging-api': tagged,
  sts: async () => [],
};

/** Virtual milliseconds until what is late has happened: lagging reads, things that come back, deletions. */
const SETTLED = 10 * 60_000;

/** Ends all hazards and faults of the sandbox, lets time pass and lists what there is then. */
export async function inventoryOf(sandbox: TestSandbox): Promise<Inventory> {
  sandbox.server.hazards.set([]);
  sandbox.server.faults.set([]);
  await sandbox.advance(SETTLED);
  const lists = await Promise.all(Object.values(LISTS).map((list) => list(sandbox)));
  return lists.flat().sort();
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

/** The one question that knows of every service, also of those that a step forgot. */
async function tagged(sandbox: TestSandbox): Promise<string[]> {
  const client = sandbox.client(ResourceGroupsTaggingAPIClient);
  const { ResourceTagMappingList = [] } = await client.send(new GetResourcesCommand({}));
  // An ARN may end in an id of the service's own, which is another in every run.
  return ResourceTagMappingList.map(({ ResourceARN = '' }) => {
    return `tagged ${ResourceARN.replace(/scalable-target\/.*/, 'scalable-target')}`;
  });
}
