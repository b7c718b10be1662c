import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { identifyProcess, isProcess, signalProcess, thisProcess } from '../../src/state/process-identity.js';
import { lockHolder, type ProcessLock, tryLock } from '../../src/state/process-lock.js';
import { makeTestFolder, type TestFolder } from '../support/store.js';

let folder: TestFolder;
let path: string;
const children: ChildProcess[] = [];
beforeEach(() => {
  folder = makeTestFolder();
  path = join(folder.path, 'lock');
});
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  folder.remove();
});

function acquire(): ProcessLock {
  const attempt = tryLock(path);
  if (attempt.state !== 'acquired') throw new Error(`held by ${attempt.by.pid}`);
  return attempt.lock;
}

/** Leaves the lock as a holder with this identity would. */
function leaveLock(number: number, holder: { pid: number; startedAt: string }): void {
  writeFileSync(`${path}.${number}`, JSON.stringify({ ...holder, since: '2026-11-01T12:00:00.000Z' }));
}

describe('a lock', () => {
  it('is held by one, who can be named, until it is released', () => {
    // Act
    const lock = acquire();
    // Assess
    expect(tryLock(path)).toMatchObject({ state: 'held', by: thisProcess() });
    expect(lockHolder(path)?.since).toMatch(/^\d{4}-\d\d-\d\dT/);
    lock.release();
    lock.release();
    expect(lockHolder(path)).toBeUndefined();
    acquire().release();
  });

  it('leaves one file for its owner only', () => {
    for (let round = 0; round < 3; round += 1) acquire().release();
    const files = readdirSync(folder.path);
    expect(files).toHaveLength(1);
    expect(statSync(join(folder.path, files[0] ?? '')).mode & 0o777).toBe(0o600);
  });

  it('is not released by one who has lost it', () => {
    const first = acquire();
    leaveLock(9, thisProcess());
    first.release();
    expect(lockHolder(path)).toMatchObject(thisProcess());
  });

  it('passes on when its holder has been killed', async () => {
    // Prepare
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
    children.push(child);
    await once(child, 'spawn');
    const identity = identifyProcess(child.pid ?? 0);
    if (!identity) throw new Error('The child does not run');
    leaveLock(4, identity);
    expect(tryLock(path)).toMatchObject({ state: 'held', by: identity });
    // Act
    signalProcess(identity, 'SIGKILL');
    await once(child, 'exit');
    // Assess
    expect(isProcess(identity)).toBe(false);
    expect(lockHolder(path)).toBeUndefined();
    acquire().release();
  });

  it('does not take a process with the same id for its holder', () => {
    leaveLock(1, { pid: process.pid, startedAt: 'at another time' });
    expect(lockHolder(path)).toBeUndefined();
    acquire().release();
  });

  it.each(['', 'released\n', '{', '{"pid":1}', 'null', '[]'])('is free when its file says %j', (content) => {
    writeFileSync(`${path}.3`, content);
    expect(lockHolder(path)).toBeUndefined();
    acquire().release();
  });
});

/** Enters and leaves the lock as often as it can; now and then it dies inside. Prints how often it was not alone. */
const CONTENDER = `
  import { closeSync, openSync, rmSync } from 'node:fs';
  const [module, path] = process.argv.slice(1);
  const { tryLock } = await import(module);
  let entered = 0;
  let notAlone = 0;
  for (const end = Date.now() + 1000; Date.now() < end; ) {
    const attempt = tryLock(path);
    if (attempt.state === 'held') continue;
    entered += 1;
    try {
      closeSync(openSync(path + '.inside', 'wx'));
    } catch {
      notAlone += 1;
    }
    rmSync(path + '.inside', { force: true });
    if (entered % 20 === 0) break; // dies as the holder
    attempt.lock.release();
  }
  process.stdout.write(JSON.stringify({ entered, notAlone }));
`;

async function contend(): Promise<{ entered: number; notAlone: number }> {
  const module = new URL('../../dist/state/process-lock.js', import.meta.url).href;
  const child = spawn(process.execPath, ['--input-type=module', '-e', CONTENDER, module, path]);
  children.push(child);
  let output = '';
  child.stdout.on('data', (chunk) => {
    output += String(chunk);
  });
  await once(child, 'close');
  return JSON.parse(output);
}

it('lets one in at a time, however many come and die', async () => {
  // Prepare
  leaveLock(1, { pid: process.pid, startedAt: 'at another time' });
  // Act
  const results = await Promise.all([contend(), contend(), contend(), contend(), contend(), contend()]);
  // Assess
  expect(results.map(({ notAlone }) => notAlone)).toEqual([0, 0, 0, 0, 0, 0]);
  expect(results.reduce((sum, { entered }) => sum + entered, 0)).toBeGreaterThan(20);
});
