/** The background process, through the door that the rest of the program uses. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ExitCode, Problem } from '../../src/problem.js';
import {
  connectSandboxClock,
  findSandbox,
  resetSandbox,
  type SandboxConnection,
  type StartOptions,
  startSandbox,
  stopSandbox,
} from '../../src/sandbox/client.js';
import { openSandboxFolder, readSettings, writeConnection } from '../../src/sandbox/files.js';
import { identifyProcess, isProcess, signalProcess } from '../../src/state/process-identity.js';
import { lockHolder } from '../../src/state/process-lock.js';
import { makeTestFolder, type TestFolder } from '../support/store.js';

/** The compiled one: Node 20 does not run TypeScript. `npm test` builds it first. */
const DAEMON = fileURLToPath(new URL('../../dist/sandbox/daemon.js', import.meta.url));

let folder: TestFolder;
let home: string;
const servers: Server[] = [];
const children: ChildProcess[] = [];
beforeEach(() => {
  folder = makeTestFolder();
  home = folder.path;
});
afterEach(async () => {
  for (const server of servers.splice(0)) server.close();
  for (const child of children.splice(0)) child.kill('SIGKILL');
  await stopSandbox(home);
  folder.remove();
});

function start(options: Omit<StartOptions, 'home' | 'daemon'> = {}): Promise<SandboxConnection> {
  return startSandbox({ home, daemon: DAEMON, ...options });
}

async function problemOf(act: Promise<unknown>): Promise<Problem> {
  const error = await act.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof Problem) return error;
  throw new Error(`No problem, but ${error}`);
}

/** Another program on a port of this machine. */
async function occupy(port: number): Promise<number> {
  const server = createServer((_, response) => response.end('{}'));
  servers.push(server);
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('no port');
  return address.port;
}

/** A port that nobody else looks for: other tests start sandboxes on the default one and those after it. */
async function freePort(): Promise<number> {
  const port = await occupy(0);
  const server = servers.pop();
  await new Promise((resolve) => server?.close(resolve));
  return port;
}

async function callerOf(connection: SandboxConnection): Promise<string | undefined> {
  const sts = new STSClient({
    endpoint: connection.endpoint,
    region: connection.region,
    credentials: connection,
    maxAttempts: 1,
  });
  const { Arn } = await sts.send(new GetCallerIdentityCommand());
  sts.destroy();
  return Arn;
}

describe('startSandbox', () => {
  it('starts one, joins it, and leaves nothing running after stop', async () => {
    // Act
    const first = await start();
    const second = await start();
    // Assess
    expect(second).toEqual(first);
    expect(await findSandbox(home)).toEqual(first);
    expect(await callerOf(first)).toBe('arn:aws:iam::111122223333:user/learner');
    expect(first.pid).not.toBe(process.pid);
    const identity = identifyProcess(first.pid);
    expect(await stopSandbox(home)).toBe(true);
    expect(identity !== undefined && isProcess(identity)).toBe(false);
    expect(await findSandbox(home)).toBeUndefined();
    expect(await stopSandbox(home)).toBe(false);
  });

  it('keeps everything for its owner only, and no secret in the log', async () => {
    const connection = await start();
    const { folder: inner, log } = openSandboxFolder(home);
    for (const name of readdirSync(inner, { recursive: true, encoding: 'utf8' })) {
      expect([name, statSync(join(inner, name)).mode & 0o077]).toEqual([name, 0]);
    }
    expect(readFileSync(log, 'utf8')).toContain(connection.endpoint);
    expect(readFileSync(log, 'utf8')).not.toContain(connection.secretAccessKey);
  });

  it('called twice at once starts one', async () => {
    const [first, second] = await Promise.all([start(), start()]);
    expect(second).toEqual(first);
  });

  it('takes over after kill -9, with the same keys, port and time', async () => {
    // Prepare
    const before = await start({ port: await freePort() });
    const clock = await connectSandboxClock(before);
    const later = clock.now() + 3_600_000;
    await clock.advanceTo(later);
    const identity = identifyProcess(before.pid);
    if (!identity) throw new Error('The sandbox does not run');
    signalProcess(identity, 'SIGKILL');
    // Act
    const after = await start();
    // Assess
    expect(after.pid).not.toBe(before.pid);
    expect(after.port).toBe(before.port);
    expect(after.accessKeyId).toBe(before.accessKeyId);
    expect(after.secretAccessKey).toBe(before.secretAccessKey);
    expect((await connectSandboxClock(after)).now()).toBeGreaterThanOrEqual(later);
  });

  it('replaces a sandbox of another version', async () => {
    const old = await start({ version: '0.0.1', port: await freePort() });
    const identity = identifyProcess(old.pid);
    const current = await start();
    expect(current.version).not.toBe('0.0.1');
    expect(current.port).toBe(old.port);
    expect(identity !== undefined && isProcess(identity)).toBe(false);
  });
});

