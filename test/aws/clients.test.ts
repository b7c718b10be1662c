import { BatchGetItemCommand, DescribeTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type ClientCache, createClientCache } from '../../src/aws/clients.js';
import { type Clock, realClock } from '../../src/aws/clock.js';
import { toProblem } from '../../src/aws/explain.js';
import { poll } from '../../src/aws/polling.js';
import type { CallRecord, CallStart } from '../../src/aws/recorder.js';
import { type Reply, type ScriptedServer, startScriptedServer } from '../support/scripted-server.js';

const FAILS: Reply = { status: 500, body: { __type: 'InternalServerError', message: 'sorry' } };
const ANSWERS: Reply = { status: 200, body: { Table: { TableName: 'T' } } };

/** What the server answers, in order; the last one for ever. */
let replies: Reply[] = [];
let server: ScriptedServer;
beforeAll(async () => {
  server = await startScriptedServer(() => {
    const [reply = 'hang'] = replies.length > 1 ? replies.splice(0, 1) : replies;
    return reply;
  });
});
afterAll(() => server.close());

interface Recorded {
  readonly clients: ClientCache;
  readonly started: CallStart[];
  readonly ended: CallRecord[];
  readonly sleeps: number[];
  /** What was waited for, and how long so far. */
  readonly throttled: (CallStart & { readonly elapsed: number })[];
  readonly controller: AbortController;
}

function record(): Recorded {
  const started: CallStart[] = [];
  const ended: CallRecord[] = [];
  const sleeps: number[] = [];
  const throttled: (CallStart & { readonly elapsed: number })[] = [];
  const controller = new AbortController();
  let slept = 0;
  const clock: Clock = {
    now: () => Date.now() + slept,
    sleep: async (milliseconds) => {
      slept += milliseconds;
      sleeps.push(milliseconds);
    },
    until: async () => undefined,
  };
  const clients = createClientCache({
    region: 'us-east-1',
    endpoint: server.endpoint,
    credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'a-well-kept-secret' },
    signal: controller.signal,
    clock,
    observer: { started: (call) => started.push(call), ended: (call) => ended.push(call) },
    onThrottled: (call, elapsed) => throttled.push({ ...call, elapsed }),
  });
  return { clients, started, ended, sleeps, throttled, controller };
}

