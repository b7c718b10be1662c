/** Starts the background process and waits until it answers. */
import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, renameSync, statSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Problem } from '../problem.js';
import { openPrivateLog, readPrivateFile } from '../state/private-file.js';
import { lockHolder } from '../state/process-lock.js';
import type { SandboxConnection } from './client.js';
import { isHealthy } from './control-client.js';
import { readConnection, type SandboxFiles } from './files.js';
import { EXIT_HELD, takeStartFailure } from './start-failure.js';

const START_TIMEOUT = 20 * 1000; /* 20 s */
const POLL = 25; /* ms */
const MAX_LOG = 1024 * 1024; /* 1 MiB */
/** How much of the log is shown when a start fails. */
const SHOWN_LINES = 8;
const STACK_FRAME = /^\s+at /;
/** What the process may see of our environment. None of the learner's credentials is among it. */
const INHERITED = ['PATH', 'HOME', 'USER', 'LANG', 'LC_ALL', 'TZ', 'TMPDIR', 'SystemRoot'];

export interface LaunchOptions {
  readonly port: number | undefined;
  readonly version: string;
  /** The program of the background process. */
  readonly daemon: string;
}

/** The daemon of this very build. Where the sources run uncompiled (tests) there is none. */
export const OWN_DAEMON = fileURLToPath(new URL('./daemon.js', import.meta.url));

/** The sandbox of these files, if it runs and proves to be it. */
export async function findRunning(files: SandboxFiles): Promise<SandboxConnection | undefined> {
  const connection = readConnection(files);
  return connection !== undefined && (await isHealthy(connection)) ? connection : undefined;
}

/**
 * Starts a sandbox, or joins one that another process has started meanwhile. Throws a Problem where none
 * answers in time, with what the log says of this start.
 */
export async function launch(files: SandboxFiles, options: LaunchOptions): Promise<SandboxConnection> {
  const deadline = Date.now() + START_TIMEOUT;
  rotateLog(files);
  const logged = logSize(files);
  let child = spawnDaemon(files, options);
  while (Date.now() < deadline) {
    const connection = await findRunning(files);
    if (connection !== undefined) return connection;
    if (child.exitCode !== null || child.signalCode !== null) {
      const failure = takeStartFailure(files.folder, child.pid);
      if (failure !== undefined) throw failure;
      // Another process has the folder: it is about to answer, or about to end and leave it to us.
      if (child.exitCode !== EXIT_HELD) throw failedStart(files, logged, endOf(child));
      if (lockHolder(files.lock) === undefined) child = spawnDaemon(files, options);
    }
    await delay(POLL);
  }
  const holder = lockHolder(files.lock);
  throw failedStart(
    files,
    logged,
    holder === undefined ? 'It took too long.' : `Process ${holder.pid} does not answer.`,
  );
}

function spawnDaemon(files: SandboxFiles, { daemon, version, port }: LaunchOptions): ChildProcess {
  const log = openPrivateLog(files.log);
  try {
    const child = spawn(
      process.execPath,
      [daemon, files.folder, version, ...(port === undefined ? [] : [String(port)])],
      // Detached and with no pipe of ours: it outlives the command, and nobody waits for it to close one.
      { cwd: files.folder, detached: true, stdio: ['ignore', log, log], env: inheritedEnvironment() },
    );
    child.unref();
    // A process that cannot even be made has an exit code, too.
    child.on('error', () => {});
    return child;
  } finally {
    closeSync(log);
  }
}

function inheritedEnvironment(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => INHERITED.includes(name)));
}

function rotateLog(files: SandboxFiles): void {
  if (logSize(files) > MAX_LOG) renameSync(files.log, files.oldLog);
}

function logSize(files: SandboxFiles): number {
  return statSync(files.log, { throwIfNoEntry: false })?.size ?? 0;
}

function endOf({ exitCode, signalCode }: ChildProcess): string {
  return `The process ended with ${signalCode ?? `exit code ${exitCode}`}.`;
}

/** `logged`: how long the log was before the start; what is older tells of another one. */
function failedStart(files: SandboxFiles, logged: number, reason: string): Problem {
  const log = Buffer.from(readPrivateFile(files.log) ?? '').subarray(logged);
  const lines = log
    .toString()
    .split('\n')
    .filter((line) => line !== '' && !STACK_FRAME.test(line))
    .slice(-SHOWN_LINES);
  return new Problem('The sandbox does not start.', {
    next:
      `Look at its log, ${files.log}, then try again: orders-lab sandbox stop, orders-lab sandbox start\n` +
      'If that does not help, erase what it holds: orders-lab sandbox reset',
    because: [reason, ...(lines.length === 0 ? [] : ['Its log says:', ...lines])].join('\n'),
  });
}
