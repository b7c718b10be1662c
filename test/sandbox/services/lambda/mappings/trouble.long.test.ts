/** What comes in a mapping's way: the stream, the function or the mapping itself changes while it works. */
import {
  DeleteTableCommand,
  DescribeTableCommand,
  DynamoDBClient,
  PutItemCommand,
  TransactWriteItemsCommand,
  UpdateTableCommand,
} from '@aws-sdk/client-dynamodb';
import {
  DeleteEventSourceMappingCommand,
  DeleteFunctionCommand,
  DeleteFunctionConcurrencyCommand,
  PublishVersionCommand,
  PutFunctionConcurrencyCommand,
  UpdateEventSourceMappingCommand,
  UpdateFunctionCodeCommand,
} from '@aws-sdk/client-lambda';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startTestSandbox, type TestSandbox } from '../../../../support/sandbox.js';
import { zipOf } from '../../../functions/running.js';
import { createStreamReader, FUNCTION_NAME, type StreamReader, TABLE_NAME } from './stream-reader.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

let sandbox: TestSandbox;
let reader: StreamReader;
let table: DynamoDBClient;
beforeEach(async () => {
  sandbox = await startTestSandbox();
  reader = await createStreamReader(sandbox);
  table = sandbox.client(DynamoDBClient);
});
afterEach(async () => {
  await sandbox.close();
  reader.close();
  expect(sandbox.log).toEqual([]);
});

/** Puts a slow item, and resolves when the function is at it. */
async function putSlow(id: string): Promise<void> {
  await reader.put(id, 'slow');
  await expect.poll(reader.told, { timeout: 5_000, interval: 10 }).toMatch(new RegExp(`\\b${id}$`));
}

/** The ids in the order in which the function was told, whatever the batches. */
const order = (): string => reader.told().replaceAll(' | ', ' ');

async function resultOf(uuid: string): Promise<string | undefined> {
  return (await reader.mapping(uuid)).LastProcessingResult;
}

describe('a write', () => {
  it('is found whenever it comes: before a look, during one, after one', async () => {
    await reader.attach();
    const ids = Array.from({ length: 20 }, (_, place) => `item-${place}`);
    for (const [place, id] of ids.entries()) {
      const writing = reader.put(id);
      await sandbox.advance((place % 4) * 90);
      await writing;
    }
    await sandbox.advance(300);

    expect(order()).toBe(ids.join(' '));
  });

  it('that is undone does not hide those after it', async () => {
    await reader.attach({ BatchSize: 3, MaximumBatchingWindowInSeconds: 300 });
    await reader.put('a');
    await sandbox.advance(1_000);
    const isNew = { TableName: TABLE_NAME, ConditionExpression: 'attribute_not_exists(id)' };
    const undone = table.send(
      new TransactWriteItemsCommand({
        TransactItems: [
          { Put: { ...isNew, Item: { id: { S: 'undone' } } } },
          { Put: { ...isNew, Item: { id: { S: 'a' } } } },
        ],
      }),
    );
    await expect(undone).rejects.toMatchObject({ name: 'TransactionCanceledException' });
    await sandbox.advance(1_000);
    await reader.put('b');
    await reader.put('c');
    await sandbox.advance(1_000);

    expect(reader.told()).toBe('a b c');
  });

  it('is told in as many batches as its bytes need, without waiting for the window', async () => {
    await reader.attach({ BatchSize: 100, MaximumBatchingWindowInSeconds: 300 });
    const text = { S: 'x'.repeat(390_000) };
    for (let number = 10; number < 28; number++) {
      await table.send(
        new PutItemCommand({ TableName: TABLE_NAME, Item: { id: { S: String(number) }, text } }),
      );
      // A new table takes 4,000 units a second.
      await sandbox.advance(200);
    }
    await sandbox.advance(10_000);
    expect(reader.told()).toBe('10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25');
    await sandbox.advance(5 * MINUTE);

    expect(reader.told()).toMatch(/ 25 \| 26 27$/);
  });

  it('is told to each of two mappings, also where it fails in one of them', async () => {
    await reader.lambda.send(new PublishVersionCommand({ FunctionName: FUNCTION_NAME }));
    await reader.attach({ BatchSize: 1 });
    await reader.attach({ BatchSize: 1, FunctionName: `${FUNCTION_NAME}:1` });
    await reader.put('a');
    await reader.put('b', 'once');
    await reader.put('c');
    await sandbox.advance(MINUTE);

    // The one that comes second to b does not fail at it.
    expect(order().split(' ').toSorted()).toEqual(['a', 'a', 'b', 'b', 'b', 'c', 'c']);
    expect(order()).toMatch(/^a.*c$/);
  });
});

