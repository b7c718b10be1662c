// Compiles src/ to dist/, with the Lambda functions beside it. The new tree takes the old one's place in one rename, so that a sandbox or a test
// that is running meanwhile never meets half a build.
import { execFileSync } from 'node:child_process';
import { chmodSync, renameSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { bundleFunctions } from './bundle-functions.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const compiler = fileURLToPath(new URL('../node_modules/typescript/bin/tsc', import.meta.url));
const fresh = `${root}dist.${process.pid}.new`;
const stale = `${root}dist.${process.pid}.old`;

try {
  execFileSync(process.execPath, [compiler, '-p', 'tsconfig.build.json', '--outDir', fresh], {
    cwd: root,
    stdio: 'inherit',
  });
  await bundleFunctions(`${root}assets/lambda`, `${fresh}/lambda`);
  // npm makes a bin executable only when it installs the packed package.
  chmodSync(`${fresh}/cli.js`, 0o755);
  try {
    renameSync(`${root}dist`, stale);
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
  }
  renameSync(fresh, `${root}dist`);
} finally {
  rmSync(fresh, { recursive: true, force: true });
  rmSync(stale, { recursive: true, force: true });
}
