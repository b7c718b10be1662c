import { CloudWatchClient, DeleteAlarmsCommand, PutMetricAlarmCommand } from '@aws-sdk/client-cloudwatch';
import { DynamoDBClient, TagResourceCommand } from '@aws-sdk/client-dynamodb';
import {
  GetResourcesCommand,
  type GetResourcesCommandInput,
  GetTagKeysCommand,
  GetTagValuesCommand,
  ResourceGroupsTaggingAPIClient,
  TagResourcesCommand,
} from '@aws-sdk/client-resource-groups-tagging-api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestSandbox, type TestSandbox } from '../../../support/sandbox.js';
import { createTestTable } from '../tables.js';

let sandbox: TestSandbox;
let client: ResourceGroupsTaggingAPIClient;
let orders: string;
let other: string;

beforeAll(async () => {
  sandbox = await startTestSandbox();
  client = sandbox.client(ResourceGroupsTaggingAPIClient);
  orders = await createTestTable(sandbox, 'Orders', {
    Tags: [
      { Key: 'orders-lab', Value: 'default' },
      { Key: 'owner', Value: 'ada' },
    ],
  });
  other = await createTestTable(sandbox, 'Other', { Tags: [{ Key: 'orders-lab', Value: 'ada-' }] });
  await createTestTable(sandbox, 'Untagged');
});
afterAll(() => sandbox.close());

const search = (input: GetResourcesCommandInput = {}) => client.send(new GetResourcesCommand(input));
const found = async (input: GetResourcesCommandInput = {}) =>
  (await search(input)).ResourceTagMappingList?.map(({ ResourceARN }) => ResourceARN);

describe('GetResources', () => {
  it('lists what has tags, with them', async () => {
    const { ResourceTagMappingList, PaginationToken } = await search();

    expect(ResourceTagMappingList).toEqual([
      {
        ResourceARN: orders,
        Tags: expect.arrayContaining([
          { Key: 'orders-lab', Value: 'default' },
          { Key: 'owner', Value: 'ada' },
        ]),
      },
      { ResourceARN: other, Tags: [{ Key: 'orders-lab', Value: 'ada-' }] },
    ]);
    expect(PaginationToken).toBe('');
  });

  it('filters by key, by any of several values, and by all of several filters', async () => {
    const lab = (Values?: string[]) => ({ Key: 'orders-lab', ...(Values ? { Values } : {}) });

    expect(await found({ TagFilters: [lab()] })).toEqual([orders, other]);
    expect(await found({ TagFilters: [lab(['default'])] })).toEqual([orders]);
    expect(await found({ TagFilters: [lab(['default', 'ada-'])] })).toEqual([orders, other]);
    expect(await found({ TagFilters: [lab(), { Key: 'owner' }] })).toEqual([orders]);
    expect(await found({ TagFilters: [{ Key: 'constructor' }] })).toEqual([]);
  });

  it('filters by service and by type of resource', async () => {
    expect(await found({ ResourceTypeFilters: ['dynamodb'] })).toHaveLength(2);
    expect(await found({ ResourceTypeFilters: ['ec2', 'dynamodb:table'] })).toHaveLength(2);
    expect(await found({ ResourceTypeFilters: ['dynamodb:stream'] })).toEqual([]);
  });

  it('looks up ARNs and leaves out what there is not', async () => {
    expect(await found({ ResourceARNList: [other, `${other}x`] })).toEqual([other]);
  });

  it('gives pages', async () => {
    const first = await search({ ResourcesPerPage: 1 });
    const second = await search({ ResourcesPerPage: 1, PaginationToken: first.PaginationToken });

    expect(first.ResourceTagMappingList).toHaveLength(1);
    expect(first.PaginationToken).not.toBe('');
    expect(second.ResourceTagMappingList?.[0]?.ResourceARN).toBe(other);
    expect(second.PaginationToken).toBe('');
  });

  it.each<[string, () => GetResourcesCommandInput]>([
    ['a list of ARNs with filters', () => ({ ResourceARNList: [orders], TagFilters: [{ Key: 'a' }] })],
    ['a list of ARNs with types', () => ({ ResourceARNList: [orders], ResourceTypeFilters: ['dynamodb'] })],
    ['a list of ARNs with pages', () => ({ ResourceARNList: [orders], ResourcesPerPage: 5 })],
    ['what is no ARN', () => ({ ResourceARNList: ['Orders'] })],
    ['pages that are too long', () => ({ ResourcesPerPage: 101 })],
    ['too few tags per page', () => ({ TagsPerPage: 99 })],
    ['a token that is none', () => ({ PaginationToken: 'garbage' })],
    ['an empty key', () => ({ TagFilters: [{ Key: '' }] })],
    ['too many values', () => ({ TagFilters: [{ Key: 'a', Values: Array.from({ length: 21 }, String) }] })],
    ['to leave out what is not asked for', () => ({ ExcludeCompliantResources: true })],
  ])('refuses %s', async (_what, input) => {
    await expect(search(input())).rejects.toMatchObject({
      name: 'InvalidParameterException',
      message: expect.stringMatching(/\S/),
      $metadata: { httpStatusCode: 400 },
    });
  });
});

