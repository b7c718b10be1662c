/** Where the lab keeps what is its own: lab records, journals, the sandbox's store, keys and log. */
import { accessSync, chmodSync, constants, lstatSync, mkdirSync, statSync } from 'node:fs';
import { homedir, userInfo } from 'node:os';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { Problem } from '../problem.js';

const NAME = 'orders-lab';
const OWNER_ONLY = 0o700;
const FOR_OTHERS = 0o077;
/** The group, and everybody. */
const OTHERS_MAY_WRITE = 0o022;
/** Nobody may rename or remove in it what is another's: the mode of /tmp. */
const STICKY = 0o1000;
const SUPERUSER = 0;

/**
 * The state folder's path: `$ORDERS_LAB_HOME`, else the platform's place for state (`$XDG_STATE_HOME/orders-lab`
 * or `~/.local/state/orders-lab`; `~/Library/Application Support/orders-lab` on macOS). Touches nothing.
 */
export function statePath(
  environment: NodeJS.ProcessEnv = process.env,
  platform: NodeJS.Platform = process.platform,
): string {
  const chosen = environment.ORDERS_LAB_HOME;
  if (chosen) return resolve(chosen);
  if (platform === 'darwin') return join(homeFolder(environment), 'Library', 'Application Support', NAME);
  const xdg = environment.XDG_STATE_HOME;
  // The XDG specification: a relative path is invalid and to be ignored.
  return xdg && isAbsolute(xdg) ? join(xdg, NAME) : join(homeFolder(environment), '.local', 'state', NAME);
}

/** An empty or relative HOME would have us write into the working directory. */
function homeFolder({ HOME }: NodeJS.ProcessEnv): string {
  try {
    return HOME === undefined || isAbsolute(HOME) ? homedir() : userInfo().homedir;
  } catch (error) {
    throw Problem.usage(
      'This system does not tell where your home folder is.',
      'Set ORDERS_LAB_HOME to a folder where the lab may keep its state.',
      error instanceof Error ? error.message : String(error),
    );
  }
}

/**
 * The state folder, made (for its owner only) if it is not there. Throws a usage Problem where it cannot be
 * used: not a folder, not readable or writable, another user's, or open to the writing of others.
 */
export function openStateFolder(path: string = statePath()): string {
  try {
    makeFolder(path);
    const found = statSync(path);
    if (!found.isDirectory()) throw unusable(path, 'It is not a folder.');
    // The learner may have put it elsewhere by a link; somebody else's link leads where somebody else likes.
    if ([found, lstatSync(path)].some(({ uid }) => !isTrusted(uid)))
      throw unusable(path, 'It belongs to another user.');
    accessSync(path, constants.R_OK | constants.W_OK | constants.X_OK);
    if ((found.mode & OTHERS_MAY_WRITE) !== 0 && (found.mode & STICKY) === 0) {
      throw Problem.usage(
        `The state folder ${path} can be written by other users of this machine.`,
        `Run: chmod 700 '${path}'`,
        'Keys are kept in it.',
      );
    }
  } catch (error) {
    throw error instanceof Problem ? error : unusable(path, reasonOf(error));
  }
  return path;
}

/**
 * A folder inside the state folder, made for its owner only if it is not there, and closed to others if it is.
 * Throws a usage Problem where something else has its name: a file, a symbolic link, another user's folder.
 */
export function openPrivateFolder(parent: string, name: string): string {
  const path = join(parent, name);
  try {
    makeFolder(path);
    const found = lstatSync(path);
    if (found.isSymbolicLink()) throw unusable(path, 'It is a symbolic link, which is not followed here.');
    if (!found.isDirectory()) throw unusable(path, 'It is not a folder.');
    if (process.getuid && found.uid !== process.getuid()) throw unusable(path, 'It belongs to another user.');
    if ((found.mode & FOR_OTHERS) !== 0) chmodSync(path, OWNER_ONLY);
    accessSync(path, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    throw error instanceof Problem ? error : unusable(path, reasonOf(error));
  }
  return path;
}

/** Ourselves, and the superuser, from whom nothing can be kept. */
function isTrusted(uid: number): boolean {
  return !process.getuid || uid === process.getuid() || uid === SUPERUSER;
}

/**
 * With its parents, for their owner only. Not by Node's `recursive`: that never returns where the system says
 * that a folder's parent is missing although it is there, as /proc does.
 */
function makeFolder(path: string): void {
  try {
    mkdirSync(path, { mode: OWNER_ONLY });
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return;
    if (codeOf(error) !== 'ENOENT' || dirname(path) === path) throw error;
    makeFolder(dirname(path));
    mkdirSync(path, { mode: OWNER_ONLY });
  }
}

function unusable(path: string, because: string): Problem {
  return Problem.usage(
    `The folder ${path} cannot be used to keep state.`,
    'Make it a folder that you can read and write, or set ORDERS_LAB_HOME to another one.',
    because,
  );
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}

function reasonOf(error: unknown): string {
  switch (codeOf(error)) {
    case 'EACCES':
    case 'EPERM':
      return 'You have no permission to read and write it.';
    case 'EEXIST':
    case 'ENOTDIR':
      return 'It, or a part of its path, is not a folder.';
    case 'EROFS':
      return 'It is on a read-only file system.';
    case 'ENOSPC':
      return 'The disk is full.';
    default:
      return error instanceof Error ? error.message : String(error);
  }
}
