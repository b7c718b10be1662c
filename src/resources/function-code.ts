/** The zips of the lab's functions, which the build has made. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Problem } from '../problem.js';

export interface FunctionCode {
  readonly zip: Uint8Array;
  /** As Lambda tells it (`CodeSha256`): base64. The same code gives the same zip, byte for byte. */
  readonly sha256: string;
}

/** @throws {Problem} when it is not there. */
export function readFunctionCode(name: string): FunctionCode {
  // From src/resources and from dist/resources alike.
  const path = new URL(`../../dist/lambda/${name}.zip`, import.meta.url);
  try {
    const zip = readFileSync(path);
    return { zip, sha256: createHash('sha256').update(zip).digest('base64') };
  } catch (cause) {
    throw new Problem(`The code of the function ${name} is missing.`, {
      because: `${path.pathname} cannot be read; the build makes it.`,
      next: 'Run npm run build, or install orders-lab again.',
      cause,
    });
  }
}
