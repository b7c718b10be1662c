/**
 * A function's process: Node in a session and process group of its own. A shell prepares it and leaves a guard in
 * the group, which waits for the end of a pipe that the sandbox holds open: when the sandbox dies, however that
 * comes about, the guard kills the whole group, even one that spins and could not notice anything itself.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { setPriority } from 'node:os';
import type { Readable } from 'node:stream';
import { identifyProcess, type ProcessIdentity } from '../../state/process-identity.js';
import type { ProcessEnd } from './failure.js';
import { MAX_OPEN_FILES } from './limits.js';

/**
 * `exec` puts Node in the shell's place, so that its id, group and exit status are the ones we know. Standard output
 * and error become one, in the order of what was written. Descriptor 3 is the pipe that the guard waits for.
 */
const LAUNCH = `
( read -r _; kill -KILL 0 ) <&3 >/dev/null 2>&1 &
exec 3<&-
ulimit -c 0
ulimit -n ${MAX_OPEN_FILES}
exec "$@" 2>&1 </dev/null
`;
/** Node's heap may take this share of the memory, as on Lambda: the rest is for what is outside of it. */
const HEAP_SHARE = 0.9;
/** What is read of a function that writes without end: the rest waits, and so does the function. */
const OUTPUT_PER_SECOND = 10 * 1024 * 1024; /* bytes */
const PAUSE = 100; /* ms */
/** Enough for the sandbox to answer beside functions that spin; more would starve them on a busy machine. */
const NICENESS = 2;
/** How long output may come after the process has ended. */
const LAST_OUTPUT = 1000; /* 1 s */

export interface ProcessOptions {
  /** The program that loads the handler. */
  readonly bootstrap: string;
  readonly workingFolder: string;
  /** All of its environment. */
  readonly variables: Readonly<Record<string, string>>;
  /** MB. */
  readonly memorySize: number;
  readonly onOutput: (chunk: Buffer) => void;
  /** Called once, after the last output. */
  readonly onEnd: (end: ProcessEnd) => void;
}

export interface FunctionProcess {
  readonly pid: number;
  /** Undefined where it has ended already. */
  readonly identity: ProcessIdentity | undefined;
  /** Stops it in the middle of whatever it does, until `thaw`. What it has started goes on. */
  freeze(): void;
  thaw(): void;
  /** Kills the group. `onEnd` follows. Safe to call again. */
  kill(): void;
}

/** Throws where the system cannot start a process. */
export function startProcess(options: ProcessOptions): FunctionProcess {
  const heap = Math.max(64, Math.floor(options.memorySize * HEAP_SHARE));
  const child = spawn(
    '/bin/sh',
    ['-c', LAUNCH, 'function', process.execPath, `--max-old-space-size=${heap}`, options.bootstrap],
    {
      cwd: options.workingFolder,
      env: options.variables,
      // A session of its own: no terminal, and a group that can be killed as a whole.
      detached: true,
      stdio: ['ignore', 'pipe', 'ignore', 'pipe'],
    },
  );
  const { pid, stdout } = child;
  // A process that could not be started has no id; what else goes wrong ends it, which is told apart.
  for (const source of [child, ...child.stdio]) source?.on('error', () => undefined);
  if (pid === undefined || stdout === null) throw new Error('A process for the function cannot be started');
  makeNice(pid);
  stdout.on('data', (chunk: Buffer) => {
    options.onOutput(chunk);
    brake(stdout, chunk.length);
  });
  const brake = createBrake();
  const kill = (): void => killGroup(pid);
  void ended(child, kill).then(options.onEnd);
  return {
    pid,
    identity: identifyProcess(pid),
    // The guard is not to be stopped, so the group is not meant.
    freeze: () => void child.kill('SIGSTOP'),
    thaw: () => void child.kill('SIGCONT'),
    kill,
  };
}

/** Stops reading for a moment what comes too fast, so that its writer waits. */
function createBrake(): (stream: Readable, bytes: number) => void {
  let read = 0;
  let since = performance.now();
  return (stream, bytes) => {
    const now = performance.now();
    const passed = (now - since) / 1000;
    read = Math.max(0, read - passed * OUTPUT_PER_SECOND) + bytes;
    since = now;
    if (read <= OUTPUT_PER_SECOND || stream.isPaused()) return;
    stream.pause();
    setTimeout(() => stream.resume(), PAUSE);
  };
}

/** Kills a process group, if there is one. */
export function killGroup(leader: number): void {
  try {
    process.kill(-leader, 'SIGKILL');
  } catch {
    // Nobody is left in it.
  }
}

/** The sandbox itself, and what the learner does, come first. */
function makeNice(pid: number): void {
  try {
    setPriority(pid, NICENESS);
  } catch {
    // It has ended already, or the system does not let us: it runs at our own priority.
  }
}

async function ended(child: ChildProcess, kill: () => void): Promise<ProcessEnd> {
  const closed = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const end = await new Promise<ProcessEnd>((resolve) => {
    child.once('exit', (code, signal) => resolve({ code, signal }));
  });
  // The guard, and whatever the function has started.
  kill();
  let timer: NodeJS.Timeout | undefined;
  const waited = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, LAST_OUTPUT);
  });
  await Promise.race([closed, waited]);
  clearTimeout(timer);
  child.stdout?.destroy();
  return end;
}
