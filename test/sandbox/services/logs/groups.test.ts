import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  type CreateLogGroupCommandInput,
  CreateLogStreamCommand,
  DeleteLogGroupCommand,
  DeleteLogStreamCommand,
  DeleteRetentionPolicyCommand,
  DescribeLogGroupsCommand,
  type DescribeLogGroupsCommandInput,
  DescribeLogStreamsCommand,
  type DescribeLogStreamsCommandInput,
  FilterLogEventsCommand,
  ListTagsForResourceCommand,
  ListTagsLogGroupCommand,
  PutLogEventsCommand,
  PutRetentionPolicyCommand,
  TagLogGroupCommand,
  TagResourceCommand,
  UntagLogGroupCommand,
  UntagResourceCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import {
  GetResourcesCommand,
  ResourceGroupsTaggingAPIClient,
} from '@aws-sdk/client-resource-groups-tagging-api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestSandbox, type TestSandbox } from '../../../support/sandbox.js';

const ARN = 'arn:aws:logs:us-east-1:111122223333:log-group:';

let sandbox: TestSandbox;
let client: CloudWatchLogsClient;

beforeAll(async () => {
  sandbox = await startTestSandbox();
  client = sandbox.client(CloudWatchLogsClient);
});
afterAll(() => sandbox.close());

const create = (logGroupName: string, rest: Partial<CreateLogGroupCommandInput> = {}) =>
  client.send(new CreateLogGroupCommand({ logGroupName, ...rest }));
const describeGroups = (input: DescribeLogGroupsCommandInput = {}) =>
  client.send(new DescribeLogGroupsCommand(input));
const namesOf = async (input: DescribeLogGroupsCommandInput) =>
  (await describeGroups(input)).logGroups?.map(({ logGroupName }) => logGroupName);
const tagsOf = async (name: string) =>
  (await client.send(new ListTagsForResourceCommand({ resourceArn: ARN + name }))).tags;

describe('a group', () => {
  it('is described as AWS does', async () => {
    await create('/aws/lambda/described');
    await client.send(
      new PutRetentionPolicyCommand({ logGroupName: '/aws/lambda/described', retentionInDays: 7 }),
    );

    const { logGroups } = await describeGroups({ logGroupNamePrefix: '/aws/lambda/descr' });

    expect(logGroups).toEqual([
      {
        logGroupName: '/aws/lambda/described',
        arn: `${ARN}/aws/lambda/described:*`,
        logGroupArn: `${ARN}/aws/lambda/described`,
        creationTime: expect.any(Number),
        retentionInDays: 7,
        metricFilterCount: 0,
        storedBytes: 0,
        logGroupClass: 'STANDARD',
        deletionProtectionEnabled: false,
      },
    ]);
  });

  it('is refused a second time', async () => {
    await create('twice');

    await expect(create('twice')).rejects.toMatchObject({
      name: 'ResourceAlreadyExistsException',
      message: 'The specified log group already exists',
      $metadata: { httpStatusCode: 400 },
    });
  });

  it('is gone with its streams and events when it is deleted, and comes back empty', async () => {
    await create('phoenix');
    await client.send(new CreateLogStreamCommand({ logGroupName: 'phoenix', logStreamName: 'a' }));
    await client.send(
      new PutLogEventsCommand({
        logGroupName: 'phoenix',
        logStreamName: 'a',
        logEvents: [{ timestamp: sandbox.server.clock.now(), message: 'old' }],
      }),
    );

    await client.send(new DeleteLogGroupCommand({ logGroupName: 'phoenix' }));

    const again = client.send(new DeleteLogGroupCommand({ logGroupName: 'phoenix' }));
    await expect(again).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: 'The specified log group does not exist.',
    });
    await create('phoenix');
    const streams = await client.send(new DescribeLogStreamsCommand({ logGroupName: 'phoenix' }));
    const events = await client.send(new FilterLogEventsCommand({ logGroupName: 'phoenix' }));
    expect([streams.logStreams, events.events]).toEqual([[], []]);
    await sandbox.advance(1000);
    expect([...sandbox.server.store.bytes('logs.events', 'text').getKeys()]).toEqual([]);
    expect([...sandbox.server.store.bytes('logs.streamEvents', 'text').getKeys()]).toEqual([]);
  });

  it.each([
    [
      'a b',
      "Value 'a b' at 'logGroupName' failed to satisfy constraint: Member must satisfy regular expression",
    ],
    ['a'.repeat(513), 'Invalid LogGroup or LogStream, both must have length less than or equal to 512.'],
  ])('has a name that AWS takes (%#)', async (name, message) => {
    await expect(create(name)).rejects.toMatchObject({
      name: 'InvalidParameterException',
      message: expect.stringContaining(message),
    });
  });

  it('lives in a region', async () => {
    await create('here');
    const elsewhere = sandbox.client(CloudWatchLogsClient, { region: 'eu-west-1' });

    expect((await elsewhere.send(new DescribeLogGroupsCommand({}))).logGroups).toEqual([]);
  });
});

