/** The step attach-stream: what it builds, what it repairs, and that its proof cannot be fooled. */
import { readFileSync } from 'node:fs';
import {
  CloudWatchLogsClient,
  DeleteLogGroupCommand,
  DeleteRetentionPolicyCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { DynamoDBClient, PutItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import {
  AttachRolePolicyCommand,
  IAMClient,
  PutRolePolicyCommand,
  UpdateAssumeRolePolicyCommand,
} from '@aws-sdk/client-iam';
import {
  type EventSourceMappingConfiguration,
  GetFunctionCommand,
  LambdaClient,
  ListEventSourceMappingsCommand,
  UpdateEventSourceMappingCommand,
  type UpdateEventSourceMappingCommandInput,
  UpdateFunctionCodeCommand,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda';
import {
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { strToU8, unzipSync, zipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Check } from '../../src/lab/events.js';
import { permissionsDocument, type Statement, trustDocument } from '../../src/resources/policy-document.js';
import { streamRole } from '../../src/steps/attach-stream/specs.js';
import { openTestLab, type TestLab } from '../support/lab.js';
import { startTestSandbox, type TestSandbox } from '../support/sandbox.js';
import { cleanAll, demonstrate, entryOf, failed, inspect, runOnly, runTo } from '../support/steps.js';

const FUNCTION = 'orders-stream-processor';
const ROLE = `${FUNCTION}-us-east-1`;
const LOG_GROUP = `/aws/lambda/${FUNCTION}`;
/** Virtual milliseconds until a change to a mapping or a function has taken effect. */
const TAKES_EFFECT = 5_000;

let sandbox: TestSandbox;
let opened: TestLab;
beforeAll(async () => {
  sandbox = await startTestSandbox();
  opened = await openTestLab(sandbox);
  await runTo(opened.lab, 'create-table');
});
afterAll(() => sandbox.close());

/** Without the proof. */
async function build(): Promise<void> {
  const step = await entryOf('attach-stream').load();
  await step.build?.(opened.lab, {});
}

async function mapping(): Promise<EventSourceMappingConfiguration> {
  const { EventSourceMappings = [] } = await sandbox
    .client(LambdaClient)
    .send(new ListEventSourceMappingsCommand({ FunctionName: FUNCTION }));
  expect(EventSourceMappings).toHaveLength(1);
  return EventSourceMappings[0] ?? {};
}

async function changeMapping(change: Omit<UpdateEventSourceMappingCommandInput, 'UUID'>): Promise<void> {
  const { UUID } = await mapping();
  await sandbox.client(LambdaClient).send(new UpdateEventSourceMappingCommand({ UUID, ...change }));
  await sandbox.advance(TAKES_EFFECT);
}

/** Takes one statement from what the role may do. */
function forbid(statement: string): Promise<void> {
  return allow(streamRole(opened.lab).statements.filter(({ sid }) => sid !== statement));
}

async function allow(statements: readonly Statement[]): Promise<void> {
  await sandbox.client(IAMClient).send(
    new PutRolePolicyCommand({
      RoleName: ROLE,
      PolicyName: 'orders-lab',
      PolicyDocument: permissionsDocument(statements),
    }),
  );
}

async function replaceCode(source: string, others: Record<string, Uint8Array> = {}): Promise<void> {
  const ZipFile = zipSync({ 'index.mjs': strToU8(source), ...others });
  await sandbox.client(LambdaClient).send(new UpdateFunctionCodeCommand({ FunctionName: FUNCTION, ZipFile }));
  await sandbox.advance(TAKES_EFFECT);
}

it('fails before it is built, passes after, and a second run changes nothing but its own orders', async () => {
  const before = await inspect(opened.lab, 'attach-stream');
  const first = await runOnly(opened.lab, 'attach-stream');
  const { calls } = opened;
  const done = calls.length;
  const second = await runOnly(opened.lab, 'attach-stream');

  expect(before.filter(({ ok }) => ok)).toEqual([]);
  expect([first.result, second.result]).toEqual(['done', 'done']);
  const changing = calls
    .slice(done)
    .map(({ operation }) => operation)
    .filter((operation) => !/^(Describe|List|Get|Filter|Query|Receive)/.test(operation));
  expect([...new Set(changing)].sort()).toEqual([
    'BatchWriteItem',
    'DeleteItem',
    'DeleteMessage',
    'PutItem',
    'UpdateItem',
  ]);
  const { Items } = await sandbox.client(DynamoDBClient).send(new ScanCommand({ TableName: 'Orders' }));
  expect(Items).toEqual([]);
});

describe('what differs', () => {
  const lambda = (): LambdaClient => sandbox.client(LambdaClient);
  const iam = (): IAMClient => sandbox.client(IAMClient);

  /** What somebody may do to it, and the checks that fail from then on. */
  const SABOTAGES: readonly (readonly [checks: readonly string[], sabotage: () => Promise<unknown>])[] = [
    // What the role may not do any more is asked before a mapping is changed: mappings come first.
    [
      ['mapping-batch-size', 'mapping-retries', 'mapping-bisect', 'mapping-reports', 'mapping-filters'],
      () =>
        changeMapping({
          BatchSize: 100,
          MaximumRetryAttempts: -1,
          BisectBatchOnFunctionError: false,
          FunctionResponseTypes: [],
          FilterCriteria: { Filters: [{ Pattern: '{"eventName":["INSERT"]}' }] },
        }),
    ],
    [['mapping-enabled'], () => changeMapping({ Enabled: false })],
    [
      ['log-retention'],
      () =>
        sandbox
          .client(CloudWatchLogsClient)
          .send(new DeleteRetentionPolicyCommand({ logGroupName: LOG_GROUP })),
    ],
    [
      ['role-trust'],
      () =>
        iam().send(
          new UpdateAssumeRolePolicyCommand({
            RoleName: ROLE,
            PolicyDocument: trustDocument('ec2.amazonaws.com'),
          }),
        ),
    ],
    [['may-read-stream'], () => forbid('ReadStream')],
    [['may-find-stream'], () => forbid('FindStream')],
    [['may-park-failures'], () => forbid('ParkFailures')],
    [['may-write-log'], () => forbid('WriteLog')],
    [
      ['least-privilege'],
      async () => {
        const arn = 'arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole';
        await iam().send(new AttachRolePolicyCommand({ RoleName: ROLE, PolicyArn: arn }));
        const all = permissionsDocument([{ sid: 'All', actions: ['*'], resources: ['*'] }]);
        await iam().send(
          new PutRolePolicyCommand({ RoleName: ROLE, PolicyName: 'more', PolicyDocument: all }),
        );
      },
    ],
    [['function-code'], () => replaceCode('export const handler = () => {};')],
    [
      ['function-runtime', 'function-handler', 'function-memory', 'function-timeout'],
      async () => {
        await lambda().send(
          new UpdateFunctionConfigurationCommand({
            FunctionName: FUNCTION,
            Runtime: 'nodejs22.x',
            Handler: 'main.run',
            MemorySize: 128,
            Timeout: 3,
          }),
        );
        await sandbox.advance(TAKES_EFFECT);
      },
    ],
  ];

  it('is told by exactly the check about it, and repaired in place', async () => {
    const { UUID } = await mapping();
    const told: string[][] = [];
    let before: readonly string[] = [];
    for (const [, sabotage] of SABOTAGES) {
      await sabotage();
      const now = failed(await inspect(opened.lab, 'attach-stream'));
      told.push(now.filter((id) => !before.includes(id)));
      before = now;
    }

    const done = opened.calls.length;
    await build();

    const made = opened.calls.slice(done).filter(({ operation }) => /^(Create|Delete)[A-Z]/.test(operation));
    expect(made.map(({ operation }) => operation)).toEqual(['DeleteRolePolicy']);
    expect(told).toEqual(SABOTAGES.map(([checks]) => checks));
    expect(failed(await inspect(opened.lab, 'attach-stream'))).toEqual([]);
    expect((await mapping()).UUID).toBe(UUID);
  });

  it('by one action that the role may not do any more is told by exactly the check about it, which names it', async () => {
    await build();
    const { statements } = streamRole(opened.lab);
    const without = (action: string): Statement[] =>
      statements
        .map((each) => ({ ...each, actions: each.actions.filter((other) => other !== action) }))
        .filter(({ actions }) => actions.length > 0);
    const told: string[][] = [];
    for (const action of statements.flatMap(({ actions }) => actions)) {
      await allow(without(action));
      const checks = (await inspect(opened.lab, 'attach-stream')).filter(({ ok }) => !ok);
      told.push([action, ...checks.flatMap(({ id, hint = '' }) => [id, hint.split('. ')[0] ?? ''])]);
    }

    expect(told).toEqual(
      [
        ['dynamodb:DescribeStream', 'may-read-stream'],
        ['dynamodb:GetRecords', 'may-read-stream'],
        ['dynamodb:GetShardIterator', 'may-read-stream'],
        ['dynamodb:ListStreams', 'may-find-stream'],
        ['sqs:SendMessage', 'may-park-failures'],
        ['logs:CreateLogStream', 'may-write-log'],
        ['logs:PutLogEvents', 'may-write-log'],
      ].map(([action, id]) => [action, id, `Not allowed: ${action}`]),
    );
    await build();
    expect(failed(await inspect(opened.lab, 'attach-stream'))).toEqual([]);
  });

  it('may be a log group that was deleted', async () => {
    await sandbox.client(CloudWatchLogsClient).send(new DeleteLogGroupCommand({ logGroupName: LOG_GROUP }));
    expect(failed(await inspect(opened.lab, 'attach-stream'))).toEqual(['ownership', 'log-retention']);

    await build();

    expect(failed(await inspect(opened.lab, 'attach-stream'))).toEqual([]);
  });
});

describe('the proof', () => {
  const TOLD = ['told-insert', 'told-modify', 'told-remove', 'changes-in-order'];
  const PARKED = ['poison-parked', 'poison-alone'];

  /** The checks that fail after a sabotage; the table is left as it was. */
  async function proveAfter(sabotage: () => Promise<unknown>): Promise<Check[]> {
    await build();
    await sabotage();
    const checks = await demonstrate(opened.lab, 'attach-stream');
    expect(checks.at(-1)).toMatchObject({ id: 'probes-removed', ok: true });
    return checks.filter(({ ok }) => !ok);
  }

  const leaveOut = (): Promise<void> => {
    const others = { dynamodb: { NewImage: { order_status: { S: [{ 'anything-but': ['shipped'] }] } } } };
    const patterns = [JSON.stringify(others), '{"eventName":["REMOVE"]}'];
    return changeMapping({ FilterCriteria: { Filters: patterns.map((Pattern) => ({ Pattern })) } });
  };

  it.each<[string, readonly string[], () => Promise<unknown>]>([
    ['a mapping that is off', TOLD, () => changeMapping({ Enabled: false })],
    ['a function that prints nothing', TOLD, () => replaceCode('export const handler = async () => ({});')],
    ['a function that may not write its log', TOLD, () => forbid('WriteLog')],
    [
      'a mapping that leaves changes out',
      ['told-modify', 'changes-in-order'],
      () =>
        changeMapping({ FilterCriteria: { Filters: [{ Pattern: '{"eventName":["INSERT","REMOVE"]}' }] } }),
    ],
    [
      'a mapping without a destination',
      PARKED,
      () => changeMapping({ DestinationConfig: { OnFailure: {} } }),
    ],
    ['a role that may not send to the queue', PARKED, () => forbid('ParkFailures')],
    [
      'a mapping that does not split batches',
      ['poison-alone'],
      () => changeMapping({ BisectBatchOnFunctionError: false }),
    ],
    ['a mapping that leaves an order out', ['neighbours-processed'], leaveOut],
  ])('fails with %s', async (_, ids, sabotage) => {
    const checks = await proveAfter(sabotage);

    expect(checks.map(({ id }) => id)).toEqual(ids);
    expect(checks[0]?.hint).toContain('The event source mapping is');
  });

  it('passes where each batch is brought twice', async () => {
    await build();
    const zip = readFileSync(new URL('../../dist/lambda/stream-processor.zip', import.meta.url));
    const { 'index.mjs': once = new Uint8Array() } = unzipSync(zip);
    const twice = `import { handler as once } from './once.mjs';
      export const handler = async (event, context) => { await once(event, context); return once(event, context); };`;
    await replaceCode(twice, { 'once.mjs': once });

    expect(failed(await demonstrate(opened.lab, 'attach-stream'))).toEqual([]);
  });

  it("removes a killed run's orders, and leaves other messages in the queue", async () => {
    await build();
    const sqs = sandbox.client(SQSClient);
    const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: 'orders-stream-dead-letters' }));
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'somebody else’s' }));
    await sandbox.client(DynamoDBClient).send(
      new PutItemCommand({
        TableName: 'Orders',
        Item: { order_id: { S: 'orders-lab-stream-probe' }, created_at: { N: '1' } },
      }),
    );

    expect(failed(await demonstrate(opened.lab, 'attach-stream'))).toEqual([]);

    await sandbox.advance(60_000);
    const { Attributes } = await sqs.send(
      new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['ApproximateNumberOfMessages'] }),
    );
    expect(Attributes?.ApproximateNumberOfMessages).toBe('1');
    const { Items } = await sandbox.client(DynamoDBClient).send(new ScanCommand({ TableName: 'Orders' }));
    expect(Items).toEqual([]);
  });
});

it('follows a table that was made again, and ends what read the old one', async () => {
  await build();
  const old = await mapping();
  const { Configuration } = await sandbox
    .client(LambdaClient)
    .send(new GetFunctionCommand({ FunctionName: FUNCTION }));
  const step = await entryOf('create-table').load();
  await step.resources(opened.lab.names, 'us-east-1')[0]?.remove(opened.lab);
  await runTo(opened.lab, 'create-table');
  expect(failed(await inspect(opened.lab, 'attach-stream'))).toEqual(['mapping-source']);

  expect(await runOnly(opened.lab, 'attach-stream')).toMatchObject({ result: 'done' });

  expect((await mapping()).EventSourceArn).not.toBe(old.EventSourceArn);
  const again = await sandbox.client(LambdaClient).send(new GetFunctionCommand({ FunctionName: FUNCTION }));
  expect(again.Configuration?.RevisionId).toBe(Configuration?.RevisionId);
});

it('leaves nothing after cleanup, and no check passes', async () => {
  await build();

  expect(await cleanAll(opened.lab)).toMatchObject({ result: 'clean', remaining: [] });

  expect((await inspect(opened.lab, 'attach-stream')).filter(({ ok }) => ok)).toEqual([]);
});
