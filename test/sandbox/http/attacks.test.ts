/** What an open port on a learner's machine must withstand. */
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CONTROL_SIGNING_NAME } from '../../../src/sandbox/http/control.js';
import { exchange, type RawAnswer, requestText } from '../../support/raw-http.js';
import { startTestSandbox, type TestSandbox } from '../../support/sandbox.js';
import { type Signer, sign } from '../../support/signing.js';

let sandbox: TestSandbox;
let port: number;
beforeAll(async () => {
  sandbox = await startTestSandbox();
  port = sandbox.connection.port;
});
afterAll(() => sandbox.close());

interface Attack {
  readonly method?: string;
  /** What is signed. */
  readonly path?: string;
  /** What is sent in its place. */
  readonly url?: string;
  readonly body?: string;
  readonly signer?: Signer;
  /** Changes to the headers of a request that is signed well. */
  readonly headers?: Readonly<Record<string, string | undefined>>;
}

/** The text of a request to GetCallerIdentity, signed, then changed. */
async function signedText({
  method = 'POST',
  path = '/',
  url = path,
  body,
  signer = { ...sandbox.connection, service: 'sts' },
  headers = {},
}: Attack): Promise<string> {
  const form = 'Action=GetCallerIdentity&Version=2011-06-15';
  const type = 'application/x-www-form-urlencoded';
  const signed = await sign(
    {
      method: 'POST',
      path,
      query: {},
      headers: { host: `127.0.0.1:${port}`, 'content-type': type },
      body: form,
    },
    signer,
  );
  const sent = body ?? form;
  const all = { ...signed.headers, 'content-length': String(Buffer.byteLength(sent)), ...headers };
  const texts = Object.fromEntries(
    Object.entries(all).map(([name, value]) => [name, value === undefined ? undefined : String(value)]),
  );
  return requestText(method, url, texts, sent);
}

async function attack(changes: Attack): Promise<RawAnswer> {
  return await exchange(port, await signedText(changes));
}

it('lets the unchanged request in', async () => {
  const answer = await attack({});
  expect(answer.status).toBe(200);
  expect(answer.body).toContain('<Account>111122223333</Account>');
  expect(answer.headers).toMatch(/^date: /m);
  expect(answer.headers).toMatch(/^x-amzn-requestid: /m);
});

describe('a request for another host', () => {
  it.each([
    'evil.example',
    'evil.example:PORT',
    '127.0.0.1',
    '127.0.0.1:1',
    'localhost.evil.example:PORT',
    '127.0.0.1:PORT@evil.example',
    '0.0.0.0:PORT',
    '[::1]:PORT',
    '',
  ])('is refused, as DNS rebinding would send it: Host %s', async (host) => {
    const answer = await attack({ headers: { host: host.replace('PORT', String(port)) } });
    expect(answer.status).toBe(403);
    expect(answer.body).toContain(`http://127.0.0.1:${port}`);
  });

  it('is refused without any Host', async () => {
    expect((await attack({ headers: { host: undefined } })).status).toBe(400);
  });

  it('is refused in the absolute form, too', async () => {
    const answer = await attack({ url: 'http://evil.example/' });
    expect(answer.status).toBe(400);
  });

  it.each(['localhost:PORT', 'LOCALHOST:PORT'])('is not: %s', async (host) => {
    // It gets as far as the signature, which was made for another name of this machine.
    const answer = await attack({ headers: { host: host.replace('PORT', String(port)) } });
    expect(answer.status).toBe(403);
    expect(answer.body).toContain('<Code>SignatureDoesNotMatch</Code>');
  });
});

