import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import {
  AssumeRoleCommand,
  GetAccessKeyInfoCommand,
  GetCallerIdentityCommand,
  GetFederationTokenCommand,
  GetSessionTokenCommand,
  STSClient,
} from '@aws-sdk/client-sts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestSandbox, type TestSandbox } from '../../../support/sandbox.js';
import {
  ACCOUNT,
  assume,
  createRole,
  document,
  putPolicy,
  TRUSTS_ACCOUNT,
  TRUSTS_LAMBDA,
  trusting,
} from '../iam/making.js';

let sandbox: TestSandbox;

beforeAll(async () => {
  sandbox = await startTestSandbox();
});
afterAll(() => sandbox.close());

describe('STS', () => {
  it('says who calls', async () => {
    const identity = await sandbox.client(STSClient).send(new GetCallerIdentityCommand({}));

    expect(identity.Account).toBe(sandbox.connection.account);
    expect(identity.Arn).toMatch(new RegExp(`^arn:aws:iam::${sandbox.connection.account}:`));
    expect(identity.UserId).toMatch(/\S/);
    expect(identity.$metadata.requestId).toMatch(/\S/);
  });

  it('says whose keys are', async () => {
    const info = await sandbox
      .client(STSClient)
      .send(new GetAccessKeyInfoCommand({ AccessKeyId: sandbox.connection.accessKeyId }));

    expect(info.Account).toBe(ACCOUNT);
  });

  it('does not serve the rest', async () => {
    const answer = sandbox.client(STSClient).send(new GetFederationTokenCommand({ Name: 'ada' }));

    await expect(answer).rejects.toMatchObject({
      name: 'InvalidAction',
      message: expect.stringContaining('Could not find operation'),
      $metadata: { httpStatusCode: 400 },
    });
  });
});

describe('AssumeRole', () => {
  it('gives keys of a session, which know who they are, also after a restart', async () => {
    // Prepare
    const RoleArn = await createRole(sandbox, 'Assumed', { Path: '/orders-lab/' });
    const { AssumedRoleUser, Credentials } = await sandbox
      .client(STSClient)
      .send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'ada', DurationSeconds: 900 }));
    const session = await assume(sandbox, RoleArn, { RoleSessionName: 'ada' });
    // Act
    const identity = await sandbox.client(STSClient, session).send(new GetCallerIdentityCommand({}));
    await sandbox.restart();
    // The connection that was kept is closed, which the SDK finds out by trying.
    const patient = sandbox.client(STSClient, { ...session, maxAttempts: 3 });
    const again = await patient.send(new GetCallerIdentityCommand({}));
    // Assess
    expect(AssumedRoleUser).toEqual({
      Arn: `arn:aws:sts::${ACCOUNT}:assumed-role/Assumed/ada`,
      AssumedRoleId: expect.stringMatching(/^AROA[A-Z2-7]{17}:ada$/),
    });
    expect(identity).toMatchObject({
      Arn: AssumedRoleUser?.Arn,
      UserId: AssumedRoleUser?.AssumedRoleId,
      Account: ACCOUNT,
    });
    expect(again.Arn).toBe(identity.Arn);
    expect(Credentials?.AccessKeyId).toMatch(/^ASIA/);
    expect((Credentials?.Expiration?.getTime() ?? 0) - Date.now()).toBeLessThanOrEqual(900_000);
  });

  it('is for those whom the role trusts', async () => {
    const RoleArn = await createRole(sandbox, 'ForLambda', { AssumeRolePolicyDocument: TRUSTS_LAMBDA });
    const missing = RoleArn.replace('ForLambda', 'Missing');

    for (const arn of [RoleArn, missing]) {
      await expect(assume(sandbox, arn)).rejects.toMatchObject({
        name: 'AccessDenied',
        message: `User: arn:aws:iam::${ACCOUNT}:user/learner is not authorized to perform: sts:AssumeRole on resource: ${arn}`,
        $metadata: { httpStatusCode: 403 },
      });
    }
  });

  it('is under the conditions of the trust', async () => {
    const Condition = {
      StringEquals: { 'sts:ExternalId': 'secret', 'sts:RoleSessionName': 'ada' },
      ArnEquals: { 'aws:PrincipalArn': `arn:aws:iam::${ACCOUNT}:user/learner` },
    };
    const trust = { Effect: 'Allow', Principal: { AWS: ACCOUNT }, Action: 'sts:AssumeRole', Condition };
    const arn = await createRole(sandbox, 'Partners', { AssumeRolePolicyDocument: document(trust) });
    const asAda = { RoleSessionName: 'ada', ExternalId: 'secret' };

    await expect(assume(sandbox, arn, asAda)).resolves.toBeDefined();
    for (const change of [{ ExternalId: 'guess' }, { ExternalId: undefined }, { RoleSessionName: 'eve' }]) {
      await expect(assume(sandbox, arn, { ...asAda, ...change })).rejects.toMatchObject({
        name: 'AccessDenied',
      });
    }
  });

  it('asks the policies of a session too, where its account is trusted and not its role', async () => {
    const first = await createRole(sandbox, 'First');
    const byAccount = await createRole(sandbox, 'ByAccount', { AssumeRolePolicyDocument: TRUSTS_ACCOUNT });
    const byName = await createRole(sandbox, 'ByName', {
      AssumeRolePolicyDocument: trusting({ AWS: first }),
    });
    const session = await assume(sandbox, first);

    await expect(assume(sandbox, byName, {}, session)).resolves.toBeDefined();
    await expect(assume(sandbox, byAccount, {}, session)).rejects.toMatchObject({ name: 'AccessDenied' });
    await putPolicy(sandbox, 'First', { Effect: 'Allow', Action: 'sts:AssumeRole', Resource: byAccount });
    await expect(assume(sandbox, byAccount, {}, session)).resolves.toBeDefined();
    await expect(assume(sandbox, byName, { DurationSeconds: 3601 }, session)).rejects.toThrow(
      'The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining',
    );
  });

  it.each([
    [
      { RoleSessionName: 'x' },
      "1 validation error detected: Value 'x' at 'roleSessionName' failed to satisfy constraint: Member must have length greater than or equal to 2",
    ],
    [
      { DurationSeconds: 3601 },
      'The requested DurationSeconds exceeds the MaxSessionDuration set for this role.',
    ],
    [
      { DurationSeconds: 1 },
      "1 validation error detected: Value '1' at 'durationSeconds' failed to satisfy constraint: Member must have value greater than or equal to 900",
    ],
    [{ RoleArn: 'arn:aws:sqs:us-east-1:111122223333:q' }, 'arn:aws:sqs:us-east-1:111122223333:q is invalid'],
    [{ Policy: document() }, 'Syntax errors in policy.'],
    [{ Tags: [{ Key: 'a', Value: 'b' }] }, 'Session tags are not available in this sandbox.'],
  ])('is refused with %j', async (input, message) => {
    const RoleArn = `arn:aws:iam::${ACCOUNT}:role/orders-lab/Assumed`;

    await expect(assume(sandbox, RoleArn, input)).rejects.toThrow(message);
  });
});

