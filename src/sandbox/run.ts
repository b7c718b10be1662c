/** The life of a sandbox process: lock, server, connection file, and the three ways to end. */
import { existsSync } from 'node:fs';
import { type LockHolder, tryLock } from '../state/process-lock.js';
import type { SandboxConnection } from './client.js';
import { removeConnection, sandboxFiles, writeConnection } from './files.js';
import type { HazardName } from './hazards.js';
import { type RunningServer, startServer } from './server.js';

const USUAL_CHECK = 60 * 1000; /* 1 min */

export interface RunOptions {
  /** The sandbox's folder. */
  readonly folder: string;
  readonly port?: number | undefined;
  readonly version: string;
  /** See `ServerOptions.hazards`. */
  readonly hazards?: readonly HazardName[];
  readonly log: (line: string) => void;
  /** Ends the run when it is aborted. */
  readonly signal: AbortSignal;
  /** Real milliseconds between two looks whether it should go on. Default: a minute. */
  readonly checkEvery?: number;
  /** Real milliseconds without a request after which it ends by itself. Default: never. */
  readonly idleLimit?: number;
  /** It answers now. */
  readonly onReady?: (connection: SandboxConnection) => void;
}

export type RunEnd = { readonly state: 'ended' } | { readonly state: 'held'; readonly by: LockHolder };

/**
 * Runs a sandbox until it is stopped, aborted or idle too long; resolves when all of it is closed. `held`: the
 * folder is in use by another process, nothing was done. Throws a Problem where it cannot start.
 */
export async function runSandbox(options: RunOptions): Promise<RunEnd> {
  const files = sandboxFiles(options.folder);
  const attempt = tryLock(files.lock);
  if (attempt.state === 'held') return attempt;
  try {
    const stop = new AbortController();
    const server = await startServer({
      folder: options.folder,
      ...(options.port === undefined ? {} : { port: options.port }),
      version: options.version,
      ...(options.hazards === undefined ? {} : { hazards: options.hazards }),
      log: options.log,
      onStop: () => stop.abort('asked to stop'),
    });
    try {
      writeConnection(files, server.connection);
      options.log(`orders-lab ${options.version} answers on ${server.endpoint} (process ${process.pid})`);
      options.onReady?.(server.connection);
      const isThere = (): boolean => existsSync(files.connection);
      const reason = await ended(server, [options.signal, stop.signal], isThere, options);
      options.log(`ends: ${reason}`);
    } finally {
      removeConnection(files);
      await server.stop();
    }
    return { state: 'ended' };
  } finally {
    attempt.lock.release();
  }
}

function ended(
  server: RunningServer,
  signals: readonly AbortSignal[],
  isThere: () => boolean,
  { idleLimit, checkEvery = USUAL_CHECK }: Pick<RunOptions, 'idleLimit' | 'checkEvery'>,
): Promise<string> {
  return new Promise((resolve) => {
    const check = setInterval(
      () => {
        // Nobody could find it any more, and the next command would start another.
        if (!isThere()) end('its folder was removed');
        if (idleLimit === undefined || server.active > 0) return;
        if (Date.now() - server.lastActivity >= idleLimit) end('idle');
      },
      Math.min(checkEvery, idleLimit ?? checkEvery),
    );
    const end = (reason: string): void => {
      clearInterval(check);
      resolve(reason);
    };
    for (const signal of signals) {
      if (signal.aborted) end(String(signal.reason));
      else signal.addEventListener('abort', () => end(String(signal.reason)), { once: true });
    }
  });
}
