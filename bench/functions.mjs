/** Functions in the sandbox: how long an invocation takes, and how fast changes get from a table to a function. */
import { readFileSync, rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import {
  BatchWriteItemCommand,
  CreateTableCommand,
  DescribeTableCommand,
  DynamoDBClient,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';
import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import {
  CreateEventSourceMappingCommand,
  CreateFunctionCommand,
  GetEventSourceMappingCommand,
  GetFunctionConfigurationCommand,
  InvokeCommand,
  LambdaClient,
  UpdateEventSourceMappingCommand,
} from '@aws-sdk/client-lambda';
import { strToU8, zipSync } from 'fflate';
import { start } from './servers.mjs';

const TABLE = 'Changes';
const FUNCTION = 'told';
const BATCH_SIZES = [10, 100];
const WRITES_AT_ONCE = 25;
const POLL = 5; /* ms */
const PATIENCE = 60 * 1000; /* 60 s */
const TRUST = statement({ Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' });
const STREAMS = ['GetRecords', 'GetShardIterator', 'DescribeStream', 'ListStreams'];
const READ = statement({ Action: STREAMS.map((name) => `dynamodb:${name}`), Resource: '*' });

/** Writes down when it was called and with how many records, by a clock that all processes share. */
const source = (journal) => `
  import { appendFileSync } from 'node:fs';
  export const handler = async ({ Records = [] }) => {
    appendFileSync(${JSON.stringify(journal)}, process.hrtime.bigint() + ' ' + Records.length + '\\n');
    return {};
  };`;

/**
 * Each round has a sandbox of its own. Resolves with values by round: `invoke` and `latency` are
 * `{ middle, worst }` (50th and 99th percentile, ms), `rates` records a second by the size of batches.
 */
export async function measureFunctions({ rounds, invocations, writes, records, say }) {
  const results = {
    invoke: [],
    latency: [],
    rates: Object.fromEntries(BATCH_SIZES.map((size) => [size, []])),
  };
  for (let round = 1; round <= rounds; round += 1) {
    say(`round ${round} of ${rounds}`);
    const server = await start('sandbox');
    const folder = await mkdtemp(join(tmpdir(), 'orders-lab-bench-'));
    try {
      const bench = new FunctionBench(server, join(folder, 'journal'));
      await bench.build();
      results.invoke.push(percentiles(await bench.timeInvocations(invocations)));
      results.latency.push(percentiles(await bench.timeWrites(writes)));
      for (const size of BATCH_SIZES) results.rates[size].push(await bench.rateOf(records, size));
      bench.close();
    } finally {
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    }
  }
  return results;
}

class FunctionBench {
  #journal;
  #clients;
  #mapping;

  constructor({ port, credentials }, journal) {
    const config = { endpoint: `http://127.0.0.1:${port}`, region: 'us-east-1', credentials, maxAttempts: 1 };
    this.#journal = journal;
    this.#clients = {
      table: new DynamoDBClient(config),
      iam: new IAMClient(config),
      lambda: new LambdaClient(config),
    };
  }

  async build() {
    const { table, iam, lambda } = this.#clients;
    await table.send(
      new CreateTableCommand({
        TableName: TABLE,
        KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
        AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
        BillingMode: 'PAY_PER_REQUEST',
        StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' },
      }),
    );
    const described = await until(
      () => table.send(new DescribeTableCommand({ TableName: TABLE })),
      ({ Table }) => Table.TableStatus === 'ACTIVE',
    );
    const { Role } = await iam.send(
      new CreateRoleCommand({ RoleName: FUNCTION, AssumeRolePolicyDocument: TRUST }),
    );
    await iam.send(
      new PutRolePolicyCommand({ RoleName: FUNCTION, PolicyName: 'read', PolicyDocument: READ }),
    );
    await lambda.send(
      new CreateFunctionCommand({
        FunctionName: FUNCTION,
        Runtime: 'nodejs24.x',
        Handler: 'index.handler',
        MemorySize: 256,
        Role: Role.Arn,
        Code: { ZipFile: zipSync({ 'index.mjs': strToU8(source(this.#journal)) }) },
      }),
    );
    await until(
      () => lambda.send(new GetFunctionConfigurationCommand({ FunctionName: FUNCTION })),
      ({ State }) => State === 'Active',
    );
    const { UUID } = await lambda.send(
      new CreateEventSourceMappingCommand({
        FunctionName: FUNCTION,
        EventSourceArn: described.Table.LatestStreamArn,
        StartingPosition: 'TRIM_HORIZON',
        BatchSize: BATCH_SIZES[0],
      }),
    );
    this.#mapping = UUID;
    await this.#settled('Enabled');
  }

  /** Milliseconds of invocations, one at a time, after a few that do not count. */
  async timeInvocations(count) {
    const times = [];
    for (let number = -10; number < count; number += 1) {
      const begin = performance.now();
      const { FunctionError } = await this.#clients.lambda.send(
        new InvokeCommand({ FunctionName: FUNCTION, Payload: '{}' }),
      );
      if (FunctionError !== undefined) throw new Error(`The function failed: ${FunctionError}`);
      if (number >= 0) times.push(performance.now() - begin);
    }
    return times;
  }

  /** Milliseconds from sending a write to the function's first line, one at a time. */
  async timeWrites(count) {
    const times = [];
    for (let number = -1; number < count; number += 1) {
      const before = this.#calls().length;
      const begin = process.hrtime.bigint();
      await this.#clients.table.send(
        new PutItemCommand({ TableName: TABLE, Item: { id: { S: `write-${number}` } } }),
      );
      const calls = await until(
        () => this.#calls(),
        (all) => all.length > before,
      );
      if (number >= 0) times.push(Number(calls[before].at - begin) / 1e6);
    }
    return times;
  }

  /** Records a second, of those that were waiting when the mapping was enabled, from its first call to its last. */
  async rateOf(count, size) {
    const { table, lambda } = this.#clients;
    await lambda.send(new UpdateEventSourceMappingCommand({ UUID: this.#mapping, Enabled: false }));
    await this.#settled('Disabled');
    for (let at = 0; at < count; at += WRITES_AT_ONCE) {
      const requests = Array.from({ length: WRITES_AT_ONCE }, (_, place) => ({
        PutRequest: { Item: { id: { S: `batch-${size}-${at + place}` } } },
      }));
      await table.send(new BatchWriteItemCommand({ RequestItems: { [TABLE]: requests } }));
    }
    const before = this.#calls().length;
    await lambda.send(
      new UpdateEventSourceMappingCommand({ UUID: this.#mapping, Enabled: true, BatchSize: size }),
    );
    const told = (calls) => calls.slice(before).reduce((sum, { records }) => sum + records, 0);
    const all = await until(
      () => this.#calls(),
      (calls) => told(calls) >= count,
    );
    const calls = all.slice(before);
    const seconds = Number(calls.at(-1).at - calls[0].at) / 1e9;
    return (told(all) - calls[0].records) / seconds;
  }

  close() {
    for (const client of Object.values(this.#clients)) client.destroy();
  }

  async #settled(state) {
    await until(
      () => this.#clients.lambda.send(new GetEventSourceMappingCommand({ UUID: this.#mapping })),
      ({ State }) => State === state,
    );
  }

  #calls() {
    const lines = readFileSync(this.#journal, { encoding: 'utf8', flag: 'a+' }).split('\n').slice(0, -1);
    return lines.map((line) => {
      const [at, records] = line.split(' ');
      return { at: BigInt(at), records: Number(records) };
    });
  }
}

async function until(ask, isReady) {
  const deadline = performance.now() + PATIENCE;
  for (;;) {
    const answer = await ask();
    if (isReady(answer)) return answer;
    if (performance.now() > deadline) throw new Error('The sandbox takes too long');
    await delay(POLL);
  }
}

function percentiles(times) {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
  return { middle: at(0.5), worst: at(0.99) };
}

function statement(rest) {
  return JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', ...rest }] });
}
