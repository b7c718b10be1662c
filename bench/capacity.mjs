/**
 * What it costs to count capacity and metrics: the sandbox held against itself without both, by the processor time that
 * requests take. Unlike rates, that hardly depends on what else the machine does.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { ratios } from './statistics.mjs';
import { prepare, raw } from './throughput.mjs';
import { OPERATIONS, SEEDED_ORDERS } from './workload.mjs';

const SERVER = fileURLToPath(new URL('./capacity-server.mjs', import.meta.url));
const MODES = ['counted', 'uncounted'];
const COMPARED = new Set(['put', 'get', 'conditional update', 'batch write of 25']);
const CONCURRENCY = 16;

/**
 * Resolves with rows `{ label, ratios }`: the processor time of requests as a multiple of what they take without,
 * round by round. The first round warms up and is not told.
 */
export async function measureCapacity({ rounds, scale, say }) {
  const servers = [];
  try {
    for (const mode of MODES) servers.push(await start(mode));
    for (const server of servers) await prepare(server);
    const rows = OPERATIONS.filter(({ label }) => COMPARED.has(label)).map((operation) => ({
      operation,
      times: { counted: [], uncounted: [] },
    }));
    let number = SEEDED_ORDERS;
    for (let round = 0; round <= rounds; round += 1) {
      say(round === 0 ? 'warming up' : `round ${round} of ${rounds}`);
      const order = round % 2 === 0 ? servers : servers.toReversed();
      for (const { operation, times } of rows) {
        const count = Math.round(operation.requests * scale);
        for (const server of order) {
          const inputs = Array.from({ length: count }, () => operation.input(number++));
          const before = await server.processorTime();
          await raw(server, CONCURRENCY, operation.operation, inputs);
          const time = (await server.processorTime()) - before;
          if (round > 0) times[server.name].push(time);
        }
      }
    }
    return rows.map(({ operation, times }) => ({
      label: operation.label,
      ratios: ratios(times.counted, times.uncounted),
    }));
  } finally {
    for (const server of servers) await server.stop();
  }
}

async function start(mode) {
  const child = spawn(process.execPath, [SERVER, mode], { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const read = async () => JSON.parse((await lines.next()).value);
  return {
    name: mode,
    ...(await read()),
    async processorTime() {
      child.stdin.write('\n');
      return (await read()).microseconds;
    },
    async stop() {
      child.stdin.end();
      if (child.exitCode === null) await once(child, 'exit');
    },
  };
}
