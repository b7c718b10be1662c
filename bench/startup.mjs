/** Time to the first answer and memory at rest of every server; what the command line takes. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { CLI, memoryOf, newHome, SERVERS, start } from './servers.mjs';

/** Resolves with milliseconds and megabytes by name of server and round. */
export async function measureColdStarts({ rounds, say }) {
  const times = Object.fromEntries(SERVERS.map((name) => [name, []]));
  const memory = Object.fromEntries(SERVERS.map((name) => [name, []]));
  for (let round = 1; round <= rounds; round += 1) {
    say(`round ${round} of ${rounds}`);
    for (const name of SERVERS) {
      const server = await start(name);
      times[name].push(server.startTime);
      memory[name].push((await memoryOf(server)).own);
      await server.stop();
    }
  }
  return { times, memory };
}

const COMMANDS = {
  'node -e 0': ['-e', '0'],
  '--version': [CLI, '--version'],
  '--help': [CLI, '--help'],
};

/** Resolves with milliseconds by command and round. */
export async function measureCommands({ rounds }) {
  const times = Object.fromEntries(Object.keys(COMMANDS).map((label) => [label, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (const [label, args] of Object.entries(COMMANDS)) times[label].push(await timed(args, process.env));
  }
  return times;
}

/** The whole lab, from no sandbox to everything cleaned up, by round, in milliseconds. */
export async function measureLab({ rounds }) {
  const times = [];
  for (let round = 0; round < rounds; round += 1) {
    const home = await newHome();
    const env = { ...process.env, ORDERS_LAB_HOME: home };
    try {
      times.push(await timed([CLI, 'run', '--yes'], env));
    } finally {
      await timed([CLI, 'sandbox', 'stop'], env);
      rmSync(home, { recursive: true, force: true });
    }
  }
  return times;
}

async function timed(args, env) {
  const begin = performance.now();
  const child = spawn(process.execPath, args, { env, stdio: 'ignore' });
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new Error(`node ${args.join(' ')} ended with ${code}`);
  return performance.now() - begin;
}
