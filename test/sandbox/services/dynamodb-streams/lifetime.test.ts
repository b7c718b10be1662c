import { BatchWriteItemCommand, PutItemCommand, UpdateTableCommand } from '@aws-sdk/client-dynamodb';
import {
  DescribeStreamCommand,
  GetRecordsCommand,
  ListStreamsCommand,
} from '@aws-sdk/client-dynamodb-streams';
import { afterEach, beforeEach, expect, it, describe as suite } from 'vitest';
import { startTestSandbox, type TestSandbox } from '../../../support/sandbox.js';
import { createStreamTable, HOUR, LONG_ENOUGH, MINUTE, type StreamFixture } from './reading.js';

let sandbox: TestSandbox;
let stream: StreamFixture;

beforeEach(async () => {
  sandbox = await startTestSandbox();
});
afterEach(async () => {
  expect(sandbox.log).toEqual([]);
  await sandbox.close();
});

const put = (id: string, note = 'n') =>
  stream.table.send(new PutItemCommand({ TableName: 'Changes', Item: { id: { S: id }, note: { S: note } } }));
const ids = async (arn?: string) => (await stream.records(arn)).map(({ dynamodb }) => dynamodb?.Keys?.id?.S);
const read = (ShardIterator: string | undefined) =>
  stream.streams.send(new GetRecordsCommand({ ShardIterator }));
const listed = async () =>
  (await stream.streams.send(new ListStreamsCommand({}))).Streams?.map(({ StreamArn }) => StreamArn);

