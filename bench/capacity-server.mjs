/**
 * A sandbox of this build, in a process of its own, to be held against itself: `counted` as it is, or `uncounted`,
 * with everything taken out that asks for capacity, charges it and publishes DynamoDB's metrics. Writes a line of
 * JSON: its port and keys; then, for each line it reads, the processor time it has used so far. Ends with its parent.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { startServer } from '../dist/sandbox/server.js';
import { RequestMetrics } from '../dist/sandbox/services/dynamodb/throughput/request-metrics.js';
import { Throughput } from '../dist/sandbox/services/dynamodb/throughput/throughput.js';

const [, , mode] = process.argv;

if (mode === 'uncounted') {
  const nothing = () => undefined;
  const noRefusals = () => [];
  Object.assign(Throughput.prototype, {
    assertReadable: nothing,
    assertWritable: nothing,
    readRefusals: noRefusals,
    writeRefusals: noRefusals,
    transactionRefusals: (_direction, actions) => actions.map(noRefusals),
    consume: nothing,
  });
  Object.assign(RequestMetrics.prototype, { measured: (_operation, handler) => handler, returned: nothing });
}

const folder = mkdtempSync(join(tmpdir(), 'orders-lab-bench-'));
const server = await startServer({ folder, port: 0, version: 'bench' });
const { port, accessKeyId, secretAccessKey } = server.connection;
process.stdout.write(`${JSON.stringify({ port, credentials: { accessKeyId, secretAccessKey } })}\n`);

for await (const _ of createInterface({ input: process.stdin })) {
  const { user, system } = process.cpuUsage();
  process.stdout.write(`${JSON.stringify({ microseconds: user + system })}\n`);
}
await server.stop();
rmSync(folder, { recursive: true, force: true });
process.exit();
