/** What is written to a table is told to a function: in order, again where it fails, parked where it must. */
import {
  type CreateEventSourceMappingCommandInput,
  DeleteEventSourceMappingCommand,
  ListEventSourceMappingsCommand,
  UpdateEventSourceMappingCommand,
} from '@aws-sdk/client-lambda';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startTestSandbox, type TestSandbox } from '../../../../support/sandbox.js';
import { ALL_ACTIONS, createStreamReader, FUNCTION_NAME, type StreamReader } from './stream-reader.js';

const MINUTE = 60_000;

let sandbox: TestSandbox;
let reader: StreamReader;
beforeEach(async () => {
  sandbox = await startTestSandbox();
  reader = await createStreamReader(sandbox);
});
afterEach(async () => {
  await sandbox.close();
  reader.close();
  expect(sandbox.log).toEqual([]);
});

async function putAll(...ids: string[]): Promise<void> {
  for (const id of ids) await reader.put(id);
}

describe('a mapping', () => {
  it('calls the function with what was written before and after it was made, in order', async () => {
    await putAll('a', 'b');
    await reader.attach();
    await reader.put('a', 'changed');
    await reader.remove('b');
    await sandbox.advance(MINUTE);

    const records = reader.calls().flat();
    expect(records.map(({ eventName, dynamodb }) => `${eventName} ${dynamodb.Keys.id.S}`)).toEqual([
      'INSERT a',
      'INSERT b',
      'MODIFY a',
      'REMOVE b',
    ]);
    expect(records[2]).toMatchObject({
      eventSource: 'aws:dynamodb',
      eventSourceARN: reader.streamArn,
      eventVersion: '1.1',
      awsRegion: 'us-east-1',
      dynamodb: {
        NewImage: { id: { S: 'a' }, mode: { S: 'changed' } },
        OldImage: { id: { S: 'a' } },
        StreamViewType: 'NEW_AND_OLD_IMAGES',
      },
    });
  });

  it('from LATEST on knows nothing of what was before', async () => {
    await putAll('before');
    await reader.attach({ StartingPosition: 'LATEST' });
    await putAll('after');
    await sandbox.advance(MINUTE);

    expect(reader.told()).toBe('after');
  });

  it('gathers a batch until it is full, or its window is over', async () => {
    await reader.attach({ BatchSize: 3, MaximumBatchingWindowInSeconds: 30 });
    await putAll('a', 'b');
    await sandbox.advance(10_000);
    expect(reader.told()).toBe('');
    await putAll('c', 'd');
    await sandbox.advance(1_000);
    expect(reader.told()).toBe('a b c');
    await sandbox.advance(30_000);

    expect(reader.told()).toBe('a b c | d');
  });

  it('leaves out what no filter matches, and goes on behind it', async () => {
    const Pattern = JSON.stringify({ dynamodb: { NewImage: { mode: { S: [{ prefix: 'keep' }] } } } });
    await reader.attach({ FilterCriteria: { Filters: [{ Pattern }] } });
    await reader.put('a', 'keep');
    await putAll('b', 'c');
    await reader.put('d', 'keep, too');
    await sandbox.advance(MINUTE);

    expect(reader.told().replaceAll(' | ', ' ')).toBe('a d');
  });

  it('goes on in the shards that take the place of its own', async () => {
    await reader.attach();
    await putAll('a');
    await sandbox.advance(5 * 60 * MINUTE);
    await putAll('b');
    await sandbox.advance(MINUTE);

    expect(reader.told()).toBe('a | b');
  });
});

