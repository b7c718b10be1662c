/** How a server does as its table grows: rate of seeding, time of a query, memory. */
import { Connection, sendAll, signedRequest } from './raw-client.mjs';
import { memoryOf, start, YARDSTICK } from './servers.mjs';
import { median } from './statistics.mjs';
import { makeTable } from './throughput.mjs';
import { BATCH_SIZE, batchInput, ORDERS_PER_CUSTOMER, queryInput, TABLE } from './workload.mjs';

const WRITERS = 4;
/** Batches that are signed, then sent: a signature is good for five minutes. */
const BATCHES_AT_ONCE = 400;
const QUERIES = 300;

/**
 * Seeds one table to each of `sizes` (ascending), and queries it there. Resolves with, per size:
 * `items`, `seedingRate` (items a second since the last size), `queryTime` (median, ms) and memory (MB).
 */
export async function measureGrowth(name, { sizes, say }) {
  const server = await start(name);
  const connections = await Promise.all(Array.from({ length: WRITERS }, () => Connection.open(server.port)));
  try {
    if (!name.startsWith(YARDSTICK)) await makeTable(server, TABLE);
    const stages = [];
    let seeded = 0;
    for (const items of sizes) {
      say(`${name}: ${items} items`);
      const time = await seed(server, connections, seeded, items);
      const seedingRate = ((items - seeded) / time) * 1000;
      seeded = items;
      const queryTime = await timeQueries(server, connections[0], items);
      stages.push({ items, seedingRate, queryTime, memory: await memoryOf(server) });
    }
    return stages;
  } finally {
    for (const connection of connections) connection.close();
    await server.stop();
  }
}

async function seed(server, connections, from, to) {
  let time = 0;
  const step = BATCHES_AT_ONCE * BATCH_SIZE;
  for (let begin = from; begin < to; begin += step) {
    const end = Math.min(begin + step, to);
    const requests = [];
    for (let at = begin; at < end; at += BATCH_SIZE) {
      requests.push(signedRequest(server, 'BatchWriteItem', batchInput(at)));
    }
    time += await sendAll(connections, requests);
  }
  return time;
}

/** The median time of queries of customers all over the table, after a few that do not count. */
async function timeQueries(server, connection, items) {
  const customers = items / ORDERS_PER_CUSTOMER;
  const times = [];
  for (let query = 0; query < QUERIES; query += 1) {
    const customer = Math.floor((query * 0.618_034 * customers) % customers);
    const request = signedRequest(server, 'Query', queryInput(customer * ORDERS_PER_CUSTOMER));
    const begin = performance.now();
    const { status, body } = await connection.send(request);
    times.push(performance.now() - begin);
    if (status !== 200) throw new Error(`A server answered ${status}: ${body}`);
    const { Count } = JSON.parse(body.toString());
    if (Count !== ORDERS_PER_CUSTOMER) throw new Error(`A query found ${Count} orders`);
  }
  return median(times.slice(QUERIES / 10));
}
