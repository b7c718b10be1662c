import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startTestSandbox, type TestSandbox } from '../support/sandbox.js';

let sandbox: TestSandbox;
beforeEach(async () => {
  sandbox = await startTestSandbox();
});
afterEach(() => sandbox.close());

describe('a server', () => {
  it('answers the SDK, signed, in any region', async () => {
    for (const region of ['us-east-1', 'eu-central-1']) {
      const sts = sandbox.client(STSClient, { region });
      const identity = await sts.send(new GetCallerIdentityCommand());
      expect(identity).toMatchObject({
        Account: '000000000000',
        Arn: 'arn:aws:iam::000000000000:user/learner',
        UserId: expect.stringMatching(/^AIDA/),
      });
    }
    expect(sandbox.log).toEqual([]);
  });
});