suite('a stream', () => {
  it('is ENABLING and ENABLED, DISABLING and DISABLED', async () => {
    // Prepare
    stream = await createStreamTable(sandbox, 'KEYS_ONLY', { StreamSpecification: { StreamEnabled: false } });
    const change = (StreamSpecification: { StreamEnabled: boolean; StreamViewType?: 'KEYS_ONLY' }) =>
      stream.table.send(new UpdateTableCommand({ TableName: 'Changes', StreamSpecification }));
    const states: (string | undefined)[] = [];

    // Act
    for (const enabled of [true, false]) {
      await change({ StreamEnabled: enabled, ...(enabled ? { StreamViewType: 'KEYS_ONLY' } : {}) });
      states.push((await stream.describe()).StreamStatus);
      await sandbox.advance(LONG_ENOUGH);
      states.push((await stream.describe()).StreamStatus);
    }

    // Assess
    expect(states).toEqual(['ENABLING', 'ENABLED', 'DISABLING', 'DISABLED']);
  });

  it('records nothing while it is disabled, and is another one when it is enabled again', async () => {
    stream = await createStreamTable(sandbox);
    const first = await stream.arn();
    await put('while enabled');
    await stream.disable();
    await put('while disabled');
    await stream.enable('KEYS_ONLY');
    const second = await stream.arn();
    await put('again');

    expect(second).not.toBe(first);
    expect(await ids(first)).toEqual(['while enabled']);
    expect(await ids(second)).toEqual(['again']);
    expect(await listed()).toEqual([first, second]);
    expect((await stream.describe(second)).StreamViewType).toBe('KEYS_ONLY');
  });

  it('is read to its end once it is disabled', async () => {
    stream = await createStreamTable(sandbox);
    await put('a');
    const iterator = await stream.iterator();
    await stream.disable();

    const { Records, NextShardIterator } = await read(iterator);
    const latest = await read(await stream.iterator({ ShardIteratorType: 'LATEST' }));

    expect(Records).toHaveLength(1);
    expect(NextShardIterator).toBeUndefined();
    expect(latest.Records).toEqual([]);
    expect(latest.NextShardIterator).toBeUndefined();
    expect((await stream.describe()).Shards?.[0]?.SequenceNumberRange).toEqual({
      StartingSequenceNumber: expect.any(String),
      EndingSequenceNumber: expect.any(String),
    });
  });

  it.each([
    ['disabled', () => stream.disable()],
    ['deleted with its table', () => stream.deleteTable()],
  ])('can be read for a day when it has been %s', async (_, end) => {
    stream = await createStreamTable(sandbox);
    await sandbox.advance(3 * HOUR);
    await put('a');
    const arn = await stream.arn();
    await end();

    await sandbox.advance(23 * HOUR);
    const description = await stream.describe(arn);
    const inTime = await ids(arn);
    await sandbox.advance(HOUR);

    expect(description.StreamStatus).toBe('DISABLED');
    expect(inTime).toEqual(['a']);
    expect(await listed()).toEqual([]);
    await expect(stream.streams.send(new DescribeStreamCommand({ StreamArn: arn }))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
  });

  it('is another one when its table is made again', async () => {
    stream = await createStreamTable(sandbox);
    await put('old');
    const old = await stream.arn();
    await stream.deleteTable();
    await createStreamTable(sandbox);

    await put('new');

    expect(await ids()).toEqual(['new']);
    expect(await ids(old)).toEqual(['old']);
  });

  it('goes on after a restart', async () => {
    stream = await createStreamTable(sandbox);
    await put('before');
    const [before] = await stream.records();
    const iterator = await stream.iterator({ ShardIteratorType: 'LATEST' });

    await sandbox.restart();
    stream = stream.reconnected();
    await put('after');

    const [same, next] = await stream.records();
    expect(same).toEqual(before);
    expect(next?.dynamodb?.Keys?.id?.S).toBe('after');
    expect(next?.dynamodb?.SequenceNumber?.localeCompare(before?.dynamodb?.SequenceNumber ?? '')).toBe(1);
    expect((await read(iterator)).Records).toEqual([next]);
  });
});

suite('a record', () => {
  it('is gone after a day', async () => {
    stream = await createStreamTable(sandbox);
    await put('first');
    await sandbox.advance(2 * HOUR);
    await put('second');
    const inTime = await ids();

    await sandbox.advance(23 * HOUR);

    expect(inTime).toEqual(['first', 'second']);
    expect(await ids()).toEqual(['second']);
  });

  it('that is gone cannot be read from, or past', async () => {
    stream = await createStreamTable(sandbox);
    await sandbox.advance(LONG_ENOUGH);
    await put('first');
    const [{ dynamodb: { SequenceNumber } = {} } = {}] = await stream.records();
    const ShardId = (await stream.describe()).Shards?.[0]?.ShardId;
    await sandbox.advance(24 * HOUR - 5 * MINUTE);
    const type = { ShardId, ShardIteratorType: 'AT_SEQUENCE_NUMBER', SequenceNumber } as const;
    const iterator = await stream.iterator(type);
    const horizon = await stream.iterator({ ShardId });

    await sandbox.advance(6 * MINUTE);

    const trimmed = {
      name: 'TrimmedDataAccessException',
      message: 'The data you are trying to access has been trimmed',
    };
    await expect(stream.iterator(type)).rejects.toMatchObject(trimmed);
    await expect(read(iterator)).rejects.toMatchObject(trimmed);
    await expect(read(horizon)).rejects.toMatchObject(trimmed);
  });

  it('is not missed by a reader who waits for it for days', async () => {
    stream = await createStreamTable(sandbox);
    let iterator: string | undefined = await stream.iterator({ ShardIteratorType: 'LATEST' });
    for (let minutes = 0; minutes < 3 * 60; minutes += 10) {
      await sandbox.advance(10 * MINUTE);
      iterator = (await read(iterator)).NextShardIterator;
    }

    await put('at last');

    expect((await read(iterator)).Records).toHaveLength(1);
  });

  it('frees its space when its time is over', async () => {
    stream = await createStreamTable(sandbox);
    const count = () => sandbox.server.store.bytes('dynamodb.streamRecords', 'text').getCount();
    for (let id = 0; id < 1200; id += 25) {
      const puts = Array.from({ length: 25 }, (_, more) => ({
        PutRequest: { Item: { id: { S: `${id + more}` } } },
      }));
      await stream.table.send(new BatchWriteItemCommand({ RequestItems: { Changes: puts } }));
    }
    const written = count();

    await sandbox.advance(29 * HOUR);

    expect(written).toBe(1200);
    expect(count()).toBe(0);
  });
});

suite('shards', () => {
  it('are replaced by children every four hours and forgotten after a day', async () => {
    stream = await createStreamTable(sandbox);
    const [first] = (await stream.describe()).Shards ?? [];
    await put('a', 'first');
    const iterator = await stream.iterator();

    await sandbox.advance(4 * HOUR);
    await put('a', 'second');
    const [parent, child] = (await stream.describe()).Shards ?? [];
    const records = await stream.records();
    await sandbox.advance(28 * HOUR);
    const later = (await stream.describe()).Shards ?? [];

    expect(parent?.ShardId).toBe(first?.ShardId);
    expect(parent?.SequenceNumberRange?.EndingSequenceNumber).toBeDefined();
    expect(child?.ParentShardId).toBe(first?.ShardId);
    expect(child?.SequenceNumberRange?.EndingSequenceNumber).toBeUndefined();
    expect(records.map(({ dynamodb }) => dynamodb?.NewImage?.note?.S)).toEqual(['first', 'second']);
    expect(later.map(({ ShardId }) => ShardId)).not.toContain(first?.ShardId);
    expect(later.filter((shard) => !shard.SequenceNumberRange?.EndingSequenceNumber)).toHaveLength(1);
    await expect(read(iterator)).rejects.toMatchObject({ name: 'ExpiredIteratorException' });
  });

  it('are listed by pages, and by parent', async () => {
    stream = await createStreamTable(sandbox);
    await sandbox.advance(9 * HOUR);
    const { StreamArn, Shards: all = [] } = await stream.describe();
    const describe = async (input: object) =>
      (await stream.streams.send(new DescribeStreamCommand({ StreamArn, ...input }))).StreamDescription;

    const page = await describe({ Limit: 2 });
    const rest = await describe({ Limit: 2, ExclusiveStartShardId: page?.LastEvaluatedShardId });
    const children = await describe({
      ShardFilter: { Type: 'CHILD_SHARDS', ShardId: all[0]?.ShardId },
    });
    const afterUnknown = await describe({ ExclusiveStartShardId: 'z'.repeat(40) });

    expect(all).toHaveLength(3);
    expect(page?.Shards).toEqual(all.slice(0, 2));
    expect(page?.LastEvaluatedShardId).toBe(all[1]?.ShardId);
    expect(rest?.Shards).toEqual(all.slice(2));
    expect(rest?.LastEvaluatedShardId).toBeUndefined();
    expect(children?.Shards).toEqual(all.slice(1, 2));
    expect(afterUnknown?.Shards).toEqual([]);
  });

  it('are several where the table has several partitions, and keep the order of each key', async () => {
    stream = await createStreamTable(sandbox, 'NEW_IMAGE', {
      BillingMode: 'PROVISIONED',
      ProvisionedThroughput: { ReadCapacityUnits: 3000, WriteCapacityUnits: 2000 },
    });
    const keys = Array.from({ length: 12 }, (_, index) => `key ${index}`);
    for (const note of ['1', '2']) for (const key of keys) await put(key, note);
    await sandbox.advance(5 * HOUR);
    for (const key of keys) await put(key, '3');

    const { Shards = [] } = await stream.describe();
    const parents = Shards.slice(0, 3).map(({ ShardId }) => ShardId);
    const notes = new Map<string | undefined, (string | undefined)[]>();
    for (const { dynamodb } of await stream.records()) {
      const key = dynamodb?.Keys?.id?.S;
      notes.set(key, [...(notes.get(key) ?? []), dynamodb?.NewImage?.note?.S]);
    }

    expect(Shards.slice(3).map(({ ParentShardId }) => ParentShardId)).toEqual(parents);
    expect(notes.size).toBe(12);
    for (const order of notes.values()) expect(order).toEqual(['1', '2', '3']);
  });
});
