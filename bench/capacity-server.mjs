/**
 * A sandbox of this build, in a process of its own, to be held against itself: `counted` as it is, or `uncounted`,
 * with everything taken out that asks for capacity, charges it and publishes DynamoDB's metrics. Writes one line of
 * JSON: its port and keys. Ends with its parent.
 */
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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

process.stdin.resume();
await once(process.stdin, 'end');
await server.stop();
rmSync(folder, { recursive: true, force: true });
process.exit();
