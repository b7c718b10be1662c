/** `doctor` as its user meets it, against the sandbox as such and as a mock of AWS. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { policyText } from '../../src/doctor/runner-policy.js';
import type { Finding } from '../../src/lab/finding.js';
import { namesFor } from '../../src/lab/names.js';
import { setLearnerPolicy } from '../../src/sandbox/client.js';
import { CliHome, type CliResult } from '../support/cli.js';
import { type MockAccount, startMockAccount } from '../support/mock-account.js';
import { startScriptedServer } from '../support/scripted-server.js';

const home = new CliHome();
let account: MockAccount;
let aws: readonly string[];

interface Report {
  readonly ok: boolean;
  readonly findings: readonly Finding[];
  readonly [member: string]: unknown;
}

beforeAll(async () => {
  account = await startMockAccount(home);
  ({ aws } = account);
});
afterAll(() => home.remove());

async function examine(words: readonly string[], environment: NodeJS.ProcessEnv = {}) {
  const result = await home.run(['doctor', '--json', ...words], environment);
  return { ...result, report: reportOf(result) };
}

function reportOf({ stdout }: CliResult): Report {
  return JSON.parse(stdout);
}

/** What is not as it should be, by its state. */
function amiss({ findings }: Report, state: Finding['state'] = 'blocker'): string[] {
  return findings.filter((finding) => finding.state === state).map(({ id }) => id);
}

/** Holds the learner's keys against the lab's own policy, changed. */
async function withPolicy(change: (document: string) => string, work: () => Promise<void>): Promise<void> {
  const { connection } = account;
  const place = { partition: 'aws', region: connection.region, account: connection.account };
  await setLearnerPolicy(connection, change(policyText(namesFor(''), place)));
  try {
    await work();
  } finally {
    await setLearnerPolicy(connection, undefined);
  }
}

