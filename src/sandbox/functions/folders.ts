/** What functions have on disk, in the sandbox's folder, and what an earlier sandbox has left there. */
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openPrivateFolder } from '../../state/home.js';
import { readPrivateFile, writePrivateFile } from '../../state/private-file.js';
import { isProcess, type ProcessIdentity } from '../../state/process-identity.js';
import { killGroup } from './process.js';
import { killStragglers } from './stragglers.js';

/** What Lambda's Node.js runtimes bring along and a function need not. */
const PROVIDED = ['@aws-sdk', '@smithy'] as const;
/** Tells which of several `node_modules` is the one that we were installed with. */
const INSTALLED = join('@aws-sdk', 'client-lambda');
const ID_BYTES = 16;
const ROOT = 'functions';
const RUN = 'run';
const PROCESSES = 'processes';

export interface FunctionFolders {
  /** Holds a folder for each unpacked deployment package. */
  readonly code: string;
  /** A new folder for one environment, its id, and where to note its process. */
  openEnvironment(): EnvironmentFolder;
}

export interface EnvironmentFolder {
  /** 32 hexadecimal digits. */
  readonly id: string;
  readonly home: string;
  /** Kept on disk, so that the next sandbox finds it should this one be killed. */
  noteProcess(identity: ProcessIdentity | undefined): void;
  /** Removes it, and ends what still runs with it. */
  close(): void;
}

/** The folders, made where they are missing. */
export function openFunctionFolders(sandboxFolder: string): FunctionFolders {
  const root = openPrivateFolder(sandboxFolder, ROOT);
  const code = openPrivateFolder(root, 'code');
  const run = openPrivateFolder(root, RUN);
  const processes = openPrivateFolder(root, PROCESSES);
  provideSdk(root);
  return {
    code,
    openEnvironment() {
      const id = randomBytes(ID_BYTES).toString('hex');
      const home = openPrivateFolder(run, id);
      const note = join(processes, `${id}.json`);
      return {
        id,
        home,
        noteProcess(identity) {
          if (identity !== undefined) writePrivateFile(note, JSON.stringify({ ...identity, home }));
        },
        close() {
          killStragglers(home);
          rmSync(home, { recursive: true, force: true });
          rmSync(note, { force: true });
        },
      };
    },
  };
}

/**
 * Ends what still runs of functions of an earlier sandbox in this folder, which was killed, and removes what they
 * had on disk. Their guards should have done the first already: see `process.ts`.
 */
export function endLeftFunctions(sandboxFolder: string): void {
  const root = join(sandboxFolder, ROOT);
  const run = join(root, RUN);
  const processes = join(root, PROCESSES);
  if (!existsSync(run) || !existsSync(processes)) return;
  for (const name of readdirSync(processes)) {
    const path = join(processes, name);
    const noted = parseNote(readPrivateFile(path));
    // An id alone may mean another process by now, and a copy of a folder tells of processes that are not its own.
    if (noted !== undefined && dirname(noted.home) === run && isProcess(noted)) killGroup(noted.pid);
    rmSync(path, { force: true });
  }
  const left = readdirSync(run);
  if (left.length > 0) killStragglers(run);
  for (const name of left) rmSync(join(run, name), { recursive: true, force: true });
}

function parseNote(text: string | undefined): (ProcessIdentity & { readonly home: string }) | undefined {
  try {
    const { pid, startedAt, home } = JSON.parse(text ?? '{}');
    return Number.isSafeInteger(pid) && typeof startedAt === 'string' && typeof home === 'string'
      ? { pid, startedAt, home }
      : undefined;
  } catch {
    // Cut off in the middle: the guard in the process's own group has to do.
    return undefined;
  }
}

/**
 * Links the SDK that we were installed with into a `node_modules` above all functions' code, where Node looks after
 * a function's own. (ECMAScript modules ignore NODE_PATH.) Anew at each start: we may have been moved.
 */
function provideSdk(root: string): void {
  const modules = join(root, 'node_modules');
  rmSync(modules, { recursive: true, force: true });
  mkdirSync(modules, { mode: 0o700 });
  const ours = ownModules();
  for (const name of PROVIDED) {
    if (ours !== undefined && existsSync(join(ours, name)))
      symlinkSync(join(ours, name), join(modules, name));
  }
}

/** The `node_modules` in which the packages that we depend on are. */
function ownModules(): string | undefined {
  let folder = dirname(fileURLToPath(import.meta.url));
  for (;;) {
    const modules = join(folder, 'node_modules');
    if (existsSync(join(modules, INSTALLED))) return modules;
    const parent = dirname(folder);
    if (parent === folder) return undefined;
    folder = parent;
  }
}
