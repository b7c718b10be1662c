import { chmodSync, chownSync, lchownSync, mkdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { homedir, userInfo } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ExitCode, Problem } from '../../src/problem.js';
import { openPrivateFolder, openStateFolder, statePath } from '../../src/state/home.js';
import { makeTestFolder, type TestFolder } from '../support/store.js';

/** Whom nothing of ours belongs to: "nobody". */
const STRANGER = 65534;
const SUPERUSER = process.getuid?.() === 0;

let folder: TestFolder;
beforeEach(() => {
  folder = makeTestFolder();
});
afterEach(() => folder.remove());

function problemOf(act: () => unknown): Problem {
  try {
    act();
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
  throw new Error('No problem');
}

describe('statePath', () => {
  it.each([
    [{ ORDERS_LAB_HOME: '/state', XDG_STATE_HOME: '/xdg' }, 'linux', '/state'],
    [{ ORDERS_LAB_HOME: 'here' }, 'darwin', join(process.cwd(), 'here')],
    [{ ORDERS_LAB_HOME: '', XDG_STATE_HOME: '/xdg' }, 'linux', '/xdg/orders-lab'],
    [{ XDG_STATE_HOME: 'relative' }, 'linux', join(homedir(), '.local/state/orders-lab')],
    [{}, 'linux', join(homedir(), '.local/state/orders-lab')],
    [{ HOME: '' }, 'linux', join(userInfo().homedir, '.local/state/orders-lab')],
    [{ HOME: 'relative' }, 'darwin', join(userInfo().homedir, 'Library/Application Support/orders-lab')],
    [{ XDG_STATE_HOME: '/xdg' }, 'darwin', join(homedir(), 'Library/Application Support/orders-lab')],
  ] as const)('of %j on %s is %s', (environment, platform, expected) => {
    expect(statePath(environment, platform)).toBe(expected);
  });
});

describe('openStateFolder', () => {
  it('makes the folder for its owner only', () => {
    const path = openStateFolder(join(folder.path, 'a', 'b'));
    expect(statSync(path).mode & 0o777).toBe(0o700);
    expect(openStateFolder(path)).toBe(path);
  });

  it('refuses a file in its place, or on the way to it', () => {
    writeFileSync(join(folder.path, 'file'), '');
    for (const path of [join(folder.path, 'file'), join(folder.path, 'file', 'below')]) {
      const problem = problemOf(() => openStateFolder(path));
      expect(problem.message).toContain(path);
      expect(problem.next).toContain('ORDERS_LAB_HOME');
      expect(problem.exitCode).toBe(ExitCode.Usage);
    }
  });

  it.each([0o777, 0o775, 0o770, 0o702])('refuses a folder that others may write: mode %o', (mode) => {
    const path = join(folder.path, 'open');
    mkdirSync(path);
    chmodSync(path, mode);
    expect(problemOf(() => openStateFolder(path)).next).toBe(`Run: chmod 700 '${path}'`);
    chmodSync(path, 0o700);
    expect(openStateFolder(path)).toBe(path);
  });

  it.each([0o755, 0o1777])('takes a folder in which others cannot change what is ours: mode %o', (mode) => {
    const path = join(folder.path, 'shared');
    mkdirSync(path);
    chmodSync(path, mode);
    expect(openStateFolder(path)).toBe(path);
    expect(statSync(path).mode & 0o7777).toBe(mode);
  });

  it("refuses another user's folder, and another user's link to ours", () => {
    // Prepare: only the superuser can make what is another's; anybody else may not write the superuser's.
    const link = join(folder.path, 'link');
    symlinkSync(folder.path, link);
    if (SUPERUSER) lchownSync(link, STRANGER, STRANGER);
    const foreign = SUPERUSER ? join(folder.path, 'foreign') : '/usr';
    if (SUPERUSER) mkdirSync(foreign);
    if (SUPERUSER) chownSync(foreign, STRANGER, STRANGER);
    // Act and assess
    expect(problemOf(() => openStateFolder(foreign)).exitCode).toBe(ExitCode.Usage);
    if (SUPERUSER) expect(problemOf(() => openStateFolder(link)).because).toContain('another user');
    else expect(openStateFolder(link)).toBe(link);
  });

  it('refuses a place where not even the superuser can make one', () => {
    const path = process.platform === 'darwin' ? '/System/orders-lab' : '/proc/orders-lab';
    const problem = problemOf(() => openStateFolder(path));
    expect(problem.exitCode).toBe(ExitCode.Usage);
    expect(problem.because).not.toBe('');
  });
});

describe('openPrivateFolder', () => {
  it('makes it once, and refuses a symbolic link or a file in its place', () => {
    const path = openPrivateFolder(folder.path, 'sandbox');
    expect(statSync(path).mode & 0o777).toBe(0o700);
    expect(openPrivateFolder(folder.path, 'sandbox')).toBe(path);
    symlinkSync(path, join(folder.path, 'linked'));
    writeFileSync(join(folder.path, 'file'), '');
    expect(problemOf(() => openPrivateFolder(folder.path, 'linked')).because).toContain('symbolic link');
    expect(problemOf(() => openPrivateFolder(folder.path, 'file')).because).toContain('not a folder');
  });

  it('closes one that was open to others', () => {
    const path = join(folder.path, 'open');
    mkdirSync(path);
    chmodSync(path, 0o777);
    openPrivateFolder(folder.path, 'open');
    expect(statSync(path).mode & 0o777).toBe(0o700);
  });

  it("refuses another user's", () => {
    if (SUPERUSER) mkdirSync(join(folder.path, 'foreign'));
    if (SUPERUSER) chownSync(join(folder.path, 'foreign'), STRANGER, STRANGER);
    const [parent, name] = SUPERUSER ? [folder.path, 'foreign'] : ['/', 'usr'];
    expect(problemOf(() => openPrivateFolder(parent, name)).because).toContain('another user');
  });
});
