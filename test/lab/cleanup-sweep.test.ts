/** What cleanup finds by tag, and what it makes of a search that is late, refused, or tells of the unknown. */
import {
  ApplicationAutoScalingClient,
  DescribeScalableTargetsCommand,
  RegisterScalableTargetCommand,
} from '@aws-sdk/client-application-auto-scaling';
import {
  CreateTableCommand,
  DeleteTableCommand,
  DynamoDBClient,
  ListTablesCommand,
} from '@aws-sdk/client-dynamodb';
import {
  type GetResourcesInput,
  type GetResourcesOutput,
  ResourceGroupsTaggingAPIClient,
} from '@aws-sdk/client-resource-groups-tagging-api';
import type { ServiceException } from '@smithy/core/client';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { planCleanup } from '../../src/lab/cleanup.js';
import type { Lab } from '../../src/lab/lab.js';
import { type Ownership, tagList, tagMap } from '../../src/lab/ownership.js';
import { labsByTags, sweepByTags } from '../../src/resources/sweep.js';
import { STEPS } from '../../src/steps/index.js';
import { openTestLab, type TestLab } from '../support/lab.js';
import { startTestSandbox, type TestSandbox } from '../support/sandbox.js';
import { cleanAll, runTo } from '../support/steps.js';
import { accessDenied, intercept, refusal } from './aws-answers.js';

let sandbox: TestSandbox;
beforeAll(async () => {
  sandbox = await startTestSandbox();
});
afterAll(() => sandbox.close());

/** Virtual milliseconds after which a table is made, or gone. */
const DONE = 60_000;
const BOB = 'arn:aws:iam::111122223333:user/bob';
const NAMESPACE = { ServiceNamespace: 'dynamodb' } as const;
let labs = 0;

function newLab(): Promise<TestLab> {
  labs += 1;
  return openTestLab(sandbox, { prefix: `s${labs}-` });
}

/** A table with an index that nothing in this version knows. */
async function createTable(TableName: string, ownership: Ownership): Promise<void> {
  const KeySchema = [{ AttributeName: 'id', KeyType: 'HASH' as const }];
  const ProvisionedThroughput = { ReadCapacityUnits: 1, WriteCapacityUnits: 1 };
  const Projection = { ProjectionType: 'ALL' as const };
  await sandbox.client(DynamoDBClient).send(
    new CreateTableCommand({
      TableName,
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
      KeySchema,
      ProvisionedThroughput,
      GlobalSecondaryIndexes: [{ IndexName: 'Old', KeySchema, Projection, ProvisionedThroughput }],
      Tags: tagList(ownership),
    }),
  );
  await sandbox.advance(DONE);
}

async function deleteTable(TableName: string): Promise<void> {
  await sandbox.client(DynamoDBClient).send(new DeleteTableCommand({ TableName }));
  await sandbox.advance(DONE);
}

async function registerTargets(table: string, ownership: Ownership): Promise<void> {
  const bounds = { MinCapacity: 1, MaxCapacity: 2, Tags: tagMap(ownership) };
  for (const target of [
    { ResourceId: `table/${table}`, ScalableDimension: 'dynamodb:table:WriteCapacityUnits' as const },
    {
      ResourceId: `table/${table}/index/Old`,
      ScalableDimension: 'dynamodb:index:ReadCapacityUnits' as const,
    },
  ]) {
    await sandbox
      .client(ApplicationAutoScalingClient)
      .send(new RegisterScalableTargetCommand({ ...NAMESPACE, ...target, ...bounds }));
  }
}

/** The names of all tables, and of all things that scale. */
async function whatExists(): Promise<string[]> {
  const { TableNames = [] } = await sandbox.client(DynamoDBClient).send(new ListTablesCommand({}));
  const { ScalableTargets = [] } = await sandbox
    .client(ApplicationAutoScalingClient)
    .send(new DescribeScalableTargetsCommand(NAMESPACE));
  return [...TableNames, ...ScalableTargets.map(({ ResourceId = '' }) => ResourceId)].sort();
}

/** The tag search of a lab says this as well. */
function alsoFinds(lab: Lab, ResourceARN: string): void {
  const thing = { ResourceARN, Tags: tagList(lab.ownership) };
  intercept<GetResourcesInput, GetResourcesOutput>(
    lab,
    ResourceGroupsTaggingAPIClient,
    'GetResources',
    async (input, next) => {
      if (input.ResourceARNList?.includes(ResourceARN)) return { ResourceTagMappingList: [thing] };
      const output = await next(input);
      return { ...output, ResourceTagMappingList: [...(output.ResourceTagMappingList ?? []), thing] };
    },
  );
}

