/** The programs that nobody here wrote, and the built CLI with a sandbox of its own to hold against them. */
import { execFile, execFileSync, type SpawnSyncReturns } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

export const CLI = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));
const HERE = fileURLToPath(new URL('.', import.meta.url));
const run = promisify(execFile);

export interface Finished {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program to its end; its exit code is part of the answer. */
export async function finish(
  program: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<Finished> {
  try {
    return { code: 0, ...(await run(program, args, { env, maxBuffer: 32 * 1024 * 1024 })) };
  } catch (error) {
    const { code, stdout, stderr } = error as SpawnSyncReturns<string> & { code?: number };
    return { code: typeof code === 'number' ? code : -1, stdout, stderr };
  }
}

/** The environment without anything that says where AWS is or who we are. */
function neutralEnvironment(): NodeJS.ProcessEnv {
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('AWS_')));
  return { ...env, AWS_EC2_METADATA_DISABLED: 'true', AWS_CONFIG_FILE: '/dev/null', NO_COLOR: '1' };
}

/** A state folder of its own, and what runs in it. */
export interface Workbench {
  readonly home: string;
  /** Environment of the CLI. */
  readonly env: NodeJS.ProcessEnv;
  lab(...args: string[]): Promise<Finished>;
  close(): Promise<void>;
}

export function openWorkbench(): Workbench {
  const home = mkdtempSync(join(tmpdir(), 'orders-lab-interop-'));
  const env = { ...neutralEnvironment(), ORDERS_LAB_HOME: home };
  const lab = (...args: string[]): Promise<Finished> => finish(process.execPath, [CLI, ...args], env);
  return {
    home,
    env,
    lab,
    async close() {
      await lab('sandbox', 'stop');
      rmSync(home, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
    },
  };
}

export interface BuiltSandbox extends Workbench {
  readonly endpoint: string;
  /** Environment of a program that talks to the sandbox. */
  readonly clientEnv: NodeJS.ProcessEnv;
  /** The AWS CLI; answers its JSON. @throws with its standard error when it fails. */
  aws(...args: string[]): Promise<Record<string, unknown>>;
  /** The same under further environment variables: temporary keys. */
  awsWith(env: NodeJS.ProcessEnv, ...args: string[]): Promise<Record<string, unknown>>;
  /** A Python program of this folder, given the endpoint as its first argument. */
  python(file: string, ...args: string[]): Promise<Finished>;
}

export async function openSandbox(): Promise<BuiltSandbox> {
  const bench = openWorkbench();
  const started = await bench.lab('sandbox', 'start');
  if (started.code !== 0) throw new Error(started.stderr);
  const { set } = JSON.parse((await bench.lab('sandbox', 'env', '--json')).stdout) as {
    set: Record<string, string>;
  };
  const endpoint = set.AWS_ENDPOINT_URL ?? '';
  const clientEnv = { ...bench.env, ...set };
  const awsWith: BuiltSandbox['awsWith'] = async (env, ...args) => {
    // Before 2.13 (1.29 of the old line) the AWS CLI ignores AWS_ENDPOINT_URL and would go to the real AWS.
    const { code, stdout, stderr } = await finish(
      'aws',
      ['--endpoint-url', endpoint, '--output', 'json', ...args],
      { ...clientEnv, ...env },
    );
    if (code !== 0) throw new Error(stderr.trim());
    return stdout.trim() === '' ? {} : JSON.parse(stdout);
  };
  return {
    ...bench,
    endpoint,
    clientEnv,
    aws: (...args) => awsWith({}, ...args),
    awsWith,
    python: (file, ...args) => finish('python3', [join(HERE, file), endpoint, ...args], clientEnv),
  };
}

/** Whether a Python module is there: moto is in no distribution, so its tests run where somebody has it. */
export function hasPythonModule(name: string): boolean {
  try {
    execFileSync('python3', ['-c', `import ${name}`], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** [major, minor] of the AWS CLI. */
export function awsCliVersion(): readonly [number, number] {
  const text = execFileSync('aws', ['--version'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  const [, major = '0', minor = '0'] = /aws-cli\/(\d+)\.(\d+)/.exec(text) ?? [];
  return [Number(major), Number(minor)];
}
