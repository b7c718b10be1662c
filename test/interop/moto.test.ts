import { type ChildProcess, spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { StepId } from '../../src/lab/step.js';
import { hasPythonModule, openWorkbench, type Workbench } from './referees.js';

/** What moto needs to start, in milliseconds, on a slow machine. */
const START_TIMEOUT = 60_000;
const KEYS = { AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE', AWS_SECRET_ACCESS_KEY: 'not-a-secret' };

/** How far a step goes: to its end, to checks that fail, or to what moto cannot do at all. */
interface Outcome {
  readonly failed?: readonly string[];
  /** What the lab says, and what it knows of why. */
  readonly told?: readonly [message: RegExp, because: RegExp];
}

const DONE: Outcome = {};
/** In the order of the lab; what moto lacks for one of them is no reason not to try the next. */
const OUTCOMES: readonly (readonly [StepId, Outcome])[] = [
  ['create-table', DONE],
  ['add-gsi', DONE],
  ['seed', DONE],
  ['query', DONE],
  // moto does not look at client request tokens, and counts capacity in its own way.
  [
    'transact',
    { failed: ['reads-cost-double', 'replay-without-effect', 'token-is-bound', 'writes-cost-double'] },
  ],
  // It keeps mappings, and runs functions only where it has Docker.
  ['attach-stream', { failed: ['changes-in-order', 'told-insert', 'told-modify', 'told-remove'] }],
  // Its server deploys APIs, and serves none.
  [
    'build-api',
    { told: [/does not serve the API that it has deployed/, /\/execute-api\/\w+\/dev, .*_user_request_/] },
  ],
  ['throttle', { failed: ['throttled'] }],
  ['monitor', { told: [/keeps no tags of dashboards/, /has removed it/] }],
  ['tune', { told: [/failed at application-autoscaling:DescribeScalingActivities/, /SyntaxError/] }],
];
/** moto's threads share one table without a lock: what is read or written at the same time may be lost, or not. */
const BY_CHANCE = ['conflicts-lose-nothing', 'read-at-one-moment'];

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

  it.each(OUTCOMES)('%s goes as far as moto does', async (step, { failed = [], told }) => {
    const { code, stdout } = await bench.lab(step, ...aws);
    const events = eventsIn(stdout);
    const errors = events.filter(({ event }) => event === 'error');

    expect(
      failedChecks(stdout)
        .filter((id) => !BY_CHANCE.includes(id))
        .sort(),
    ).toEqual(failed);
    expect(errors).toEqual(
      told === undefined
        ? []
        : [
            expect.objectContaining({
              message: expect.stringMatching(told[0]),
              cause: expect.stringMatching(told[1]),
              next: expect.stringContaining('sandbox'),
            }),
          ],
    );
    const isGood = failedChecks(stdout).length === 0 && told === undefined;
    expect({ code, ok: events.at(-1)?.ok }).toEqual({ code: isGood ? 0 : 1, ok: isGood });
  });

  it('tells where it is, converges, and cleans up what is there', async () => {
    const status = await bench.lab('status', ...aws);
    const again = await bench.lab('add-gsi', ...aws);
    const cleaned = await bench.lab('cleanup', ...aws);

    expect(JSON.parse(status.stdout)).toMatchObject({
      target: 'aws',
      region: 'eu-central-1',
      account: '123456789012',
      steps: expect.arrayContaining(
        ['create-table', 'add-gsi', 'seed'].map((id) => expect.objectContaining({ id, state: 'done' })),
      ),
    });
    expect({ code: again.code, failed: failedChecks(again.stdout) }).toEqual({ code: 0, failed: [] });
    expect(eventsIn(cleaned.stdout).at(-1)).toMatchObject({ event: 'summary', ok: true, remaining: [] });
    expect(cleaned.code).toBe(0);
  });
});