describe('a record that fails', () => {
  it('alone is parked after its retries, its neighbours are done, and what comes later, too', async () => {
    await putAll('a', 'b');
    await reader.put('poison', 'report');
    await putAll('c', 'd');
    const uuid = await reader.attach();
    await sandbox.advance(5 * MINUTE);
    await putAll('e');
    await sandbox.advance(MINUTE);

    const [message, ...others] = await reader.parked();
    const poisoned = reader
      .calls()
      .flat()
      .find(({ dynamodb }) => dynamodb.Keys.id.S === 'poison');
    expect(others).toEqual([]);
    expect(message).toMatchObject({
      requestContext: {
        functionArn: expect.stringContaining(`:function:${FUNCTION_NAME}`),
        condition: 'RetryAttemptsExhausted',
        approximateInvokeCount: expect.any(Number),
      },
      responseContext: { statusCode: 200, executedVersion: '$LATEST' },
      DDBStreamBatchInfo: {
        shardId: expect.stringMatching(/^shardId-/),
        startSequenceNumber: poisoned?.dynamodb.SequenceNumber,
        endSequenceNumber: poisoned?.dynamodb.SequenceNumber,
        batchSize: 1,
        streamArn: reader.streamArn,
      },
    });
    expect(reader.told()).toMatch(/\be$/);
    expect(reader.told().match(/\bpoison(?= \||$)/g)?.length).toBeGreaterThanOrEqual(3);
    expect(await reader.mapping(uuid)).toMatchObject({ State: 'Enabled', LastProcessingResult: 'OK' });
  });

  it.each(['throw', 'exit'])('by taking the whole batch with it is isolated: %s', async (mode) => {
    await putAll('a', 'b');
    await reader.put('poison', mode);
    await putAll('c');
    await reader.attach({ MaximumRetryAttempts: 0 });
    await sandbox.advance(5 * MINUTE);

    expect(await reader.parked()).toMatchObject([{ DDBStreamBatchInfo: { batchSize: 1 } }]);
    const done = reader
      .calls()
      .filter((records) => records.every(({ dynamodb }) => dynamodb.Keys.id.S !== 'poison'));
    expect([...new Set(done.flat().map(({ dynamodb }) => dynamodb.Keys.id.S))].sort()).toEqual([
      'a',
      'b',
      'c',
    ]);
  });

  it('once only is tried again, and nothing is parked', async () => {
    await reader.attach();
    await reader.put('a', 'once');
    await putAll('b');
    await sandbox.advance(5 * MINUTE);

    expect(reader.told()).toMatch(/^a b? ?\|? ?.*a/);
    expect(reader.told()).toMatch(/b$/);
    expect(await reader.parked()).toEqual([]);
  });

  it('holds up its shard while nothing limits its retries, until it is too old', async () => {
    await reader.put('a', 'report');
    const uuid = await reader.attach({
      BatchSize: 1,
      MaximumRetryAttempts: -1,
      MaximumRecordAgeInSeconds: 600,
    });
    await sandbox.advance(5 * MINUTE);
    await putAll('b');
    await sandbox.advance(MINUTE);
    expect(reader.told()).not.toContain('b');
    expect((await reader.mapping(uuid)).LastProcessingResult).toBe('PROBLEM: Function call failed');
    await sandbox.advance(6 * MINUTE);

    expect(reader.told()).toMatch(/b$/);
    expect(await reader.parked()).toMatchObject([{ requestContext: { condition: 'RecordAgeExceeded' } }]);
  });
});

describe('a mapping on its way', () => {
  it('is Creating, then Enabled; with what it was made of', async () => {
    const uuid = await reader.attach({ Tags: { purpose: 'test' } });

    expect(await reader.mapping(uuid)).toMatchObject({
      UUID: uuid,
      State: 'Enabled',
      StateTransitionReason: 'User action',
      BatchSize: 10,
      MaximumBatchingWindowInSeconds: 0,
      MaximumRetryAttempts: 2,
      MaximumRecordAgeInSeconds: -1,
      BisectBatchOnFunctionError: true,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      StartingPosition: 'TRIM_HORIZON',
      DestinationConfig: { OnFailure: { Destination: reader.queueArn } },
      LastProcessingResult: 'No records processed',
    });
    const { EventSourceMappings } = await reader.lambda.send(
      new ListEventSourceMappingsCommand({ FunctionName: FUNCTION_NAME }),
    );
    expect(EventSourceMappings?.map(({ UUID }) => UUID)).toEqual([uuid]);
  });

  it('takes a minute, and polls another one later, under the hazard slow-mappings', async () => {
    sandbox.server.hazards.set(['slow-mappings']);
    await putAll('a');
    const uuid = await reader.attach();
    expect((await reader.mapping(uuid)).State).toBe('Creating');
    await sandbox.advance(MINUTE);
    expect((await reader.mapping(uuid)).State).toBe('Enabled');
    expect(reader.told()).toBe('');
    await sandbox.advance(2 * MINUTE);

    expect(reader.told()).toBe('a');
  });

  it('disabled keeps its place, and goes on from there when it is enabled', async () => {
    const uuid = await reader.attach();
    await putAll('a');
    await sandbox.advance(MINUTE);
    await reader.lambda.send(new UpdateEventSourceMappingCommand({ UUID: uuid, Enabled: false }));
    expect((await reader.mapping(uuid)).State).toBe('Disabling');
    await sandbox.advance(MINUTE);
    await putAll('b');
    await sandbox.advance(MINUTE);
    expect([(await reader.mapping(uuid)).State, reader.told()]).toEqual(['Disabled', 'a']);
    await reader.lambda.send(new UpdateEventSourceMappingCommand({ UUID: uuid, Enabled: true }));
    await sandbox.advance(MINUTE);

    expect([(await reader.mapping(uuid)).State, reader.told()]).toEqual(['Enabled', 'a | b']);
  });

  it('deleted is in use while it goes, and gone then', async () => {
    const UUID = await reader.attach();
    const remove = new DeleteEventSourceMappingCommand({ UUID });
    expect(await reader.lambda.send(remove)).toMatchObject({ State: 'Deleting' });
    await expect(reader.lambda.send(remove)).rejects.toMatchObject({ name: 'ResourceInUseException' });
    await sandbox.advance(MINUTE);

    await expect(reader.mapping(UUID)).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: 'The resource you requested does not exist.',
    });
    await putAll('a');
    await sandbox.advance(MINUTE);
    expect(reader.told()).toBe('');
  });
});

