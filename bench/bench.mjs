/**
 * `npm run bench [-- --quick] [-- --functions] [-- --capacity] [-- --seed]
 * [-- --api]`: builds, installs what is measured against
 * if it is not there, measures all in one run, or only what is told of functions, of capacity, of seeding or of the orders API, and prints
 * one table of ratios and what comes below it. What is measured, and how, is in docs/benchmarks.md.
 */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const HERE = fileURLToPath(new URL('.', import.meta.url));
const ROOT = fileURLToPath(new URL('..', import.meta.url));

const SCOPES = {
  full: {
    rounds: 5,
    scale: 1,
    starts: 5,
    commands: 15,
    labs: 3,
    sizes: [1000, 100_000, 1_000_000],
    capacity: { rounds: 9, scale: 2 },
    seed: { orders: 10_000 },
    functions: { rounds: 3, invocations: 500, writes: 50, records: 2000 },
    api: { rounds: 3, seconds: 20 },
  },
  quick: {
    rounds: 3,
    scale: 0.25,
    starts: 2,
    commands: 7,
    labs: 1,
    sizes: [1000, 20_000],
    capacity: { rounds: 3, scale: 1 },
    seed: { orders: 5_000 },
    functions: { rounds: 1, invocations: 200, writes: 20, records: 1000 },
    api: { rounds: 1, seconds: 5 },
  },
};
/** More would take these a quarter of an hour and longer. */
const MOST_ITEMS = { 'DynamoDB Local': 100_000, dynalite: 100_000 };

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    functions: { type: 'boolean', default: false },
    capacity: { type: 'boolean', default: false },
    api: { type: 'boolean', default: false },
    seed: { type: 'boolean', default: false },
  },
});
const scope = values.quick ? SCOPES.quick : SCOPES.full;

execFileSync('npm', ['run', '--silent', 'build'], { cwd: ROOT, stdio: 'inherit' });
if (!existsSync(`${HERE}node_modules`)) execFileSync('npm', ['ci'], { cwd: HERE, stdio: 'inherit' });

// These need what has just been installed.
const { SERVERS, start, memoryOf } = await import('./servers.mjs');
const { measureThroughput } = await import('./throughput.mjs');
const { measureColdStarts, measureCommands, measureLab } = await import('./startup.mjs');
const { measureCapacity } = await import('./capacity.mjs');
const { measureSeed } = await import('./seed.mjs');
const { measureGrowth } = await import('./growth.mjs');
const { measureApi } = await import('./api.mjs');
const { measureFunctions } = await import('./functions.mjs');
const { Report } = await import('./report.mjs');

const say = (part) => (text) => process.stderr.write(`${part}: ${text}\n`);
const report = new Report();

const isWhole = !values.functions && !values.capacity && !values.seed && !values.api;
if (isWhole) await measureServers();
if (isWhole || values.capacity) {
  report.addCapacity(await measureCapacity({ ...scope.capacity, say: say('capacity') }));
}
if (isWhole || values.seed) {
  say('seed')('running');
  report.addSeed(await measureSeed(scope.seed));
}
if (isWhole || values.functions) {
  report.addFunctions(await measureFunctions({ ...scope.functions, say: say('functions') }));
}
if (isWhole || values.api) report.addApi(await measureApi({ ...scope.api, say: say('orders API') }));

process.stdout.write(`Node ${process.versions.node}, ${availableParallelism()} cores\n\n${report.text()}\n`);

/** All that is held against other servers. */
async function measureServers() {
  say('commands')('running');
  report.addCommands(await measureCommands({ rounds: scope.commands }));
  say('the whole lab')('running');
  report.addLab(await measureLab({ rounds: scope.labs }));
  report.addColdStarts(await measureColdStarts({ rounds: scope.starts, say: say('cold starts') }));

  const servers = [];
  try {
    for (const name of SERVERS) servers.push(await start(name));
    const rows = await measureThroughput(servers, {
      rounds: scope.rounds,
      scale: scope.scale,
      say: say('throughput'),
    });
    report.addThroughput(rows);
    for (const server of servers) report.addLoadedMemory(server.name, await memoryOf(server));
  } finally {
    for (const server of servers) await server.stop();
  }

  for (const name of SERVERS.filter((server) => server !== 'bare, unchecked')) {
    const sizes = scope.sizes.filter((size) => size <= (MOST_ITEMS[name] ?? Number.POSITIVE_INFINITY));
    report.addGrowth(name, await measureGrowth(name, { sizes, say: say('growth') }));
  }
}
