/** How many requests a second each server answers, by kind of request and of client, in interleaved rounds. */
import { DynamoDB } from '@aws-sdk/client-dynamodb';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { REGION } from './credentials.mjs';
import { ask, Connection, sendAll, signedRequest } from './raw-client.mjs';
import { YARDSTICK } from './servers.mjs';
import {
  BATCH_SIZE,
  batchInput,
  OPERATIONS,
  SEEDED_ORDERS,
  STREAMED_TABLE,
  TABLE,
  tableInput,
} from './workload.mjs';

const CONCURRENCY = 16;
/** The SDK's client is so slow that fewer requests say as much. */
const SDK_SHARE = 0.4;
const TABLE_TIMEOUT = 30 * 1000; /* 30 s */

/** Kinds of client. `run` resolves with the milliseconds that the requests took. */
const CLIENTS = [
  { label: 'raw, 1 at a time', share: 1, run: (server, ...work) => raw(server, 1, ...work) },
  { label: 'raw, 16 at once', share: 1, run: (server, ...work) => raw(server, CONCURRENCY, ...work) },
  { label: 'SDK, 1 at a time', share: SDK_SHARE, run: (server, ...work) => sdk(server, 1, ...work) },
  { label: 'SDK, 16 at once', share: SDK_SHARE, run: (server, ...work) => sdk(server, CONCURRENCY, ...work) },
];

/**
 * Resolves with rows `{ label, rates }`: requests a second by name of server and round, undefined where a server
 * does not serve the operation. `scale` shortens it all. The first round warms up and is not told.
 */
export async function measureThroughput(servers, { rounds, scale, say }) {
  const served = new Map();
  for (const server of servers) served.set(server.name, await prepare(server));
  const rows = CLIENTS.flatMap((client) =>
    OPERATIONS.map((operation) => ({
      label: `${operation.label} · ${client.label}`,
      client,
      operation,
      rates: Object.fromEntries(servers.map(({ name }) => [name, []])),
    })),
  );
  let number = SEEDED_ORDERS;
  for (let round = 0; round <= rounds; round += 1) {
    say(round === 0 ? 'warming up' : `round ${round} of ${rounds}`);
    // Each server has each place in turn: nobody always runs while the machine has just got busy.
    const order = servers.map((_, place) => servers[(place + round) % servers.length]);
    for (const { client, operation, rates } of rows) {
      const count = Math.max(CONCURRENCY, Math.round(operation.requests * client.share * scale));
      for (const server of order) {
        if (!served.get(server.name).has(operation)) continue;
        const inputs = Array.from({ length: count }, () => operation.input(number++));
        const time = await client.run(server, operation.operation, inputs);
        if (round > 0) rates[server.name].push((count / time) * 1000);
      }
    }
  }
  return rows.map(({ label, rates }) => ({ label, rates }));
}

/** Makes the tables and the orders that are read; resolves with the operations that the server has. */
export async function prepare(server) {
  if (server.name.startsWith(YARDSTICK)) return new Set(OPERATIONS);
  await makeTable(server, TABLE);
  for (let from = 0; from < SEEDED_ORDERS; from += BATCH_SIZE) {
    await succeed(server, 'BatchWriteItem', batchInput(from));
  }
  const hasStreams = await makeTable(server, STREAMED_TABLE);
  const served = new Set();
  for (const [number, operation] of OPERATIONS.entries()) {
    if (operation.table === STREAMED_TABLE && !hasStreams) continue;
    const { status, body } = await ask(server, operation.operation, operation.input(number));
    if (status === 200) served.add(operation);
    else if (!/UnknownOperation/.test(body)) throw new Error(`${server.name}: ${body}`);
  }
  return served;
}

/** Resolves, when the table is active, with whether it has a stream. */
export async function makeTable(server, name) {
  await succeed(server, 'CreateTable', tableInput(name));
  const deadline = performance.now() + TABLE_TIMEOUT;
  while (performance.now() < deadline) {
    const { Table } = await succeed(server, 'DescribeTable', { TableName: name });
    if (Table.TableStatus === 'ACTIVE') return Table.LatestStreamArn !== undefined;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`${server.name}: the table ${name} does not become active`);
}

async function succeed(server, operation, input) {
  const { status, body } = await ask(server, operation, input);
  if (status !== 200) throw new Error(`${server.name}, ${operation}: ${body}`);
  return JSON.parse(body);
}

export async function raw(server, concurrency, operation, inputs) {
  const requests = inputs.map((input) => signedRequest(server, operation, input));
  const connections = await Promise.all(
    Array.from({ length: concurrency }, () => Connection.open(server.port)),
  );
  try {
    return await sendAll(connections, requests);
  } finally {
    for (const connection of connections) connection.close();
  }
}

async function sdk({ port, credentials }, concurrency, operation, inputs) {
  const client = new DynamoDB({
    endpoint: `http://127.0.0.1:${port}`,
    region: REGION,
    credentials,
    maxAttempts: 1,
    requestHandler: new NodeHttpHandler({ httpAgent: { keepAlive: true, maxSockets: concurrency } }),
  });
  const method = operation.charAt(0).toLowerCase() + operation.slice(1);
  let next = 0;
  const work = async () => {
    while (next < inputs.length) await client[method](inputs[next++]);
  };
  const start = performance.now();
  await Promise.all(Array.from({ length: concurrency }, work));
  const time = performance.now() - start;
  client.destroy();
  return time;
}
