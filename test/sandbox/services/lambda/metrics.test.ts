/** What Lambda counts of functions, and what functions count in their logs. */
import { CloudWatchClient, type Dimension, GetMetricStatisticsCommand } from '@aws-sdk/client-cloudwatch';
import {
  InvokeCommand,
  type InvokeCommandInput,
  LambdaClient,
  PutFunctionConcurrencyCommand,
} from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestSandbox, type TestSandbox } from '../../../support/sandbox.js';
import { createTestFunction, createTestRole } from './functions.js';
import { createStreamReader, FUNCTION_NAME, type StreamReader } from './mappings/stream-reader.js';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** Fails where it is asked to, and counts what it is asked to. */
const SOURCE = `
export const handler = async ({ fail, sold }) => {
  if (fail) throw new Error('as asked');
  process.stdout.write(JSON.stringify({
    _aws: {
      Timestamp: Date.now(),
      CloudWatchMetrics: [{ Namespace: 'Shop', Dimensions: [['Kind'], []], Metrics: [{ Name: 'Sold', Unit: 'Count' }] }],
    },
    Kind: 'web',
    Sold: sold,
  }) + '\\n');
};`;

let sandbox: TestSandbox;
let lambda: LambdaClient;
let cloudWatch: CloudWatchClient;
beforeAll(async () => {
  sandbox = await startTestSandbox();
  lambda = sandbox.client(LambdaClient);
  cloudWatch = sandbox.client(CloudWatchClient);
});
afterAll(() => sandbox.close());

/** Sum and count of all that was recorded of a metric, or an empty list. */
async function totals(
  namespace: string,
  name: string,
  dimensions: Readonly<Record<string, string>>,
): Promise<readonly [sum: number | undefined, samples: number | undefined] | readonly []> {
  const now = sandbox.server.clock.now();
  const { Datapoints = [] } = await cloudWatch.send(
    new GetMetricStatisticsCommand({
      Namespace: namespace,
      MetricName: name,
      Dimensions: Object.entries(dimensions).map(([Name, Value]): Dimension => ({ Name, Value })),
      StartTime: new Date(now - DAY),
      EndTime: new Date(now + MINUTE),
      Period: 2 * 86_400,
      Statistics: ['Sum', 'SampleCount'],
    }),
  );
  const [point] = Datapoints;
  return point === undefined ? [] : [point.Sum, point.SampleCount];
}

describe('a function', () => {
  const FunctionName = 'counted';
  const invoke = (input: object, more: Partial<InvokeCommandInput> = {}): Promise<unknown> =>
    lambda.send(new InvokeCommand({ FunctionName, Payload: Buffer.from(JSON.stringify(input)), ...more }));

  it('is counted by its name, by its resource and together with all others', async () => {
    // Prepare
    const Role = await createTestRole(sandbox, 'counted', [
      'logs:CreateLogGroup',
      'logs:CreateLogStream',
      'logs:PutLogEvents',
    ]);
    await createTestFunction(sandbox, SOURCE, { FunctionName, Role });

    // Act
    await invoke({ sold: [2, 3] });
    await invoke({ sold: 5 }, { InvocationType: 'Event' });
    await sandbox.advance(MINUTE);
    await invoke({ fail: true });
    await lambda.send(new PutFunctionConcurrencyCommand({ FunctionName, ReservedConcurrentExecutions: 0 }));
    await expect(invoke({})).rejects.toHaveProperty('name', 'TooManyRequestsException');

    // Assess
    const byName = { FunctionName };
    expect(await totals('AWS/Lambda', 'Invocations', byName)).toEqual([3, 3]);
    expect(await totals('AWS/Lambda', 'Invocations', { ...byName, Resource: FunctionName })).toEqual([3, 3]);
    expect(await totals('AWS/Lambda', 'Invocations', {})).toEqual([3, 3]);
    expect(await totals('AWS/Lambda', 'Errors', byName)).toEqual([1, 3]);
    expect(await totals('AWS/Lambda', 'Throttles', byName)).toEqual([1, 4]);
    expect(await totals('AWS/Lambda', 'ConcurrentExecutions', byName)).toEqual([3, 3]);
    expect(await totals('AWS/Lambda', 'AsyncEventsReceived', byName)).toEqual([1, 1]);
    const [duration = 0, samples] = await totals('AWS/Lambda', 'Duration', byName);
    expect([duration > 0, samples]).toEqual([true, 3]);
  });

  it('counts in its log what it likes, whatever the virtual time', async () => {
    expect(await totals('Shop', 'Sold', { Kind: 'web' })).toEqual([10, 3]);
    expect(await totals('Shop', 'Sold', {})).toEqual([10, 3]);
  });
});

describe('a mapping', () => {
  let reader: StreamReader;
  beforeAll(async () => {
    reader = await createStreamReader(sandbox);
  });
  afterAll(() => reader.close());

  it('tells how old the last record was when the function got it', async () => {
    // Prepare
    await reader.put('a');
    await sandbox.advance(10 * MINUTE);

    // Act
    await reader.attach();
    await sandbox.advance(MINUTE);

    // Assess
    const [age = 0, samples] = await totals('AWS/Lambda', 'IteratorAge', { FunctionName: FUNCTION_NAME });
    expect(samples).toBe(1);
    expect(age).toBeGreaterThanOrEqual(10 * MINUTE);
    expect(age).toBeLessThan(13 * MINUTE);
    expect(await totals('AWS/Lambda', 'Invocations', { FunctionName: FUNCTION_NAME })).toEqual([1, 1]);
  });
});
