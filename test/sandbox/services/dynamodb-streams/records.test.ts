import {
  type AttributeValue,
  BatchWriteItemCommand,
  DeleteItemCommand,
  PutItemCommand,
  ScanCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import type { _Record as StreamRecord, StreamViewType } from '@aws-sdk/client-dynamodb-streams';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, expect, it, describe as suite } from 'vitest';
import { startTestSandbox, type TestSandbox } from '../../../support/sandbox.js';
import { createStreamTable, type StreamFixture } from './reading.js';

let sandbox: TestSandbox;
let stream: StreamFixture;

beforeAll(async () => {
  sandbox = await startTestSandbox();
});
afterAll(() => sandbox.close());

type TestItem = Record<string, AttributeValue>;

const put = (Item: TestItem) => stream.table.send(new PutItemCommand({ TableName: 'Changes', Item }));
const remove = (id: string) =>
  stream.table.send(new DeleteItemCommand({ TableName: 'Changes', Key: { id: { S: id } } }));
const setNote = (id: string, note: string) =>
  stream.table.send(
    new UpdateItemCommand({
      TableName: 'Changes',
      Key: { id: { S: id } },
      UpdateExpression: 'SET note = :note',
      ExpressionAttributeValues: { ':note': { S: note } },
    }),
  );

suite('a record', () => {
  afterEach(() => stream.deleteTable());

  it('has the members that AWS gives it', async () => {
    // Prepare
    stream = await createStreamTable(sandbox);

    // Act
    await put({ id: { S: 'a' }, note: { S: 'new' } });
    const now = sandbox.server.clock.now();

    // Assess
    const [record] = await stream.records();
    expect(record).toEqual({
      eventID: expect.stringMatching(/^[0-9a-f]{32}$/),
      eventName: 'INSERT',
      eventVersion: '1.1',
      eventSource: 'aws:dynamodb',
      awsRegion: 'us-east-1',
      dynamodb: {
        ApproximateCreationDateTime: expect.any(Date),
        Keys: { id: { S: 'a' } },
        NewImage: { id: { S: 'a' }, note: { S: 'new' } },
        SequenceNumber: expect.stringMatching(/^\d{21}$/),
        SizeBytes: 13,
        StreamViewType: 'NEW_AND_OLD_IMAGES',
      },
    });
    const time = record?.dynamodb?.ApproximateCreationDateTime?.getTime() ?? 0;
    expect(time % 1000).toBe(0);
    expect(Math.abs(now - time)).toBeLessThan(2000);
  });

  it('weighs what AWS says in its examples', async () => {
    stream = await createStreamTable(sandbox, 'NEW_AND_OLD_IMAGES', {
      KeySchema: [{ AttributeName: 'Id', KeyType: 'HASH' }],
      AttributeDefinitions: [{ AttributeName: 'Id', AttributeType: 'N' }],
    });

    await put({ Id: { N: '101' }, Message: { S: 'New item!' } });
    await put({ Id: { N: '101' }, Message: { S: 'This item has changed' } });
    await stream.table.send(new DeleteItemCommand({ TableName: 'Changes', Key: { Id: { N: '101' } } }));

    const sizes = (await stream.records()).map(({ dynamodb }) => dynamodb?.SizeBytes);
    expect(sizes).toEqual([26, 59, 38]);
  });

  it.each<[StreamViewType, string[][]]>([
    ['KEYS_ONLY', [[], [], []]],
    ['NEW_IMAGE', [['NewImage'], ['NewImage'], []]],
    ['OLD_IMAGE', [[], ['OldImage'], ['OldImage']]],
    ['NEW_AND_OLD_IMAGES', [['NewImage'], ['NewImage', 'OldImage'], ['OldImage']]],
  ])('of view type %s has its images', async (viewType, images) => {
    stream = await createStreamTable(sandbox, viewType);

    await put({ id: { S: 'a' }, note: { S: 'first' } });
    await setNote('a', 'second');
    await remove('a');

    const records = await stream.records();
    expect(records.map(({ eventName }) => eventName)).toEqual(['INSERT', 'MODIFY', 'REMOVE']);
    for (const [index, { dynamodb = {} }] of records.entries()) {
      expect(Object.keys(dynamodb).filter((name) => name.endsWith('Image'))).toEqual(images[index]);
      expect(dynamodb.Keys).toEqual({ id: { S: 'a' } });
      expect(dynamodb.StreamViewType).toBe(viewType);
    }
    expect(records[1]?.dynamodb?.NewImage?.note?.S ?? 'second').toBe('second');
    expect(records[1]?.dynamodb?.OldImage?.note?.S ?? 'first').toBe('first');
  });

  it('has an id and a sequence number of its own, growing', async () => {
    stream = await createStreamTable(sandbox);
    for (let count = 0; count < 20; count++) await setNote('a', `note ${count}`);

    const records = await stream.records();

    const numbers = records.map(({ dynamodb }) => BigInt(dynamodb?.SequenceNumber ?? 0));
    expect(numbers).toEqual([...new Set(numbers)].sort((a, b) => (a < b ? -1 : 1)));
    expect(new Set(records.map(({ eventID }) => eventID)).size).toBe(20);
    expect(await stream.records()).toEqual(records);
  });
});

