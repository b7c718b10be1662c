/** How to make a foreign thing of each kind that the steps build, and how to read all of it. */
import {
  ApplicationAutoScalingClient,
  DescribeScalableTargetsCommand,
  DescribeScalingPoliciesCommand,
  ListTagsForResourceCommand,
  PutScalingPolicyCommand,
  RegisterScalableTargetCommand,
  type ScalableDimension,
} from '@aws-sdk/client-application-auto-scaling';
import {
  CreateTableCommand,
  DeleteTableCommand,
  DescribeTableCommand,
  DynamoDBClient,
  ListTagsOfResourceCommand,
} from '@aws-sdk/client-dynamodb';
import type { Resource } from '../../src/lab/resource.js';
import type { TestSandbox } from '../support/sandbox.js';
import { MONITOR_KINDS } from './ownership-monitor-kinds.js';
import { STREAM_KINDS } from './ownership-stream-kinds.js';

export type Tags = Readonly<Record<string, string>>;

export interface ForeignKind {
  /** Makes one of this name, unlike the lab's own in all but its name. */
  make(sandbox: TestSandbox, name: string, tags: Tags): Promise<void>;
  /** All that AWS tells of it. */
  describe(sandbox: TestSandbox, name: string): Promise<unknown>;
  /** Whether a call with this input is about it. */
  isMeant(name: string, input: unknown): boolean;
}

/** Virtual milliseconds after which a table is made, or gone, and its tags are told. */
const DONE = 60_000;
const NAMESPACE = { ServiceNamespace: 'dynamodb' } as const;

const table: ForeignKind = {
  async make(sandbox, name, tags) {
    await sandbox.client(DynamoDBClient).send(
      new CreateTableCommand({
        TableName: name,
        AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
        KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
        BillingMode: 'PAY_PER_REQUEST',
        Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
      }),
    );
    await sandbox.advance(DONE);
  },
  async describe(sandbox, name) {
    const client = sandbox.client(DynamoDBClient);
    const { Table } = await client.send(new DescribeTableCommand({ TableName: name }));
    const { Tags } = await client.send(new ListTagsOfResourceCommand({ ResourceArn: Table?.TableArn }));
    return { Table, Tags };
  },
  isMeant: (name, input) => JSON.stringify(input).includes(name),
};

function targetOf(name: string): { ResourceId: string; ScalableDimension: ScalableDimension } {
  const [, ResourceId = '', dimension = ''] = /^([^:]+):(.+)$/.exec(name) ?? [];
  const dimensions: readonly ScalableDimension[] = [
    'dynamodb:table:ReadCapacityUnits',
    'dynamodb:table:WriteCapacityUnits',
    'dynamodb:index:ReadCapacityUnits',
    'dynamodb:index:WriteCapacityUnits',
  ];
  const ScalableDimension = dimensions.find((known) => known === dimension);
  if (ScalableDimension === undefined) throw new Error(`${name} is no name of a scalable target`);
  return { ResourceId, ScalableDimension };
}

/** Registered for a table that is then deleted: the target outlives it, as on AWS. */
const scalableTarget: ForeignKind = {
  async make(sandbox, name, tags) {
    const target = targetOf(name);
    const [, TableName = '', , index] = target.ResourceId.split('/');
    await createScaledTable(sandbox, TableName, index);
    const scaling = sandbox.client(ApplicationAutoScalingClient);
    await scaling.send(
      new RegisterScalableTargetCommand({
        ...NAMESPACE,
        ...target,
        MinCapacity: 1,
        MaxCapacity: 2,
        Tags: { ...tags },
      }),
    );
    await scaling.send(
      new PutScalingPolicyCommand({
        ...NAMESPACE,
        ...target,
        PolicyName: 'somebody-elses',
        PolicyType: 'TargetTrackingScaling',
        TargetTrackingScalingPolicyConfiguration: {
          TargetValue: 33,
          PredefinedMetricSpecification: {
            PredefinedMetricType: target.ScalableDimension.includes('Read')
              ? 'DynamoDBReadCapacityUtilization'
              : 'DynamoDBWriteCapacityUtilization',
          },
        },
      }),
    );
    await sandbox.client(DynamoDBClient).send(new DeleteTableCommand({ TableName }));
    await sandbox.advance(DONE);
  },
  async describe(sandbox, name) {
    const { ResourceId, ScalableDimension } = targetOf(name);
    const client = sandbox.client(ApplicationAutoScalingClient);
    const { ScalableTargets } = await client.send(
      new DescribeScalableTargetsCommand({ ...NAMESPACE, ResourceIds: [ResourceId], ScalableDimension }),
    );
    const { ScalingPolicies } = await client.send(
      new DescribeScalingPoliciesCommand({ ...NAMESPACE, ResourceId, ScalableDimension }),
    );
    const ResourceARN = ScalableTargets?.[0]?.ScalableTargetARN;
    const { Tags } = await client.send(new ListTagsForResourceCommand({ ResourceARN }));
    return { ScalableTargets, ScalingPolicies, Tags };
  },
  isMeant(name, input) {
    const { ResourceId, ScalableDimension } = targetOf(name);
    const text = JSON.stringify(input);
    return text.includes(JSON.stringify(ResourceId)) && text.includes(ScalableDimension);
  },
};

async function createScaledTable(
  sandbox: TestSandbox,
  TableName: string,
  IndexName: string | undefined,
): Promise<void> {
  const KeySchema = [{ AttributeName: 'id', KeyType: 'HASH' as const }];
  const ProvisionedThroughput = { ReadCapacityUnits: 1, WriteCapacityUnits: 1 };
  const Projection = { ProjectionType: 'ALL' as const };
  await sandbox.client(DynamoDBClient).send(
    new CreateTableCommand({
      TableName,
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
      KeySchema,
      ProvisionedThroughput,
      ...(IndexName === undefined
        ? {}
        : { GlobalSecondaryIndexes: [{ IndexName, KeySchema, Projection, ProvisionedThroughput }] }),
    }),
  );
  await sandbox.advance(DONE);
}

const KINDS: Readonly<Record<string, ForeignKind>> = {
  'dynamodb-table': table,
  'scalable-target': scalableTarget,
  ...STREAM_KINDS,
  ...MONITOR_KINDS,
};

/** Fails for a kind that was added to the steps and not here. */
export function foreignKindOf({ kind }: Resource): ForeignKind {
  const known = KINDS[kind];
  if (known === undefined) {
    throw new Error(`Say in test/lab/ownership-kinds.ts how to make a foreign ${kind} and how to read it.`);
  }
  return known;
}
