import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CreateRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import { CreateFunctionCommand, InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  connectSandboxClock,
  type SandboxConnection,
  startSandbox,
  stopSandbox,
} from '../../../../src/sandbox/client.js';
import { identifyProcess } from '../../../../src/state/process-identity.js';
import { makeTestFolder, type TestFolder } from '../../../support/store.js';
import { zipOf } from '../../functions/running.js';
import { TRUST } from './functions.js';

/** `npm test` builds it first. */
const DAEMON = new URL('../../../../dist/sandbox/daemon.js', import.meta.url).pathname;
const SPINNING = `
  import { spawn } from 'node:child_process';
  spawn(process.execPath, ['-e', 'for (;;);'], { stdio: 'ignore' });
  export const handler = async () => { for (;;); };`;

let home: TestFolder;
let connection: SandboxConnection;

beforeEach(async () => {
  home = makeTestFolder();
  connection = await startSandbox({ home: home.path, daemon: DAEMON });
});
afterEach(async () => {
  await stopSandbox(home.path);
  home.remove();
});

/** The processes of functions that run now. */
function running(): number[] {
  const folder = join(home.path, 'sandbox', 'functions', 'processes');
  return readdirSync(folder).map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')).pid);
}

/** Invokes a function that never ends and starts a program that never ends. */
async function startSpinning(): Promise<number> {
  const { endpoint, region, accessKeyId, secretAccessKey } = connection;
  const config = { endpoint, region, credentials: { accessKeyId, secretAccessKey } };
  const [iam, lambda] = [new IAMClient(config), new LambdaClient(config)];
  const { Role } = await iam.send(new CreateRoleCommand({ RoleName: 'r', AssumeRolePolicyDocument: TRUST }));
  const Code = { ZipFile: zipOf(SPINNING) };
  const settings = {
    Runtime: 'nodejs24.x',
    Handler: 'index.handler',
    Role: Role?.Arn,
    Timeout: 900,
  } as const;
  await lambda.send(new CreateFunctionCommand({ FunctionName: 'f', Code, ...settings }));
  const clock = await connectSandboxClock(connection);
  await clock.advanceTo(clock.now() + 60_000);
  await lambda.send(new InvokeCommand({ FunctionName: 'f', InvocationType: 'Event' }));
  iam.destroy();
  lambda.destroy();
  await expect.poll(running, { timeout: 5_000 }).toHaveLength(1);
  return running()[0] ?? 0;
}

/** A group has its leader's id; it exists as long as anybody is in it. */
function isGroup(leader: number): boolean {
  try {
    process.kill(-leader, 0);
    return true;
  } catch {
    return false;
  }
}

describe('a function that never ends', () => {
  it('ends with all that it has started when the sandbox is killed', async () => {
    const pid = await startSpinning();
    expect(identifyProcess(pid)).toBeDefined();

    process.kill(connection.pid, 'SIGKILL');

    await expect.poll(() => isGroup(pid), { timeout: 5_000 }).toBe(false);
  });
});
