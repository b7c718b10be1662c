/** Whom IAM simulates, and what is done where it does not: with the sandbox's IAM, which enforces what it says. */
import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { examinePermissions } from '../../src/doctor/permissions.js';
import { createLab } from '../../src/lab/create-lab.js';
import type { Finding } from '../../src/lab/finding.js';
import type { Lab } from '../../src/lab/lab.js';
import { namesFor } from '../../src/lab/names.js';
import { openTestLab, type TestLab } from '../support/lab.js';
import { startTestSandbox, type TestSandbox } from '../support/sandbox.js';

/** Of an administrator who may not make queues. */
const NO_QUEUES = [
  { Effect: 'Allow', Action: '*', Resource: '*' },
  { Effect: 'Deny', Action: 'sqs:CreateQueue', Resource: '*' },
];

let sandbox: TestSandbox;
let test: TestLab;

beforeAll(async () => {
  sandbox = await startTestSandbox();
  test = await openTestLab(sandbox);
});
afterAll(async () => {
  test.lab.close();
  await sandbox.close();
});

async function found(lab: Lab, caller: string): Promise<Finding[]> {
  const findings: Finding[] = [];
  for await (const finding of examinePermissions({ lab, caller })) findings.push(finding);
  return findings;
}

/** A lab of a session of a new role, which has a path. */
async function labOfRole(name: string, statements: readonly object[]): Promise<{ lab: Lab; caller: string }> {
  const { lab: own } = test;
  const Version = '2012-10-17';
  const { Role } = await own.client(IAMClient).send(
    new CreateRoleCommand({
      RoleName: name,
      Path: '/team/',
      AssumeRolePolicyDocument: JSON.stringify({
        Version,
        Statement: [{ Effect: 'Allow', Principal: { AWS: own.ownership.owner }, Action: 'sts:AssumeRole' }],
      }),
    }),
  );
  await own.client(IAMClient).send(
    new PutRolePolicyCommand({
      RoleName: name,
      PolicyName: 'all',
      PolicyDocument: JSON.stringify({ Version, Statement: statements }),
    }),
  );
  const { Credentials } = await own
    .client(STSClient)
    .send(new AssumeRoleCommand({ RoleArn: Role?.Arn, RoleSessionName: 'ada' }));
  const names = namesFor('');
  const lab = createLab({
    target: own.target,
    names,
    ownership: { labId: names.labId, owner: Role?.Arn ?? '' },
    clock: own.clock,
    signal: own.signal,
    emit: () => {},
    access: {
      credentials: {
        accessKeyId: Credentials?.AccessKeyId ?? '',
        secretAccessKey: Credentials?.SecretAccessKey ?? '',
        sessionToken: Credentials?.SessionToken ?? '',
      },
    },
  });
  const { Arn = '' } = await lab.client(STSClient).send(new GetCallerIdentityCommand({}));
  return { lab, caller: Arn };
}

describe('the permissions of a caller', () => {
  it('of the root user need not be asked for', async () => {
    const before = test.calls.length;

    expect(await found(test.lab, 'arn:aws:iam::111122223333:root')).toMatchObject([{ state: 'ok' }]);
    expect(test.calls).toHaveLength(before);
  });

  it('in a session are those of its role, wherever that lies', async () => {
    const { lab, caller } = await labOfRole('NoQueues', NO_QUEUES);
    const findings = await found(lab, caller);

    expect(caller).toContain(':assumed-role/NoQueues/ada');
    expect(findings.filter(({ state }) => state !== 'ok')).toEqual([
      expect.objectContaining({
        id: 'permission/sqs',
        state: 'blocker',
        found: '1 of 8 actions is denied: sqs:CreateQueue. What stands against it: an explicit Deny',
      }),
    ]);
  });

  it('are not said to be missing where a policy asks for what only a real call brings along', async () => {
    const { lab, caller } = await labOfRole('OfOneNetwork', [
      ...NO_QUEUES,
      {
        Effect: 'Allow',
        Action: 's3:*',
        Resource: '*',
        Condition: { StringEquals: { 'aws:SourceVpc': 'v' } },
      },
    ]);
    const findings = await found(lab, caller);

    expect(findings.filter(({ state }) => state !== 'ok')).toEqual([
      expect.objectContaining({
        id: 'permission/sqs',
        state: 'unknown',
        found:
          "IAM's simulation denies sqs:CreateQueue, without knowing aws:SourceVpc: a real call may be allowed",
        next: expect.stringContaining('orders-lab doctor --policy'),
      }),
    ]);
  });

  it('that IAM does not tell are tried where nothing is changed', async () => {
    const { lab, caller } = await labOfRole('NoSimulation', [
      { Effect: 'Allow', NotAction: ['iam:SimulatePrincipalPolicy', 'logs:*'], Resource: '*' },
    ]);
    const findings = await found(lab, caller);

    expect(findings[0]).toMatchObject({ id: 'permission/simulation', state: 'unknown' });
    expect(findings.filter(({ state }) => state === 'blocker').map(({ id }) => id)).toEqual([
      'permission/logs:DescribeLogGroups',
    ]);
  });

  it('of a federated user, whom IAM does not simulate, are tried as well', async () => {
    const [first, ...probes] = await found(test.lab, 'arn:aws:sts::111122223333:federated-user/ada');

    expect(first).toMatchObject({ state: 'unknown', found: expect.stringContaining('federated-user/ada') });
    expect(probes.length).toBeGreaterThan(5);
    expect(probes.every(({ state }) => state === 'ok')).toBe(true);
  });
});
