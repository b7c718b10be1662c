import {
  AddPermissionCommand,
  GetPolicyCommand,
  LambdaClient,
  RemovePermissionCommand,
} from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { allowsInvocation } from '../../../../src/sandbox/services/lambda/policy-evaluation.js';
import type { Statement } from '../../../../src/sandbox/services/lambda/records.js';
import { startTestSandbox, type TestSandbox } from '../../../support/sandbox.js';
import { createTestFunction, createTestRole } from './functions.js';

const FunctionName = 'used-by-others';
const ARN = `arn:aws:lambda:us-east-1:111122223333:function:${FunctionName}`;
const SOURCE = 'arn:aws:execute-api:us-east-1:111122223333:abc/*/GET/orders/*';

let sandbox: TestSandbox;
let client: LambdaClient;

beforeAll(async () => {
  sandbox = await startTestSandbox();
  client = sandbox.client(LambdaClient);
  const Role = await createTestRole(sandbox, 'r', []);
  await createTestFunction(sandbox, 'export const handler = async () => 1;', { FunctionName, Role });
});
afterAll(() => sandbox.close());

const permission = (StatementId: string, overrides: object = {}): AddPermissionCommand =>
  new AddPermissionCommand({
    FunctionName,
    StatementId,
    Action: 'lambda:InvokeFunction',
    Principal: 'apigateway.amazonaws.com',
    ...overrides,
  });

describe('permissions', () => {
  it('are statements of the policy of a function', async () => {
    const { Statement: text = '' } = await client.send(
      permission('api', { SourceArn: SOURCE, SourceAccount: '111122223333' }),
    );
    await client.send(permission('anybody', { Principal: '*' }));
    await client.send(permission('account', { Principal: '444455556666' }));

    const { Policy = '', RevisionId } = await client.send(new GetPolicyCommand({ FunctionName: ARN }));

    const api = {
      Sid: 'api',
      Effect: 'Allow',
      Principal: { Service: 'apigateway.amazonaws.com' },
      Action: 'lambda:InvokeFunction',
      Resource: ARN,
      Condition: {
        StringEquals: { 'AWS:SourceAccount': '111122223333' },
        ArnLike: { 'AWS:SourceArn': SOURCE },
      },
    };
    expect(JSON.parse(text)).toEqual(api);
    expect(JSON.parse(Policy)).toEqual({
      Version: '2012-10-17',
      Id: 'default',
      Statement: [
        api,
        expect.objectContaining({ Sid: 'anybody', Principal: '*' }),
        expect.objectContaining({ Sid: 'account', Principal: { AWS: 'arn:aws:iam::444455556666:root' } }),
      ],
    });
    expect(RevisionId).toMatch(/^[0-9a-f-]{36}$/);
  });

  it.each<[string, AddPermissionCommand, object]>([
    [
      'a statement that is there',
      permission('api'),
      {
        name: 'ResourceConflictException',
        message:
          'The statement id (api) provided already exists. Please provide a new statement id, or remove the existing statement.',
      },
    ],
    [
      'a principal that is none',
      permission('x', { Principal: 'nobody' }),
      {
        name: 'InvalidParameterValueException',
        message: 'The provided principal was invalid. Please check the principal and try again.',
      },
    ],
    ['an id that is none', permission('a b'), { name: 'ValidationException' }],
    ['another revision', permission('x', { RevisionId: 'old' }), { name: 'PreconditionFailedException' }],
  ])('refuse %s', async (_what, command, expected) => {
    await expect(client.send(command)).rejects.toMatchObject(expected);
  });

  it('are removed one by one, and the policy with the last', async () => {
    const remove = (StatementId: string) =>
      client.send(new RemovePermissionCommand({ FunctionName, StatementId }));
    await expect(remove('none')).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: 'Statement none is not found in resource policy.',
    });

    for (const id of ['api', 'anybody', 'account']) await remove(id);

    await expect(client.send(new GetPolicyCommand({ FunctionName }))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: 'The resource you requested does not exist.',
    });
  });
});

describe('a policy', () => {
  const statement: Statement = {
    Sid: 's',
    Effect: 'Allow',
    Principal: { Service: 'apigateway.amazonaws.com' },
    Action: 'lambda:InvokeFunction',
    Resource: ARN,
  };
  const user = {
    service: 'apigateway.amazonaws.com',
    sourceArn: 'arn:aws:execute-api:us-east-1:111122223333:abc/dev/GET/orders/1',
    sourceAccount: '111122223333',
  };
  const allows = (overrides: Partial<Statement>): boolean =>
    allowsInvocation({ statements: [{ ...statement, ...overrides }], revisionId: '' }, user);

  it.each<[boolean, Partial<Statement>]>([
    [true, {}],
    [true, { Principal: '*' }],
    [true, { Action: 'lambda:*' }],
    [true, { Condition: { ArnLike: { 'AWS:SourceArn': SOURCE } } }],
    [true, { Condition: { StringEquals: { 'AWS:SourceAccount': '111122223333' } } }],
    [false, { Principal: { Service: 'events.amazonaws.com' } }],
    [false, { Principal: { AWS: 'arn:aws:iam::111122223333:root' } }],
    [false, { Action: 'lambda:GetFunction' }],
    [false, { Condition: { ArnLike: { 'AWS:SourceArn': SOURCE.replace('GET', 'POST') } } }],
    [false, { Condition: { StringEquals: { 'AWS:SourceAccount': '444455556666' } } }],
    [false, { Condition: { StringEquals: { 'lambda:EventSourceToken': 'x' } } }],
  ])('gives %s for %j', (expected, overrides) => {
    expect(allows(overrides)).toBe(expected);
  });
});