describe('the port', () => {
  it('is the next free one when the remembered one is taken, and the new one is remembered', async () => {
    // Prepare
    const first = await start({ port: await freePort() });
    await stopSandbox(home);
    await occupy(first.port);
    // Act
    const second = await start();
    // Assess
    expect(second.port).not.toBe(first.port);
    expect(readSettings(openSandboxFolder(home))).toEqual({ port: second.port });
  });

  it('asked for and taken is an error of usage that says which', async () => {
    const port = await occupy(0);
    const problem = await problemOf(start({ port }));
    expect(problem.message).toContain(String(port));
    expect(problem.exitCode).toBe(ExitCode.Usage);
    expect(lockHolder(openSandboxFolder(home).lock)).toBeUndefined();
    expect(readdirSync(openSandboxFolder(home).folder).filter((name) => name.includes('failure'))).toEqual(
      [],
    );
  });

  it('asked for is an error of usage when the sandbox runs on another', async () => {
    const { port } = await start();
    const problem = await problemOf(start({ port: port + 1 }));
    expect(problem.message).toContain(String(port));
    expect(problem.exitCode).toBe(ExitCode.Usage);
    expect((await start({ port })).port).toBe(port);
  });
});

describe('what stands in its way', () => {
  it('a stale connection and a foreign program on its port are not taken for it', async () => {
    // Prepare
    const before = await start({ port: await freePort() });
    await stopSandbox(home);
    writeConnection(openSandboxFolder(home), before);
    await occupy(before.port);
    // Act and assess
    expect(await findSandbox(home)).toBeUndefined();
    const after = await start();
    expect(after.port).not.toBe(before.port);
  });

  it('a damaged connection file is mended', async () => {
    writeFileSync(openSandboxFolder(home).connection, '{"endpoint":');
    expect(await findSandbox(home)).toBeUndefined();
    const connection = await start();
    expect(await findSandbox(home)).toEqual(connection);
  });

  it('a symbolic link in the place of a state file is refused, and what it points to is not touched', async () => {
    const { connection, keys, log } = openSandboxFolder(home);
    for (const path of [connection, keys, log]) {
      // Prepare
      const target = join(home, 'precious');
      writeFileSync(target, 'precious');
      const own = makeTestFolder();
      const files = openSandboxFolder(own.path);
      const link = path.replace(openSandboxFolder(home).folder, files.folder);
      symlinkSync(target, link);
      // Act
      const problem = await problemOf(startSandbox({ home: own.path, daemon: DAEMON }));
      // Assess
      expect(problem.message).toContain(link);
      expect(readFileSync(target, 'utf8')).toBe('precious');
      own.remove();
    }
  });

  it('damaged keys are named', async () => {
    const { keys } = openSandboxFolder(home);
    writeFileSync(keys, '{"accessKeyId":"AKIDEXAMPLE","secretAccessKey":"x"}');
    const problem = await problemOf(start());
    expect(problem.message).toContain(keys);
  });

  it('a start that fails for another reason shows what the log says of it, without the stack', async () => {
    const daemon = join(home, 'broken.mjs');
    const { log } = openSandboxFolder(home);
    writeFileSync(log, 'an older failure\n');
    writeFileSync(daemon, 'throw new Error("broken for a test")');
    const problem = await problemOf(startSandbox({ home, daemon }));
    expect(problem.because).toContain('The process ended with exit code 1.');
    expect(problem.because).toContain('broken for a test');
    expect(problem.because).not.toContain('an older failure');
    expect(problem.because).not.toMatch(/^\s+at /m);
    expect(problem.next).toContain(log);
  });

  it('a process that is killed while it starts is told, with a way out', async () => {
    const daemon = join(home, 'killed.mjs');
    writeFileSync(daemon, 'process.kill(process.pid, "SIGKILL")');
    const problem = await problemOf(startSandbox({ home, daemon }));
    expect(problem.because).toBe('The process ended with SIGKILL.');
    expect(problem.next).toContain('orders-lab sandbox reset');
  });

  it('a process that holds the folder and does not answer is ended by stop', async () => {
    // Prepare
    const { lock } = openSandboxFolder(home);
    const child = spawn(process.execPath, [
      '-e',
      'process.on("SIGTERM", () => process.exit()); console.log("up"); setInterval(() => {}, 1000)',
    ]);
    children.push(child);
    await once(child.stdout, 'data');
    const identity = identifyProcess(child.pid ?? 0);
    writeFileSync(`${lock}.1`, JSON.stringify({ ...identity, since: new Date().toISOString() }));
    // Act
    const stopped = await stopSandbox(home);
    // Assess
    expect(stopped).toBe(true);
    expect(identity !== undefined && isProcess(identity)).toBe(false);
  });
});

describe('resetSandbox', () => {
  it('erases the data and keeps keys and port', async () => {
    // Prepare
    const before = await start({ port: await freePort() });
    const clock = await connectSandboxClock(before);
    await clock.advanceTo(clock.now() + 3_600_000);
    // Act
    await resetSandbox(home);
    // Assess
    expect(await findSandbox(home)).toBeUndefined();
    expect(existsSync(openSandboxFolder(home).store)).toBe(false);
    const after = await start();
    expect([after.port, after.accessKeyId]).toEqual([before.port, before.accessKeyId]);
    expect((await connectSandboxClock(after)).now()).toBeLessThan(Date.now() + 60_000);
  });

  it('of a sandbox that never was is fine', async () => {
    mkdirSync(join(home, 'sandbox'), { mode: 0o700 });
    await resetSandbox(home);
    expect(await findSandbox(home)).toBeUndefined();
  });
});
