/**
 * The one store under all services: an LMDB environment. Transactions are synchronous and the process is
 * the only writer, so what one `write` does is atomic and in order, and a killed process loses nothing that
 * was acknowledged (only a power cut may, see docs/sandbox.md).
 */
import type { Database } from 'lmdb';

/**
 * Small JSON documents under string keys, for control planes: tables, scalable targets, roles. Any text may be asked
 * for; under a key of more than some 4,000 bytes there is nothing, and nothing can be put.
 */
export interface Collection<T> {
  get(key: string): T | undefined;
  put(key: string, value: T): void;
  /** True when something was there. */
  delete(key: string): boolean;
  /** All whose key starts with `prefix`, in key order (UTF-8 bytes). */
  list(prefix?: string): Iterable<{ key: string; value: T }>;
}

export interface Store {
  /**
   * Runs `work` in one write transaction: all of it happens or nothing. Nested calls join the outer one.
   * `work` must be synchronous. If it throws, nothing is written; a nested call that throws takes the outer one
   * with it, even where its error is caught.
   */
  write<T>(work: () => T): T;
  /** A set of JSON documents, made on first use. */
  collection<T>(name: string): Collection<T>;
  /** A database with binary keys in byte order, made on first use; values are UTF-8 text or bytes as given. First use must be outside of `write`. */
  bytes(name: string, values: 'text' | 'binary'): Database<string | Buffer, Buffer>;
  /** Closes the environment. Further calls throw. */
  close(): Promise<void>;
}
