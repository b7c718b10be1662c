/**
 * A lock between processes that dies with its holder: two runs of one lab at once, two openers of one store.
 *
 * A lock is a series of files, `<path>.1`, `<path>.2` …; the one with the greatest number is the lock. Whoever
 * finds its holder gone makes the next number, which only one process can (a hard link fails where its name
 * is taken). A file's number is never used again while a greater one exists, so a process that has decided on
 * an old sight of things cannot get in beside the new holder.
 */
import { randomBytes } from 'node:crypto';
import { linkSync, readdirSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { ExitCode, Problem } from '../problem.js';
import { readPrivateFile, writePrivateFile } from './private-file.js';
import { isProcess, type ProcessIdentity, thisProcess } from './process-identity.js';

export interface LockHolder extends ProcessIdentity {
  /** Since when, ISO 8601. */
  readonly since: string;
}

export interface ProcessLock {
  /** Lets others in. Safe to call twice. */
  release(): void;
}

export type LockAttempt =
  | { readonly state: 'acquired'; readonly lock: ProcessLock }
  | { readonly state: 'held'; readonly by: LockHolder };

/** How a file system says that it has no hard links: exFAT and many network folders do not. */
const NO_LINKS = new Set(['EPERM', 'ENOSYS', 'ENOTSUP', 'EOPNOTSUPP']);

/**
 * Takes the lock, or says who has it. A holder that is gone (killed, machine restarted) does not count.
 * Throws a usage Problem where the file system has no hard links.
 */
export function tryLock(path: string): LockAttempt {
  const holder: LockHolder = { ...thisProcess(), since: new Date().toISOString() };
  for (;;) {
    const top = highest(path);
    const found = top === 0 ? undefined : readHolder(path, top);
    if (found !== undefined && isProcess(found)) return { state: 'held', by: found };
    const mine = top + 1;
    if (!claim(path, mine, holder)) continue;
    if (highest(path) !== mine) {
      // We went by an old sight: others have taken and passed on greater numbers meanwhile.
      rmSync(fileOf(path, mine), { force: true });
      continue;
    }
    for (const number of numbers(path)) {
      if (number < mine) rmSync(fileOf(path, number), { force: true });
    }
    return { state: 'acquired', lock: { release: () => release(path, mine, holder) } };
  }
}

/** Who holds the lock now; undefined where nobody does. */
export function lockHolder(path: string): LockHolder | undefined {
  const top = highest(path);
  const found = top === 0 ? undefined : readHolder(path, top);
  return found !== undefined && isProcess(found) ? found : undefined;
}

/** The file stays, without a holder: its number must not be given out again to one who saw less. */
function release(path: string, number: number, holder: LockHolder): void {
  const found = readHolder(path, number);
  if (found?.pid === holder.pid && found.since === holder.since)
    writePrivateFile(fileOf(path, number), 'released\n');
}

/** Makes the file with its content in one step, if its name is free. */
function claim(path: string, number: number, holder: LockHolder): boolean {
  const draft = `${path}.${randomBytes(6).toString('hex')}.draft`;
  writePrivateFile(draft, `${JSON.stringify(holder)}\n`);
  try {
    linkSync(draft, fileOf(path, number));
    return true;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (code === 'EEXIST') return false;
    throw NO_LINKS.has(code) ? withoutLinks(dirname(path), error) : error;
  } finally {
    rmSync(draft, { force: true });
  }
}

function withoutLinks(folder: string, cause: unknown): Problem {
  return new Problem(`Nothing can be locked in ${folder}.`, {
    because: 'Its file system has no hard links, which keep two runs from undoing each other.',
    next: 'Set ORDERS_LAB_HOME to a folder on a disk of this machine.',
    exitCode: ExitCode.Usage,
    cause,
  });
}

function readHolder(path: string, number: number): LockHolder | undefined {
  const text = readPrivateFile(fileOf(path, number));
  if (text === undefined) return undefined;
  try {
    const { pid, startedAt, since } = JSON.parse(text);
    return typeof pid === 'number' && typeof startedAt === 'string' && typeof since === 'string'
      ? { pid, startedAt, since }
      : undefined;
  } catch {
    return undefined;
  }
}

function highest(path: string): number {
  return Math.max(0, ...numbers(path));
}

function numbers(path: string): number[] {
  const prefix = `${basename(path)}.`;
  return readdirSync(dirname(path))
    .filter((name) => name.startsWith(prefix) && /^[1-9]\d*$/.test(name.slice(prefix.length)))
    .map((name) => Number(name.slice(prefix.length)));
}

function fileOf(path: string, number: number): string {
  return join(dirname(path), `${basename(path)}.${number}`);
}
