import { type ChildProcess, spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { STEPS } from '../../src/steps/index.js';
import { hasPythonModule, openWorkbench, type Workbench } from './referees.js';

/** What moto needs to start, in milliseconds, on a slow machine. */
const START_TIMEOUT = 60_000;
/** The steps that it is run up to. */
const RUN = ['create-table', 'add-gsi', 'seed', 'query'];
const KEYS = { AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE', AWS_SECRET_ACCESS_KEY: 'not-a-secret' };

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (typeof address !== 'object' || address === null) throw new Error('no port');
  return address.port;
}

async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(url)).ok;
  } catch {
    return false;
  }
}

interface LabEventLine {
  readonly event: string;
  readonly id?: string;
  readonly ok?: boolean;
}

function eventsIn(stdout: string): LabEventLine[] {
  return stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
}

/** The ids of the checks that did not pass. */
function failedChecks(stdout: string): string[] {
  return eventsIn(stdout).flatMap(({ event, id = '', ok }) => (event === 'check' && !ok ? [id] : []));
}

// moto is in no distribution: its tests run where somebody has installed it.
describe.runIf(hasPythonModule('moto.server'))('the lab with --aws against moto', () => {
  let bench: Workbench;
  let moto: ChildProcess;
  let aws: readonly string[];

  beforeAll(async () => {
    const port = await freePort();
    const endpoint = `http://127.0.0.1:${port}`;
    bench = openWorkbench();
    Object.assign(bench.env, KEYS);
    moto = spawn('python3', ['-m', 'moto.server', '-H', '127.0.0.1', '-p', String(port)], {
      stdio: 'ignore',
    });
    aws = ['--aws', '--endpoint-url', endpoint, '--region', 'eu-central-1', '--yes', '--json'];
    for (const end = Date.now() + START_TIMEOUT; !(await answers(`${endpoint}/moto-api/`)); ) {
      if (Date.now() > end) throw new Error('moto does not start');
      await delay(100);
    }
  }, START_TIMEOUT + 10_000);

  afterAll(async () => {
    moto.kill();
    await bench.close();
  });

  it('runs, converges on a second run, tells where it is, and cleans up', async () => {
    const run = await bench.lab('run', '--to', 'query', ...aws);
    const again = await bench.lab('run', '--to', 'query', ...aws);
    const status = await bench.lab('status', ...aws);
    const cleaned = await bench.lab('cleanup', ...aws);

    for (const { code, stdout } of [run, again]) {
      expect({ code, failed: failedChecks(stdout) }).toEqual({ code: 0, failed: [] });
    }
    expect(JSON.parse(status.stdout)).toMatchObject({
      target: 'aws',
      region: 'eu-central-1',
      account: '123456789012',
      steps: STEPS.map(({ id }, position) => ({ id, state: position < RUN.length ? 'done' : 'todo' })),
    });
    expect(cleaned.code).toBe(0);
    expect(eventsIn(cleaned.stdout).at(-1)).toMatchObject({ event: 'summary', ok: true, remaining: [] });
  });

  it('proves what moto knows of transactions, and sees what it does not', async () => {
    await bench.lab('run', '--to', 'add-gsi', ...aws);

    const first = await bench.lab('transact', ...aws);
    const second = await bench.lab('transact', ...aws);
    await bench.lab('cleanup', ...aws);

    // moto does not look at client request tokens, and counts capacity in its own way.
    const unknown = ['reads-cost-double', 'replay-without-effect', 'token-is-bound', 'writes-cost-double'];
    // Its threads share one table without a lock: what is written at the same time may be lost, or not.
    const byChance = 'conflicts-lose-nothing';
    for (const { stdout } of [first, second]) {
      const found = failedChecks(stdout).filter((id) => id !== byChance);
      expect(found.sort()).toEqual(unknown);
    }
  });
});
