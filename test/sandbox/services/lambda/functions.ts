/** Functions and their roles for tests of Lambda. */
import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import {
  CreateFunctionCommand,
  type CreateFunctionCommandInput,
  type CreateFunctionCommandOutput,
  InvokeCommand,
  type InvokeCommandInput,
  LambdaClient,
} from '@aws-sdk/client-lambda';
import type { TestSandbox } from '../../../support/sandbox.js';
import { type Sources, zipOf } from '../../functions/running.js';

/** Longer than any function takes to become Active. */
const UNTIL_ACTIVE = 60_000;

export const TRUST = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
});

/** A role that Lambda may assume, and which may do `actions` on everything. Gives its ARN. */
export async function createTestRole(
  sandbox: TestSandbox,
  RoleName: string,
  actions: readonly string[],
): Promise<string> {
  const iam = sandbox.client(IAMClient);
  const { Role } = await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: TRUST }));
  if (actions.length > 0) {
    const PolicyDocument = JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: actions, Resource: '*' }],
    });
    await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: 'test', PolicyDocument }));
  }
  return Role?.Arn ?? '';
}

/** A function that is Active. */
export async function createTestFunction(
  sandbox: TestSandbox,
  sources: string | Sources,
  settings: Partial<CreateFunctionCommandInput> & Pick<CreateFunctionCommandInput, 'FunctionName' | 'Role'>,
): Promise<CreateFunctionCommandOutput> {
  const created = await sandbox.client(LambdaClient).send(
    new CreateFunctionCommand({
      Runtime: 'nodejs24.x',
      Handler: 'index.handler',
      MemorySize: 256,
      Timeout: 10,
      Code: { ZipFile: zipOf(sources) },
      ...settings,
    }),
  );
  await sandbox.advance(UNTIL_ACTIVE);
  return created;
}

export interface Invoked {
  readonly status: number | undefined;
  readonly error: string | undefined;
  /** Parsed. */
  readonly payload: unknown;
  readonly log: string;
  readonly version: string | undefined;
  readonly requestId: string | undefined;
}

/** Invokes a function with an event that is written as JSON, and reads its answer. */
export async function invokeFunction(
  sandbox: TestSandbox,
  FunctionName: string,
  event: unknown = {},
  settings: Partial<InvokeCommandInput> = {},
): Promise<Invoked> {
  const answer = await sandbox
    .client(LambdaClient)
    .send(new InvokeCommand({ FunctionName, Payload: JSON.stringify(event), LogType: 'Tail', ...settings }));
  const text = answer.Payload?.transformToString() ?? '';
  return {
    status: answer.StatusCode,
    error: answer.FunctionError,
    payload: text === '' ? undefined : JSON.parse(text),
    log: Buffer.from(answer.LogResult ?? '', 'base64').toString('utf8'),
    version: answer.ExecutedVersion,
    requestId: answer.$metadata.requestId,
  };
}
