/**
 * Files for their owner only: keys, lab records, journals. Symbolic links are refused everywhere, so that
 * nobody can have us read or write a file of their choice.
 */
import { randomBytes } from 'node:crypto';
import {
  closeSync,
  constants,
  fchmodSync,
  fstatSync,
  lstatSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { Problem } from '../problem.js';

const OWNER_ONLY = 0o600;
const FOR_OTHERS = 0o077;

/**
 * Writes a file whole: readers see the old text or the new one, never a part.
 * Throws a Problem where the path is a symbolic link or cannot be written.
 */
export function writePrivateFile(path: string, text: string): void {
  const fresh = `${path}.${process.pid}.${randomBytes(4).toString('hex')}.tmp`;
  try {
    refuseSymbolicLink(path);
    writeFileSync(fresh, text, { mode: OWNER_ONLY, flag: 'wx' });
    renameSync(fresh, path);
  } catch (error) {
    rmSync(fresh, { force: true });
    throw asProblem(error, 'written', path);
  }
}

/**
 * The text of a file, which is closed to others if it was not; undefined where there is none. Throws a Problem
 * where it cannot be read.
 */
export function readPrivateFile(path: string): string | undefined {
  let descriptor: number | undefined;
  try {
    // Without O_NONBLOCK, a named pipe in the file's place would hold us for ever.
    descriptor = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    assertOwn(path, descriptor);
    return readFileSync(descriptor, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw asProblem(error, 'read', path);
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}

/**
 * The content of a JSON file, checked and typed by `parse`; undefined where there is none. Throws a Problem
 * where it is not JSON or `parse` throws: the file is named, so that the learner can move it out of the way.
 */
export function readPrivateJson<T>(path: string, parse: (content: unknown) => T): T | undefined {
  const text = readPrivateFile(path);
  if (text === undefined) return undefined;
  try {
    return parse(JSON.parse(text));
  } catch (error) {
    throw new Problem(`The file ${path} is damaged.`, {
      next: `Look at it, then remove it: rm '${path}'`,
      because: 'It is not what orders-lab has written there.',
      cause: error,
    });
  }
}

/**
 * Makes sure of a file that a library is going to open by its path: what is there is ours and for us only.
 * Throws a Problem where it is a symbolic link, no file, or another user's.
 */
export function claimPrivateFile(path: string): void {
  const { O_CREAT, O_NOFOLLOW, O_NONBLOCK, O_RDWR } = constants;
  closeSync(openOwn(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK));
}

/** Adds to the end of a file, which is made if it is not there. Throws a Problem where that fails. */
export function appendPrivateFile(path: string, text: string): void {
  let descriptor: number | undefined;
  try {
    descriptor = openPrivateLog(path);
    writeFileSync(descriptor, text);
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}

/** A descriptor that writes to the end of a file. The caller closes it. Throws a Problem where that fails. */
export function openPrivateLog(path: string): number {
  const { O_APPEND, O_CREAT, O_NOFOLLOW, O_NONBLOCK, O_WRONLY } = constants;
  return openOwn(path, O_WRONLY | O_APPEND | O_CREAT | O_NOFOLLOW | O_NONBLOCK);
}

/** Opens to write; a file that others may look into is closed to them. */
function openOwn(path: string, flags: number): number {
  let descriptor: number | undefined;
  try {
    descriptor = openSync(path, flags, OWNER_ONLY);
    assertOwn(path, descriptor);
    return descriptor;
  } catch (error) {
    if (descriptor !== undefined) closeSync(descriptor);
    throw asProblem(error, 'written', path);
  }
}

function assertOwn(path: string, descriptor: number): void {
  const found = fstatSync(descriptor);
  if (!found.isFile()) throw notOurs(path, 'It is not a file.');
  if (process.getuid && found.uid !== process.getuid()) throw notOurs(path, 'It belongs to another user.');
  if ((found.mode & FOR_OTHERS) !== 0) fchmodSync(descriptor, OWNER_ONLY);
}

function refuseSymbolicLink(path: string): void {
  if (lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink())
    throw notOurs(path, 'It is a symbolic link.');
}

function notOurs(path: string, because: string): Problem {
  return Problem.usage(
    `The file ${path} is not one that orders-lab has made.`,
    `Look at it, then remove it: rm '${path}'`,
    because,
  );
}

function asProblem(error: unknown, verb: string, path: string): Problem {
  if (error instanceof Problem) return error;
  if (codeOf(error) === 'ELOOP') return notOurs(path, 'It is a symbolic link.');
  return new Problem(`The file ${path} cannot be ${verb}.`, {
    next: 'Check its permissions and the space on the disk, or set ORDERS_LAB_HOME to another folder.',
    because: error instanceof Error ? error.message : String(error),
    cause: error,
  });
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
