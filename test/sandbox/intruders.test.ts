/**
 * Somebody else on the same machine: what they may look into, and what they may have put in our way. What is
 * tried is found by walking what a sandbox and a lab leave behind, so that a new file is tried as well.
 */
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  closeSync,
  cpSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openLabFolder } from '../../src/lab/folder.js';
import { openJournal, readStepEvents } from '../../src/lab/journal.js';
import { lockLab } from '../../src/lab/lock.js';
import { writeLabRecord } from '../../src/lab/record.js';
import { Problem } from '../../src/problem.js';
import { findSandbox, type SandboxConnection, serveSandbox } from '../../src/sandbox/client.js';
import { openSandboxFolder, writeConnection, writeSettings } from '../../src/sandbox/files.js';
import { openStateFolder } from '../../src/state/home.js';
import { openPrivateLog } from '../../src/state/private-file.js';
import { offlineLab } from '../support/lab.js';
import { makeTestFolder, type TestFolder } from '../support/store.js';

/** Whom no file of ours belongs to: "nobody". Only the superuser can become somebody else. */
const STRANGER = { uid: 65534, gid: 65534 };
const SUPERUSER = process.getuid?.() === 0;

let folder: TestFolder;
/** A state folder in which a sandbox has run and a lab was begun. */
let home: string;
beforeAll(async () => {
  folder = makeTestFolder();
  // The worst case: nothing around our own folders keeps anybody out.
  chmodSync(folder.path, 0o755);
  home = join(folder.path, 'home');
  mkdirSync(home, { mode: 0o755 });
  const umask = process.umask(0);
  try {
    const connection = await live(home);
    writeConnection(openSandboxFolder(home), connection);
    writeSettings(openSandboxFolder(home), { port: connection.port });
  } finally {
    process.umask(umask);
  }
});
afterAll(() => folder.remove());

/** A sandbox starts and ends, a lab begins: everything in the state folder is opened once. */
async function live(path: string): Promise<SandboxConnection> {
  const files = openSandboxFolder(openStateFolder(path));
  await findSandbox(path);
  const end = new AbortController();
  let known: SandboxConnection | undefined;
  await serveSandbox({
    home: path,
    port: 0,
    signal: end.signal,
    log: () => undefined,
    onReady: (connection) => {
      known = connection;
      end.abort('ready');
    },
  });
  if (known === undefined) throw new Error('The sandbox was never ready');
  closeSync(openPrivateLog(files.log));
  const { lab } = offlineLab();
  const labFolder = openLabFolder(path, lab);
  const lock = lockLab(labFolder);
  try {
    writeLabRecord(labFolder, lab);
    readStepEvents(labFolder);
    const journal = openJournal(labFolder, 'run');
    journal.append({ event: 'step', step: 'seed', state: 'started', ms: 0 });
    journal.close();
  } finally {
    lock.release();
    lab.close();
  }
  return known;
}

/** Everything in a folder, by its path in there. */
function entriesOf(path: string): string[] {
  return readdirSync(path, { recursive: true, encoding: 'utf8' }).sort();
}

/** All that can be seen of a file or folder without changing it. */
function imageOf(path: string): unknown {
  const { mode, size } = statSync(path);
  const content = statSync(path).isDirectory() ? entriesOf(path) : readFileSync(path, 'latin1');
  return { mode, size, content };
}

describe('what a sandbox and a lab leave behind', () => {
  it('is all that there is, and for its owner only, even without a umask', () => {
    const entries = entriesOf(home);
    const modes = entries.map((name) => [name, (statSync(join(home, name)).mode & 0o777).toString(8)]);
    const expected = entries.map((name) => [name, statSync(join(home, name)).isDirectory() ? '700' : '600']);
    expect(modes).toEqual(expected);
    expect(entries).toEqual(
      expect.arrayContaining([
        ...['keys.json', 'settings.json', 'connection.json', 'sandbox.log', 'lock.1'].map((name) =>
          join('sandbox', name),
        ),
        join('sandbox', 'store', 'data.mdb'),
      ]),
    );
    expect(entries.filter((name) => /(record\.json|journal\.ndjson)$/.test(name))).toHaveLength(2);
  });

  it('can be neither read, listed, changed nor removed by another user', () => {
    // Prepare
    const paths = entriesOf(home).map((name) => join(home, name));
    const before = entriesOf(home);
    const attempt = `for path; do
      if cat "$path" || ls "$path"/ || echo x >> "$path" || rm -rf "$path" || touch "$path/new" || ln -sf x "$path"
      then echo "GOT IN: $path"; fi
    done; cat /dev/null && echo tried`;
    // Act: whoever cannot become somebody else goes by the modes, which another test holds.
    const stranger = SUPERUSER ? STRANGER : {};
    const targets = SUPERUSER ? paths : [];
    const { stdout, error } = spawnSync('sh', ['-c', attempt, 'sh', ...targets], {
      encoding: 'utf8',
      cwd: '/',
      ...stranger,
    });
    // Assess
    expect(error).toBeUndefined();
    expect(stdout).toBe('tried\n');
    expect(entriesOf(home)).toEqual(before);
  });
});

describe('a symbolic link in the place of', () => {
  /** A state folder like `home`, where `name` is now a link to what was there. */
  function linked(name: string): { copy: string; target: string } {
    const copy = join(folder.path, 'copy');
    const target = join(folder.path, 'elsewhere');
    for (const path of [copy, target]) rmSync(path, { recursive: true, force: true });
    cpSync(home, copy, { recursive: true });
    renameSync(join(copy, name), target);
    chmodSync(target, lstatSync(target).isDirectory() ? 0o755 : 0o644);
    symlinkSync(target, join(copy, name));
    return { copy, target };
  }

  it('anything in the state folder is refused by name, and what it leads to is not touched', async () => {
    for (const name of entriesOf(home)) {
      // Prepare
      const { copy, target } = linked(name);
      const before = imageOf(target);
      // Act
      const problem: unknown = await live(copy).catch((error: unknown) => error);
      // Assess
      expect([name, problem]).toEqual([name, expect.any(Problem)]);
      expect(String(problem)).toContain(join(copy, name));
      expect([name, imageOf(target)]).toEqual([name, before]);
    }
  });

  it('the state folder itself is followed: the learner may keep it elsewhere', async () => {
    const link = join(folder.path, 'link');
    symlinkSync(home, link);
    expect((await live(link)).accessKeyId).toMatch(/^AKIASANDBOX/);
  });
});

describe('a folder that was there before, open to others', () => {
  it('is closed, with the files in it that are used', async () => {
    // Prepare
    const copy = join(folder.path, 'open');
    cpSync(home, copy, { recursive: true });
    for (const name of entriesOf(copy)) chmodSync(join(copy, name), 0o777);
    // Act
    await live(copy);
    // Assess: what is left over from older locks and starts is used by nobody.
    const open = entriesOf(copy).filter((name) => (statSync(join(copy, name)).mode & 0o077) !== 0);
    expect(open).toEqual([]);
  });
});
