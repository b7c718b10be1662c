/** `--aws` finds credentials, region and endpoint as the SDK does, and says what is wrong with them. */
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import type { AwsCredentialIdentityProvider } from '@smithy/types';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { toProblem } from '../../src/aws/explain.js';
import type { GlobalFlags } from '../../src/commands/global-flags.js';
import { reachAws } from '../../src/commands/target.js';
import { openLab } from '../../src/lab/create-lab.js';
import { namesFor } from '../../src/lab/names.js';
import { Problem } from '../../src/problem.js';
import { startTestSandbox, type TestSandbox } from '../support/sandbox.js';
import { startScriptedServer } from '../support/scripted-server.js';

const FLAGS: GlobalFlags = {
  aws: true,
  prefix: '',
  yes: true,
  json: false,
  dryRun: false,
  color: false,
  verbose: false,
};
const ROLE = 'arn:aws:iam::111122223333:role/learners';
/** Keys of a form that no sandbox has. */
const KEYS = 'aws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = not-a-secret\n';
const MINUTE = 60_000;
const EXPIRED =
  '<ErrorResponse><Error><Code>ExpiredToken</Code><Message>It has expired</Message></Error></ErrorResponse>';

let sandbox: TestSandbox;
let folder: string;
let keys: string;

beforeAll(async () => {
  sandbox = await startTestSandbox();
  const { accessKeyId, secretAccessKey, account } = sandbox.connection;
  keys = `aws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${secretAccessKey}\n`;
  const trust = {
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${account}:root` }, Action: 'sts:AssumeRole' },
    ],
  };
  await sandbox
    .client(IAMClient)
    .send(new CreateRoleCommand({ RoleName: 'learners', AssumeRolePolicyDocument: JSON.stringify(trust) }));
});
afterAll(() => sandbox.close());

beforeEach(() => {
  // The SDK reads each file once: every test has files of its own.
  folder = mkdtempSync(join(tmpdir(), 'orders-lab-aws-'));
  for (const name of Object.keys(process.env)) if (name.startsWith('AWS_')) vi.stubEnv(name, undefined);
  vi.stubEnv('AWS_EC2_METADATA_DISABLED', 'true');
  vi.stubEnv('HOME', folder);
  vi.stubEnv('ORDERS_LAB_HOME', join(folder, 'state'));
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

function configure(config: string, credentials = ''): void {
  mkdirSync(join(folder, '.aws'), { recursive: true });
  for (const [name, variable, text] of [
    ['config', 'AWS_CONFIG_FILE', config],
    ['credentials', 'AWS_SHARED_CREDENTIALS_FILE', credentials],
  ] as const) {
    const file = join(folder, '.aws', name);
    writeFileSync(file, text);
    vi.stubEnv(variable, file);
  }
}

/** Who we are by these flags, as `--aws` finds out before anything else. */
async function whoAmI(flags: Partial<GlobalFlags> = {}): Promise<{ owner: string; region: string }> {
  const { signal } = new AbortController();
  const all = { ...FLAGS, region: 'eu-west-1', ...flags };
  const reach = await reachAws(all, process.env, signal);
  try {
    const lab = await openLab({ ...reach, names: namesFor(''), signal, emit: () => {} });
    lab.close();
    return { owner: lab.ownership.owner, region: lab.target.region };
  } catch (error) {
    throw toProblem(error, { target: reach.target, commandLine: (words) => words }) ?? error;
  }
}

async function credentialsOf(profile: string): Promise<AwsCredentialIdentityProvider> {
  const flags = { ...FLAGS, region: 'eu-west-1', profile };
  const { credentials } = (await reachAws(flags, process.env, new AbortController().signal)).access;
  if (typeof credentials !== 'function') throw new Error('no provider');
  return credentials;
}

/** Who we are at the sandbox. */
function inSandbox(profile?: string): Promise<{ owner: string; region: string }> {
  return whoAmI({
    endpointUrl: sandbox.server.endpoint,
    ...(profile === undefined ? {} : { profile }),
  });
}

async function problemOf(promise: Promise<unknown>): Promise<string> {
  try {
    await promise;
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return `${error.message} | ${error.because} | ${error.next}`;
  }
  throw new Error('there was no problem');
}

describe('credentials', () => {
  it('are found in the environment', async () => {
    configure('');
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIAIOSFODNN7EXAMPLE');
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'x');
    vi.stubEnv('AWS_SESSION_TOKEN', 'token');
    const tokens: unknown[] = [];
    const server = await startScriptedServer(({ headers }) => {
      tokens.push(headers['x-amz-security-token']);
      return { status: 403, body: EXPIRED };
    });
    const problem = await problemOf(whoAmI({ endpointUrl: server.endpoint }));
    server.close();

    expect(problem).toMatch(/have expired.*Set AWS_ACCESS_KEY_ID, .* to new credentials, then run/);
    expect(tokens).toEqual(['token']);
  });

  it('are found with the token of a session', async () => {
    // The SDK reads a file once: it must be there before the first client.
    configure(`[profile session]\ncredential_process = cat ${join(folder, 'answer.json')}\n`);
    const { Credentials } = await sandbox
      .client(STSClient)
      .send(new AssumeRoleCommand({ RoleArn: ROLE, RoleSessionName: 'ada' }));
    const { AccessKeyId, SecretAccessKey, SessionToken } = Credentials ?? {};
    const answer = JSON.stringify({ Version: 1, AccessKeyId, SecretAccessKey, SessionToken });
    writeFileSync(join(folder, 'answer.json'), answer);

    expect((await inSandbox('session')).owner).toContain('assumed-role/learners');
  });

  it('of a profile are taken before those of the environment, without a word of the SDK', async () => {
    configure('', `[mock]\n${keys}`);
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIAIOSFODNN7EXAMPLE');
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'x');
    const warn = vi.spyOn(console, 'warn');

    expect((await inSandbox('mock')).owner).toContain('learner');
    vi.stubEnv('AWS_PROFILE', 'mock');
    expect((await inSandbox()).owner).toContain('learner');
    expect(warn).not.toHaveBeenCalled();
  });

  it('of a role are asked for where all calls go, and the owner stays the same', async () => {
    configure(
      `[profile role]\nrole_arn = ${ROLE}\nsource_profile = base\n[profile twice]\nrole_arn = ${ROLE}\nsource_profile = role\n`,
      `[base]\n${keys}`,
    );
    // The SDK would refuse to choose between this and an address of our own.
    vi.stubEnv('AWS_USE_FIPS_ENDPOINT', 'true');
    const first = await inSandbox('role');
    const second = await inSandbox('role');

    expect(first.owner).toContain('assumed-role/learners');
    expect(second.owner).toBe(first.owner);
    // A role that is assumed with a role needs its permission, which this one has not.
    expect(await problemOf(inSandbox('twice'))).toContain('You are not allowed to perform sts:AssumeRole');
  });

  it('of a web identity are asked for where all calls go, too', async () => {
    const asked: unknown[] = [];
    const server = await startScriptedServer(({ input }) => {
      asked.push(input);
      return {
        status: 400,
        body: '<ErrorResponse><Error><Code>InvalidIdentityToken</Code></Error></ErrorResponse>',
      };
    });
    writeFileSync(join(folder, 'token'), 'a.b.c');
    configure(`[profile web]\nrole_arn = ${ROLE}\nweb_identity_token_file = ${join(folder, 'token')}\n`);
    const problem = await problemOf(whoAmI({ profile: 'web', endpointUrl: server.endpoint }));
    vi.stubEnv('AWS_WEB_IDENTITY_TOKEN_FILE', join(folder, 'token'));
    vi.stubEnv('AWS_ROLE_ARN', ROLE);
    configure('');
    await problemOf(whoAmI({ endpointUrl: server.endpoint }));
    server.close();

    expect(problem).toContain('InvalidIdentityToken');
    expect(asked.map(String)).toEqual([
      expect.stringContaining('AssumeRoleWithWebIdentity'),
      expect.stringContaining('AssumeRoleWithWebIdentity'),
    ]);
  });

  it('of SSO are asked for where all calls go, and a session that AWS has ended is told', async () => {
    const server = await startScriptedServer(() => ({
      status: 401,
      body: { __type: 'UnauthorizedException', message: 'Session token not found or invalid' },
    }));
    configure(SSO);
    cacheToken('school', new Date(Date.now() + 60 * MINUTE));
    const problem = await problemOf(whoAmI({ profile: 'sso', endpointUrl: server.endpoint }));
    server.close();

    expect(problem).toContain('have expired');
    expect(problem).toContain('aws sso login --profile sso, then run the same command again');
  });

  it.each([
    ['once, while they last', 60 * MINUTE, 1],
    ['again, when they are about to end', MINUTE, 3],
  ])('of a process are asked for %s', async (_, lifetime, asked) => {
    const script = join(folder, 'process.sh');
    const answer = {
      Version: 1,
      AccessKeyId: 'AKIAIOSFODNN7EXAMPLE',
      SecretAccessKey: 'x',
      Expiration: new Date(Date.now() + lifetime).toISOString(),
    };
    writeFileSync(script, `echo asked >> ${folder}/asked\necho '${JSON.stringify(answer)}'\n`);
    configure(`[profile process]\ncredential_process = sh ${script}\n`);
    const provider = await credentialsOf('process');
    for (let call = 0; call < 3; call += 1) {
      await provider();
      // What is about to end is renewed beside the call.
      await vi.waitFor(() => expect(timesAsked()).toBeGreaterThanOrEqual(Math.min(asked, call + 1)));
    }

    expect(timesAsked()).toBe(asked);
  });

  function timesAsked(): number {
    return readFileSync(join(folder, 'asked'), 'utf8').trim().split('\n').length;
  }
});

/** As `aws sso login` leaves it. */
function cacheToken(session: string, expiresAt: Date): void {
  const name = createHash('sha1').update(session).digest('hex');
  const cache = join(folder, '.aws', 'sso', 'cache');
  mkdirSync(cache, { recursive: true });
  const token = { accessToken: 'a-token', expiresAt: expiresAt.toISOString(), region: 'eu-west-1' };
  writeFileSync(join(cache, `${name}.json`), JSON.stringify(token));
}

const SSO =
  '[profile sso]\nsso_session = school\nsso_account_id = 111122223333\nsso_role_name = Learner\n' +
  '[sso-session school]\nsso_region = eu-west-1\nsso_start_url = https://school.awsapps.com/start\n';
const FAR = new Date(0);

describe('what is wrong with credentials', () => {
  it.each([
    ['an SSO session that has ended', SSO, 'sso', /have expired.*aws sso login --profile sso, then/],
    [
      'an SSO session behind a role',
      `${SSO}[profile role]\nrole_arn = ${ROLE}\nsource_profile = sso\n`,
      'role',
      /have expired.*aws sso login --profile sso, then/,
    ],
    [
      'no sign-in at all',
      SSO.replaceAll('school', 'other'),
      'sso',
      /have expired.*aws sso login --profile sso/,
    ],
    [
      'profiles in a circle',
      `[profile a]\nrole_arn = ${ROLE}\nsource_profile = b\n[profile b]\nrole_arn = ${ROLE}\nsource_profile = a\n`,
      'a',
      /No AWS credentials.*cycle.*source_profile/,
    ],
    [
      'a role that wants a code',
      `[profile mfa]\nrole_arn = ${ROLE}\nsource_profile = base\nmfa_serial = arn:aws:iam::111122223333:mfa/ada\n[profile base]\n${KEYS}`,
      'mfa',
      /multi-factor.*export-credentials --profile mfa/,
    ],
    [
      'a process that fails',
      '[profile p]\ncredential_process = sh -c "echo sign in first >&2; exit 3"\n',
      'p',
      /No AWS credentials.*sign in first/,
    ],
    ['a process that says nonsense', '[profile p]\ncredential_process = echo hello\n', 'p', /invalid JSON/],
    [
      'a token that is not there',
      `[profile web]\nrole_arn = ${ROLE}\nweb_identity_token_file = /nowhere/token\n`,
      'web',
      /No AWS credentials.*\/nowhere\/token/,
    ],
    [
      'a profile without credentials',
      '[profile empty]\nregion = eu-west-1\n',
      'empty',
      /No AWS credentials.*Could not resolve credentials using profile: \[empty\]/,
    ],
    [
      'a profile that is none',
      '[profile ada]\nregion = eu-west-1\n',
      'bob',
      /no profile bob.*--profile: ada/,
    ],
    ['a garbled file', '\u0000\u0001[[[=\n]]', 'ada', /no profile ada.*aws configure --profile ada/],
  ])('is told: %s', async (_, config, profile, words) => {
    configure(config);
    cacheToken('school', FAR);

    expect(await problemOf(whoAmI({ profile, endpointUrl: 'http://127.0.0.1:1' }))).toMatch(words);
  });

  it('is told: a file that cannot be read', async () => {
    vi.stubEnv('AWS_CONFIG_FILE', folder);

    expect(await problemOf(whoAmI({ profile: 'ada' }))).toMatch(/no profile ada.*cannot be read: EISDIR/);
  });

  it('is told: a container that does not answer', async () => {
    configure('');
    vi.stubEnv('AWS_CONTAINER_CREDENTIALS_FULL_URI', 'http://127.0.0.1:1/credentials');

    expect(await problemOf(whoAmI())).toMatch(/No AWS credentials.*ECONNREFUSED/);
  });

  it('is told: nothing at all', async () => {
    configure('');

    expect(await problemOf(whoAmI())).toMatch(/No AWS credentials.*environment variable.*aws configure/);
  });
});

describe('what is left of the sandbox in a profile', () => {
  it.each([
    ['its keys', () => `[profile mock]\n${keys}`],
    [
      'its keys behind a role',
      () => `[profile mock]\nrole_arn = ${ROLE}\nsource_profile = base\n[profile base]\n${keys}`,
    ],
    [
      'the keys of a session',
      () =>
        '[profile mock]\naws_access_key_id = ASIASANDBOXABCDEFGHI\naws_secret_access_key = x\naws_session_token = y\n',
    ],
    [
      'keys that a process gives',
      () =>
        `[profile mock]\ncredential_process = echo '${JSON.stringify({ Version: 1, AccessKeyId: sandbox.connection.accessKeyId, SecretAccessKey: 'x' })}'\n`,
    ],
  ])('is refused before anything is sent: %s', async (_, config) => {
    configure(config());

    expect(await problemOf(whoAmI({ profile: 'mock' }))).toMatch(
      /keys of the sandbox.*AWS does not know.*--profile/,
    );
  });

  it.each([
    ['endpoint_url', 'endpoint_url = http://127.0.0.1:4600\n'],
    ['a services section', `services = local\n[services local]\n${allServices('http://127.0.0.1:4600')}`],
  ])('is refused before anything is sent: its address by %s', async (_, lines) => {
    configure(`[profile mock]\n${KEYS}${lines}`);

    expect(await problemOf(whoAmI({ profile: 'mock' }))).toMatch(/mock points at the sandbox.*endpoint_url/);
  });
});

/** As a config file leads every service to one address. */
function allServices(address: string): string {
  const names = [
    'api_gateway',
    'application_auto_scaling',
    'cloudwatch',
    'cloudwatch_logs',
    'dynamodb',
    'dynamodb_streams',
    'iam',
    'lambda',
    'resource_groups_tagging_api',
    'sqs',
    'sts',
  ];
  return names.map((name) => `${name} =\n  endpoint_url = ${address}\n`).join('');
}

describe('where calls go', () => {
  const target = async (flags: Partial<GlobalFlags>): Promise<unknown> =>
    (await reachAws({ ...FLAGS, ...flags }, process.env, new AbortController().signal)).target;

  it("is the profile's address, whatever the profile default says", async () => {
    configure(
      `[default]\nendpoint_url = http://127.0.0.1:1\n[profile mock]\nregion = eu-west-1\nendpoint_url = http://127.0.0.1:2\n[profile aws]\nregion = eu-west-1\n[profile all]\nregion = eu-west-1\nservices = local\n[services local]\n${allServices('http://127.0.0.1:3')}`,
    );

    expect(await target({ profile: 'mock' })).toMatchObject({ endpoint: 'http://127.0.0.1:2' });
    expect(await target({ profile: 'all' })).toMatchObject({ endpoint: 'http://127.0.0.1:3' });
    expect(await target({ profile: 'aws' })).not.toHaveProperty('endpoint');
    vi.stubEnv('AWS_IGNORE_CONFIGURED_ENDPOINT_URLS', 'true');
    expect(await target({ profile: 'mock' })).not.toHaveProperty('endpoint');
  });

  it('is one place, or nothing is done', async () => {
    configure(
      '[profile mock]\nregion = eu-west-1\nservices = local\n[services local]\ndynamodb =\n  endpoint_url = http://127.0.0.1:8000\n',
    );

    expect(await problemOf(target({ profile: 'mock' }))).toMatch(/mock leads some calls elsewhere.*dynamodb/);
  });

  it('is in the region of the profile, not in that of its source, as in the SDK', async () => {
    configure(
      `[profile role]\nrole_arn = ${ROLE}\nsource_profile = base\n[profile base]\nregion = eu-west-1\n${KEYS}`,
    );

    expect(await target({ profile: 'base' })).toMatchObject({ region: 'eu-west-1' });
    expect(await problemOf(target({ profile: 'role' }))).toMatch(/No AWS region.*the profile role/);
  });

  it('is in a region found as the AWS CLI does: the flag, then the environment, then the profile', async () => {
    configure(`[profile base]\nregion = eu-west-1\n${KEYS}`);
    vi.stubEnv('AWS_DEFAULT_REGION', 'sa-east-1');
    expect(await target({ profile: 'base' })).toMatchObject({ region: 'sa-east-1' });
    vi.stubEnv('AWS_REGION', 'us-east-2');
    expect(await target({ profile: 'base' })).toMatchObject({ region: 'us-east-2' });
    expect(await target({ profile: 'base', region: 'us-west-2' })).toMatchObject({ region: 'us-west-2' });
  });

  it.each([
    ['no address at all', { AWS_ENDPOINT_URL: 'nonsense' }, /unset AWS_ENDPOINT_URL,/],
    [
      'the address of one service alone',
      { AWS_ENDPOINT_URL_DYNAMODB: 'http://127.0.0.1:1' },
      /unset AWS_ENDPOINT_URL_DYNAMODB,/,
    ],
  ])('is not found where the environment has %s', async (_, environment, next) => {
    for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);

    expect(await problemOf(target({ region: 'eu-west-1' }))).toMatch(next);
  });

  it('is in a region that can be one', async () => {
    vi.stubEnv('AWS_DEFAULT_REGION', 'evil.example/');

    expect(await problemOf(target({}))).toMatch(/AWS_DEFAULT_REGION must be the code/);
  });
});