describe('the sweep', () => {
  afterEach(async () => {
    expect(await whatExists()).toEqual([]);
  });

  it('removes a table that has our tags and none of our names, with what scales it', async () => {
    const { lab } = await newLab();
    await createTable('Scratch', lab.ownership);
    await registerTargets('Scratch', lab.ownership);
    await runTo(lab, 'create-table');

    const { result, removals } = await cleanAll(lab);

    expect(result).toBe('clean');
    expect(removals.map(({ name }) => name)).toEqual(expect.arrayContaining(['Scratch', lab.names.table]));
    expect(removals.at(-1)).toMatchObject({ kind: 'dynamodb-table' });
  });

  it('removes what scales a table that is gone', async () => {
    const { lab } = await newLab();
    await createTable('Gone', lab.ownership);
    await registerTargets('Gone', lab.ownership);
    await deleteTable('Gone');

    expect((await labsByTags(lab)).labIds).toEqual(new Set([lab.ownership.labId]));
    const { result, removals } = await cleanAll(lab);

    expect({ result, removed: removals.length }).toEqual({ result: 'clean', removed: 2 });
  });

  it("leaves what has another owner's tags, or another lab's", async () => {
    const { lab } = await newLab();
    const others = [
      { name: 'Bobs', ownership: { ...lab.ownership, owner: BOB } },
      { name: 'Mine', ownership: { ...lab.ownership, labId: 'other-' } },
    ];
    for (const { name, ownership } of others) {
      await createTable(name, ownership);
      await registerTargets(name, ownership);
      await createTable(`${name}-gone`, ownership);
      await registerTargets(`${name}-gone`, ownership);
      await deleteTable(`${name}-gone`);
    }
    const before = await whatExists();

    const plan = await planCleanup(lab, STEPS, sweepByTags);

    expect(before).toHaveLength(10);
    expect(plan).toEqual({ items: [] });
    expect((await labsByTags(lab)).labIds).toEqual(new Set(['other-']));
    for (const { ownership } of others) {
      const theirs = await openTestLab(sandbox, { prefix: ownership.labId, owner: ownership.owner });
      expect(await cleanAll(theirs.lab)).toMatchObject({ result: 'clean', removals: { length: 5 } });
    }
  });

  it('reads all pages', async () => {
    const opened = await newLab();
    const { lab } = opened;
    intercept<GetResourcesInput, GetResourcesOutput>(
      lab,
      ResourceGroupsTaggingAPIClient,
      'GetResources',
      (input, next) => next({ ...input, ResourcesPerPage: 1 }),
    );
    for (const name of ['First', 'Second', 'Third']) await createTable(name, lab.ownership);

    const { removals } = await cleanAll(lab);

    expect(removals.map(({ name }) => name).sort()).toEqual(['First', 'Second', 'Third']);
  });

  it('does not believe a search that is late', async () => {
    const { lab } = await newLab();
    await createTable('Theirs', { ...lab.ownership, owner: BOB });
    for (const name of ['Theirs', 'Long-gone']) {
      alsoFinds(lab, `arn:aws:dynamodb:us-east-1:111122223333:table/${name}`);
    }

    expect(await cleanAll(lab)).toEqual({ result: 'clean', removals: [], remaining: [] });

    expect(await whatExists()).toEqual(['Theirs']);
    await deleteTable('Theirs');
  });

  it('does not need to list the tables of others', async () => {
    const { lab } = await newLab();
    await createTable('Production', { labId: 'none', owner: BOB });
    await registerTargets('Production', { labId: 'none', owner: BOB });
    await createTable('Scratch', lab.ownership);
    await registerTargets('Scratch', lab.ownership);
    intercept(lab, DynamoDBClient, 'ListTables', () => Promise.reject(accessDenied('dynamodb:ListTables')));

    const { incomplete } = await planCleanup(lab, STEPS, sweepByTags);

    expect(incomplete).toBe(
      'What scales tables that are gone was not searched. You are not allowed to perform dynamodb:ListTables.',
    );
    expect(await cleanAll(lab)).toMatchObject({ result: 'clean', removals: { length: 3 } });
    const theirs = await openTestLab(sandbox, { prefix: 'none', owner: BOB });
    expect(await cleanAll(theirs.lab)).toMatchObject({ result: 'clean', removals: { length: 3 } });
  });

  it('is not misled by what the search still shows', async () => {
    sandbox.server.hazards.set(['tag-search-lag']);
    const { lab, calls } = await newLab();
    await createTable('Short-lived', lab.ownership);
    await sandbox.client(DynamoDBClient).send(new DeleteTableCommand({ TableName: 'Short-lived' }));
    await sandbox.advance(10_000);

    const { items } = await planCleanup(lab, STEPS, sweepByTags);
    sandbox.server.hazards.set([]);

    const shown = calls.find(({ operation }) => operation === 'GetResources')?.output;
    expect(JSON.stringify(shown)).toContain('Short-lived');
    expect(items).toEqual([]);
  });

  it('shows what is of an unknown kind, and does not touch it', async () => {
    const { lab, calls } = await newLab();
    alsoFinds(lab, 'arn:aws:events:us-east-1:111122223333:rule/from-the-future');
    await runTo(lab, 'create-table');

    const { result, remaining, removals } = await cleanAll(lab);

    expect(result).toBe('leftovers');
    expect(remaining).toEqual([
      {
        kind: 'events-rule',
        name: 'from-the-future',
        arn: 'arn:aws:events:us-east-1:111122223333:rule/from-the-future',
        because: expect.stringContaining('does not know its kind'),
      },
    ]);
    expect(removals).toContainEqual(expect.objectContaining({ name: lab.names.table, result: 'deleted' }));
    expect(new Set(calls.map(({ service }) => service))).not.toContain('events');
  });

  it.each<[string, ServiceException, string]>([
    ['is not allowed', accessDenied('tag:GetResources'), 'not allowed to perform tag:GetResources'],
    ['is not known', refusal('UnknownOperationException', 'no'), 'does not know an operation'],
    ['is refused', refusal('PaginationTokenExpiredException', 'no'), 'AWS refused tag:GetResources'],
  ])('that %s leaves the names', async (_, error, because) => {
    const opened = await newLab();
    intercept(opened.lab, ResourceGroupsTaggingAPIClient, 'GetResources', () => Promise.reject(error));
    await runTo(opened.lab, 'create-table');

    const { incomplete } = await planCleanup(opened.lab, STEPS, sweepByTags);

    expect(incomplete).toContain('Only names were searched, not tags. ');
    expect(incomplete).toContain(because);
    expect(await cleanAll(opened.lab)).toMatchObject({ result: 'clean', removals: { length: 3 } });
  });
});
