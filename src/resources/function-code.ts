/** The code of the lab's functions: the zips that the build has made, and what they were made of. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Problem } from '../problem.js';

export interface FunctionCode {
  readonly zip: Uint8Array;
  /** As Lambda tells it (`CodeSha256`): base64. The same code gives the same zip, byte for byte. */
  readonly sha256: string;
}

/** The package's folder, seen from src/resources and from dist/resources alike. */
const PACKAGE = new URL('../../', import.meta.url);

/** @throws {Problem} when it is not there. */
export function readFunctionCode(name: string): FunctionCode {
  const zip = readPart(name, `dist/lambda/${name}.zip`);
  return { zip, sha256: createHash('sha256').update(zip).digest('base64') };
}

/** The TypeScript that it was made of, to be read by the learner. @throws {Problem} when it is not there. */
export function readFunctionSource(name: string): string {
  return readPart(name, `assets/lambda/${name}/index.ts`).toString('utf8');
}

function readPart(name: string, path: string): Buffer {
  const url = new URL(path, PACKAGE);
  try {
    return readFileSync(url);
  } catch (cause) {
    throw new Problem(`The code of the function ${name} is missing.`, {
      because: `${fileURLToPath(url)} cannot be read.`,
      next: 'Run npm run build in a clone of orders-lab, or install the package again.',
      cause,
    });
  }
}
