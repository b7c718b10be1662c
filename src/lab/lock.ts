import { join } from 'node:path';
import { Problem } from '../problem.js';
import { type ProcessLock, tryLock } from '../state/process-lock.js';

const FILE = 'lock';

/**
 * Takes a lab for one run: two at once would undo each other's work.
 * @throws {Problem} (usage) when another process has it.
 */
export function lockLab(folder: string): ProcessLock {
  const attempt = tryLock(join(folder, FILE));
  if (attempt.state === 'acquired') return attempt.lock;
  const { pid, since } = attempt.by;
  throw Problem.usage(
    'This lab is already being worked on.',
    'Wait until that run has ended, or stop it there with Ctrl-C.',
    `Process ${pid} has had it since ${since}.`,
  );
}
