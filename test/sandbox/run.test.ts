import { rmSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findSandbox, type SandboxConnection, serveSandbox, stopSandbox } from '../../src/sandbox/client.js';
import { openSandboxFolder } from '../../src/sandbox/files.js';
import { runSandbox } from '../../src/sandbox/run.js';
import { lockHolder } from '../../src/state/process-lock.js';
import { makeTestFolder, type TestFolder } from '../support/store.js';

let folder: TestFolder;
let lines: string[];
beforeEach(() => {
  folder = makeTestFolder();
  lines = [];
});
afterEach(() => folder.remove());

const log = (line: string): void => {
  lines.push(line);
};

describe('runSandbox', () => {
  it('ends by itself when nobody asks it anything', async () => {
    const end = await runSandbox({
      folder: openSandboxFolder(folder.path).folder,
      port: 0,
      version: '0.0.0-test',
      log,
      signal: new AbortController().signal,
      idleLimit: 50,
    });
    expect(end).toEqual({ state: 'ended' });
    expect(lines.at(-1)).toBe('ends: idle');
    expect(lockHolder(openSandboxFolder(folder.path).lock)).toBeUndefined();
    expect(await findSandbox(folder.path)).toBeUndefined();
  });
});

describe('a sandbox whose folder is removed', () => {
  it('ends by itself, for nobody would find it any more', async () => {
    const sandboxFolder = openSandboxFolder(folder.path).folder;

    const end = await runSandbox({
      folder: sandboxFolder,
      port: 0,
      version: '0.0.0-test',
      log,
      signal: new AbortController().signal,
      checkEvery: 50,
      onReady: () => rmSync(sandboxFolder, { recursive: true }),
    });

    expect(end).toEqual({ state: 'ended' });
    expect(lines.at(-1)).toBe('ends: its folder was removed');
  });
});

describe('serveSandbox', () => {
  it('runs in this process until it is aborted, and alone', async () => {
    // Prepare
    const end = new AbortController();
    let done: Promise<void> = Promise.resolve();
    const connection = await new Promise<SandboxConnection>((onReady, reject) => {
      done = serveSandbox({ home: folder.path, port: 0, signal: end.signal, log, onReady });
      done.catch(reject);
    });
    // Act and assess
    expect(connection.pid).toBe(process.pid);
    expect(await findSandbox(folder.path)).toEqual(connection);
    const second = serveSandbox({ home: folder.path, signal: end.signal, log, onReady: () => undefined });
    await expect(second).rejects.toMatchObject({ message: expect.stringContaining(String(process.pid)) });
    end.abort('Ctrl-C');
    await done;
    expect(lines.at(-1)).toBe('ends: Ctrl-C');
    expect(await stopSandbox(folder.path)).toBe(false);
  });
});