describe('the client cache', () => {
  it('has one client per class', () => {
    const { clients } = record();

    expect(clients.get(DynamoDBClient)).toBe(clients.get(DynamoDBClient));
    expect(clients.get(STSClient)).toBeInstanceOf(STSClient);
  });

  it('records a call with its input, output and attempts', async () => {
    const { clients, started, ended } = record();
    replies = [ANSWERS];

    await clients.get(DynamoDBClient).send(new DescribeTableCommand({ TableName: 'T' }));

    expect(started).toEqual([{ service: 'dynamodb', operation: 'DescribeTable' }]);
    expect(ended).toEqual([
      {
        service: 'dynamodb',
        operation: 'DescribeTable',
        input: { TableName: 'T' },
        output: expect.objectContaining({ Table: { TableName: 'T' } }),
        attempts: 1,
        ms: expect.any(Number),
      },
    ]);
  });

  it('adds up the capacity that a call has consumed', async () => {
    const { clients, ended } = record();
    replies = [{ status: 200, body: { ConsumedCapacity: [{ CapacityUnits: 1.5 }, { CapacityUnits: 2 }] } }];

    await clients.get(DynamoDBClient).send(new BatchGetItemCommand({ RequestItems: {} }));

    expect(ended[0]?.consumedCapacity).toBe(3.5);
  });

  it('calls the endpoint that it was given, whichever of its own AWS is to be asked at', async () => {
    const { clients } = record();
    replies = [ANSWERS];
    vi.stubEnv('AWS_USE_FIPS_ENDPOINT', 'true');
    vi.stubEnv('AWS_USE_DUALSTACK_ENDPOINT', 'true');

    const calling = clients.get(DynamoDBClient).send(new DescribeTableCommand({ TableName: 'T' }));

    await expect(calling.finally(() => vi.unstubAllEnvs())).resolves.toMatchObject({
      Table: { TableName: 'T' },
    });
  });

  it('retries on the clock that it was given, and counts', async () => {
    const { clients, ended, sleeps } = record();
    replies = [FAILS, FAILS, ANSWERS];

    await clients.get(DynamoDBClient).send(new DescribeTableCommand({ TableName: 'T' }));

    expect(ended[0]?.attempts).toBe(3);
    expect(sleeps).toHaveLength(2);
    expect(Math.max(...sleeps)).toBeLessThanOrEqual(100);
  });

  it('records what fails, without the secret key', async () => {
    const { clients, ended } = record();
    replies = [FAILS];

    const calling = clients.get(DynamoDBClient).send(new DescribeTableCommand({ TableName: 'T' }));

    await expect(calling).rejects.toThrow('sorry');
    expect(ended[0]).toMatchObject({ error: { name: 'InternalServerError' }, attempts: 4 });
    expect(JSON.stringify(ended)).not.toContain('a-well-kept-secret');
  });

  it('remembers which call an error came from', async () => {
    const { clients } = record();
    replies = [{ status: 400, body: { __type: 'ValidationException', message: 'bad input' } }];
    const target = { kind: 'aws' } as const;

    const error = await clients
      .get(DynamoDBClient)
      .send(new DescribeTableCommand({ TableName: 'T' }))
      .catch((thrown: unknown) => thrown);

    expect(toProblem(error, { target, commandLine: (words) => words })?.message).toBe(
      'AWS refused dynamodb:DescribeTable: ValidationException.',
    );
  });

  it('ends a call in flight, and refuses later ones, when the signal is aborted', async () => {
    const { clients, ended, controller } = record();
    replies = ['hang'];

    const calling = clients.get(STSClient).send(new GetCallerIdentityCommand({}));
    setTimeout(() => controller.abort(), 20);

    await expect(calling).rejects.toMatchObject({ name: 'AbortError' });
    const later = clients.get(STSClient).send(new GetCallerIdentityCommand({}));
    await expect(later).rejects.toMatchObject({ name: 'AbortError' });
    expect(ended).toHaveLength(2);
  });
});

describe('a call that is refused for its rate', () => {
  const THROTTLES: Reply = { status: 400, body: { __type: 'ThrottlingException', message: 'Rate exceeded' } };
  const describeTable = new DescribeTableCommand({ TableName: 'T' });
  const total = (sleeps: readonly number[]): number => sleeps.reduce((sum, sleep) => sum + sleep, 0);

  it('is sent again for longer than the SDK would, as one call, and told while it waits', async () => {
    const { clients, ended, throttled } = record();
    replies = [...Array<Reply>(9).fill(THROTTLES), ANSWERS];

    const answer = await clients.get(DynamoDBClient).send(describeTable);

    expect(answer).toMatchObject({ Table: { TableName: 'T' }, $metadata: { attempts: 10 } });
    expect(ended).toMatchObject([{ operation: 'DescribeTable', attempts: 10 }]);
    expect(throttled).toMatchObject([
      { service: 'dynamodb', operation: 'DescribeTable', elapsed: 0 },
      { service: 'dynamodb', operation: 'DescribeTable' },
    ]);
  });

  it('is given up after minutes, with the refusal itself and all of its attempts', async () => {
    const { clients, ended, sleeps } = record();
    replies = [THROTTLES];

    await expect(clients.get(DynamoDBClient).send(describeTable)).rejects.toMatchObject({
      name: 'ThrottlingException',
    });
    expect(total(sleeps)).toBeGreaterThan(5 * 60_000);
    expect(ended[0]?.attempts).toBeGreaterThan(100);
  });

  it('is given up by those who wait for it, too: no wait multiplies the other', async () => {
    const { clients, sleeps, ended } = record();
    replies = [THROTTLES];
    const clock = { ...realClock, sleep: async () => undefined };
    const ask = (): Promise<object> => clients.get(DynamoDBClient).send(describeTable);

    const waiting = poll({
      what: 'it',
      clock,
      every: 1,
      deadline: 100,
      ask,
      tolerate: () => true,
      onWait: () => {},
    });

    await expect(waiting).rejects.toMatchObject({ name: 'ThrottlingException' });
    expect(ended).toHaveLength(1);
    expect(total(sleeps)).toBeLessThan(15 * 60_000);
  });

  it('bears a service that fails at its last attempt, but not one that goes on failing', async () => {
    const refusals = Array<Reply>(3).fill(THROTTLES);
    const { clients, ended } = record();

    replies = [...refusals, FAILS, ANSWERS];
    expect(await clients.get(DynamoDBClient).send(describeTable)).toMatchObject({
      $metadata: { attempts: 5 },
    });
    replies = [...refusals, FAILS];
    await expect(clients.get(DynamoDBClient).send(describeTable)).rejects.toThrow('sorry');
    expect(ended.map(({ attempts }) => attempts)).toEqual([5, 8]);
  });

  it('is left to its caller where that is patient in its own way', async () => {
    const { clients, ended, throttled } = record();
    replies = [THROTTLES];
    const calling = clients.get(DynamoDBClient).send(new BatchGetItemCommand({ RequestItems: {} }));

    await expect(calling).rejects.toMatchObject({ name: 'ThrottlingException' });
    expect(ended).toMatchObject([{ attempts: 4 }]);
    expect(throttled).toEqual([]);
  });

  it('comes back at another moment than that of another lab', async () => {
    const pauses = async (): Promise<number[]> => {
      const { clients, sleeps } = record();
      replies = [...Array<Reply>(4).fill(THROTTLES), ANSWERS];
      await clients.get(DynamoDBClient).send(describeTable);
      return sleeps;
    };

    expect(await pauses()).not.toEqual(await pauses());
  });
});