describe('what a mapping needs', () => {
  it.each([
    [
      'dynamodb:GetRecords',
      /^Cannot access stream arn:.*Please ensure the role can perform the GetRecords, /,
    ],
    ['sqs:SendMessage', /^The provided execution role does not have permissions to call SendMessage on SQS$/],
  ])('is said where the role lacks it: %s', async (missing, message) => {
    await reader.allow(ALL_ACTIONS.filter((action) => action !== missing));

    await expect(reader.attach()).rejects.toMatchObject({
      name: 'InvalidParameterValueException',
      message: expect.stringMatching(message),
    });
  });

  it('is missed later, told, and taken up again', async () => {
    const uuid = await reader.attach();
    await reader.allow(['sqs:SendMessage']);
    await putAll('a');
    await sandbox.advance(MINUTE);
    expect((await reader.mapping(uuid)).LastProcessingResult).toMatch(
      /^PROBLEM: The function's role may not perform dynamodb:GetRecords on arn:aws:dynamodb:.*\/stream\/.*\.$/,
    );
    expect(reader.told()).toBe('');
    await reader.allow(ALL_ACTIONS);
    await sandbox.advance(MINUTE);

    expect(reader.told()).toBe('a');
  });

  it('is one of its kind: a second one for the same stream and function names the first', async () => {
    const uuid = await reader.attach();

    await expect(reader.attach()).rejects.toMatchObject({
      name: 'ResourceConflictException',
      message: expect.stringContaining(
        `mapping already exists. Please update or delete the existing mapping with UUID ${uuid}`,
      ),
    });
  });

  it.each<[Partial<CreateEventSourceMappingCommandInput>, string]>([
    [{ EventSourceArn: 'arn:aws:sqs:us-east-1:111122223333:parked' }, 'Unrecognized event source.'],
    [{ StartingPosition: 'AT_TIMESTAMP' }, 'Unsupported starting position for arn type: dynamodb'],
    [{ FilterCriteria: { Filters: [{ Pattern: '{' }] } }, 'Invalid filter pattern definition.'],
    [{ FunctionName: 'nobody' }, 'Function not found: '],
    [{ TumblingWindowInSeconds: 60 }, 'Tumbling windows are not served by this sandbox.'],
    [
      { KMSKeyArn: 'arn:aws:kms:us-east-1:111122223333:key/k' },
      'KMSKeyArn is not served for DynamoDB streams',
    ],
    [
      { DestinationConfig: { OnFailure: { Destination: 'arn:aws:sns:us-east-1:111122223333:topic' } } },
      'The on-failure destination arn:aws:sns:us-east-1:111122223333:topic is not served',
    ],
    [{ BatchSize: 0 }, "Value '0' at 'batchSize' failed to satisfy constraint"],
  ])('is refused where it is wrong: %j', async (settings, message) => {
    await expect(reader.attach(settings)).rejects.toThrow(message);
  });
});

it('a sandbox that starts again goes on where it was: nothing is left out, and nothing is told that was done', async () => {
  await reader.attach({ BatchSize: 1 });
  await putAll('a');
  await sandbox.advance(MINUTE);
  await putAll('b', 'c');

  await sandbox.restart();
  await sandbox.advance(MINUTE);

  expect(reader.told()).toBe('a | b | c');
});
