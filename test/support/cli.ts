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
  /** Everything shown so far, without control sequences. */
  text(): string;
  /** The same with them. */
  raw(): string;
  /** Resolves when the text is shown after all that was waited for before. */
  shows(text: string): Promise<void>;
  press(keys: string): void;
  readonly exited: Promise<number>;
}

export const Key = { enter: '\r', down: '\u001b[B', controlC: '\u0003' } as const;

/** A state folder of its own, and the program run with it and nothing else of this shell's environment. */
export class CliHome {
  readonly path = mkdtempSync(join(tmpdir(), 'orders-lab-e2e-'));

  environment(more: NodeJS.ProcessEnv = {}): Record<string, string> {
    const all = {
      PATH: process.env.PATH,
      HOME: this.path,
      ORDERS_LAB_HOME: join(this.path, 'state'),
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
    const result = new Promise<CliResult>((resolve, reject) => {
      child.on('error', reject);
      child.on('close', (code) => resolve({ code, stdout, stderr }));
    });
    return {
      result,
      saw: (text) =>
        until(
          () => stdout.includes(text),
          () => `${JSON.stringify(text)} in ${stdout}${stderr}`,
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
    let raw = '';
    let seen = 0;
    terminal.onData((data) => {
      raw += data;
    });
    const text = (): string => stripVTControlCharacters(raw).replaceAll('\r', '');
    return {
      text,
      raw: () => raw,
      shows: async (wanted) => {
        await until(
          () => text().indexOf(wanted, seen) >= 0,
          () => `${JSON.stringify(wanted)} in ${text().slice(seen)}`,
        );
        seen = text().indexOf(wanted, seen) + wanted.length;
      },
      press: (keys) => terminal.write(keys),
      exited: new Promise((resolve) => {
        terminal.onExit(({ exitCode }) => resolve(exitCode));
      }),
    };
  }

  /** Ends the sandbox, and removes everything. */
  async remove(): Promise<void> {
    await this.run(['sandbox', 'stop']);
    rmSync(this.path, { recursive: true, force: true });
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