describe('a signature', () => {
  it.each(['health', 'status', 'now', 'advance', 'hazards', 'faults', 'stop', 'other'])(
    'is wanted for the control route %s, and that of another key or secret is none',
    async (route) => {
      const url = `/_sandbox/${route}`;
      const signer = { ...sandbox.connection, service: CONTROL_SIGNING_NAME };
      const unsigned = { headers: { authorization: undefined } };
      const strangers = [
        { signer: { ...signer, secretAccessKey: 'guessed' } },
        { signer: { ...signer, accessKeyId: 'AKIASANDBOXABCDEFGHI' } },
      ];
      for (const attempt of [unsigned, ...strangers]) {
        const answer = await attack({ path: url, ...attempt });
        expect([400, 403]).toContain(answer.status);
        expect(answer.body).toMatch(/MissingAuthentication|SignatureDoesNotMatch|InvalidClientTokenId/);
      }
      expect((await attack({})).status).toBe(200);
    },
  );

  it('holds for the same request again, within five minutes, as on AWS: see docs/sandbox.md', async () => {
    const request = await signedText({});
    for (let time = 0; time < 2; time += 1) expect((await exchange(port, request)).status).toBe(200);
  });

  it('does not hold for another body of the same length', async () => {
    const answer = await attack({ body: 'Action=GetCallerIdentitx&Version=2011-06-15' });
    expect(answer.status).toBe(403);
    expect(answer.body).toContain('<Code>SignatureDoesNotMatch</Code>');
  });

  it('that a program on another port was given cannot be handed on to us', async () => {
    // Prepare: what somebody gets who has taken the port that the sandbox had before.
    const other = `127.0.0.1:${port + 1}`;
    const text = await signedText({});
    const signed = await sign(
      { method: 'POST', path: '/', query: {}, headers: { host: other }, body: '' },
      { ...sandbox.connection, service: 'sts' },
    );
    const headers = Object.fromEntries(
      ['authorization', 'x-amz-date'].map((name) => [name, String(signed.headers[name])]),
    );
    // Act
    const asItCame = await exchange(port, text.replace(`127.0.0.1:${port}`, other));
    const forUs = await attack({ body: '', headers });
    // Assess
    expect(asItCame.status).toBe(403);
    expect(asItCame.body).toContain('answers on');
    expect(forUs.body).toContain('<Code>SignatureDoesNotMatch</Code>');
  });

  it('for a service does not open the control routes', async () => {
    const answer = await attack({ url: '/_sandbox/stop' });
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(answer.status).toBeLessThan(500);
    expect((await attack({})).status).toBe(200);
  });

  it('is wanted once: a second header of a kind that decides is refused', async () => {
    for (const header of ['authorization', 'x-amz-date', 'content-type', 'x-amz-target']) {
      const answer = await attack({ headers: { [header]: `a\r\n${header}: b` } });
      expect(answer.status).toBe(400);
    }
  });
});

describe('a body', () => {
  it('is refused in chunks', async () => {
    const answer = await attack({
      body: '5\r\nhello\r\n0\r\n\r\n',
      headers: { 'transfer-encoding': 'chunked', 'content-length': undefined },
    });
    expect(answer.status).toBe(411);
  });

  it('is refused with both lengths, which is how requests are smuggled', async () => {
    const answer = await attack({
      body: '0\r\n\r\nGET / HTTP/1.1\r\n\r\n',
      headers: { 'transfer-encoding': 'chunked' },
    });
    expect(answer.status).toBe(400);
  });

  it('is refused above 16 MiB, and the client gets to read why', async () => {
    const answer = await attack({ body: 'x'.repeat(16 * 1024 * 1024 + 1) });
    expect(answer.status).toBe(413);
    expect(answer.body).toContain('16777216 bytes');
  });

  it('that never comes does not hold other clients', async () => {
    // Prepare
    const slow = connect(port, '127.0.0.1');
    slow.write(
      requestText('POST', '/', { host: `127.0.0.1:${port}`, 'content-length': '1000' }, 'only a part'),
    );
    // Act
    const answer = await attack({});
    slow.destroy();
    // Assess
    expect(answer.status).toBe(200);
  });
});

describe('an address', () => {
  it.each(['/../', '/a/../_sandbox/stop', '/./', '//', '/a//b', '/%', '/%zz', '/%c3', '/?%', '/?a=%ff', '*'])(
    'that does not mean itself is refused: %s',
    async (url) => {
      const answer = await attack({ url });
      expect(answer.status).toBe(400);
    },
  );

  it('with raw or control bytes is refused', async () => {
    for (const url of ['/\u00e9', '/a\u0001']) expect((await attack({ url })).status).toBe(400);
  });

  it('longer than any header may be is refused', async () => {
    const answer = await attack({ url: `/${'a'.repeat(40_000)}` });
    expect([400, 414, 431]).toContain(answer.status);
  });

  it('that is unknown is answered by AWS, not by a stack', async () => {
    const answer = await attack({ method: 'GET', url: '/etc/passwd', body: '' });
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(answer.status).toBeLessThan(500);
    expect(answer.body).not.toContain(' at ');
  });
});

it('no HTTP at all gets a short answer', async () => {
  const answer = await exchange(port, 'EHLO evil.example\r\n\r\n');
  expect(answer.status).toBe(400);
});

it('logs nothing for all this: nobody can fill the disk with bad requests', () => {
  expect(sandbox.log).toEqual([]);
});
