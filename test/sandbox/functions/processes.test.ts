import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { endLeftFunctions } from '../../../src/sandbox/functions/folders.js';
import { identifyProcess, isProcess } from '../../../src/state/process-identity.js';
import { startTestRuntime, type TestRuntime } from './running.js';

let test: TestRuntime;

beforeEach(() => {
  test = startTestRuntime();
});
afterEach(() => test.close());

/** Real milliseconds. */
const SOON = { timeout: 5_000, interval: 20 };

function runs(pid: unknown): boolean {
  return identifyProcess(Number(pid)) !== undefined;
}

/** Starts a program that never ends, and tells its id. */
const CHILD = `
  import { spawn } from 'node:child_process';
  const start = (options) => spawn(process.execPath, ['-e', 'setInterval(() => 0, 1000)'], { stdio: 'ignore', ...options });
`;

describe('processes of functions', () => {
  it('are as many as invocations run at once, and used again', async () => {
    const slow = test.deploy(
      'export const handler = async () => { await new Promise((resolve) => setTimeout(resolve, 300)); return process.pid; };',
    );

    const together = await Promise.all([test.invoke(slow), test.invoke(slow)]);
    const after = await test.invoke(slow);

    const pids = together.map(({ payload }) => payload);
    expect(new Set(pids).size).toBe(2);
    expect(pids).toContain(after.payload);
  });

  it('are few for many invocations, which wait for their turn', async () => {
    const many = startTestRuntime({ turns: { usual: 2, most: 2 } });
    try {
      const pid = 'export const handler = async () => process.pid;';
      const [first, second] = [many.deploy(pid), many.deploy(pid)];

      const pids = await Promise.all(
        Array.from({ length: 30 }, async (_, index) => {
          const { payload } = await many.invoke(index % 3 === 0 ? second : first);
          return payload;
        }),
      );

      expect(pids.every((id) => typeof id === 'number')).toBe(true);
      const living = (): number => readdirSync(join(many.folder, 'functions', 'processes')).length;
      await expect.poll(living, SOON).toBeLessThanOrEqual(2);
    } finally {
      await many.close();
    }
  });

  it('are more where functions wait for each other', async () => {
    const nested = startTestRuntime({ turns: { usual: 1, most: 2, patience: 50 } });
    try {
      const waiting = nested.deploy(
        `import { existsSync } from 'node:fs';
        export const handler = async (file) => { while (!existsSync(file)) await new Promise((r) => setTimeout(r, 10)); return 'seen'; };`,
      );
      const writing = nested.deploy(
        `import { writeFileSync } from 'node:fs';
        export const handler = async (file) => writeFileSync(file, '');`,
      );
      const file = join(nested.folder, 'signal');

      const [answer] = await Promise.all([nested.invoke(waiting, file), nested.invoke(writing, file)]);

      expect(answer.payload).toBe('seen');
    } finally {
      await nested.close();
    }
  });

  it('end when their code is replaced: idle ones at once, others behind their invocation', async () => {
    const counting = test.deploy(
      'export const handler = async (wait) => { await new Promise((resolve) => setTimeout(resolve, wait)); return process.pid; };',
    );
    const idle = (await test.invoke(counting, 0)).payload;
    const first = test.invoke(counting, 300);
    const second = test.invoke(counting, 300);

    await expect.poll(() => readdirSync(join(test.folder, 'functions', 'processes')).length, SOON).toBe(2);
    test.runtime.retire(counting.id);
    const pids = [(await first).payload, (await second).payload];

    expect(pids).toContain(idle);
    await expect.poll(() => pids.some(runs), SOON).toBe(false);
  });

  it('take those along that they have started, also out of their group', async () => {
    const starting = test.deploy(
      `${CHILD} export const handler = async (wait) => { const pids = [start({}).pid, start({ detached: true }).pid]; return pids; };`,
    );
    const { payload } = await test.invoke(starting);
    expect((payload as number[]).map(runs)).toEqual([true, true]);

    test.runtime.retire(starting.id);

    await expect.poll(() => (payload as number[]).some(runs), SOON).toBe(false);
  });

  it('leave nothing behind when the runtime closes, in the middle of what they do', async () => {
    const spinning = test.deploy(
      `${CHILD} export const handler = async () => { console.log(process.pid, start({}).pid); for (;;); };`,
      { timeout: 60 },
    );
    const invoked = test.invoke(spinning);
    await expect.poll(() => [...test.logs.values()].flat().join('\n'), SOON).toContain('INFO');
    const pids = /INFO\t(\d+) (\d+)/.exec([...test.logs.values()].flat().join('\n'))?.slice(1) ?? [];

    await test.runtime.close();

    expect((await invoked).payload).toMatchObject({ errorType: 'Runtime.ExitError' });
    expect(pids).toHaveLength(2);
    await expect.poll(() => pids.some(runs), SOON).toBe(false);
    expect(readdirSync(join(test.folder, 'functions', 'run'))).toEqual([]);
    expect(readdirSync(join(test.folder, 'functions', 'processes'))).toEqual([]);
  });

  it('are too many, and end', async () => {
    const forking = test.deploy(
      `import { spawn } from 'node:child_process';
       export const handler = async () => { for (let i = 0; i < 30; i += 1) spawn('/bin/sleep', ['60'], { stdio: 'ignore' }).on('error', () => 0); await new Promise((resolve) => setTimeout(resolve, 20000)); };`,
      { memorySize: 10_240, timeout: 20 },
    );

    const { payload } = await test.invoke(forking);

    expect(payload).toMatchObject({ errorMessage: expect.stringContaining('signal: killed') });
  });

  it('that write more than can be read wait', async () => {
    const flooding = test.deploy(
      'export const handler = async () => { const line = "x".repeat(1000) + "\\n"; for (let i = 0; i < 20000; i += 1) process.stdout.write(line); console.log("end"); };',
      { timeout: 10 },
    );

    const { functionError } = await test.invoke(flooding);

    const lines = [...test.logs.values()].flat().filter((message) => message.startsWith('xxx'));
    expect({ functionError, lines: lines.length }).toEqual({ functionError: undefined, lines: 20_000 });
  });
});

