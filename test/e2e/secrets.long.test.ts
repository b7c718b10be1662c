/**
 * Known secrets go through every kind of run, good and bad, and are then looked for in all that was printed and
 * written. Without a umask, so that every mode in the state folder is one that we have chosen.
 */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CliHome, type CliResult } from '../support/cli.js';
import { type Reply, type ScriptedRequest, startScriptedServer } from '../support/scripted-server.js';

const KEYS = {
  AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
  AWS_SECRET_ACCESS_KEY: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
  AWS_SESSION_TOKEN: 'IQoJb3JpZ2luX2VjEXAMPLETOKEN/abc+def==',
  AWS_REGION: 'eu-west-1',
};
const PASSWORD = 'correct-horse-battery';
/** Where a sandbox keeps its secret key: what reads them may sign. */
const KEYRINGS = [join('sandbox', 'keys.json'), join('sandbox', 'connection.json')];
const SIGNATURE = /Signature=[0-9a-f]{8,}/i;

const home = new CliHome();
const state = join(home.path, 'state');
const results: CliResult[] = [];
let umask: number;
beforeAll(() => {
  umask = process.umask(0);
});
afterAll(async () => {
  process.umask(umask);
  await home.remove();
});

async function run(words: readonly string[], environment: NodeJS.ProcessEnv = {}): Promise<CliResult> {
  const result = await home.run(words, environment);
  results.push(result);
  return result;
}

function runOnAws(endpoint: string, ...words: readonly string[]): Promise<CliResult> {
  return run([...words, '--verbose', '--aws', '--endpoint-url', endpoint, '--prefix', 'aws-'], KEYS);
}

/** Every file and folder of the state folder, by its path in there. */
function entries(): string[] {
  return readdirSync(state, { recursive: true, encoding: 'utf8' }).sort();
}

function files(): string[] {
  return entries().filter((name) => statSync(join(state, name)).isFile());
}

/** All that was printed since the start, and all that has been written, by where it is. */
function everythingTold(): [string, string][] {
  const printed = results.map(({ stdout, stderr }, index): [string, string] => [
    `output ${index}`,
    stdout + stderr,
  ]);
  return [
    ...printed,
    ...files().map((name): [string, string] => [name, readFileSync(join(state, name), 'latin1')]),
  ];
}

function whereToldOf(secret: string | RegExp): string[] {
  return everythingTold()
    .filter(([, text]) => (typeof secret === 'string' ? text.includes(secret) : secret.test(text)))
    .map(([where]) => where);
}

/** A request as AWS quotes it when it does not like its signature. */
function quoted({ headers }: ScriptedRequest): string {
  const lines = Object.entries(headers).map(([name, value]) => `${name}:${value}\n`);
  return `The Canonical String for this request should have been\n'POST\n/\n\n${lines.join('')}'`;
}

const IDENTITY = `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>
<Arn>arn:aws:iam::111122223333:user/me</Arn><UserId>AIDA</UserId><Account>111122223333</Account>
</GetCallerIdentityResult></GetCallerIdentityResponse>`;

function stsError(code: string, message: string): Reply {
  const body = `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error></ErrorResponse>`;
  return { status: 403, body };
}

/** A table of ours by its tags, and not at all by what else is said of it. */
function unforeseen(request: ScriptedRequest): object {
  const arn = 'arn:aws:dynamodb:eu-west-1:111122223333:table/aws-Orders';
  const tags = { 'orders-lab': 'aws-', 'orders-lab:owner': 'arn:aws:iam::111122223333:user/me' };
  if (request.operation === 'ListTagsOfResource') {
    return { Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) };
  }
  const KeySchema = [{ AttributeName: 'order_id', KeyType: 'HASH' }];
  return { Table: { TableArn: arn, KeySchema, AttributeDefinitions: { [quoted(request)]: 'S' } } };
}

/** An endpoint where STS knows us, and which answers everything else like this; what it saw is checked. */
async function withEndpoint(
  answer: (request: ScriptedRequest) => Reply,
  work: (endpoint: string) => Promise<void>,
): Promise<void> {
  let saw = '';
  const server = await startScriptedServer((request) => {
    saw += quoted(request);
    return answer(request);
  });
  try {
    await work(server.endpoint);
  } finally {
    server.close();
  }
  // Else the test would look for what was never in play.
  expect(saw).toContain(KEYS.AWS_SESSION_TOKEN);
  expect(saw).toMatch(SIGNATURE);
}