describe('groups', () => {
  beforeAll(async () => {
    for (const name of ['list/a', 'list/b', 'list/c', 'listed']) await create(name);
  });

  it('are found by prefix and by pattern', async () => {
    expect(await namesOf({ logGroupNamePrefix: 'list/' })).toEqual(['list/a', 'list/b', 'list/c']);
    expect(await namesOf({ logGroupNamePattern: 'ist/b' })).toEqual(['list/b']);
    expect(await namesOf({ logGroupIdentifiers: [`${ARN}listed`, 'list/c'] })).toEqual(['list/c', 'listed']);
  });

  it('come in pages', async () => {
    const first = await describeGroups({ logGroupNamePrefix: 'list', limit: 3 });
    const second = await describeGroups({
      logGroupNamePrefix: 'list',
      limit: 3,
      nextToken: first.nextToken,
    });

    expect(first.logGroups).toHaveLength(3);
    expect(second.logGroups?.map(({ logGroupName }) => logGroupName)).toEqual(['listed']);
    expect(second.nextToken).toBeUndefined();
  });

  it.each<[DescribeLogGroupsCommandInput, string]>([
    [
      { logGroupNamePrefix: 'a', logGroupNamePattern: 'a' },
      'LogGroup name prefix and LogGroup name pattern are mutually exclusive parameters.',
    ],
    [{ nextToken: 'x' }, 'The specified nextToken is invalid.'],
    [{ limit: 51 }, "Value '51' at 'limit' failed to satisfy constraint: Member must have value less"],
  ])('are not found with %j', async (input, message) => {
    await expect(describeGroups(input)).rejects.toMatchObject({
      name: 'InvalidParameterException',
      message: expect.stringContaining(message),
    });
  });
});