describe('keys and values', () => {
  it('are listed once each, in order', async () => {
    const { TagKeys } = await client.send(new GetTagKeysCommand({}));
    const { TagValues } = await client.send(new GetTagValuesCommand({ Key: 'orders-lab' }));

    expect(TagKeys).toEqual(['orders-lab', 'owner']);
    expect(TagValues).toEqual(['ada-', 'default']);
  });

  it('are none in another region', async () => {
    const elsewhere = sandbox.client(ResourceGroupsTaggingAPIClient, { region: 'eu-west-1' });

    expect((await elsewhere.send(new GetTagKeysCommand({}))).TagKeys).toEqual([]);
  });
});

it('does not change tags', async () => {
  const answer = client.send(new TagResourcesCommand({ ResourceARNList: [orders], Tags: { a: 'b' } }));

  await expect(answer).rejects.toMatchObject({ name: 'UnknownOperationException' });
});

describe('with the hazard tag-search-lag', () => {
  it('is late with what is new, changed and gone', async () => {
    const cloudWatch = sandbox.client(CloudWatchClient);
    const dynamoDb = sandbox.client(DynamoDBClient);
    const Lag = (Value: string) => ({ Key: 'lag', Value });
    const shown = async (): Promise<unknown> => {
      const { ResourceTagMappingList = [] } = await search({ TagFilters: [{ Key: 'lag' }] });
      return ResourceTagMappingList.map(({ ResourceARN = '', Tags }) => [
        ResourceARN.replace(/^.*[:/]/, ''),
        Tags?.[0]?.Value,
      ]);
    };
    sandbox.server.hazards.set(['tag-search-lag']);
    try {
      const arn = await createTestTable(sandbox, 'Late', { Tags: [Lag('1')] });
      await cloudWatch.send(
        new PutMetricAlarmCommand({
          AlarmName: 'late-alarm',
          Namespace: 'Shop',
          MetricName: 'Orders',
          Statistic: 'Sum',
          Period: 60,
          EvaluationPeriods: 1,
          Threshold: 1,
          ComparisonOperator: 'LessThanThreshold',
          Tags: [Lag('1')],
        }),
      );
      expect(await found({ ResourceTypeFilters: ['cloudwatch:alarm'] })).toEqual([]);
      await sandbox.advance(5_000);
      expect(await shown()).toEqual([
        ['late-alarm', '1'],
        ['Late', '1'],
      ]);

      await dynamoDb.send(new TagResourceCommand({ ResourceArn: arn, Tags: [Lag('2')] }));
      expect(await shown()).toContainEqual(['Late', '1']);
      await sandbox.advance(5_000);
      expect(await shown()).toContainEqual(['Late', '2']);

      await cloudWatch.send(new DeleteAlarmsCommand({ AlarmNames: ['late-alarm'] }));
      await sandbox.advance(59_000);
      expect(await shown()).toContainEqual(['late-alarm', '1']);
      await sandbox.advance(1_000);
      expect(await shown()).toEqual([['Late', '2']]);
    } finally {
      sandbox.server.hazards.set([]);
    }
  });
});
