import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore } from '../../src/sandbox/store/open-store.js';
import type { Store } from '../../src/sandbox/store/store.js';

export interface TestFolder {
  readonly path: string;
  remove(): void;
}

/** A new empty folder. */
export function makeTestFolder(): TestFolder {
  const path = mkdtempSync(join(tmpdir(), 'orders-lab-test-'));
  // A sandbox that lost the race to start may still be writing its last log line.
  return {
    path,
    remove: () => rmSync(path, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 }),
  };
}

export interface TestStore {
  readonly store: Store;
  readonly folder: string;
  /** Closes the store and removes its folder. */
  close(): Promise<void>;
}

/** An empty store in a folder of its own. */
export function openTestStore(): TestStore {
  const folder = makeTestFolder();
  const store = openStore(folder.path);
  return {
    store,
    folder: folder.path,
    async close() {
      await store.close();
      folder.remove();
    },
  };
}
