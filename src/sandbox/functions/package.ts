/**
 * Deployment packages: reads a zip archive, refuses what would write outside of its folder or fill the disk, and
 * unpacks it once for each content.
 */
import { hash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Unzipped, unzipSync } from 'fflate';
import { MAX_UNZIPPED } from './limits.js';
import { hasSymbolicLink } from './zip-directory.js';

const OWNER_ONLY = 0o700;
const MOST_FILES = 100_000;

export class PackageError extends Error {}

export interface CodePackage {
  /** SHA-256 of the archive, in base64 as Lambda tells it. */
  readonly sha256: string;
  /** Bytes of the archive. */
  readonly size: number;
  /** The name of its folder among the code. */
  readonly folder: string;
}

/** Describes an archive without unpacking it. */
export function describePackage(zip: Uint8Array): CodePackage {
  const digest = hash('sha256', zip, 'hex');
  return {
    sha256: Buffer.from(digest, 'hex').toString('base64'),
    size: zip.length,
    folder: digest,
  };
}

/**
 * Unpacks an archive into its folder below `code`, if it is not there already. Throws a `PackageError`, in words
 * for the caller, where it is no archive or holds what is refused.
 */
export function unpack(zip: Uint8Array, code: string): CodePackage {
  const described = describePackage(zip);
  const target = join(code, described.folder);
  const files = read(zip);
  if (existsSync(target)) return described;
  const fresh = `${target}.${process.pid}.new`;
  rmSync(fresh, { recursive: true, force: true });
  mkdirSync(fresh, { mode: OWNER_ONLY });
  try {
    for (const [name, content] of Object.entries(files)) {
      const path = join(fresh, name);
      mkdirSync(name.endsWith('/') ? path : dirname(path), { recursive: true });
      if (!name.endsWith('/')) writeFileSync(path, content);
    }
    renameSync(fresh, target);
  } catch (error) {
    rmSync(fresh, { recursive: true, force: true });
    // A name that is a file and a folder at once, or longer than the file system takes.
    throw new PackageError(UNREADABLE, { cause: error });
  }
  return described;
}

/** Removes what was unpacked and is in no use any more. @param used names of folders */
export function removeUnused(code: string, used: ReadonlySet<string>): void {
  for (const name of readdirSync(code)) {
    if (!used.has(name)) rmSync(join(code, name), { recursive: true, force: true });
  }
}

const UNREADABLE = 'Could not unzip uploaded file. Please check your file, then try to upload again.';

function read(zip: Uint8Array): Unzipped {
  let total = 0;
  let count = 0;
  if (hasSymbolicLink(zip)) {
    throw new PackageError(
      'The sandbox takes no symbolic links in a deployment package. Zip the files themselves.',
    );
  }
  try {
    return unzipSync(zip, {
      filter: ({ name, originalSize }) => {
        total += originalSize;
        count += 1;
        if (total > MAX_UNZIPPED) {
          throw new PackageError(`Unzipped size must be smaller than ${MAX_UNZIPPED} bytes`);
        }
        if (count > MOST_FILES || isOutside(name)) throw new PackageError(UNREADABLE);
        return true;
      },
    });
  } catch (error) {
    throw error instanceof PackageError ? error : new PackageError(UNREADABLE, { cause: error });
  }
}

/** Absolute, climbing up, or with what no file's name should have. */
function isOutside(name: string): boolean {
  return (
    name === '' ||
    name.startsWith('/') ||
    /[\\\0]/.test(name) ||
    /^[A-Za-z]:/.test(name) ||
    name.split('/').includes('..')
  );
}
