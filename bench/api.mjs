/**
 * The orders API under two hundred clients, held against the same API in `node:http` with its orders in memory. Both are
 * asked by the same clients, in turns, and each answer is held against what its client knows.
 */
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readlinkSync, rmSync } from 'node:fs';
import { Agent } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { APIGatewayClient, UpdateStageCommand } from '@aws-sdk/client-api-gateway';
import { DynamoDBClient, UpdateTableCommand } from '@aws-sdk/client-dynamodb';
import { ApiClient, changesOfSharedOrder, placeSharedOrder, sender } from './api-client.mjs';
import { CLI, freePort, newHome, start } from './servers.mjs';

const BARE = fileURLToPath(new URL('./bare-api.mjs', import.meta.url));
const CLIENTS = 200;
/** Requests per second and at once, capacity units: being throttled is not what is measured. */
const PLENTY = 10_000;
const WARM_UP = 5; /* s */
const POLL = 20; /* ms */
const ENOUGH = 500;

const run = promisify(execFile);

/**
 * Resolves with `{ sandbox, bare }`, each with `rates` (requests a second), `middles` and `worsts` (50th and 99th
 * percentile, ms) by round, and with `left`, the processes that the sandbox has left behind. Rejects where an answer
 * was wrong. A round that warms up is not told.
 */
export async function measureApi({ rounds, seconds, say }) {
  const home = await newHome();
  const apis = [];
  try {
    for (const open of [openSandbox, openBare]) apis.push(await open(home));
    for (let round = 0; round <= rounds; round += 1) {
      say(round === 0 ? 'warming up' : `round ${round} of ${rounds}`);
      for (const api of round % 2 === 0 ? apis : apis.toReversed()) {
        const figures = await measure(api, round === 0 ? WARM_UP : seconds);
        if (round > 0) api.figures.push(figures);
      }
    }
    for (const api of apis) await check(api);
  } finally {
    for (const { stop } of apis) await stop();
  }
  const left = processesIn(home);
  rmSync(home, { recursive: true, force: true });
  const [sandbox, bare] = apis.map(({ figures }) => figures);
  return { sandbox: byRound(sandbox), bare: byRound(bare), left };
}

async function openSandbox(home) {
  const server = await start('sandbox', home);
  const env = { ...process.env, ORDERS_LAB_HOME: home };
  const lab = (...words) => run(process.execPath, [CLI, ...words], { env });
  await lab('run', '--yes', '--to', 'build-api', '--count', '10');
  const { variable } = JSON.parse((await lab('export', 'postman')).stdout);
  const url = variable.find(({ key }) => key === 'baseUrl').value;
  await liftLimits(server, url);
  return await withClients('sandbox', url, server.stop);
}

async function openBare() {
  const port = await freePort();
  const child = spawn(process.execPath, [BARE, String(port)], { stdio: 'ignore' });
  const stop = async () => {
    child.kill();
    await once(child, 'exit');
  };
  return await withClients('bare', `http://127.0.0.1:${port}`, stop);
}

async function withClients(name, url, stop) {
  const agent = new Agent({ keepAlive: true });
  const send = sender(url, agent);
  await until(async () => (await send('GET', '/orders?customer_id=nobody')).status === 200);
  await placeSharedOrder(send);
  const clients = Array.from({ length: CLIENTS }, (_, number) => new ApiClient(send, number));
  const end = async () => {
    agent.destroy();
    await stop();
  };
  return { name, send, clients, figures: [], stop: end };
}

/** All clients at once, for so many seconds. */
async function measure({ clients }, seconds) {
  const times = [];
  const begin = performance.now();
  const until = begin + seconds * 1000;
  await Promise.all(
    clients.map(async (client) => {
      while (performance.now() < until) times.push(...(await client.act()));
    }),
  );
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
  return { rate: times.length / ((performance.now() - begin) / 1000), middle: at(0.5), worst: at(0.99) };
}

async function check({ name, clients, send }) {
  const wrong = clients.flatMap((client) => client.wrong);
  if (wrong.length > 0) throw new Error(`${name}: ${wrong.length} wrong answers, first ${wrong[0]}`);
  const won = clients.reduce((sum, { races }) => sum + races, 0);
  const changes = await changesOfSharedOrder(send);
  if (changes !== won) throw new Error(`${name}: ${won} races were won, and ${changes} changes made`);
}

async function liftLimits({ port, credentials }, url) {
  const config = { endpoint: `http://127.0.0.1:${port}`, region: 'us-east-1', credentials };
  const gateway = new APIGatewayClient(config);
  const dynamodb = new DynamoDBClient(config);
  const [, , restApiId, stageName] = new URL(url).pathname.split('/');
  const set = (path) => ({ op: 'replace', path: `/*/*/throttling/${path}`, value: String(PLENTY) });
  await gateway.send(
    new UpdateStageCommand({
      restApiId,
      stageName,
      patchOperations: [set('rateLimit'), set('burstLimit')],
    }),
  );
  const ProvisionedThroughput = { ReadCapacityUnits: PLENTY, WriteCapacityUnits: PLENTY };
  const Update = { IndexName: 'CustomerIndex', ProvisionedThroughput };
  await dynamodb.send(
    new UpdateTableCommand({
      TableName: 'Orders',
      ProvisionedThroughput,
      GlobalSecondaryIndexUpdates: [{ Update }],
    }),
  );
  gateway.destroy();
  dynamodb.destroy();
}

/** Processes whose working folder is in this one. Undefined where the system does not tell. */
function processesIn(folder) {
  if (process.platform !== 'linux') return undefined;
  const ids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return ids.filter((id) => workingFolderOf(id)?.startsWith(folder) === true).length;
}

function workingFolderOf(id) {
  try {
    return readlinkSync(`/proc/${id}/cwd`);
  } catch {
    // It has ended meanwhile, or is somebody else's.
    return undefined;
  }
}

async function until(isReady) {
  for (let attempt = 0; attempt < ENOUGH; attempt += 1) {
    if (await isReady().catch(() => false)) return;
    await delay(POLL);
  }
  throw new Error('An API does not answer');
}

function byRound(figures) {
  return {
    rates: figures.map(({ rate }) => rate),
    middles: figures.map(({ middle }) => middle),
    worsts: figures.map(({ worst }) => worst),
  };
}
