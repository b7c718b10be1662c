import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { connectSandboxClock } from '../../../src/sandbox/client.js';
import { callControl, isHealthy } from '../../../src/sandbox/control-client.js';
import { CONTROL_SIGNING_NAME, healthProof } from '../../../src/sandbox/http/control.js';
import { exchange, requestText } from '../../support/raw-http.js';
import { startTestSandbox, type TestSandbox } from '../../support/sandbox.js';
import { sign } from '../../support/signing.js';

let sandbox: TestSandbox;
beforeEach(async () => {
  sandbox = await startTestSandbox();
});
afterEach(() => sandbox.close());

describe('health', () => {
  it('proves that the sandbox has the secret', async () => {
    // Prepare
    const nonce = randomBytes(16).toString('hex');
    // Act
    const answer = await callControl(sandbox.connection, 'health', { nonce });
    // Assess
    expect(answer).toMatchObject({
      pid: process.pid,
      version: '0.0.0-test',
      proof: healthProof(sandbox.connection.secretAccessKey, nonce),
    });
    expect(await isHealthy(sandbox.connection)).toBe(true);
  });

  it('is not believed of a sandbox with another secret or another process', async () => {
    const other = await startTestSandbox();
    expect(await isHealthy({ ...sandbox.connection, port: other.connection.port })).toBe(false);
    expect(await isHealthy({ ...sandbox.connection, pid: 1 })).toBe(false);
    await other.close();
    expect(await isHealthy({ ...sandbox.connection, port: other.connection.port })).toBe(false);
  });

  it.each([undefined, 1, '', 'short', 'G'.repeat(32), 'a'.repeat(65)])(
    'refuses the nonce %s',
    async (nonce) => {
      await expect(callControl(sandbox.connection, 'health', { nonce })).rejects.toMatchObject({
        because: expect.stringContaining('400'),
      });
    },
  );
});

describe('the clock', () => {
  it('is advanced, and does not add up between two clients', async () => {
    // Prepare
    const first = await connectSandboxClock(sandbox.connection);
    const second = await connectSandboxClock(sandbox.connection);
    const later = first.now() + 600_000;
    // Act
    await Promise.all([first.advanceTo(later), second.advanceTo(later)]);
    // Assess
    expect(first.now()).toBeGreaterThanOrEqual(later);
    expect(sandbox.server.clock.now()).toBeGreaterThanOrEqual(later);
    expect(sandbox.server.clock.now()).toBeLessThan(later + 60_000);
  });

  it.each([undefined, 'tomorrow', -1, 1e300, null])('refuses to advance to %s', async (to) => {
    await expect(callControl(sandbox.connection, 'advance', { to })).rejects.toMatchObject({
      because: expect.stringContaining('400'),
    });
  });
});

describe('a control route', () => {
  async function post(path: string, body: string, method = 'POST'): Promise<number> {
    const { port } = sandbox.connection;
    const headers = { host: `127.0.0.1:${port}` };
    const signer = { ...sandbox.connection, service: CONTROL_SIGNING_NAME };
    const request = await sign({ method, path, query: {}, headers, body }, signer);
    const sent = { ...request.headers, 'content-length': String(body.length) };
    const texts = Object.fromEntries(Object.entries(sent).map(([name, value]) => [name, String(value)]));
    return (await exchange(port, requestText(method, path, texts, body))).status;
  }

  it('answers JSON to a POST only', async () => {
    expect(await post('/_sandbox/now', '{}')).toBe(200);
    expect(await post('/_sandbox/now', '')).toBe(200);
    expect(await post('/_sandbox/now', '{')).toBe(400);
    expect(await post('/_sandbox/now', '[]')).toBe(400);
    expect(await post('/_sandbox/now', '{}', 'GET')).toBe(404);
    expect(await post('/_sandbox/other', '{}')).toBe(404);
    expect(await post('/_sandbox/__proto__', '{}')).toBe(404);
    expect(await post('/_sandbox/constructor', '{}')).toBe(404);
    expect(sandbox.log).toEqual([]);
  });

  it('stops the sandbox', async () => {
    expect(await callControl(sandbox.connection, 'stop')).toEqual({ stopping: true });
    await sandbox.server.stop();
    await expect(callControl(sandbox.connection, 'now')).rejects.toThrow('does not answer');
  });
});
