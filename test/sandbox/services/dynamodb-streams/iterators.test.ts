import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import {
  DescribeStreamCommand,
  GetRecordsCommand,
  GetShardIteratorCommand,
  type GetShardIteratorCommandInput,
  ListStreamsCommand,
} from '@aws-sdk/client-dynamodb-streams';
import { afterAll, beforeAll, expect, it, describe as suite } from 'vitest';
import { startTestSandbox, type TestSandbox } from '../../../support/sandbox.js';
import { createStreamTable, MINUTE, type StreamFixture } from './reading.js';

/** Three of them are more than GetRecords gives at once. */
const LARGE = 'x'.repeat(390_000);

let sandbox: TestSandbox;
let stream: StreamFixture;
let StreamArn: string;
let ShardId: string;

beforeAll(async () => {
  sandbox = await startTestSandbox();
  stream = await createStreamTable(sandbox, 'NEW_IMAGE');
  for (const id of ['a', 'b', 'c', 'd', 'e']) await put(id);
  StreamArn = await stream.arn();
  ShardId = (await stream.describe()).Shards?.at(0)?.ShardId ?? '';
});
afterAll(() => sandbox.close());

const put = (id: string, note = 'n') =>
  stream.table.send(new PutItemCommand({ TableName: 'Changes', Item: { id: { S: id }, note: { S: note } } }));

async function read(ShardIterator: string | undefined, Limit?: number) {
  const { Records = [], NextShardIterator } = await stream.streams.send(
    new GetRecordsCommand({ ShardIterator, Limit }),
  );
  return { ids: Records.map(({ dynamodb }) => dynamodb?.Keys?.id?.S), next: NextShardIterator };
}

async function sequenceNumbers(): Promise<string[]> {
  return (await stream.records()).map(({ dynamodb }) => dynamodb?.SequenceNumber ?? '');
}