describe('a sandbox', () => {
  it('that is used in every way keeps its secret key in two files, for its owner only', async () => {
    // Act
    await run(['run', '--json', '--verbose', '--to', 'query']);
    await Promise.all([
      run(['query', '--verbose', '--prefix', 'none-']),
      run(['status', '--json']),
      run(['sandbox', 'status', '--json', '--verbose']),
      run(['seed', '--count', '-1', '--json', '--verbose']),
    ]);
    const { accessKeyId, secretAccessKey } = JSON.parse(readFileSync(join(state, KEYRINGS[0] ?? ''), 'utf8'));
    // Assess
    expect(results.map(({ code }) => code).sort()).toEqual([0, 0, 0, 1, 2]);
    expect(accessKeyId).toMatch(/^AKIASANDBOX/);
    expect(whereToldOf(secretAccessKey).sort()).toEqual([...KEYRINGS].sort());
    expect(whereToldOf(SIGNATURE)).toEqual([]);
  });
});

describe('a lab on AWS', () => {
  it('does not tell what STS quotes of a request whose keys it refuses', async () => {
    await withEndpoint(
      (request) => stsError('SignatureDoesNotMatch', quoted(request)),
      async (endpoint) => {
        const { code, stderr } = await runOnAws(endpoint, 'status', '--json');
        expect(code).toBe(1);
        expect(stderr).toContain('AWS does not accept these credentials.');
        expect(stderr).toContain('Signature=…');
        expect(stderr).toContain('x-amz-security-token:…');
      },
    );
  });

  it('does not tell what a service quotes of a call that it refuses', async () => {
    await withEndpoint(
      (request) =>
        request.operation === ''
          ? { status: 200, body: IDENTITY }
          : {
              status: 400,
              body: { __type: 'com.amazon.coral.service#AccessDeniedException', message: quoted(request) },
            },
      async (endpoint) => {
        const { code, stdout } = await runOnAws(endpoint, 'create-table', '--yes', '--json');
        expect(code).toBe(1);
        expect(stdout).toContain('You are not allowed');
      },
    );
  });

  it('does not tell it where an answer makes us fail in a way that nobody foresaw', async () => {
    await withEndpoint(
      (request) => ({ status: 200, body: request.operation === '' ? IDENTITY : unforeseen(request) }),
      async (endpoint) => {
        const { code, stderr } = await runOnAws(endpoint, 'create-table', '--yes', '--json');
        expect(code).toBe(1);
        expect(stderr).toContain('This is a bug in orders-lab.');
        expect(stderr).toMatch(/^\s+at /m);
      },
    );
  });

  it('refuses an address with a password in it, and does not repeat it', async () => {
    const flag = `http://me:${PASSWORD}@127.0.0.1:1`;
    const words = ['run', '--yes', '--json', '--verbose', '--aws'];
    for (const address of [flag, `me:${PASSWORD}@127.0.0.1:1`]) {
      const [byFlag, byVariable] = await Promise.all([
        run([...words, '--endpoint-url', address], KEYS),
        run(words, { ...KEYS, AWS_ENDPOINT_URL: address }),
      ]);
      expect([byFlag.code, byVariable.code]).toEqual([2, 2]);
      expect(byFlag.stderr).toContain('--endpoint-url must not hold a user name or a password.');
      expect(byVariable.stderr).toContain('AWS_ENDPOINT_URL must not hold a user name or a password.');
    }
  });
});

describe('after all that', () => {
  it('no secret, token, password or signature is anywhere but in the two files', () => {
    expect(results.length).toBeGreaterThan(10);
    for (const secret of [KEYS.AWS_SECRET_ACCESS_KEY, KEYS.AWS_SESSION_TOKEN, PASSWORD, SIGNATURE]) {
      expect([secret, whereToldOf(secret)]).toEqual([secret, []]);
    }
  });

  it('every file is for its owner only, whatever its name', () => {
    const found = entries().map((name) => [name, (statSync(join(state, name)).mode & 0o777).toString(8)]);
    const wanted = entries().map((name) => [name, statSync(join(state, name)).isFile() ? '600' : '700']);
    expect(found).toEqual(wanted);
    expect(statSync(state).mode & 0o777).toBe(0o700);
    // A log, a journal and a record were among them.
    for (const name of [/sandbox\.log$/, /journal\.ndjson$/, /record\.json$/]) {
      expect(files().some((file) => name.test(file))).toBe(true);
    }
  });
});
