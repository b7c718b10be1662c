import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  FilterLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { GetFunctionCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestSandbox, type TestSandbox } from '../../../support/sandbox.js';
import { createTestFunction, createTestRole, invokeFunction } from './functions.js';

let sandbox: TestSandbox;
let role: string;

beforeAll(async () => {
  sandbox = await startTestSandbox();
  role = await createTestRole(sandbox, 'writer', ['logs:CreateLogStream', 'logs:PutLogEvents', 'sts:*']);
});
afterAll(() => sandbox.close());

/** Messages of a function's log group. */
async function logOf(FunctionName: string): Promise<string[]> {
  const { events = [] } = await sandbox
    .client(CloudWatchLogsClient)
    .send(new FilterLogEventsCommand({ logGroupName: `/aws/lambda/${FunctionName}` }));
  return events.map(({ message }) => message ?? '');
}

describe('Invoke', () => {
  it('runs the uploaded code and logs into its group', async () => {
    await sandbox
      .client(CloudWatchLogsClient)
      .send(new CreateLogGroupCommand({ logGroupName: '/aws/lambda/hello' }));
    await createTestFunction(
      sandbox,
      'export const handler = async ({ name }) => { console.log("greets", name); return "Hello, " + name; };',
      { FunctionName: 'hello', Role: role },
    );

    const { payload, status, version, requestId, log } = await invokeFunction(sandbox, 'hello', {
      name: 'Ada',
    });

    expect({ payload, status, version }).toEqual({ payload: 'Hello, Ada', status: 200, version: '$LATEST' });
    expect(log).toContain(`\t${requestId}\tINFO\tgreets Ada\n`);
    expect(await logOf('hello')).toEqual([
      expect.stringMatching(/^INIT_START Runtime Version: nodejs:24\./),
      `START RequestId: ${requestId} Version: $LATEST`,
      expect.stringContaining('greets Ada'),
      `END RequestId: ${requestId}`,
      expect.stringMatching(/^REPORT RequestId: /),
    ]);
  });

  it('describes it as Active', async () => {
    const { Configuration } = await sandbox
      .client(LambdaClient)
      .send(new GetFunctionCommand({ FunctionName: 'hello' }));

    expect(Configuration).toMatchObject({ State: 'Active', LastUpdateStatus: 'Successful' });
  });

  it('acts as its role, with an SDK that it did not bring along', async () => {
    await createTestFunction(
      sandbox,
      `import { STSClient, GetCallerIdentityCommand } from '@aws-sdk/client-sts';
       export const handler = async () => (await new STSClient().send(new GetCallerIdentityCommand({}))).Arn;`,
      { FunctionName: 'who', Role: role },
    );

    const { payload } = await invokeFunction(sandbox, 'who');

    expect(payload).toBe('arn:aws:sts::111122223333:assumed-role/writer/who');
  });
});
