import {
  AssumeRoleCommand,
  GetCallerIdentityCommand,
  GetSessionTokenCommand,
  STSClient,
} from '@aws-sdk/client-sts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestSandbox, type TestSandbox } from '../../../support/sandbox.js';

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

  it.each([
    new GetSessionTokenCommand({}),
    new AssumeRoleCommand({ RoleArn: 'arn:aws:iam::111122223333:role/r', RoleSessionName: 's' }),
  ])('does not serve %s', async (command) => {
    const answer = sandbox.client(STSClient).send(command as GetSessionTokenCommand);

    await expect(answer).rejects.toMatchObject({
      name: 'InvalidAction',
      message: expect.stringContaining('Could not find operation'),
      $metadata: { httpStatusCode: 400 },
    });
  });
});
