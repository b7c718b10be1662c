/**
 * What a browser sends where a page of somebody else's tries to reach the sandbox, word for word as Chromium 156
 * sent it: only the port and the page's name are ours. A browser lets a page send these without asking anybody;
 * what keeps the sandbox safe is that none of them is signed, and that a page cannot sign.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exchange, type RawAnswer } from '../../support/raw-http.js';
import { startTestSandbox, type TestSandbox } from '../../support/sandbox.js';

const CLIENT_HINTS = [
  'sec-ch-ua-platform: "Linux"',
  'sec-ch-ua: "Not:A-Brand";v="8", "Chromium";v="156"',
  'sec-ch-ua-mobile: ?0',
];
const AGENT =
  'User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36';
const LANGUAGES = ['Accept-Encoding: gzip, deflate, br, zstd', 'Accept-Language: en-US,en;q=0.9'];
const PAGE = ['Origin: http://evil.example:4698', 'Referer: http://evil.example:4698/'];
const FROM_SCRIPT = ['Sec-Fetch-Site: cross-site', 'Sec-Fetch-Mode: no-cors', 'Sec-Fetch-Dest: empty'];
const FROM_FORM = [
  'Cache-Control: max-age=0',
  'Upgrade-Insecure-Requests: 1',
  'Accept: text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8',
  'Sec-Fetch-Site: cross-site',
  'Sec-Fetch-Mode: navigate',
  'Sec-Fetch-Dest: iframe',
];
const PREFLIGHT = [
  'Accept: */*',
  'Access-Control-Request-Method: POST',
  'Access-Control-Request-Headers: authorization,content-type,x-amz-date,x-amz-target',
  'Sec-Fetch-Mode: cors',
  'Sec-Fetch-Site: cross-site',
  'Sec-Fetch-Dest: empty',
];
const TOMORROW = Date.now() + 86_400_000;

interface Sent {
  readonly line: string;
  readonly headers: readonly string[];
  readonly body?: string;
}

/** By what the page did. */
const CROSS_SITE: Readonly<Record<string, Sent>> = {
  'fetch, no-cors, to stop it': {
    line: 'POST /_sandbox/stop',
    headers: ['Content-Type: text/plain;charset=UTF-8', 'Accept: */*', ...FROM_SCRIPT],
    body: '{}',
  },
  'sendBeacon, to move its time': {
    line: 'POST /_sandbox/advance',
    headers: [
      'Content-Type: text/plain;charset=UTF-8',
      'Accept: */*',
      ...FROM_SCRIPT,
      'Sec-Fetch-Storage-Access: none',
    ],
    body: JSON.stringify({ to: TOMORROW }),
  },
  'a form of plain text that reads as JSON': {
    line: 'POST /',
    headers: ['Content-Type: text/plain', ...FROM_FORM],
    body: '{"TableName":"Orders","a":"="}\r\n',
  },
  'a form in the Query protocol': {
    line: 'POST /',
    headers: ['Content-Type: application/x-www-form-urlencoded', ...FROM_FORM],
    body: 'Action=GetCallerIdentity&Version=2011-06-15',
  },
  'an image with a presigned address': {
    line: 'GET /?Action=GetCallerIdentity&Version=2011-06-15&X-Amz-Signature=00',
    headers: [
      'Accept: image/avif,image/webp,image/apng,image/svg+xml,image/*,*/*;q=0.8',
      'Sec-Fetch-Site: cross-site',
      'Sec-Fetch-Mode: no-cors',
      'Sec-Fetch-Dest: image',
    ],
  },
  'a preflight for a signed fetch': { line: 'OPTIONS /', headers: PREFLIGHT },
  'a preflight that asks for the private network': {
    line: 'OPTIONS /_sandbox/stop',
    headers: [...PREFLIGHT, 'Access-Control-Request-Private-Network: true'],
  },
  'a WebSocket': {
    line: 'GET /_sandbox/stop',
    headers: [
      'Pragma: no-cache',
      'Upgrade: websocket',
      'Sec-WebSocket-Version: 13',
      'Sec-WebSocket-Key: xDQcyGqbYAwCVHrkfDdyvQ==',
      'Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits',
    ],
  },
};

let sandbox: TestSandbox;
beforeAll(async () => {
  sandbox = await startTestSandbox();
});
afterAll(() => sandbox.close());

function send({ line, headers, body = '' }: Sent, name = '127.0.0.1'): Promise<RawAnswer> {
  const { port } = sandbox.connection;
  const upgrade = headers.includes('Upgrade: websocket');
  const lines = [
    `${line} HTTP/1.1`,
    `Host: ${name}:${port}`,
    `Connection: ${upgrade ? 'Upgrade' : 'keep-alive'}`,
    ...(line.startsWith('POST') ? [`Content-Length: ${body.length}`] : []),
    ...CLIENT_HINTS,
    AGENT,
    ...headers,
    ...PAGE,
    ...LANGUAGES,
  ];
  return exchange(port, `${lines.join('\r\n')}\r\n\r\n${body}`);
}

/** The page may not read the answer, and nothing was done. */
function expectNothing({ headers }: RawAnswer): void {
  expect(headers).not.toContain('access-control-');
  expect(headers).not.toContain('set-cookie');
  expect(sandbox.server.clock.now()).toBeLessThan(TOMORROW);
  expect(sandbox.log).toEqual([]);
}

describe('a page of another site', () => {
  it.each(Object.keys(CROSS_SITE))('gets nothing by %s', async (means) => {
    // Act
    const answer = await send(CROSS_SITE[means] ?? { line: '', headers: [] });
    // Assess
    expect([400, 403]).toContain(answer.status);
    expect(answer.body).toMatch(/Missing ?Authentication ?Token|Presigned/);
    expectNothing(answer);
  });
});

describe('a page that has pointed its own name at this machine (DNS rebinding)', () => {
  it.each(Object.keys(CROSS_SITE))('gets nothing by %s', async (means) => {
    const answer = await send(CROSS_SITE[means] ?? { line: '', headers: [] }, 'rebound.example');
    expect(answer.status).toBe(403);
    expect(answer.body).toBe(`This sandbox answers on http://127.0.0.1:${sandbox.connection.port} only.\n`);
    expectNothing(answer);
  });

  it('may send JSON, as to its own site, and gets nothing either', async () => {
    const headers = ['Content-Type: application/json', 'Accept: */*'];
    const answer = await send({ line: 'POST /_sandbox/stop', headers, body: '{}' }, 'rebound.example');
    expect(answer.status).toBe(403);
    expectNothing(answer);
  });
});

it('the sandbox goes on for all that', async () => {
  expect((await send({ line: 'GET /', headers: [] })).body).toContain('Missing');
});
