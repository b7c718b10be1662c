import { DynamoDBClient, GetItemCommand, ListTablesCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import {
  type ContextEntry,
  IAMClient,
  ListRolesCommand,
  SimulatePrincipalPolicyCommand,
} from '@aws-sdk/client-iam';
import { CreateFunctionCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import {
  readLearnerPolicy,
  readPolicyUses,
  sandboxStatus,
  setLearnerPolicy,
} from '../../src/sandbox/client.js';
import { startTestSandbox, type TestSandbox } from '../support/sandbox.js';
import { ACCOUNT, assume, createRole, document, putPolicy } from './services/iam/making.js';
import { createTestTable } from './services/tables.js';

const LEARNER = `arn:aws:iam::${ACCOUNT}:user/learner`;
const TABLE = `arn:aws:dynamodb:us-east-1:${ACCOUNT}:table/Orders`;
const NOTHING_BUT_STREAMS = document({ Effect: 'Allow', Action: 'dynamodb:ListStreams', Resource: '*' });
const Key = { order_id: { S: '1' } };

let sandbox: TestSandbox;
beforeAll(async () => {
  sandbox = await startTestSandbox();
  await createTestTable(sandbox, 'Orders');
});
afterEach(() => setLearnerPolicy(sandbox.connection, undefined));
afterAll(() => sandbox.close());

const get = () => sandbox.client(DynamoDBClient).send(new GetItemCommand({ TableName: 'Orders', Key }));
const put = () => sandbox.client(DynamoDBClient).send(new PutItemCommand({ TableName: 'Orders', Item: Key }));
const set = (...statements: readonly object[]) =>
  setLearnerPolicy(sandbox.connection, document(...statements));

it('lets the learner do what it allows, and nothing else, in the words of AWS', async () => {
  await set({ Effect: 'Allow', Action: 'dynamodb:GetItem', Resource: TABLE });

  await expect(get()).resolves.toMatchObject({ $metadata: { httpStatusCode: 200 } });
  await expect(put()).rejects.toMatchObject({
    name: 'AccessDeniedException',
    message: `User: ${LEARNER} is not authorized to perform: dynamodb:PutItem on resource: ${TABLE} because no identity-based policy allows the dynamodb:PutItem action`,
    $metadata: { httpStatusCode: 400 },
  });
});

it('lets the learner always ask who they are', async () => {
  await set({ Effect: 'Deny', Action: '*', Resource: '*' });

  const { Arn } = await sandbox.client(STSClient).send(new GetCallerIdentityCommand({}));

  expect(Arn).toBe(LEARNER);
});

it.each([
  ['aws:username', 'learner'],
  ['aws:PrincipalType', 'User'],
  ['aws:PrincipalArn', LEARNER],
  ['aws:PrincipalAccount', ACCOUNT],
  ['aws:RequestedRegion', 'us-east-1'],
  ['aws:ViaAWSService', 'false'],
])('knows the condition key %s of a user', async (key, value) => {
  const when = (expected: string) =>
    set({
      Effect: 'Allow',
      Action: 'dynamodb:GetItem',
      Resource: '*',
      Condition: { StringEquals: { [key]: expected } },
    });

  await when(value);
  await expect(get()).resolves.toBeDefined();
  await when(`${value}-`);
  await expect(get()).rejects.toMatchObject({ name: 'AccessDeniedException' });
});

it('is not asked for the tags of a request where a role is passed on', async () => {
  const role = `arn:aws:iam::${ACCOUNT}:role/none`;
  const Condition = { Null: { 'aws:RequestTag/team': 'true' } };
  const create = () =>
    sandbox.client(LambdaClient).send(
      new CreateFunctionCommand({
        FunctionName: 'tagged',
        Role: role,
        Runtime: 'nodejs24.x',
        Handler: 'index.handler',
        Code: { ZipFile: Buffer.from('no archive') },
        Tags: { team: 'a' },
      }),
    );

  await set(
    { Effect: 'Allow', Action: 'lambda:*', Resource: '*' },
    { Effect: 'Allow', Action: 'iam:PassRole', Resource: role, Condition },
  );
  await expect(create()).rejects.toMatchObject({ name: 'InvalidParameterValueException' });
  await set(
    { Effect: 'Allow', Action: 'lambda:*', Resource: '*', Condition },
    { Effect: 'Allow', Action: 'iam:PassRole', Resource: role },
  );
  await expect(create()).rejects.toMatchObject({ name: 'AccessDeniedException' });
});

it('is asked by IAM for a region that has none', async () => {
  const Condition = { StringEquals: { 'aws:RequestedRegion': 'us-east-1' } };
  await set({ Effect: 'Allow', Action: ['iam:ListRoles', 'dynamodb:ListTables'], Resource: '*', Condition });
  const elsewhere = { region: 'eu-central-1' };

  await expect(sandbox.client(IAMClient, elsewhere).send(new ListRolesCommand({}))).resolves.toBeDefined();
  await expect(
    sandbox.client(DynamoDBClient, elsewhere).send(new ListTablesCommand({})),
  ).rejects.toMatchObject({ name: 'AccessDeniedException' });
});

it('is what a simulation tells of the learner', async () => {
  await set({ Effect: 'Allow', Action: ['dynamodb:GetItem', 'iam:SimulatePrincipalPolicy'], Resource: '*' });

  const { EvaluationResults = [] } = await sandbox.client(IAMClient).send(
    new SimulatePrincipalPolicyCommand({
      PolicySourceArn: LEARNER,
      ActionNames: ['dynamodb:GetItem', 'dynamodb:PutItem'],
    }),
  );

  expect(EvaluationResults.map(({ EvalDecision }) => EvalDecision)).toEqual(['allowed', 'implicitDeny']);
});

it('has a simulation miss what any of its statements asks for, whatever the action, until it is told', async () => {
  await set(
    { Effect: 'Allow', Action: 'iam:SimulatePrincipalPolicy', Resource: '*' },
    { Effect: 'Allow', Action: 's3:*', Resource: '*', Condition: { StringEquals: { 'aws:SourceVpc': 'v' } } },
  );
  const missing = async (ContextEntries: ContextEntry[]): Promise<unknown> => {
    const { EvaluationResults = [] } = await sandbox.client(IAMClient).send(
      new SimulatePrincipalPolicyCommand({
        PolicySourceArn: LEARNER,
        ActionNames: ['dynamodb:GetItem'],
        ContextEntries,
      }),
    );
    return EvaluationResults[0]?.MissingContextValues;
  };
  const told: ContextEntry = {
    ContextKeyName: 'AWS:SourceVpc',
    ContextKeyType: 'string',
    ContextKeyValues: ['v'],
  };

  expect(await missing([])).toEqual(['aws:SourceVpc']);
  expect(await missing([told])).toEqual([]);
});

it('leaves sessions of roles to the policies of their roles', async () => {
  const roleArn = await createRole(sandbox, 'Reader', {
    AssumeRolePolicyDocument: document({
      Effect: 'Allow',
      Principal: { AWS: LEARNER },
      Action: 'sts:AssumeRole',
    }),
  });
  await putPolicy(sandbox, 'Reader', { Effect: 'Allow', Action: 'dynamodb:GetItem', Resource: '*' });
  await setLearnerPolicy(sandbox.connection, NOTHING_BUT_STREAMS);

  const client = sandbox.client(DynamoDBClient, await assume(sandbox, roleArn));

  await expect(client.send(new GetItemCommand({ TableName: 'Orders', Key }))).resolves.toBeDefined();
  await expect(get()).rejects.toMatchObject({ name: 'AccessDeniedException' });
});

it('forbids what it denies even where a role trusts the learner by name', async () => {
  const roleArn = await createRole(sandbox, 'Trusting', {
    AssumeRolePolicyDocument: document({
      Effect: 'Allow',
      Principal: { AWS: LEARNER },
      Action: 'sts:AssumeRole',
    }),
  });
  await set({ Effect: 'Deny', Action: 'sts:AssumeRole', Resource: '*' });

  await expect(assume(sandbox, roleArn)).rejects.toMatchObject({ name: 'AccessDenied' });
  expect(await readPolicyUses(sandbox.connection)).toEqual([
    { action: 'sts:AssumeRole', resource: roleArn, allowed: false },
  ]);
});

it('notes what was asked for, once, in order, until it is set anew', async () => {
  await set({ Effect: 'Allow', Action: 'dynamodb:GetItem', Resource: '*' });
  await get();
  await expect(put()).rejects.toThrow();
  await get();

  expect(await readPolicyUses(sandbox.connection)).toEqual([
    { action: 'dynamodb:GetItem', resource: TABLE, allowed: true },
    { action: 'dynamodb:PutItem', resource: TABLE, allowed: false },
  ]);
  await setLearnerPolicy(sandbox.connection, NOTHING_BUT_STREAMS);
  expect(await readPolicyUses(sandbox.connection)).toEqual([]);
});

it('tells of more than fits on a page', async () => {
  const all = document({ Effect: 'Allow', Action: '*', Resource: '*' });
  await setLearnerPolicy(sandbox.connection, all);
  const resources = Array.from({ length: 501 }, (_, index) => `${TABLE}${index}`);
  for (const resource of resources) {
    sandbox.server.learnerPolicy.note({ action: 'dynamodb:GetItem', resource }, true);
  }

  const uses = await readPolicyUses(sandbox.connection);

  expect(uses.map(({ resource }) => resource)).toEqual(resources);
});

it('survives a restart, with what was noted, and can be lifted by the keys that it refuses everything', async () => {
  await setLearnerPolicy(sandbox.connection, NOTHING_BUT_STREAMS);
  await expect(get()).rejects.toThrow();
  await sandbox.restart();

  expect(await readLearnerPolicy(sandbox.connection)).toBe(NOTHING_BUT_STREAMS);
  expect(await readPolicyUses(sandbox.connection)).toHaveLength(1);
  await expect(get()).rejects.toMatchObject({ name: 'AccessDeniedException' });
  expect(await sandboxStatus(sandbox.connection)).toMatchObject({ policy: true });

  await setLearnerPolicy(sandbox.connection, undefined);
  await expect(get()).resolves.toBeDefined();
  expect(await readLearnerPolicy(sandbox.connection)).toBeUndefined();
  expect(await sandboxStatus(sandbox.connection)).toMatchObject({ policy: false });
});

it.each([
  ['{', 'Syntax errors in policy.'],
  [{ Statement: [] }, 'Syntax errors in policy.'],
  [
    document({ Effect: 'Allow', Action: 'GetItem', Resource: '*' }),
    'Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.',
  ],
  [
    document({ Effect: 'Allow', Action: `dynamodb:${'x'.repeat(6144)}`, Resource: '*' }),
    'Cannot exceed quota for PolicySize: 6144',
  ],
])(
  'is refused in the words of IAM where it is no managed policy, and the old one stays: %.40j',
  async (wrong, words) => {
    await setLearnerPolicy(sandbox.connection, NOTHING_BUT_STREAMS);

    await expect(setLearnerPolicy(sandbox.connection, wrong)).rejects.toMatchObject({
      because: expect.stringContaining(words),
      exitCode: 2,
    });
    expect(await readLearnerPolicy(sandbox.connection)).toBe(NOTHING_BUT_STREAMS);
  },
);
