/** Roles for tests, and clients that act as one of their sessions. */
import {
  CreateRoleCommand,
  type CreateRoleCommandInput,
  IAMClient,
  PutRolePolicyCommand,
} from '@aws-sdk/client-iam';
import { AssumeRoleCommand, type AssumeRoleCommandInput, STSClient } from '@aws-sdk/client-sts';
import type { SdkConfig, TestSandbox } from '../../../support/sandbox.js';

export const ACCOUNT = '111122223333';

export function document(...statements: readonly object[]): string {
  return JSON.stringify({ Version: '2012-10-17', Statement: statements });
}

export function trusting(principal: unknown): string {
  return document({ Effect: 'Allow', Principal: principal, Action: 'sts:AssumeRole' });
}

export const TRUSTS_ACCOUNT = trusting({ AWS: ACCOUNT });
export const TRUSTS_LAMBDA = trusting({ Service: 'lambda.amazonaws.com' });

/** Gives the role's ARN. */
export async function createRole(
  sandbox: TestSandbox,
  RoleName: string,
  overrides: Partial<CreateRoleCommandInput> = {},
): Promise<string> {
  const { Role } = await sandbox
    .client(IAMClient)
    .send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: TRUSTS_ACCOUNT, ...overrides }));
  return Role?.Arn ?? '';
}

export async function putPolicy(
  sandbox: TestSandbox,
  RoleName: string,
  ...statements: readonly object[]
): Promise<void> {
  await sandbox
    .client(IAMClient)
    .send(new PutRolePolicyCommand({ RoleName, PolicyName: 'p', PolicyDocument: document(...statements) }));
}

export type SessionConfig = Pick<SdkConfig, 'credentials'> & {
  readonly credentials: { readonly sessionToken: string };
};

/** What makes a client act as a session of the role: `sandbox.client(DynamoDBClient, await assume(…))`. */
export async function assume(
  sandbox: TestSandbox,
  RoleArn: string,
  input: Partial<AssumeRoleCommandInput> = {},
  as: Partial<SdkConfig> = {},
): Promise<SessionConfig> {
  const { Credentials: issued } = await sandbox
    .client(STSClient, as)
    .send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'session', ...input }));
  return {
    credentials: {
      accessKeyId: issued?.AccessKeyId ?? '',
      secretAccessKey: issued?.SecretAccessKey ?? '',
      sessionToken: issued?.SessionToken ?? '',
    },
  };
}
