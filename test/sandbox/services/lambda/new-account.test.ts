/** The hazard new-account: AWS gives an account that is seldom used ten invocations at once. */
import {
  GetAccountSettingsCommand,
  LambdaClient,
  PutFunctionConcurrencyCommand,
} from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestSandbox, type TestSandbox } from '../../../support/sandbox.js';
import { createTestFunction, createTestRole, invokeFunction } from './functions.js';

const LIMIT = 10;

let sandbox: TestSandbox;

beforeAll(async () => {
  sandbox = await startTestSandbox();
  sandbox.server.hazards.set(['new-account']);
  const Role = await createTestRole(sandbox, 'new', []);
  await createTestFunction(
    sandbox,
    'export const handler = () => new Promise((resolve) => setTimeout(resolve, 300));',
    { FunctionName: 'slow', Role },
  );
});
afterAll(() => sandbox.close());

describe('under the hazard new-account', () => {
  it('runs ten invocations at once, and refuses the others', async () => {
    const all = await Promise.allSettled(
      Array.from({ length: LIMIT + 2 }, () => invokeFunction(sandbox, 'slow')),
    );

    const refused = all.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []));
    expect(refused).toHaveLength(2);
    expect(refused[0]).toMatchObject({
      name: 'TooManyRequestsException',
      Reason: 'ConcurrentInvocationLimitExceeded',
    });
  });

  it('tells so, and lets nothing of it be reserved', async () => {
    const lambda = sandbox.client(LambdaClient);

    const { AccountLimit } = await lambda.send(new GetAccountSettingsCommand({}));

    expect(AccountLimit).toMatchObject({
      ConcurrentExecutions: LIMIT,
      UnreservedConcurrentExecutions: LIMIT,
    });
    await expect(
      lambda.send(
        new PutFunctionConcurrencyCommand({ FunctionName: 'slow', ReservedConcurrentExecutions: 1 }),
      ),
    ).rejects.toThrow("decreases account's UnreservedConcurrentExecution below its minimum value of [10].");
  });
});