describe('doctor', () => {
  it('tells a person within 80 columns what it finds', async () => {
    const session = home.terminal(['doctor'], { columns: 80 });

    expect(await session.exited).toBe(0);
    const lines = session.lines().map((line) => line.trimEnd());
    expect(lines).toEqual(expect.arrayContaining(['This machine', 'Access', 'Permissions', 'Names', 'Labs']));
    expect(lines.join('\n')).toContain('Nothing stands in the way of: orders-lab run');
    expect(lines.filter((line) => line.length > 80)).toEqual([]);
  });

  it('finds a sandbox fit, says what it has looked at, and has changed nothing', async () => {
    const { code, report } = await examine([]);

    expect(code).toBe(0);
    expect(report).toMatchObject({
      v: 1,
      target: 'sandbox',
      region: 'us-east-1',
      account: '111122223333',
      caller: 'arn:aws:iam::111122223333:user/learner',
      prefix: '',
      ok: true,
    });
    expect(amiss(report)).toEqual([]);
    expect(report.findings).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ id: 'names', state: 'ok' }),
        expect.objectContaining({ id: 'labs', state: 'ok' }),
      ]),
    );
    expect(new Set(report.findings.map(({ area }) => area))).toEqual(
      new Set(['machine', 'access', 'permissions', 'quotas', 'names', 'labs']),
    );
    // Neither means anything there.
    expect(report.findings.map(({ id }) => id)).not.toEqual(
      expect.arrayContaining([expect.stringMatching(/clock-skew|credentials|free-tier/)]),
    );
  });

  it('examines an account on AWS by the same calls', async () => {
    const { code, report } = await examine(aws, { HTTPS_PROXY: 'http://proxy.example:3128' });

    expect(code).toBe(0);
    expect(report).toMatchObject({
      target: 'aws',
      region: 'eu-west-1',
      endpoint: account.connection.endpoint,
    });
    expect(report.findings).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ id: 'clock-skew', state: 'ok' }),
        expect.objectContaining({ id: 'region', found: 'eu-west-1, by the profile mock' }),
        expect.objectContaining({ id: 'credentials', found: 'keys in the AWS configuration' }),
        expect.objectContaining({ id: 'quota/free-tier', state: 'note' }),
      ]),
    );
  });

  it('names each action that a policy lacks, and where to get it', async () => {
    const simulating =
      '"Statement": [{"Effect":"Allow","Action":"iam:SimulatePrincipalPolicy","Resource":"*"},';
    const change = (document: string): string =>
      document
        .replace('"Statement": [', simulating)
        .replace('"dynamodb:CreateTable",', '')
        .replace('"sqs:CreateQueue",', '');
    await withPolicy(change, async () => {
      const { code, report } = await examine([]);

      expect(code).toBe(1);
      expect(amiss(report)).toEqual(['permission/dynamodb', 'permission/sqs']);
      const [dynamodb] = report.findings.filter(({ id }) => id === 'permission/dynamodb');
      expect(dynamodb?.found).toContain('dynamodb:CreateTable');
      expect(dynamodb?.next).toContain('orders-lab doctor --policy');
    });
  });

  it('tries what changes nothing where IAM may not be asked', async () => {
    const change = (document: string): string => document.replace('"dynamodb:DescribeTable",', '');
    await withPolicy(change, async () => {
      const { code, report } = await examine([]);

      expect(code).toBe(1);
      expect(amiss(report)).toEqual(['permission/dynamodb:DescribeTable']);
      expect(amiss(report, 'unknown')).toEqual(
        expect.arrayContaining(['permission/simulation', 'quota/lambda-concurrency', 'names-unseen/1']),
      );
    });
  });

  it('names what is in the way of our names, and leads to a prefix', async () => {
    const { endpoint, accessKeyId, secretAccessKey, region } = account.connection;
    const credentials = { accessKeyId, secretAccessKey };
    const client = new DynamoDBClient({ endpoint, region, credentials });
    await client.send(
      new CreateTableCommand({
        TableName: 'taken-Orders',
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
        KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      }),
    );
    client.destroy();
    const { code, report } = await examine(['--prefix', 'taken-']);

    expect(code).toBe(1);
    expect(amiss(report)).toEqual(['name/dynamodb-table/taken-Orders']);
    expect(report.findings.find(({ area }) => area === 'names')?.next).toContain('--prefix');
  });

  it('notes a lab that stands under these names, and that is on record where it cannot be reached', async () => {
    const lab = home.newLab();
    await home.run(['create-table', ...aws, ...lab, '--yes']);
    const there = await examine([...aws, ...lab]);
    const elsewhere = await examine(['--aws']);

    expect(there.code).toBe(0);
    expect(there.report.findings.find(({ area }) => area === 'names')).toMatchObject({
      state: 'note',
      next: expect.stringContaining('orders-lab cleanup --aws'),
    });
    expect(
      elsewhere.report.findings.find(({ area, claim }) => area === 'labs' && claim.includes(lab[1])),
    ).toMatchObject({ state: 'note', next: expect.stringContaining('orders-lab status --aws') });
  });
});

/** The SDK looks for a machine in the cloud, too, where nobody answers. */
const ON_A_LAPTOP = {
  AWS_EC2_METADATA_DISABLED: undefined,
  AWS_EC2_METADATA_SERVICE_ENDPOINT: 'http://127.0.0.1:9',
};