suite('GetShardIterator', () => {
  it('starts at or after a sequence number', async () => {
    const [, second = ''] = await sequenceNumbers();

    const at = await stream.iterator({ ShardIteratorType: 'AT_SEQUENCE_NUMBER', SequenceNumber: second });
    const after = await stream.iterator({
      ShardIteratorType: 'AFTER_SEQUENCE_NUMBER',
      SequenceNumber: second,
    });

    expect((await read(at, 3)).ids).toEqual(['b', 'c', 'd']);
    expect((await read(after, 3)).ids).toEqual(['c', 'd', 'e']);
  });

  it("starts at the shard's starting sequence number, whether or not a record has it", async () => {
    const { Shards = [] } = await stream.describe();
    const SequenceNumber = Shards[0]?.SequenceNumberRange?.StartingSequenceNumber;

    const at = await stream.iterator({ ShardIteratorType: 'AT_SEQUENCE_NUMBER', SequenceNumber });

    expect((await read(at, 2)).ids).toEqual(['a', 'b']);
  });

  it('starts behind everything with LATEST', async () => {
    const iterator = await stream.iterator({ ShardIteratorType: 'LATEST' });
    const before = await read(iterator);

    await put('late');

    expect(before.ids).toEqual([]);
    expect((await read(iterator)).ids).toEqual(['late']);
    expect((await read(before.next)).ids).toEqual(['late']);
  });

  it.each<[string, Partial<GetShardIteratorCommandInput>, string, string]>([
    [
      'no sequence number where one is needed',
      { ShardIteratorType: 'AT_SEQUENCE_NUMBER' },
      'ValidationException',
      'One or more parameter values were invalid: Invalid SequenceNumber',
    ],
    [
      'a sequence number where none is taken',
      { ShardIteratorType: 'LATEST', SequenceNumber: '100000000000000000000' },
      'ValidationException',
      'One or more parameter values were invalid: SequenceNumber should not be passed for this iterator type',
    ],
    [
      'a sequence number before the shard',
      { ShardIteratorType: 'AT_SEQUENCE_NUMBER', SequenceNumber: '100000000000000000000' },
      'ValidationException',
      'Invalid SequenceNumber for the shard',
    ],
    [
      'a sequence number that is no number',
      { ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', SequenceNumber: 'x'.repeat(21) },
      'ValidationException',
      'Invalid SequenceNumber for the shard',
    ],
    [
      'a sequence number that is too short',
      { ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', SequenceNumber: '12' },
      'ValidationException',
      "1 validation error detected: Value '12' at 'sequenceNumber' failed to satisfy constraint: " +
        'Member must have length greater than or equal to 21',
    ],
    [
      'an unknown shard',
      { ShardId: 'shardId-00000000000000000000-00000000' },
      'ResourceNotFoundException',
      'Requested resource not found: Shard does not exist',
    ],
    ['what is no ARN', { StreamArn: 'x'.repeat(40) }, 'ValidationException', 'Invalid StreamArn'],
    [
      'an unknown stream',
      { StreamArn: 'arn:aws:dynamodb:us-east-1:111122223333:table/Changes/stream/2020-01-01T00:00:00.000' },
      'ResourceNotFoundException',
      'Requested resource not found: Stream does not exist',
    ],
    [
      "another region's stream",
      { StreamArn: 'arn:aws:dynamodb:eu-west-1:111122223333:table/Changes/stream/2020-01-01T00:00:00.000' },
      'ResourceNotFoundException',
      'Requested resource not found: Stream does not exist',
    ],
  ])('refuses %s', async (_, input, name, message) => {
    const request = { StreamArn, ShardId, ShardIteratorType: 'TRIM_HORIZON', ...input } as const;

    const answer = stream.streams.send(new GetShardIteratorCommand(request));

    await expect(answer).rejects.toMatchObject({ name, message });
  });

  it('tells everything that is missing', async () => {
    const nothing = { StreamArn: undefined, ShardId: undefined, ShardIteratorType: undefined };

    const answer = stream.streams.send(new GetShardIteratorCommand(nothing));

    await expect(answer).rejects.toMatchObject({
      name: 'ValidationException',
      message:
        "3 validation errors detected: Value null at 'streamArn' failed to satisfy constraint: Member must not be null; " +
        "Value null at 'shardId' failed to satisfy constraint: Member must not be null; " +
        "Value null at 'shardIteratorType' failed to satisfy constraint: Member must not be null",
    });
  });
});

suite('GetRecords', () => {
  it('gives pages of at most Limit records, each once', async () => {
    const first = await read(await stream.iterator(), 2);
    const second = await read(first.next, 2);

    expect(first.ids).toEqual(['a', 'b']);
    expect(second.ids).toEqual(['c', 'd']);
    expect((await read(first.next, 2)).ids).toEqual(['c', 'd']);
  });

  it('gives at most one megabyte', async () => {
    const iterator = await stream.iterator({ ShardIteratorType: 'LATEST' });
    for (const id of ['big 1', 'big 2', 'big 3', 'big 4']) await put(id, LARGE);

    const first = await read(iterator);
    const second = await read(first.next);

    expect(first.ids).toEqual(['big 1', 'big 2']);
    expect(second.ids).toEqual(['big 3', 'big 4']);
  });

  it('takes an iterator for a quarter of an hour', async () => {
    const iterator = await stream.iterator();

    await sandbox.advance(14 * MINUTE);
    const inTime = await read(iterator, 1);
    await sandbox.advance(2 * MINUTE);
    const late = read(iterator, 1);

    expect(inTime.ids).toEqual(['a']);
    await expect(late).rejects.toMatchObject({
      name: 'ExpiredIteratorException',
      message: 'Shard iterator has expired',
    });
  });

  it('refuses what is no iterator', async () => {
    const good = await stream.iterator();
    const [arn = '', version = '', place = ''] = good.split('|');
    const [shard = '', sequence = '', issued = ''] = Buffer.from(place, 'base64url').toString().split('|');
    const forged = (...parts: string[]) =>
      [arn, version, Buffer.from(parts.join('|')).toString('base64url')].join('|');
    const bad = [
      'nonsense',
      `${good}|`,
      [arn, '2', place].join('|'),
      [arn, version].join('|'),
      ['arn', version, place].join('|').replace('arn', ''),
      forged(shard, sequence),
      forged(shard, sequence, issued, ''),
      forged(shard, '7', issued),
      forged(shard, '100000000000000000000', issued),
      forged(shard, sequence, '-1'),
      forged(shard, sequence, String(Number(issued) + 365 * 24 * 60 * MINUTE)),
    ];

    expect((await read(forged(shard, sequence, issued), 1)).ids).toEqual(['a']);
    for (const iterator of bad) {
      await expect(read(iterator), iterator).rejects.toMatchObject({
        name: 'ValidationException',
        message: 'Invalid ShardIterator',
      });
    }
  });

  it.each([
    [
      0,
      "1 validation error detected: Value '0' at 'limit' failed to satisfy constraint: " +
        'Member must have value greater than or equal to 1',
    ],
    [1001, 'One or more parameter values were invalid: Limit should be less than or equal to 1000'],
  ])('refuses a limit of %i', async (limit, message) => {
    const answer = read(await stream.iterator(), limit);

    await expect(answer).rejects.toMatchObject({ name: 'ValidationException', message });
  });
});

suite('DescribeStream', () => {
  it('tells what the stream is', async () => {
    const description = await stream.describe();

    expect(description).toEqual({
      StreamArn,
      StreamLabel: StreamArn.split('/').at(-1),
      StreamStatus: 'ENABLED',
      StreamViewType: 'NEW_IMAGE',
      CreationRequestDateTime: new Date(`${StreamArn.split('/').at(-1)}Z`),
      TableName: 'Changes',
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      Shards: [
        {
          ShardId: expect.stringMatching(/^shardId-\d{20}-[0-9a-f]{8}$/),
          SequenceNumberRange: { StartingSequenceNumber: expect.stringMatching(/^\d{21}$/) },
        },
      ],
    });
  });

  it.each([
    ['what is no ARN', { StreamArn: 'x'.repeat(40) }, 'ValidationException', 'Invalid StreamArn'],
    [
      "a table's ARN",
      { StreamArn: 'arn:aws:dynamodb:us-east-1:111122223333:table/Changes' },
      'ValidationException',
      'Invalid StreamArn',
    ],
    [
      'a short ARN',
      { StreamArn: 'x' },
      'ValidationException',
      "1 validation error detected: Value 'x' at 'streamArn' failed to satisfy constraint: " +
        'Member must have length greater than or equal to 37',
    ],
    [
      'too high a limit',
      { Limit: 101 },
      'ValidationException',
      'One or more parameter values were invalid: Limit cannot be greater than the maximum: 100',
    ],
    [
      'an unknown stream',
      { StreamArn: 'arn:aws:dynamodb:us-east-1:111122223333:table/Changes/stream/2020' },
      'ResourceNotFoundException',
      'Requested resource not found: Stream: arn:aws:dynamodb:us-east-1:111122223333:table/Changes/stream/2020 not found',
    ],
  ])('refuses %s', async (_, input, name, message) => {
    const answer = stream.streams.send(new DescribeStreamCommand({ StreamArn, ...input }));

    await expect(answer).rejects.toMatchObject({ name, message });
  });
});

suite('ListStreams', () => {
  it('lists by pages, and by table', async () => {
    await createStreamTable(sandbox, 'KEYS_ONLY', { TableName: 'Apples' });
    const list = (input: object) => stream.streams.send(new ListStreamsCommand(input));

    const first = await list({ Limit: 1 });
    const second = await list({ Limit: 1, ExclusiveStartStreamArn: first.LastEvaluatedStreamArn });
    const named = await list({ TableName: 'Changes' });
    const none = await list({ TableName: 'Nobody' });

    expect(first.Streams?.map(({ TableName }) => TableName)).toEqual(['Apples']);
    expect(first.LastEvaluatedStreamArn).toBe(first.Streams?.[0]?.StreamArn);
    expect(second.Streams?.map(({ TableName }) => TableName)).toEqual(['Changes']);
    expect(second.LastEvaluatedStreamArn).toBeUndefined();
    expect(named.Streams).toEqual([
      { StreamArn, TableName: 'Changes', StreamLabel: StreamArn.split('/').at(-1) },
    ]);
    expect(none.Streams).toEqual([]);
  });

  it.each([
    [{ ExclusiveStartStreamArn: 'x'.repeat(40) }, 'Invalid StreamArn'],
    [
      { Limit: 101 },
      'One or more parameter values were invalid: Limit cannot be greater than the maximum allowed size: 100',
    ],
  ])('refuses %j', async (input, message) => {
    const answer = stream.streams.send(new ListStreamsCommand(input));

    await expect(answer).rejects.toMatchObject({ name: 'ValidationException', message });
  });
});
