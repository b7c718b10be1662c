import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const LEASH = fileURLToPath(new URL('./leash.mjs', import.meta.url));
/** Says its process id and goes on for ever. */
const ENDLESS = 'console.log(process.pid); setInterval(() => undefined, 1000)';

function leashed(...command: string[]): ChildProcess {
  return spawn(process.execPath, [LEASH, ...command], { stdio: ['pipe', 'pipe', 'ignore'] });
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

it('kills its program when nobody holds its input any more', async () => {
  const leash = leashed(process.execPath, '-e', ENDLESS);
  const [said] = leash.stdout === null ? [] : await once(leash.stdout, 'data');
  const pid = Number(String(said));
  const before = isAlive(pid);

  leash.stdin?.end();
  await once(leash, 'exit');

  expect({ before, after: isAlive(pid) }).toEqual({ before: true, after: false });
});

it('ends as its program does', async () => {
  const [code] = await once(leashed(process.execPath, '-e', 'process.exit(7)'), 'exit');
  const [missing] = await once(leashed('no-such-program'), 'exit');

  expect([code, missing]).toEqual([7, 127]);
});