describe('doctor without access', () => {
  it.each([
    ['a region', ['--aws'], false, 'No AWS region is set.'],
    ['credentials', ['--aws', '--region', 'eu-west-1', '--verbose'], false, 'No AWS credentials were found.'],
    ['a profile', ['--aws', '--profile', 'nobody'], false, 'There is no profile nobody'],
    ['a shell of its own', ['--aws'], true, 'still points at the sandbox'],
  ])(
    'for want of %s tells that one thing, and goes on with the machine',
    async (_, flags, inherits, words) => {
      const { code, report, stderr } = await examine(flags, inherits ? account.environment : ON_A_LAPTOP);

      expect(code).toBe(1);
      expect(amiss(report)).toEqual(['access']);
      const found = report.findings.find(({ id }) => id === 'access')?.found;
      expect(found).toContain(words);
      expect(found).not.toContain('METADATA');
      expect(report.findings.find(({ id }) => id === 'node')).toBeDefined();
      expect(amiss(report, 'unknown')).toEqual([
        'permissions-not-examined',
        'quotas-not-examined',
        'names-not-examined',
      ]);
      // What it comes from.
      expect(/^\s+at /m.test(stderr)).toBe(flags.includes('--verbose'));
    },
  );

  it('has one blocker where credentials expire on the way, not one for each question', async () => {
    let asked = 0;
    const server = await startScriptedServer(() => {
      asked += 1;
      const arn = 'arn:aws:iam::111122223333:user/ada';
      const identity = `<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>${arn}</Arn><Account>111122223333</Account></GetCallerIdentityResult></GetCallerIdentityResponse>`;
      if (asked <= 2) return { status: 200, body: identity };
      return {
        status: 403,
        body: '<ErrorResponse><Error><Code>ExpiredToken</Code><Message>The security token included in the request is expired</Message></Error></ErrorResponse>',
      };
    });
    const place = ['--aws', '--profile', 'mock', '--endpoint-url', server.endpoint];
    const { code, report } = await examine(place);
    server.close();

    expect(code).toBe(1);
    expect(amiss(report)).toEqual(['access-lost']);
    expect(report.findings.find(({ id }) => id === 'access-lost')?.found).toContain('have expired');
  });

  it('that is interrupted says so, and ends', async () => {
    let hasAsked = (): void => {};
    const asked = new Promise<void>((resolve) => {
      hasAsked = resolve;
    });
    const server = await startScriptedServer(() => {
      hasAsked();
      return 'hang';
    });
    const examining = home.start(['doctor', '--aws', '--profile', 'mock', '--endpoint-url', server.endpoint]);
    await asked;
    examining.signal('SIGINT');
    const { code, stdout, stderr } = await examining.result;
    server.close();

    expect(code).toBe(130);
    expect(stdout).toBe('');
    expect(stderr).toContain('Go on with: orders-lab doctor --aws');
    expect(stderr).not.toContain('cleanup');
  });

  it('finds a state folder that cannot be used, and says so once', async () => {
    const file = join(home.path, 'no-folder');
    writeFileSync(file, '');
    const { code, report } = await examine([], { ORDERS_LAB_HOME: file });

    expect(code).toBe(1);
    expect(amiss(report)).toEqual(['state-folder']);
  });
});

describe('doctor --policy', () => {
  it('prints the policy and nothing else on stdout, with --json, too', async () => {
    const plain = await home.run(['doctor', '--policy', '--prefix', 'ada-']);
    const json = await home.run(['doctor', '--policy', '--prefix', 'ada-', '--json']);

    expect(JSON.parse(plain.stdout)).toMatchObject({ Version: '2012-10-17' });
    expect(plain.stdout).toContain('table/ada-Orders');
    expect(plain.stderr).toContain('orders-lab sandbox policy policy.json');
    expect(json.stdout).toBe(plain.stdout);
  });

  it('says for an account how to attach it', async () => {
    const { stdout, stderr } = await home.run(['doctor', '--policy', ...aws]);

    expect(stdout).toContain('arn:aws:dynamodb:eu-west-1:111122223333:table/Orders');
    expect(stderr).toContain('aws iam create-policy --policy-name orders-lab-default-eu-west-1');
  });
});

describe('doctor with what makes no sense', () => {
  it.each([[['--prefix', 'default']], [['--dry-run']], [['--policy', 'more']], [['--policy', '--class']]])(
    'refuses %j',
    async (words) => {
      const { code, stdout } = await home.run(['doctor', ...words]);

      expect(code).toBe(2);
      expect(stdout).toBe('');
    },
  );
});
