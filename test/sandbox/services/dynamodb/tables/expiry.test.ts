import {
  BatchWriteItemCommand,
  DynamoDBClient,
  ScanCommand,
  UpdateTimeToLiveCommand,
} from '@aws-sdk/client-dynamodb';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startTestSandbox, type TestSandbox } from '../../../../support/sandbox.js';
import { createStreamTable, type StreamFixture } from '../../dynamodb-streams/reading.js';

const MINUTE = 60 * 1000;
const HOUR = 60 * MINUTE;
/** Time to Live may be changed once in so long. */
const COOLDOWN = 31 * MINUTE;
const DAY_IN_SECONDS = 24 * 60 * 60;

describe('Time to Live', () => {
  let sandbox: TestSandbox;
  let stream: StreamFixture;

  beforeAll(async () => {
    sandbox = await startTestSandbox();
  });
  afterAll(() => sandbox.close());
  afterEach(() => stream.deleteTable());

  const seconds = (): number => Math.floor(sandbox.server.clock.now() / 1000);
  const client = (): DynamoDBClient => sandbox.client(DynamoDBClient);
  const set = (Enabled: boolean) =>
    client().send(
      new UpdateTimeToLiveCommand({
        TableName: 'Changes',
        TimeToLiveSpecification: { AttributeName: 'expires', Enabled },
      }),
    );
  const write = (times: Record<string, { N: string } | { S: string } | undefined>) =>
    client().send(
      new BatchWriteItemCommand({
        RequestItems: {
          Changes: Object.entries(times).map(([id, expires]) => ({
            PutRequest: { Item: { id: { S: id }, ...(expires && { expires }) } },
          })),
        },
      }),
    );
  const left = async (): Promise<(string | undefined)[]> => {
    const { Items = [] } = await client().send(
      new ScanCommand({ TableName: 'Changes', ConsistentRead: true }),
    );
    return Items.map(({ id }) => id?.S).sort();
  };

  it('deletes what is over, within the hour after that, and nothing else', async () => {
    stream = await createStreamTable(sandbox);
    await set(true);
    const now = seconds();
    await write({
      over: { N: String(now - 1) },
      soon: { N: `${now + 90 * 60}.5` },
      later: { N: String(now + DAY_IN_SECONDS) },
      text: { S: String(now - 1) },
      ancient: { N: String(now - 6 * 365 * DAY_IN_SECONDS) },
      never: undefined,
    });

    expect(await left()).toHaveLength(6);
    await sandbox.advance(HOUR + MINUTE);
    expect(await left()).toEqual(['ancient', 'later', 'never', 'soon', 'text']);
    await sandbox.advance(HOUR + MINUTE);
    expect(await left()).toEqual(['ancient', 'later', 'never', 'text']);
  });

  it('is told by the stream from what a caller deletes', async () => {
    stream = await createStreamTable(sandbox);
    await set(true);
    await write({ over: { N: String(seconds()) } });

    await sandbox.advance(HOUR + MINUTE);

    const records = await stream.records();
    expect(records.map(({ eventName }) => eventName)).toEqual(['INSERT', 'REMOVE']);
    expect(records[0]?.userIdentity).toBeUndefined();
    expect(records[1]).toMatchObject({
      userIdentity: { PrincipalId: 'dynamodb.amazonaws.com', Type: 'Service' },
      dynamodb: { Keys: { id: { S: 'over' } } },
    });
  });

  it('works through a table of more items than it looks at in one go', async () => {
    stream = await createStreamTable(sandbox);
    await set(true);
    const expires = { N: String(seconds()) };
    for (let batch = 0; batch < 50; batch += 1) {
      await write(Object.fromEntries(Array.from({ length: 25 }, (_, item) => [`${batch}-${item}`, expires])));
    }
    await write({ never: undefined });

    await sandbox.advance(HOUR + MINUTE);

    expect(await left()).toEqual(['never']);
  });

  it('ends when it is disabled', async () => {
    stream = await createStreamTable(sandbox);
    await set(true);
    await write({ a: { N: String(seconds() + 40 * 60) } });
    await sandbox.advance(COOLDOWN);
    await set(false);

    await sandbox.advance(3 * HOUR);

    expect(await left()).toEqual(['a']);
  });
});