describe('a client with retries of its own', () => {
  const THROTTLES: Reply = {
    status: 400,
    body: { __type: 'ProvisionedThroughputExceededException', message: 'slow down' },
  };
  const describeTable = new DescribeTableCommand({ TableName: 'T' });

  it.each([
    [{ mode: 'none' }, 1],
    [{ mode: 'standard' }, 4],
    [{ mode: 'standard', maxAttempts: 6 }, 6],
    [{ mode: 'adaptive', maxAttempts: 3 }, 3],
  ] as const)('%o sends a call that is throttled %i times, and is recorded', async (retries, attempts) => {
    const { clients, ended } = record();
    replies = [THROTTLES];

    const calling = clients.withRetries(DynamoDBClient, retries).send(describeTable);

    await expect(calling).rejects.toMatchObject({ name: 'ProvisionedThroughputExceededException' });
    expect(ended).toMatchObject([{ attempts }]);
  });

  it('of none sends again what fails by accident', async () => {
    const { clients, ended } = record();
    replies = [{ status: 500, body: { __type: 'InternalServerError' } }, ANSWERS];

    await clients.withRetries(DynamoDBClient, { mode: 'none' }).send(describeTable);

    expect(ended).toMatchObject([{ attempts: 2 }]);
  });

  it('is another one each time, and leaves the one of its class as it is', async () => {
    const { clients, ended } = record();
    const first = clients.withRetries(DynamoDBClient, { mode: 'none' });
    expect(clients.withRetries(DynamoDBClient, { mode: 'none' })).not.toBe(first);
    replies = [THROTTLES, ANSWERS];

    await clients.get(DynamoDBClient).send(describeTable);

    expect(ended).toMatchObject([{ attempts: 2 }]);
  });

  it('obeys the signal', async () => {
    const { clients, controller } = record();
    replies = [THROTTLES];
    controller.abort(new Error('Ctrl-C'));

    const calling = clients.withRetries(DynamoDBClient, { mode: 'adaptive' }).send(describeTable);

    await expect(calling).rejects.toThrow();
  });

  it('holds back, once it was throttled, even what was not refused: on the clock that it was given', async () => {
    const { clients, sleeps } = record();
    const client = clients.withRetries(DynamoDBClient, { mode: 'adaptive' });
    replies = [THROTTLES, ANSWERS];
    await client.send(describeTable);
    const before = sleeps.length;

    await client.send(describeTable);

    expect(sleeps.slice(before)).not.toEqual([]);
  });
});
