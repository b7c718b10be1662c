// Bundles each Lambda function of assets/lambda/ into one minified file, and that into a zip which is the same,
// byte for byte, wherever and whenever it is made: an unchanged function is not uploaded again.
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { zipSync } from 'fflate';

/** ZIP cannot say less. fflate writes local time, so this is made from local parts. */
const BEGINNING_OF_ZIP_TIME = new Date(1980, 0, 1);
/** Readable by the user that Lambda runs functions as, whatever the umask was here. */
const READABLE = 0o100644;
const UNIX = 3;

/** Writes one `<function>.zip` into `target` for each folder of `source` with an index.ts; others hold what functions share. */
export async function bundleFunctions(source, target) {
  mkdirSync(target, { recursive: true });
  for (const name of readdirSync(source)) {
    const entry = join(source, name, 'index.ts');
    if (!existsSync(entry)) continue;
    const { outputFiles } = await build({
      entryPoints: [entry],
      bundle: true,
      minify: true,
      write: false,
      platform: 'node',
      // The SDK is bundled although Lambda brings one: this is the version that was tested, not that of the day, and
      // it starts quicker, as only what is used is loaded. Modules can be cut down to that, CommonJS cannot.
      mainFields: ['module', 'main'],
      // The sandbox runs functions on the Node that runs orders-lab, which may be older than AWS's.
      target: 'node20',
      format: 'esm',
      // Some of what is bundled is CommonJS and wants its require.
      banner: { js: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);" },
      legalComments: 'none',
      logLevel: 'warning',
    });
    const [bundle] = outputFiles;
    const attributes = { mtime: BEGINNING_OF_ZIP_TIME, os: UNIX, attrs: READABLE << 16, level: 9 };
    writeFileSync(join(target, `${name}.zip`), zipSync({ 'index.mjs': [bundle.contents, attributes] }));
  }
}
