import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  FilterLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { DeleteRolePolicyCommand, IAMClient } from '@aws-sdk/client-iam';
import type { InvokeCommandInput } from '@aws-sdk/client-lambda';
import { DeleteFunctionCommand, GetFunctionCommand, LambdaClient } from '@aws-sdk/client-lambda';
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

describe('what cannot be invoked', () => {
  it.each<[string, unknown, Partial<InvokeCommandInput>, object]>([
    [
      'a payload that is no JSON',
      undefined,
      { Payload: Buffer.from('{no') },
      {
        name: 'InvalidRequestContentException',
        message: expect.stringMatching(/^Could not parse request body into json: /),
      },
    ],
    [
      'a payload above 6 MB',
      'x'.repeat(6_291_456),
      {},
      {
        name: 'RequestTooLargeException',
        message:
          '6291458 byte payload is too large for the RequestResponse invocation type (limit 6291456 bytes)',
        $metadata: { httpStatusCode: 413 },
      },
    ],
    [
      'an event above 1 MB',
      'x'.repeat(1_048_576),
      { InvocationType: 'Event' },
      {
        name: 'RequestTooLargeException',
        message: '1048578 byte payload is too large for the Event invocation type (limit 1048576 bytes)',
      },
    ],
    [
      'a context that is no JSON',
      {},
      { ClientContext: 'bm8=' },
      { name: 'InvalidRequestContentException', message: expect.stringContaining('Client context') },
    ],
    [
      'another qualifier',
      {},
      { FunctionName: 'hello:1', Qualifier: '2' },
      { name: 'InvalidParameterValueException' },
    ],
    [
      'a function elsewhere',
      {},
      { FunctionName: 'arn:aws:lambda:eu-west-1:111122223333:function:hello' },
      {
        name: 'ResourceNotFoundException',
        message: "Functions from 'eu-west-1' are not reachable in this region ('us-east-1')",
      },
    ],
  ])('is %s', async (_what, event, settings, expected) => {
    await expect(invokeFunction(sandbox, 'hello', event, settings)).rejects.toMatchObject(expected);
  });
});

describe('an invocation', () => {
  it('may be a dry run, which runs nothing', async () => {
    const { status, payload } = await invokeFunction(sandbox, 'hello', {}, { InvocationType: 'DryRun' });

    expect({ status, payload }).toEqual({ status: 204, payload: undefined });
  });

  it('has the context of its client', async () => {
    await createTestFunction(
      sandbox,
      'export const handler = async (event, context) => [event, context.clientContext];',
      { FunctionName: 'context', Role: role },
    );
    const ClientContext = Buffer.from(JSON.stringify({ custom: { name: 'Adé' } })).toString('base64');

    const { payload } = await invokeFunction(sandbox, 'context', undefined, { ClientContext });

    expect(payload).toEqual([{}, { custom: { name: 'Adé' } }]);
  });

  it('dates its log by the time of the sandbox', async () => {
    await sandbox.advance(30 * 24 * 60 * 60 * 1000);
    const month = new Date(sandbox.server.clock.now()).toISOString().slice(0, 7);

    const { log } = await invokeFunction(sandbox, 'hello', { name: 'later' });

    expect(log).toMatch(new RegExp(`^${month}-.*greets later$`, 'm'));
  });
});

describe('an event', () => {
  it('is tried again a minute and two minutes later, and advancing time waits for it', async () => {
    // Prepare
    await sandbox
      .client(CloudWatchLogsClient)
      .send(new CreateLogGroupCommand({ logGroupName: '/aws/lambda/failing' }));
    await createTestFunction(
      sandbox,
      'export const handler = async (event) => { await new Promise((resolve) => setTimeout(resolve, 50)); console.log("tried"); throw new Error(event); };',
      { FunctionName: 'failing', Role: role },
    );
    const tries = async (): Promise<number> =>
      (await logOf('failing')).filter((message) => message.includes('INFO\ttried')).length;
    // Act
    const { status } = await invokeFunction(sandbox, 'failing', 'no', { InvocationType: 'Event' });
    const counts: number[] = [];
    for (const seconds of [1, 58, 2, 118, 3, 3600]) {
      await sandbox.advance(seconds * 1000);
      counts.push(await tries());
    }
    // Assess
    expect(status).toBe(202);
    expect(counts).toEqual([1, 1, 2, 2, 3, 3]);
  });
});

describe('an event that was accepted', () => {
  it('outlasts a restart in the middle of it', async () => {
    // Prepare
    await sandbox
      .client(CloudWatchLogsClient)
      .send(new CreateLogGroupCommand({ logGroupName: '/aws/lambda/slow' }));
    await createTestFunction(
      sandbox,
      'export const handler = async () => { await new Promise((resolve) => setTimeout(resolve, 100)); console.log("ended"); };',
      { FunctionName: 'slow', Role: role },
    );
    // Act
    await invokeFunction(sandbox, 'slow', {}, { InvocationType: 'Event' });
    await sandbox.restart();
    await sandbox.advance(1000);
    // Assess
    expect((await logOf('slow')).filter((message) => message.includes('INFO\tended'))).toHaveLength(1);
  });
});

describe('the log of a function', () => {
  const quiet = { FunctionName: 'quiet', Role: '' };

  it('is lost where there is no group and its role may not make one', async () => {
    await createTestFunction(sandbox, 'export const handler = async () => 1;', { ...quiet, Role: role });

    const { payload } = await invokeFunction(sandbox, 'quiet');

    expect(payload).toBe(1);
    await expect(logOf('quiet')).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });

  it('makes its group where the role may', async () => {
    const maker = await createTestRole(sandbox, 'maker', ['logs:*']);
    await createTestFunction(sandbox, 'export const handler = async () => 1;', {
      FunctionName: 'maker',
      Role: maker,
    });

    await invokeFunction(sandbox, 'maker');

    expect(await logOf('maker')).toHaveLength(4);
  });

  it('is lost where the role may not write', async () => {
    await sandbox
      .client(IAMClient)
      .send(new DeleteRolePolicyCommand({ RoleName: 'maker', PolicyName: 'test' }));

    await invokeFunction(sandbox, 'maker');

    expect(await logOf('maker')).toHaveLength(4);
  });

  it('comes late under the hazard late-flush, and makes a deleted group again', async () => {
    // Prepare
    sandbox.server.hazards.set(['late-flush']);
    const Role = await createTestRole(sandbox, 'late', ['logs:*']);
    await createTestFunction(sandbox, 'export const handler = async () => 1;', {
      FunctionName: 'late',
      Role,
    });
    // Act
    await invokeFunction(sandbox, 'late');
    await sandbox.client(LambdaClient).send(new DeleteFunctionCommand({ FunctionName: 'late' }));
    // Assess
    await expect(logOf('late')).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    await sandbox.advance(10_000);
    expect(await logOf('late')).toHaveLength(4);
    sandbox.server.hazards.set([]);
  });
});
