/**
 * Audits what is installed from elsewhere (SECURITY.md, "Dependencies"). From the lock files alone: every package is
 * pinned by its SHA-512, and none runs a script of its own on installation. From the registry: known vulnerabilities,
 * of any severity in what users install, from "high" on in what only we do. A registry that keeps no advisories, as
 * many mirrors do, is told and no failure.
 */
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
/** Lock files, and whether users install what is in them. */
const LOCKS = [
  { path: 'npm-shrinkwrap.json', ships: true },
  { path: 'test/interop/package-lock.json', ships: false },
  { path: 'bench/package-lock.json', ships: false },
];
const SEVERITIES = ['info', 'low', 'moderate', 'high', 'critical'];
/** The least severity that fails what only we install. */
const SEVERE = 'high';
const OUTPUT_LIMIT = 64 * 1024 * 1024; /* bytes */

const readJson = (path) => JSON.parse(readFileSync(join(ROOT, path), 'utf8'));

/** What is wrong with a lock file, and with the package.json beside it, each a sentence. */
function wrongWithLock({ path }) {
  const {
    dependencies = {},
    devDependencies = {},
    allowScripts = {},
  } = readJson(join(dirname(path), 'package.json'));
  const loose = Object.entries({ ...dependencies, ...devDependencies }).filter(
    ([, range]) => !/^\d/.test(range),
  );
  const packages = Object.entries(readJson(path).packages).filter(([folder]) => folder !== '');
  const named = packages.map(([folder, entry]) => ({
    name: folder.replace(/^.*node_modules\//, ''),
    ...entry,
  }));
  return [
    ...loose.map(([name, range]) => `${name} is not pinned: ${range}`),
    ...named
      .filter(({ integrity = '' }) => !integrity.startsWith('sha512-'))
      .map(({ name }) => `${name} has no SHA-512`),
    ...named
      .filter(({ name, hasInstallScript }) => hasInstallScript && allowScripts[name] !== false)
      .map(({ name }) => `${name} has an install script that package.json does not name`),
  ];
}

/** What the registry knows of the packages of a lock file; `vulnerabilities` is missing where it keeps no advisories. */
function advisories({ path }) {
  return new Promise((resolve, reject) => {
    const options = { cwd: join(ROOT, dirname(path)), maxBuffer: OUTPUT_LIMIT };
    execFile('npm', ['audit', '--json', '--package-lock-only'], options, (error, stdout) => {
      try {
        resolve(JSON.parse(stdout));
      } catch {
        reject(error ?? new Error(`npm audit says: ${stdout}`));
      }
    });
  });
}

/** Of a package, in words: `lmdb (high): title, https://…`. */
function inWords({ name, severity, via }) {
  const causes = via.map((cause) =>
    typeof cause === 'string' ? `through ${cause}` : `${cause.title}, ${cause.url}`,
  );
  return `${name} (${severity}): ${causes.join('; ')}`;
}

async function vulnerabilitiesIn(lock) {
  const { vulnerabilities: known, statusCode } = await advisories(lock);
  if (known === undefined)
    return { told: `the registry tells no advisories (${statusCode ?? 'no answer'})`, found: [] };
  const { packages } = readJson(lock.path);
  const ships = ({ nodes }) => lock.ships && nodes.some((folder) => packages[folder]?.dev !== true);
  const counts = (entry) => ships(entry) || SEVERITIES.indexOf(entry.severity) >= SEVERITIES.indexOf(SEVERE);
  const found = Object.values(known).map((entry) => ({ text: inWords(entry), fails: counts(entry) }));
  return { told: `${found.length} known vulnerabilities`, found };
}

let failed = false;
for (const lock of LOCKS) {
  const wrong = wrongWithLock(lock);
  const { told, found } = await vulnerabilitiesIn(lock);
  failed ||= wrong.length > 0 || found.some(({ fails }) => fails);
  process.stdout.write(`${lock.path}: ${wrong.length} wrong in the lock; ${told}\n`);
  for (const text of wrong) process.stdout.write(`  FAILS ${text}\n`);
  for (const { text, fails } of found) process.stdout.write(`  ${fails ? 'FAILS' : 'bears'} ${text}\n`);
}
process.exitCode = failed ? 1 : 0;
