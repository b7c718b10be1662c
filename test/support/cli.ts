/** The built program as its user meets it: a child process, or a session in a pseudo-terminal. */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stripVTControlCharacters } from 'node:util';
import { spawn as spawnInTerminal } from '@lydell/node-pty';

export const CLI = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));

/** How long a session waits for a text, in milliseconds. */
const PATIENCE = 20_000;
/** Characters of the output that a failure quotes. */
const SHOWN = 2_000;
const TO_LINE_START = '\u001b[1G';

export interface CliResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A line of `--json`, as a script reads it. */
export interface JsonLine {
  readonly event: string;
  readonly [member: string]: unknown;
}

export interface StartedCli {
  readonly result: Promise<CliResult>;
  /** Resolves when stdout has brought this text. */
  saw(text: string): Promise<void>;
  signal(name: NodeJS.Signals): void;
}

export interface TerminalSession {
  /** Every line as it stands at last: without control sequences, and without what the live line showed before. */
  lines(): string[];
  /** All that was written. */
  raw(): string;
  /** Resolves when the text has been shown after all that was waited for before, if only for a moment. */
  shows(text: string): Promise<void>;
  press(keys: string): void;
  readonly exited: Promise<number>;
}

export const Key = { enter: '\r', down: '\u001b[B', controlC: '\u0003' } as const;

/**
 * A state folder of its own, and the program run with it and nothing else of this shell's environment. Tests
 * that change a lab share a sandbox and keep apart by prefix, which saves a start for each.
 */
export class CliHome {
  readonly path = mkdtempSync(join(tmpdir(), 'orders-lab-e2e-'));
  readonly stateFolder = join(this.path, 'state');

  readonly #running = new Set<() => unknown>();
  #labs = 0;

  /** The flag for a lab that no other test has. */
  newLab(): readonly ['--prefix', string] {
    this.#labs += 1;
    return ['--prefix', `t${this.#labs}-`];
  }

  environment(more: NodeJS.ProcessEnv = {}): Record<string, string> {
    const all = {
      PATH: process.env.PATH,
      HOME: this.path,
      ORDERS_LAB_HOME: this.stateFolder,
      LANG: 'C.UTF-8',
      TERM: 'xterm-256color',
      // So that no test waits for a machine's metadata service.
      AWS_EC2_METADATA_DISABLED: 'true',
      ...more,
    };
    return Object.fromEntries(
      Object.entries(all).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
    );
  }

  run(words: readonly string[], environment: NodeJS.ProcessEnv = {}): Promise<CliResult> {
    return this.start(words, environment).result;
  }

  start(words: readonly string[], environment: NodeJS.ProcessEnv = {}): StartedCli {
    const child = spawn(process.execPath, [CLI, ...words], {
      env: this.environment(environment),
      cwd: this.path,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    const kill = (): unknown => child.kill('SIGKILL');
    this.#running.add(kill);
    const result = new Promise<CliResult>((resolve, reject) => {
      child.on('error', reject);
      child.on('close', (code) => {
        this.#running.delete(kill);
        resolve({ code, stdout, stderr });
      });
    });
    return {
      result,
      saw: (text) =>
        until(
          () => stdout.includes(text),
          () => `${JSON.stringify(text)} in ${stdout.slice(-SHOWN)}${stderr}`,
        ),
      signal: (name) => child.kill(name),
    };
  }

  terminal(
    words: readonly string[],
    { columns = 100, environment = {} }: { columns?: number; environment?: NodeJS.ProcessEnv } = {},
  ): TerminalSession {
    const terminal = spawnInTerminal(process.execPath, [CLI, ...words], {
      cols: columns,
      rows: 40,
      cwd: this.path,
      env: this.environment(environment),
    });
    const kill = (): void => terminal.kill('SIGKILL');
    this.#running.add(kill);
    let raw = '';
    let seen = 0;
    terminal.onData((data) => {
      raw += data;
    });
    const shown = (): string => stripVTControlCharacters(raw).replaceAll('\r', '');
    return {
      lines: () =>
        raw.split('\n').map((line) => stripVTControlCharacters(line.split(TO_LINE_START).at(-1) ?? '')),
      raw: () => raw,
      shows: async (wanted) => {
        await until(
          () => shown().includes(wanted, seen),
          () => `${JSON.stringify(wanted)} in ${shown().slice(seen).slice(-SHOWN)}`,
        );
        seen = shown().indexOf(wanted, seen) + wanted.length;
      },
      press: (keys) => terminal.write(keys),
      exited: new Promise((resolve) => {
        terminal.onExit(({ exitCode }) => {
          this.#running.delete(kill);
          resolve(exitCode);
        });
      }),
    };
  }

  /** Ends what a failed test has left running, ends the sandbox, and removes everything. */
  async remove(): Promise<void> {
    for (const kill of this.#running) kill();
    await this.run(['sandbox', 'stop']);
    // A sandbox that lost the race to start may still be writing its last log line.
    rmSync(this.path, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  }
}

export function jsonLines({ stdout }: CliResult): JsonLine[] {
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line): JsonLine => JSON.parse(line));
}

async function until(holds: () => boolean, what: () => string): Promise<void> {
  const deadline = Date.now() + PATIENCE;
  while (!holds()) {
    if (Date.now() > deadline) throw new Error(`Waited in vain for ${what()}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
