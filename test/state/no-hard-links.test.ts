/** A file system without hard links, which no test can mount: only the call that needs them is made to fail. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { tryLock } from '../../src/state/process-lock.js';
import { makeTestFolder, type TestFolder } from '../support/store.js';

vi.mock('node:fs', async (importOriginal) => ({
  ...(await importOriginal<typeof import('node:fs')>()),
  linkSync: () => {
    throw Object.assign(new Error('EPERM: operation not permitted, link'), { code: 'EPERM' });
  },
}));

let folder: TestFolder;
beforeEach(() => {
  folder = makeTestFolder();
});
afterEach(() => folder.remove());

it('a lock says what it needs, and leaves nothing behind', () => {
  expect(() => tryLock(join(folder.path, 'lock'))).toThrow(
    expect.objectContaining({
      name: 'Problem',
      because: expect.stringContaining('hard links'),
      next: expect.stringContaining('ORDERS_LAB_HOME'),
      exitCode: 2,
    }),
  );
  expect(readdirSync(folder.path)).toEqual([]);
});