describe('retention', () => {
  it('is one of the periods that AWS offers', async () => {
    await create('kept');
    const put = client.send(new PutRetentionPolicyCommand({ logGroupName: 'kept', retentionInDays: 2 }));

    await expect(put).rejects.toMatchObject({
      name: 'InvalidParameterException',
      message: expect.stringMatching(
        /^1 validation error detected: Value '2' at 'retentionInDays' failed .*: \[1, 3, 5, /,
      ),
    });
  });

  it('hides what is over at once and removes it in time; without it nothing goes', async () => {
    await create('short', {});
    await client.send(new CreateLogStreamCommand({ logGroupName: 'short', logStreamName: 's' }));
    const put = (message: string) =>
      client.send(
        new PutLogEventsCommand({
          logGroupName: 'short',
          logStreamName: 's',
          logEvents: [{ timestamp: sandbox.server.clock.now(), message }],
        }),
      );
    const messages = async () =>
      (await client.send(new FilterLogEventsCommand({ logGroupName: 'short' }))).events?.map(
        (e) => e.message,
      );
    const kept = () => [...sandbox.server.store.bytes('logs.events', 'text').getKeys()].length;
    const days = (count: number) => count * 24 * 60 * 60 * 1000;

    await put('first');
    await sandbox.advance(days(5));
    await put('second');
    const before = [await messages(), kept()];
    await client.send(new PutRetentionPolicyCommand({ logGroupName: 'short', retentionInDays: 3 }));
    const hidden = await messages();
    await sandbox.advance(days(1));
    const removed = kept();
    await sandbox.advance(days(3));

    expect(before).toEqual([['first', 'second'], 2]);
    expect(hidden).toEqual(['second']);
    expect(removed).toBe(1);
    expect([await messages(), kept()]).toEqual([[], 0]);
    expect((await describeGroups({ logGroupNamePrefix: 'short' })).logGroups?.[0]?.storedBytes).toBe(0);
    await client.send(new DeleteRetentionPolicyCommand({ logGroupName: 'short' }));
    expect((await describeGroups({ logGroupNamePrefix: 'short' })).logGroups?.[0]?.retentionInDays).toBe(
      undefined,
    );
  });
});

describe('tags', () => {
  it('are put and removed by ARN and by name', async () => {
    await create('tagged', { tags: { env: 'test' } });

    await client.send(new TagResourceCommand({ resourceArn: `${ARN}tagged`, tags: { a: '1', b: '2' } }));
    await client.send(new TagLogGroupCommand({ logGroupName: 'tagged', tags: { c: '3' } }));
    await client.send(new UntagResourceCommand({ resourceArn: `${ARN}tagged`, tagKeys: ['env', 'none'] }));
    await client.send(new UntagLogGroupCommand({ logGroupName: 'tagged', tags: ['a'] }));

    expect(await tagsOf('tagged')).toEqual({ b: '2', c: '3' });
    const byName = await client.send(new ListTagsLogGroupCommand({ logGroupName: 'tagged' }));
    expect(byName.tags).toEqual({ b: '2', c: '3' });
  });

  it('are found by the tag search', async () => {
    await create('searched', { tags: { course: 'lab' } });
    const search = sandbox.client(ResourceGroupsTaggingAPIClient);

    const { ResourceTagMappingList } = await search.send(
      new GetResourcesCommand({ TagFilters: [{ Key: 'course' }], ResourceTypeFilters: ['logs:log-group'] }),
    );

    expect(ResourceTagMappingList).toEqual([
      { ResourceARN: `${ARN}searched`, Tags: [{ Key: 'course', Value: 'lab' }] },
    ]);
  });

  it('are refused beyond fifty, with reserved keys, and for what there is not', async () => {
    await create('many', { tags: { first: '' } });
    const fifty = Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`key${index}`, '']));
    const tag = (resourceArn: string, tags: Record<string, string>) =>
      client.send(new TagResourceCommand({ resourceArn, tags }));

    await expect(tag(`${ARN}many`, fifty)).rejects.toMatchObject({ name: 'TooManyTagsException' });
    await expect(tag(`${ARN}many`, { 'aws:x': '' })).rejects.toMatchObject({
      name: 'InvalidParameterException',
    });
    await expect(tag(`${ARN}nowhere`, { a: '' })).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
  });
});

