/** The store over LMDB. */
import { basename, dirname, join } from 'node:path';
import { type Database, open, type RootDatabase } from 'lmdb';
import { openPrivateFolder } from '../../state/home.js';
import { claimPrivateFile } from '../../state/private-file.js';
import type { Collection, Store } from './store.js';

/** LMDB's keys are at most 1,978 bytes with pages of 4 KiB, and 4,026 bytes with these: see docs/sandbox.md. */
const PAGE_SIZE = 8192;
const MAX_KEY_LENGTH = 4026; /* bytes */
/** Address space, not disk: the file grows as it is filled. */
const MAP_SIZE = 64 * 1024 ** 3; /* 64 GiB */
const MAX_DATABASES = 4096;
/** How many documents `list` reads ahead. */
const BATCH = 32;
/** All collections live in one database, under `name NUL key`: it is always open, so first use costs nothing. */
const DOCUMENTS = 'documents';
const SEPARATOR = '\u0000';

type Bytes = Database<string | Buffer, Buffer>;

/**
 * Opens the store in a folder and makes it if it is not there. The caller sees to it that no other process
 * has it open (`daemon.ts` holds a lock). Throws a Problem where the folder or a file in it is a symbolic link or
 * somebody else's: LMDB itself would follow it.
 */
export function openStore(folder: string): Store {
  openPrivateFolder(dirname(folder), basename(folder));
  for (const file of ['data.mdb', 'lock.mdb']) claimPrivateFile(join(folder, file));
  const root = open<string, Buffer>(folder, {
    pageSize: PAGE_SIZE,
    mapSize: MAP_SIZE,
    maxDbs: MAX_DATABASES,
    keyEncoding: 'binary',
    encoding: 'string',
    // The operating system writes to disk when it likes. What a process has committed outlives the process.
    noSync: true,
  });
  return new LmdbStore(root);
}

class LmdbStore implements Store {
  readonly #root: RootDatabase<string, Buffer>;
  readonly #documents: Database<string, Buffer>;
  readonly #databases = new Map<string, { database: Bytes; values: 'text' | 'binary' }>();
  #writing = false;
  /** What a nested `write` threw: it takes the whole transaction with it, caught or not. */
  #failure: { error: unknown } | undefined;
  #closed = false;

  constructor(root: RootDatabase<string, Buffer>) {
    this.#root = root;
    this.#documents = root.openDB<string, Buffer>(DOCUMENTS, { keyEncoding: 'binary', encoding: 'string' });
  }

  write<T>(work: () => T): T {
    if (this.#writing) return this.#joined(work);
    this.#assertOpen();
    this.#writing = true;
    this.#failure = undefined;
    try {
      return this.#root.transactionSync(() => {
        const result = work();
        if (result instanceof Promise) throw new Error('The work of a store transaction must be synchronous');
        if (this.#failure) throw this.#failure.error;
        return result;
      });
    } finally {
      this.#writing = false;
    }
  }

  #joined<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      this.#failure ??= { error };
      throw error;
    }
  }

  collection<T>(name: string): Collection<T> {
    if (name === '' || name.includes(SEPARATOR)) throw new Error(`Not a collection name: ${name}`);
    const prefix = name + SEPARATOR;
    const keyOf = (key: string): Buffer => Buffer.from(prefix + key);
    return {
      get: (key) => {
        this.#assertOpen();
        const at = keyOf(key);
        const text = at.length > MAX_KEY_LENGTH ? undefined : this.#documents.get(at);
        return text === undefined ? undefined : parse<T>(text);
      },
      put: (key, value) => this.write(() => this.#documents.putSync(keyOf(key), JSON.stringify(value))),
      delete: (key) =>
        this.write(() => {
          const at = keyOf(key);
          if (at.length > MAX_KEY_LENGTH || !this.#documents.doesExist(at)) return false;
          this.#documents.removeSync(at);
          return true;
        }),
      list: (keyPrefix = '') => this.#list<T>(prefix, keyPrefix),
    };
  }

  /** Reads ahead a batch at a time and holds no cursor, so that the caller may write while it walks. */
  *#list<T>(collectionPrefix: string, keyPrefix: string): Generator<{ key: string; value: T }> {
    const prefix = Buffer.from(collectionPrefix + keyPrefix);
    if (prefix.length > MAX_KEY_LENGTH) return;
    let start: Buffer = prefix;
    let exclusiveStart = false;
    for (;;) {
      this.#assertOpen();
      const batch = [...this.#documents.getRange({ start, exclusiveStart, limit: BATCH })];
      for (const { key, value } of batch) {
        if (!key.subarray(0, prefix.length).equals(prefix)) return;
        yield { key: key.toString().slice(collectionPrefix.length), value: parse<T>(value) };
        start = key;
      }
      if (batch.length < BATCH) return;
      exclusiveStart = true;
    }
  }

  bytes(name: string, values: 'text' | 'binary'): Bytes {
    const known = this.#databases.get(name);
    if (known) {
      if (known.values !== values)
        throw new Error(`The database ${name} holds ${known.values}, not ${values}`);
      return known.database;
    }
    this.#assertOpen();
    if (name === DOCUMENTS) throw new Error(`The name ${name} is the store's own`);
    // LMDB forgets a database that is opened in a transaction which then fails, and its handle is broken.
    if (this.#writing) throw new Error(`Open the database ${name} before the transaction that uses it`);
    const database = this.#root.openDB<string | Buffer, Buffer>(name, {
      keyEncoding: 'binary',
      encoding: values === 'text' ? 'string' : 'binary',
    });
    this.#databases.set(name, { database, values });
    return database;
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await this.#root.close();
  }

  #assertOpen(): void {
    if (this.#closed) throw new Error('The store is closed');
  }
}

/** What we wrote ourselves: its shape is known. */
function parse<T>(text: string): T {
  return JSON.parse(text);
}
