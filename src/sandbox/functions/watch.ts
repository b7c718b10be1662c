/**
 * Watches what functions use: memory beyond what they were given ends their process as on Lambda, and so do too
 * many processes, before the machine suffers. Looks at whole process groups.
 */
import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import type { Environment } from './environment.js';
import type { FunctionProcess } from './process.js';

/** Between two looks. */
const INTERVAL = process.platform === 'linux' ? 250 : 1000; /* ms: elsewhere each look starts a program */
const BYTES_PER_MB = 1024 * 1024;
const BYTES_PER_KB = 1024;

interface Watched {
  readonly process: FunctionProcess;
  /** Bytes. */
  readonly memory: number;
}

/** What a process group uses now. */
interface Usage {
  processes: number;
  /** Bytes that are in memory. Pages that processes share count for each. */
  memory: number;
}

export class Watch {
  readonly #maxProcesses: number;
  readonly #watched = new Map<Environment, Watched>();
  readonly #awake = new Set<Environment>();
  #timer: NodeJS.Timeout | undefined;
  #looking = false;

  constructor(maxProcesses: number) {
    this.#maxProcesses = maxProcesses;
  }

  /** @param memorySize MB */
  add(environment: Environment, process: FunctionProcess, memorySize: number): void {
    this.#watched.set(environment, { process, memory: memorySize * BYTES_PER_MB });
    this.wake(environment);
  }

  /** It does something again. */
  wake(environment: Environment): void {
    this.#awake.add(environment);
    this.#timer ??= setInterval(() => void this.#look(), INTERVAL).unref();
  }

  /** It does nothing for a while: no need to look. */
  rest(environment: Environment): void {
    this.#awake.delete(environment);
    if (this.#awake.size === 0) this.close();
  }

  remove(environment: Environment): void {
    this.#watched.delete(environment);
    this.rest(environment);
  }

  close(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  async #look(): Promise<void> {
    if (this.#looking) return;
    this.#looking = true;
    try {
      const groups = new Set([...this.#watched.values()].map(({ process }) => process.pid));
      const usage = process.platform === 'linux' ? usageOnLinux(groups) : await usageByPs(groups);
      for (const [environment, { process, memory }] of this.#watched) {
        const used = usage.get(process.pid);
        if (used === undefined) continue;
        environment.noteMemory(used.memory);
        if (used.memory > memory || used.processes > this.#maxProcesses) process.kill();
      }
    } catch {
      // No file can be opened right now: the next look tells more.
    } finally {
      this.#looking = false;
    }
  }
}

function usageOnLinux(groups: ReadonlySet<number>): Map<number, Usage> {
  const usage = new Map<number, Usage>();
  for (const pid of readdirSync('/proc')) {
    if (!/^\d+$/.test(pid)) continue;
    try {
      // "pid (command) state ppid pgrp …", see proc_pid_stat(5).
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
      const group = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ', 3)[2]);
      if (!groups.has(group)) continue;
      const resident = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
      note(usage, group, Number(resident ?? 0) * BYTES_PER_KB);
    } catch {
      // Gone meanwhile.
    }
  }
  return usage;
}

async function usageByPs(groups: ReadonlySet<number>): Promise<Map<number, Usage>> {
  const usage = new Map<number, Usage>();
  try {
    const { stdout } = await promisify(execFile)('ps', ['-A', '-o', 'pgid=,rss=']);
    for (const line of stdout.split('\n')) {
      const [group = Number.NaN, kilobytes = 0] = line.trim().split(/\s+/).map(Number);
      if (groups.has(group)) note(usage, group, kilobytes * BYTES_PER_KB);
    }
  } catch {
    // Too many processes to start another one: the next look tells more.
  }
  return usage;
}

function note(usage: Map<number, Usage>, group: number, memory: number): void {
  const known = usage.get(group) ?? { processes: 0, memory: 0 };
  usage.set(group, { processes: known.processes + 1, memory: known.memory + memory });
}