describe('streams', () => {
  const describeStreams = (input: DescribeLogStreamsCommandInput = {}) =>
    client.send(new DescribeLogStreamsCommand({ logGroupName: 'streams', ...input }));
  const found = async (input: DescribeLogStreamsCommandInput = {}) =>
    (await describeStreams(input)).logStreams?.map(({ logStreamName }) => logStreamName);

  beforeAll(async () => {
    await create('streams');
    for (const logStreamName of ['2026/a', '2026/b[$LATEST]', 'ä']) {
      await client.send(new CreateLogStreamCommand({ logGroupName: 'streams', logStreamName }));
    }
    await client.send(
      new PutLogEventsCommand({
        logGroupName: 'streams',
        logStreamName: '2026/a',
        logEvents: [{ timestamp: sandbox.server.clock.now(), message: 'x' }],
      }),
    );
  });

  it('are described as AWS does', async () => {
    const [a, b] = (await describeStreams()).logStreams ?? [];

    expect(a).toMatchObject({
      logStreamName: '2026/a',
      arn: `${ARN}streams:log-stream:2026/a`,
      firstEventTimestamp: expect.any(Number),
      lastEventTimestamp: expect.any(Number),
      lastIngestionTime: expect.any(Number),
      uploadSequenceToken: expect.stringMatching(/^\d{56}$/),
      storedBytes: 0,
    });
    expect(b).toEqual({
      logStreamName: '2026/b[$LATEST]',
      arn: `${ARN}streams:log-stream:2026/b[$LATEST]`,
      creationTime: expect.any(Number),
      storedBytes: 0,
    });
  });

  it('are ordered by name or by their last event, and filtered by prefix', async () => {
    expect(await found()).toEqual(['2026/a', '2026/b[$LATEST]', 'ä']);
    expect(await found({ descending: true })).toEqual(['ä', '2026/b[$LATEST]', '2026/a']);
    expect(await found({ logStreamNamePrefix: '2026/' })).toEqual(['2026/a', '2026/b[$LATEST]']);
    expect(await found({ orderBy: 'LastEventTime', descending: true, limit: 1 })).toEqual(['2026/a']);
  });

  it.each([{}, { descending: true }, { orderBy: 'LastEventTime', descending: true }] as const)(
    'come in pages: %j',
    async (order) => {
      const first = await describeStreams({ ...order, limit: 2 });
      const rest = await found({ ...order, limit: 2, nextToken: first.nextToken });

      const names = [...(first.logStreams ?? []).map(({ logStreamName }) => logStreamName), ...(rest ?? [])];
      expect(names).toEqual(await found(order));
    },
  );

  it('are deleted with what they hold', async () => {
    await client.send(new CreateLogStreamCommand({ logGroupName: 'streams', logStreamName: 'gone' }));
    const put = { logGroupName: 'streams', logStreamName: 'gone' };
    const timestamp = sandbox.server.clock.now();
    await client.send(new PutLogEventsCommand({ ...put, logEvents: [{ timestamp, message: 'gone' }] }));

    await client.send(new DeleteLogStreamCommand(put));

    const { events } = await client.send(new FilterLogEventsCommand({ logGroupName: 'streams' }));
    expect(events?.map(({ message }) => message)).toEqual(['x']);
    await expect(client.send(new DeleteLogStreamCommand(put))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: 'The specified log stream does not exist.',
    });
    await sandbox.advance(1000);
    const [group] = (await describeGroups({ logGroupNamePrefix: 'streams' })).logGroups ?? [];
    expect(group?.storedBytes).toBe(27);
  });

  it.each<[DescribeLogStreamsCommandInput, string]>([
    [
      { orderBy: 'LastEventTime', logStreamNamePrefix: 'a' },
      'Cannot order by LastEventTime with a logStreamNamePrefix.',
    ],
    [{ logGroupName: 'nowhere' }, 'The specified log group does not exist.'],
    [{ logGroupName: undefined }, 'Either LogGroup name or LogGroup ARN must be specified.'],
    [
      { logGroupIdentifier: `${ARN}streams` },
      'LogGroup name and LogGroup ARN are mutually exclusive parameters.',
    ],
  ])('are not described with %j', async (input, message) => {
    await expect(describeStreams(input)).rejects.toMatchObject({ message });
  });

  it('are made once', async () => {
    const again = new CreateLogStreamCommand({ logGroupName: 'streams', logStreamName: '2026/a' });

    await expect(client.send(again)).rejects.toMatchObject({
      name: 'ResourceAlreadyExistsException',
      message: 'The specified log stream already exists',
    });
  });
});