describe('GetSessionToken', () => {
  it('gives keys of the learner, once', async () => {
    const { Credentials } = await sandbox.client(STSClient).send(new GetSessionTokenCommand({}));
    const credentials = {
      accessKeyId: Credentials?.AccessKeyId ?? '',
      secretAccessKey: Credentials?.SecretAccessKey ?? '',
      sessionToken: Credentials?.SessionToken ?? '',
    };
    const sts = sandbox.client(STSClient, { credentials });

    expect((await sts.send(new GetCallerIdentityCommand({}))).Arn).toBe(
      `arn:aws:iam::${ACCOUNT}:user/learner`,
    );
    await expect(
      sandbox.client(DynamoDBClient, { credentials }).send(new ListTablesCommand({})),
    ).resolves.toMatchObject({ TableNames: [] });
    await expect(sts.send(new GetSessionTokenCommand({}))).rejects.toMatchObject({
      name: 'AccessDenied',
      message: 'Cannot call GetSessionToken with session credentials',
    });
  });
});

describe('a session token', () => {
  it.each([
    ['missing', undefined],
    ['wrong', 'nonsense'],
  ])('that is %s makes the keys unknown', async (_, sessionToken) => {
    const { credentials } = await assume(sandbox, `arn:aws:iam::${ACCOUNT}:role/orders-lab/Assumed`);
    const { sessionToken: right, ...keys } = credentials;
    const config = { credentials: sessionToken === undefined ? keys : { ...keys, sessionToken } };
    const text = 'The security token included in the request is invalid.';

    expect(right).toMatch(/\S/);
    await expect(
      sandbox.client(DynamoDBClient, config).send(new ListTablesCommand({})),
    ).rejects.toMatchObject({ name: 'UnrecognizedClientException', message: text });
    await expect(
      sandbox.client(STSClient, config).send(new GetCallerIdentityCommand({})),
    ).rejects.toMatchObject({ name: 'InvalidClientTokenId', message: text });
  });
});