suite('no record', () => {
  afterEach(() => stream.deleteTable());

  const events = async () => (await stream.records()).map(({ eventName }) => eventName);

  it('is made of a write that changes nothing', async () => {
    stream = await createStreamTable(sandbox);
    await put({ id: { S: 'a' }, note: { S: 'same' }, tags: { SS: ['x', 'y'] } });

    await put({ id: { S: 'a' }, note: { S: 'same' }, tags: { SS: ['x', 'y'] } });
    await put({ tags: { SS: ['y', 'x'] }, note: { S: 'same' }, id: { S: 'a' } });
    await setNote('a', 'same');
    await remove('missing');

    expect(await events()).toEqual(['INSERT']);
  });

  it('is made of a write whose condition fails, or that is invalid', async () => {
    stream = await createStreamTable(sandbox);
    const ConditionExpression = 'attribute_exists(id)';

    const failed = stream.table.send(
      new PutItemCommand({ TableName: 'Changes', Item: { id: { S: 'a' } }, ConditionExpression }),
    );
    await expect(failed).rejects.toMatchObject({ name: 'ConditionalCheckFailedException' });
    await expect(put({ note: { S: 'no key' } })).rejects.toMatchObject({ name: 'ValidationException' });

    expect(await events()).toEqual([]);
  });

  it('is missing from a batch', async () => {
    stream = await createStreamTable(sandbox);
    await put({ id: { S: 'old' } });

    const puts = ['a', 'b', 'old'].map((id) => ({ PutRequest: { Item: { id: { S: id } } } }));
    const deletion = { DeleteRequest: { Key: { id: { S: 'missing' } } } };
    await stream.table.send(new BatchWriteItemCommand({ RequestItems: { Changes: [...puts, deletion] } }));

    const ids = (await stream.records()).map(({ dynamodb }) => dynamodb?.Keys?.id?.S);
    expect(ids).toEqual(['old', 'a', 'b']);
  });
});

suite('a table', () => {
  it('can be rebuilt from its stream', async () => {
    const id = fc.constantFrom('a', 'b', 'c', 'd');
    const note = fc.constantFrom('x', 'yy', 'z');
    const change = fc.oneof(
      fc.record({ kind: fc.constant('put'), id, note }),
      fc.record({ kind: fc.constant('update'), id, note }),
      fc.record({ kind: fc.constant('delete'), id, note }),
    );
    await fc.assert(
      fc
        .asyncProperty(fc.array(change, { minLength: 1, maxLength: 25 }), async (changes) => {
          // Prepare
          stream = await createStreamTable(sandbox);

          // Act
          for (const { kind, id: key, note: text } of changes) {
            if (kind === 'put') await put({ id: { S: key }, [text]: { S: text } });
            else if (kind === 'update') await setNote(key, text);
            else await remove(key);
          }

          // Assess
          const { Items = [] } = await stream.table.send(new ScanCommand({ TableName: 'Changes' }));
          const table = new Map(Items.map((item) => [item.id?.S, item]));
          expect(replay(await stream.records())).toEqual(table);
        })
        .afterEach(() => stream.deleteTable()),
      { numRuns: 15 },
    );
  });
});

/** The items that records lead to. Each has to fit to those before it. */
function replay(records: readonly StreamRecord[]): Map<string | undefined, unknown> {
  const items = new Map<string | undefined, unknown>();
  for (const { eventName, dynamodb } of records) {
    const id = dynamodb?.Keys?.id?.S;
    expect(dynamodb?.OldImage).toEqual(items.get(id));
    expect(eventName).toBe(items.has(id) ? (dynamodb?.NewImage ? 'MODIFY' : 'REMOVE') : 'INSERT');
    if (dynamodb?.NewImage === undefined) items.delete(id);
    else items.set(id, dynamodb.NewImage);
  }
  return items;
}
