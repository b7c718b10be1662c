/** What one client, or many, may take of a listener. Its times are options, so that nobody waits for real ones. */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { type Listener, type ListenerLimits, listen } from '../../../src/sandbox/http/listener.js';
import type { WireRequest, WireResponse } from '../../../src/sandbox/http/message.js';
import { exchange, requestText } from '../../support/raw-http.js';

/** Soon over, and no test depends on how soon. */
const SHORT = { headersTimeout: 30, requestTimeout: 60, answerTimeout: 30, checkInterval: 10 };
const HOUR = 3_600_000;
const LONG = { headersTimeout: HOUR, requestTimeout: HOUR, answerTimeout: HOUR, checkInterval: HOUR };
const OK: WireResponse = { status: 200, headers: {}, body: 'ok' };
/** More than the system keeps for a client that does not read. */
const GREAT_BODY = Buffer.alloc(64 * 1024 * 1024);

let listener: Listener;
const sockets: Socket[] = [];
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await listener.close();
});

async function start(
  limits: Partial<ListenerLimits>,
  answer: (request: WireRequest) => Promise<WireResponse> = async () => OK,
): Promise<void> {
  listener = await listen({ port: 0, answer, log: () => undefined, limits });
}

/** A connection, open; what it sends on. */
async function open(text = ''): Promise<Socket> {
  const socket = connect(listener.port, '127.0.0.1');
  sockets.push(socket);
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  socket.write(text);
  return socket;
}

/** All that comes until the other end closes. */
async function remainder(socket: Socket): Promise<string> {
  let text = '';
  socket.on('data', (chunk) => {
    text += String(chunk);
  });
  await once(socket, 'close');
  return text;
}

function request(headers: Readonly<Record<string, string>> = {}, body = ''): string {
  return requestText('POST', '/', { host: `127.0.0.1:${listener.port}`, ...headers }, body);
}

/** A request after which the connection stays open. */
function keptOpen(): string {
  return `POST / HTTP/1.1\r\nhost: 127.0.0.1:${listener.port}\r\ncontent-length: 0\r\n\r\n`;
}

describe('a client that is too slow is cut off', () => {
  it('when it sends nothing', async () => {
    await start(SHORT);
    expect(await remainder(await open())).toMatch(/^HTTP\/1\.1 408 /);
  });

  it('when its headers drip, however often one comes', async () => {
    // Prepare
    await start(SHORT);
    const socket = await open('POST / HTTP/1.1\r\n');
    const drip = setInterval(() => socket.write('x: y\r\n'), 5);
    // Act
    const answer = await remainder(socket);
    clearInterval(drip);
    // Assess
    expect(answer).toMatch(/^HTTP\/1\.1 408 /);
  });

  it('when its body drips', async () => {
    await start(SHORT);
    const socket = await open(request({ 'content-length': '100000' }));
    const drip = setInterval(() => socket.write('x'), 5);
    const answer = await remainder(socket);
    clearInterval(drip);
    expect(answer).toMatch(/^HTTP\/1\.1 408 /);
    while (listener.active > 0) await nextTurn();
  });

  it('when its request is refused and its body drips all the same', async () => {
    await start(SHORT);
    const socket = await open(request({ host: 'evil.example', 'content-length': '100000' }));
    const drip = setInterval(() => socket.write('x'), 5);
    const answer = await remainder(socket);
    clearInterval(drip);
    expect(answer).toMatch(/^HTTP\/1\.1 408 /);
  });

  it('when it does not read the answer', async () => {
    // Prepare
    let asked = false;
    await start({ ...LONG, answerTimeout: 30 }, async () => {
      asked = true;
      return { status: 200, headers: {}, body: GREAT_BODY };
    });
    const socket = await open();
    socket.pause();
    // Act
    socket.write(request());
    while (!asked || listener.active > 0) await nextTurn();
    // Assess
    expect(socket.bytesRead).toBeLessThan(GREAT_BODY.length);
  });
});

describe('a client that is as fast as it can', () => {
  it('gets a great answer whole, and may ask again', async () => {
    await start({ ...LONG, answerTimeout: HOUR }, async () => ({
      status: 200,
      headers: {},
      body: GREAT_BODY,
    }));
    expect((await exchange(listener.port, request())).body).toHaveLength(GREAT_BODY.length);
    expect((await exchange(listener.port, request())).status).toBe(200);
  });

  it('is not hurried while the sandbox works on its answer', async () => {
    // Prepare
    let finish = (_: WireResponse): void => undefined;
    const times = { ...SHORT, headersTimeout: 150, requestTimeout: 300 };
    await start(times, () => new Promise((resolve) => (finish = resolve)));
    const slow = await open('POST / HTTP/1.1\r\n');
    const waiting = exchange(listener.port, request());
    // Act: as long as it takes for another one to be cut off.
    await remainder(slow);
    await remainder(await open());
    finish(OK);
    // Assess
    expect((await waiting).status).toBe(200);
  });
});

describe('many connections', () => {
  it('are capped, and the sandbox answers again once one has gone', async () => {
    // Prepare: all of them in the middle of a request, so that none can be closed.
    await start({ ...LONG, connections: 3 });
    const held = [await open('POST'), await open('POST'), await open('POST')];
    // Act
    const refused = await remainder(await open(request()));
    held[0]?.destroy();
    // Assess
    expect(refused).toBe('');
    await expect.poll(async () => (await exchange(listener.port, request())).status).toBe(200);
  });

  it('that only wait for a next request make room', async () => {
    // Prepare
    await start({ ...LONG, connections: 3 });
    const idle = [await open(keptOpen()), await open(keptOpen()), await open(keptOpen())];
    await Promise.all(idle.map((socket) => once(socket, 'data')));
    // Act
    await remainder(await open(request()));
    // Assess
    await expect.poll(async () => (await exchange(listener.port, request())).status).toBe(200);
  });
});

describe('many great bodies', () => {
  it('are refused before they fill the memory, and taken again when the others are through', async () => {
    // Prepare
    await start({ ...LONG, bodiesInHand: 1000 });
    const held = await open(request({ 'content-length': '901' }, 'x'.repeat(900)));
    while (listener.active === 0) await nextTurn();
    const more = 'y'.repeat(200);
    const send = async (): Promise<number> =>
      (await exchange(listener.port, request({ 'content-length': '200' }, more))).status;
    // Act
    const refused = await send();
    held.write('x');
    await remainder(held);
    // Assess
    expect(refused).toBe(503);
    expect(await send()).toBe(200);
  });

  it('of clients that have left are forgotten', async () => {
    await start({ ...LONG, bodiesInHand: 1000 });
    const left = await open(request({ 'content-length': '901' }, 'x'.repeat(900)));
    while (listener.active === 0) await nextTurn();
    left.destroy();
    while (listener.active > 0) await nextTurn();
    const body = 'y'.repeat(1000);
    expect((await exchange(listener.port, request({ 'content-length': '1000' }, body))).status).toBe(200);
  });
});