describe('what a killed sandbox has left', () => {
  let left: ChildProcess;

  afterEach(() => {
    left.kill('SIGKILL');
  });

  it('is ended and removed at the next start', async () => {
    const home = join(test.folder, 'functions', 'run', 'a1');
    mkdirSync(home);
    left = spawn(process.execPath, ['-e', 'setInterval(() => 0, 1000)'], {
      detached: true,
      stdio: 'ignore',
      env: {},
    });
    writeFileSync(
      join(test.folder, 'functions', 'processes', 'a1.json'),
      JSON.stringify({ ...identifyProcess(Number(left.pid)), home }),
    );

    endLeftFunctions(test.folder);
    await once(left, 'exit');

    expect(left.signalCode).toBe('SIGKILL');
    expect(existsSync(home)).toBe(false);
  });

  it.each([
    ['another process has its id now', { startedAt: 'long ago' }],
    ['the folder is a copy of it', { home: '/elsewhere/functions/run/a1' }],
  ])('is let alone where %s', async (_why, differs) => {
    left = spawn(process.execPath, ['-e', 'setInterval(() => 0, 1000)'], {
      detached: true,
      stdio: 'ignore',
      env: {},
    });
    const identity = identifyProcess(Number(left.pid));
    const home = join(test.folder, 'functions', 'run', 'a1');
    const note = join(test.folder, 'functions', 'processes', 'a1.json');
    writeFileSync(note, JSON.stringify({ ...identity, home, ...differs }));

    endLeftFunctions(test.folder);

    expect(identity !== undefined && isProcess(identity)).toBe(true);
    expect(existsSync(note)).toBe(false);
  });
});
