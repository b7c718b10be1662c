/**
 * The sandbox as the rest of the program sees it: start it, find it, stop it, its environment, its clock.
 * Nothing else of the sandbox may be imported from outside (a test keeps it so). Light to load: no store, no
 * SDK.
 */
import { readFileSync, rmSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { Problem } from '../problem.js';
import { openStateFolder } from '../state/home.js';
import { isProcess, type ProcessIdentity, signalProcess } from '../state/process-identity.js';
import { type LockHolder, lockHolder, tryLock } from '../state/process-lock.js';
import { callControl } from './control-client.js';
import { openSandboxFolder, readConnection, removeConnection, type SandboxFiles } from './files.js';
import { type HazardName, isHazardName } from './hazards.js';
import { findRunning, launch, OWN_DAEMON } from './launch.js';

export {
  isSandboxAccessKey,
  isSandboxEndpoint,
  type SandboxEnvironment,
  sandboxEnvironment,
} from './environment.js';
export { HAZARDS, type HazardName, hazardNames, isHazardName } from './hazards.js';
export type { PolicyUse } from './learner-policy.js';
export { readLearnerPolicy, readPolicyUses, setLearnerPolicy } from './policy-client.js';

/** How to reach a running sandbox. Holds its secret key: never log or print it, but for `sandbox env`. */
export interface SandboxConnection {
  /** `http://127.0.0.1:4600` */
  readonly endpoint: string;
  readonly port: number;
  readonly pid: number;
  readonly region: string;
  /** Twelve digits. */
  readonly account: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** The version of orders-lab that runs it. */
  readonly version: string;
  /** ISO 8601. */
  readonly startedAt: string;
}

/** The sandbox's time, for `aws/clock.ts`. */
export interface SandboxClock {
  /** Virtual time in milliseconds since the epoch, as of our last word from the sandbox plus what has passed since. */
  now(): number;
  /**
   * Resolves when virtual time is at least `time` (milliseconds since the epoch) and all that falls due until
   * then is done; rejects where the signal is aborted before.
   */
  advanceTo(time: number, signal?: AbortSignal): Promise<void>;
}

export interface StartOptions {
  /** The state folder. Default: `state/home.ts`. */
  readonly home?: string;
  /** This port or none. Default: the one of the last start, else 4600, else the next free one. */
  readonly port?: number;
  /** Default: this build's. */
  readonly version?: string;
  /** The program of the background process. Default: this build's. */
  readonly daemon?: string;
}

/** What a running sandbox tells of itself. */
export interface SandboxState {
  /** Virtual time, in milliseconds since the epoch. */
  readonly now: number;
  /** Those that are on. */
  readonly hazards: readonly HazardName[];
  /** Whether the learner's keys are held against a policy. */
  readonly policy: boolean;
}

/** After this long, a process that was asked to end is ended. */
const STOP_TIMEOUT = 10 * 1000; /* 10 s */
const POLL = 20; /* ms */

/**
 * The running sandbox; started in the background if none runs, replaced if another version runs.
 * Throws a usage Problem where it runs on another port than the one asked for, or that one is taken, and a
 * Problem with the end of its log where it does not start.
 */
export async function startSandbox(options: StartOptions = {}): Promise<SandboxConnection> {
  const { port, version = ownVersion(), daemon = OWN_DAEMON } = options;
  const files = filesOf(options.home);
  const running = await findRunning(files);
  if (running !== undefined && running.version === version) return onPort(running, port);
  if (running !== undefined) await stop(files);
  return onPort(await launch(files, { port, version, daemon }), port);
}

export interface ForegroundOptions extends Omit<StartOptions, 'daemon'> {
  /** These and no others. Default: those that were on when it last ran. */
  readonly hazards?: readonly HazardName[];
  /** Ends it. */
  readonly signal: AbortSignal;
  readonly log: (line: string) => void;
  readonly onReady: (connection: SandboxConnection) => void;
}

/**
 * Runs a sandbox in this process until the signal is aborted or somebody stops it. It does not end by itself
 * when idle. Throws a usage Problem where one runs already.
 */
export async function serveSandbox({
  home,
  version = ownVersion(),
  ...options
}: ForegroundOptions): Promise<void> {
  const { runSandbox } = await import('./run.js');
  const end = await runSandbox({ folder: filesOf(home).folder, version, ...options });
  if (end.state === 'held') {
    throw Problem.usage(
      `A sandbox runs already, as process ${end.by.pid}.`,
      'Stop it first: orders-lab sandbox stop',
    );
  }
}

/** The sandbox that runs and proves to be ours; a stale file or another program on its port is none. */
export async function findSandbox(home?: string): Promise<SandboxConnection | undefined> {
  return await findRunning(filesOf(home));
}

/** The process that has the sandbox, though it does not answer: it hangs, is very busy, or begins or ends just now. */
export function silentSandbox(home?: string): LockHolder | undefined {
  return lockHolder(filesOf(home).lock);
}

/** Ends the sandbox; resolves when its process is gone. False where none ran. */
export async function stopSandbox(home?: string): Promise<boolean> {
  return await stop(filesOf(home));
}

/** Ends the sandbox and erases all that is in it. Keys and port stay, so that other shells go on working. */
export async function resetSandbox(home?: string): Promise<void> {
  const files = filesOf(home);
  await stop(files);
  const attempt = tryLock(files.lock);
  if (attempt.state === 'held') {
    throw new Problem('The sandbox was started again meanwhile.', {
      next: 'Try again: orders-lab sandbox reset',
    });
  }
  try {
    rmSync(files.store, { recursive: true, force: true });
  } finally {
    attempt.lock.release();
  }
}

/** Throws a Problem where the sandbox does not answer. */
export async function sandboxStatus(connection: SandboxConnection): Promise<SandboxState> {
  const { now, hazards, policy } = await callControl(connection, 'status');
  const names: readonly unknown[] = Array.isArray(hazards) ? hazards : [];
  return { now: Number(now), hazards: names.map(String).filter(isHazardName), policy: policy === true };
}

/** Turns these hazards on and all others off. Throws a Problem where the sandbox does not answer. */
export async function setHazards(connection: SandboxConnection, names: readonly HazardName[]): Promise<void> {
  await callControl(connection, 'hazards', { active: names });
}

/** The sandbox's clock. Throws a Problem where the sandbox does not answer, then or later. */
export async function connectSandboxClock(connection: SandboxConnection): Promise<SandboxClock> {
  let offset = 0;
  const learn = ({ now }: Readonly<Record<string, unknown>>): void => {
    // Ours only grows too, or a sleep could seem not to have happened.
    offset = Math.max(offset, Number(now) - Date.now());
  };
  learn(await callControl(connection, 'now'));
  return {
    now: () => Date.now() + offset,
    async advanceTo(time, signal) {
      learn(await callControl(connection, 'advance', { to: Math.ceil(time) }, signal));
    },
  };
}

function filesOf(home: string | undefined): SandboxFiles {
  return openSandboxFolder(openStateFolder(home));
}

function ownVersion(): string {
  const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
  return String(version);
}

function onPort(connection: SandboxConnection, port: number | undefined): SandboxConnection {
  if (port === undefined || port === connection.port) return connection;
  throw Problem.usage(
    `The sandbox runs already, on port ${connection.port}.`,
    `Stop it first: orders-lab sandbox stop, then orders-lab sandbox start --port ${port}`,
  );
}

async function stop(files: SandboxFiles): Promise<boolean> {
  const holder = lockHolder(files.lock);
  if (holder === undefined) return false;
  try {
    await askToEnd(files, holder);
    if (!(await isGone(holder))) {
      signalProcess(holder, 'SIGKILL');
      if (!(await isGone(holder))) throw cannotEnd(holder, undefined);
    }
  } catch (error) {
    throw error instanceof Problem ? error : cannotEnd(holder, error);
  }
  // A process that was killed leaves it behind; another one may have been started since.
  if (readConnection(files)?.pid === holder.pid) removeConnection(files);
  return true;
}

async function askToEnd(files: SandboxFiles, holder: ProcessIdentity): Promise<void> {
  const running = await findRunning(files);
  if (running?.pid === holder.pid) {
    try {
      await callControl(running, 'stop', {}, AbortSignal.timeout(STOP_TIMEOUT));
      return;
    } catch (error) {
      // It may have gone between the two calls, or be too busy to answer: the signal reaches it as well.
      if (!(error instanceof Problem)) throw error;
    }
  }
  signalProcess(holder, 'SIGTERM');
}

/** Whether the process has gone within the time. */
async function isGone(holder: ProcessIdentity): Promise<boolean> {
  for (const deadline = Date.now() + STOP_TIMEOUT; Date.now() < deadline; ) {
    if (!isProcess(holder)) return true;
    await delay(POLL);
  }
  return false;
}

function cannotEnd(holder: ProcessIdentity, cause: unknown): Problem {
  return new Problem(`The sandbox, process ${holder.pid}, cannot be ended.`, {
    next: `End it yourself: kill -9 ${holder.pid}`,
    cause,
  });
}
