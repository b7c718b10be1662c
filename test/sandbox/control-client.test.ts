import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import type { SandboxConnection } from '../../src/sandbox/client.js';
import { callControl } from '../../src/sandbox/control-client.js';

let server: Server | undefined;
afterEach(() => server?.close());

/** What is there in the place of a sandbox: it resets so many connections before it answers. */
async function resetting(times: number): Promise<{ connection: SandboxConnection; calls: () => number }> {
  let calls = 0;
  const started = createServer((request, response) => {
    calls += 1;
    if (calls <= times) request.socket.resetAndDestroy();
    else response.end('{"now":1}');
  });
  server = started;
  await new Promise<void>((resolve) => started.listen(0, '127.0.0.1', resolve));
  const { port } = started.address() as AddressInfo;
  const connection: SandboxConnection = {
    endpoint: `http://127.0.0.1:${port}`,
    port,
    pid: process.pid,
    accessKeyId: 'AKIASANDBOXAAAAAAAAA',
    secretAccessKey: 'secret',
    region: 'us-east-1',
    account: '111122223333',
    version: '0.0.0-test',
    startedAt: new Date(0).toISOString(),
  };
  return { connection, calls: () => calls };
}

describe('callControl', () => {
  it('calls again where the sandbox had too many connections open', async () => {
    const { connection, calls } = await resetting(2);

    expect(await callControl(connection, 'now')).toEqual({ now: 1 });
    expect(calls()).toBe(3);
  });

  it('gives up where that does not end', async () => {
    const { connection, calls } = await resetting(10);

    await expect(callControl(connection, 'now')).rejects.toMatchObject({
      message: `The sandbox at ${connection.endpoint} does not answer.`,
    });
    expect(calls()).toBe(3);
  });
});
