/** What it costs to count capacity and metrics: the sandbox held against itself without both. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { ratios } from './statistics.mjs';
import { measureThroughput } from './throughput.mjs';

const SERVER = fileURLToPath(new URL('./capacity-server.mjs', import.meta.url));
/** Sent raw, since the SDK's client would hide the difference. */
const COMPARED = /^(put|get|conditional update|batch write of 25) · raw/;

/** Resolves with rows `{ label, ratios }`: the rate with both as a part of the rate without, round by round. */
export async function measureCapacity({ rounds, scale, say }) {
  const servers = [];
  try {
    for (const name of ['counted', 'uncounted']) servers.push(await start(name));
    const rows = await measureThroughput(servers, {
      rounds,
      scale,
      say,
      only: (label) => COMPARED.test(label),
    });
    return rows.map(({ label, rates }) => ({ label, ratios: ratios(rates.counted, rates.uncounted) }));
  } finally {
    for (const server of servers) await server.stop();
  }
}

async function start(name) {
  const child = spawn(process.execPath, [SERVER, name], { stdio: ['pipe', 'pipe', 'inherit'] });
  const [line] = await once(createInterface({ input: child.stdout }), 'line');
  const stop = async () => {
    child.stdin.end();
    if (child.exitCode === null) await once(child, 'exit');
  };
  return { name, ...JSON.parse(line), stop };
}