describe('a batch at its function', () => {
  it('is finished before its mapping is gone', async () => {
    const UUID = await reader.attach();
    await putSlow('a');
    await reader.put('b');
    await reader.lambda.send(new DeleteEventSourceMappingCommand({ UUID }));
    expect((await reader.mapping(UUID)).State).toBe('Deleting');
    await sandbox.advance(MINUTE);

    await expect(reader.mapping(UUID)).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    expect(reader.told()).toBe('a');
  });

  it('is finished before its mapping is disabled, and not told again', async () => {
    const UUID = await reader.attach();
    await putSlow('a');
    await reader.put('b');
    await reader.lambda.send(new UpdateEventSourceMappingCommand({ UUID, Enabled: false }));
    await sandbox.advance(MINUTE);
    expect([(await reader.mapping(UUID)).State, reader.told()]).toEqual(['Disabled', 'a']);
    await reader.lambda.send(new UpdateEventSourceMappingCommand({ UUID, Enabled: true }));
    await sandbox.advance(MINUTE);

    expect(reader.told()).toBe('a | b');
  });

  it('is finished by the code that it began with; the next one is told to the new code', async () => {
    const uuid = await reader.attach({ BatchSize: 1, MaximumRetryAttempts: 0 });
    await putSlow('a');
    await reader.put('b');
    const ZipFile = zipOf("export const handler = async () => { throw new Error('the new one'); };");
    await reader.lambda.send(new UpdateFunctionCodeCommand({ FunctionName: FUNCTION_NAME, ZipFile }));
    await sandbox.advance(1_000);
    await reader.put('c');
    await sandbox.advance(MINUTE);

    expect(reader.told()).toMatch(/^a( \| b)?$/);
    expect((await reader.parked()).length).toBeGreaterThan(0);
    expect(await resultOf(uuid)).toBe('PROBLEM: Function call failed');
  });

  it('when the sandbox stops is told again at the next start', async () => {
    await reader.attach();
    await putSlow('a');
    await reader.put('b');
    await sandbox.restart();
    await sandbox.advance(MINUTE);

    expect(order()).toBe('a a b');
    expect(await reader.parked()).toEqual([]);
  });
});

describe('a stream', () => {
  it('that is disabled is read to its end; enabled again it is another one', async () => {
    const uuid = await reader.attach();
    const change = async (StreamEnabled: boolean): Promise<string> => {
      const view = StreamEnabled ? { StreamViewType: 'NEW_AND_OLD_IMAGES' as const } : {};
      const StreamSpecification = { StreamEnabled, ...view };
      await table.send(new UpdateTableCommand({ TableName: TABLE_NAME, StreamSpecification }));
      await sandbox.advance(10_000);
      const { Table } = await table.send(new DescribeTableCommand({ TableName: TABLE_NAME }));
      return Table?.LatestStreamArn ?? '';
    };
    await reader.put('a');
    await change(false);
    const EventSourceArn = await change(true);
    await reader.put('b');
    await sandbox.advance(MINUTE);
    expect([reader.told(), (await reader.mapping(uuid)).State]).toEqual(['a', 'Enabled']);
    await reader.attach({ EventSourceArn });
    await sandbox.advance(MINUTE);

    expect(reader.told()).toBe('a | b');
  });

  it('of a table that is deleted is read to its end, and its mapping can be removed', async () => {
    const UUID = await reader.attach();
    await reader.put('a');
    await table.send(new DeleteTableCommand({ TableName: TABLE_NAME }));
    await sandbox.advance(MINUTE);
    expect(reader.told()).toBe('a');
    await sandbox.advance(25 * HOUR);
    expect((await reader.mapping(UUID)).State).toBe('Enabled');
    await reader.lambda.send(new DeleteEventSourceMappingCommand({ UUID }));
    await sandbox.advance(MINUTE);

    await expect(reader.mapping(UUID)).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });

  it('goes on in a new shard only when the one before it is done, however long that takes', async () => {
    await reader.attach({ BatchSize: 1 });
    const FunctionName = FUNCTION_NAME;
    await reader.lambda.send(
      new PutFunctionConcurrencyCommand({ FunctionName, ReservedConcurrentExecutions: 0 }),
    );
    await reader.put('a');
    await reader.put('b');
    await sandbox.advance(5 * HOUR);
    await reader.put('c');
    await sandbox.advance(MINUTE);
    expect(reader.told()).toBe('');
    await reader.lambda.send(new DeleteFunctionConcurrencyCommand({ FunctionName }));
    await sandbox.advance(MINUTE);

    expect(reader.told()).toBe('a | b | c');
  });

  it('goes on in a new shard when the one before it was never read, and is gone', async () => {
    await reader.attach();
    await reader.lambda.send(new DeleteFunctionCommand({ FunctionName: FUNCTION_NAME }));
    await reader.put('trimmed');
    await sandbox.advance(5 * HOUR);
    await reader.put('trimmed, too');
    await sandbox.advance(2 * HOUR);
    await reader.put('kept');
    await sandbox.advance(23 * HOUR);
    await reader.makeFunction();
    await sandbox.advance(MINUTE);

    expect(reader.told()).toBe('kept');
  });
});

describe('a function', () => {
  it('that may not run is waited for, however often it is refused', async () => {
    const uuid = await reader.attach({ MaximumRetryAttempts: 0 });
    const FunctionName = FUNCTION_NAME;
    await reader.lambda.send(
      new PutFunctionConcurrencyCommand({ FunctionName, ReservedConcurrentExecutions: 0 }),
    );
    await reader.put('a');
    await sandbox.advance(5 * MINUTE);
    expect([await resultOf(uuid), reader.told()]).toEqual(['PROBLEM: Rate Exceeded.', '']);
    await reader.lambda.send(new DeleteFunctionConcurrencyCommand({ FunctionName }));
    await sandbox.advance(MINUTE);

    expect([await resultOf(uuid), reader.told(), await reader.parked()]).toEqual(['OK', 'a', []]);
  });

  it('that is deleted is missed, and told all of it when it is made again', async () => {
    const uuid = await reader.attach();
    await reader.lambda.send(new DeleteFunctionCommand({ FunctionName: FUNCTION_NAME }));
    await reader.put('a');
    await sandbox.advance(MINUTE);
    const { FunctionArn, LastProcessingResult } = await reader.mapping(uuid);
    expect(LastProcessingResult).toBe(`PROBLEM: Function not found: ${FunctionArn}`);
    await reader.makeFunction();
    await sandbox.advance(MINUTE);

    expect([reader.told(), await resultOf(uuid)]).toEqual(['a', 'OK']);
  });
});
