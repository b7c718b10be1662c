/** What attach-stream builds, where AWS is awkward: lost answers, names that are blocked, mappings of others. */
import { DescribeTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  CreateEventSourceMappingCommand,
  DeleteFunctionCommand,
  LambdaClient,
  ListEventSourceMappingsCommand,
  TagResourceCommand,
} from '@aws-sdk/client-lambda';
import { CreateQueueCommand, GetQueueUrlCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { LAB_TAG, OWNER_TAG, tagMap } from '../../src/lab/ownership.js';
import { openTestLab, type TestLab } from '../support/lab.js';
import { startTestSandbox, type TestSandbox } from '../support/sandbox.js';
import { cleanAll, entryOf, failed, inspect, runTo } from '../support/steps.js';

const FUNCTION = 'orders-stream-processor';

let sandbox: TestSandbox;
let opened: TestLab;
beforeAll(async () => {
  sandbox = await startTestSandbox();
});
afterAll(() => sandbox.close());

async function build(): Promise<void> {
  opened = await openTestLab(sandbox);
  await runTo(opened.lab, 'create-table');
  await buildStream();
}

async function buildStream(): Promise<void> {
  await (await entryOf('attach-stream').load()).build?.(opened.lab, {});
}

afterEach(async () => {
  sandbox.server.hazards.set([]);
  sandbox.server.faults.set([]);
  await cleanAll(opened.lab);
  opened.lab.close();
});

const BUILDING = [
  'CreateLogGroup',
  'PutRetentionPolicy',
  'CreateRole',
  'PutRolePolicy',
  'CreateQueue',
  'CreateFunction',
  'CreateEventSourceMapping',
];
const REMOVING = [
  'DeleteEventSourceMapping',
  'DeleteFunction',
  'DeleteQueue',
  'DeleteRolePolicy',
  'DeleteRole',
  'DeleteLogGroup',
];

it('what was done twice, since its answer was lost, is seen to be done', async () => {
  const lost: string[] = [];
  sandbox.server.faults.set(
    [...BUILDING, ...REMOVING].map((operation) => ({ effect: 'error', when: 'after', operation })),
    (call) => lost.push(call.operation),
  );

  await build();
  const checks = await inspect(opened.lab, 'attach-stream');
  const cleanup = await cleanAll(opened.lab);

  expect(failed(checks)).toEqual([]);
  expect(cleanup).toMatchObject({ result: 'clean', remaining: [] });
  expect(lost.sort()).toEqual([...BUILDING, ...REMOVING].sort());
});

it('a queue whose name is blocked for a minute is waited for, with a word about it', async () => {
  sandbox.server.hazards.set(['queue-name-reserved']);
  await build();
  await cleanAll(opened.lab);

  await build();

  expect(opened.events).toContainEqual(
    expect.objectContaining({
      event: 'progress',
      reason: expect.stringContaining('blocks the name for 60 s'),
    }),
  );
});

it('a role that Lambda does not know yet, and may not do all yet, is waited for, with a word about it', async () => {
  sandbox.server.hazards.set(['role-propagation', 'policy-propagation']);

  await build();

  const reasons = opened.events.flatMap((event) => (event.event === 'progress' ? [event.reason] : []));
  expect(reasons).toContain('its role is new, and Lambda does not know it yet');
  expect(failed(await inspect(opened.lab, 'attach-stream'))).toEqual([]);
});

describe('a mapping', () => {
  const lambda = (): LambdaClient => sandbox.client(LambdaClient);

  it('of our function that somebody has made on our stream, without tags, is taken over', async () => {
    await build();
    const step = await entryOf('attach-stream').load();
    await step
      .resources(opened.lab.names, 'us-east-1')
      .find(({ kind }) => kind === 'event-source-mapping')
      ?.remove(opened.lab);
    const UUID = await makeMapping({});

    await buildStream();

    expect(failed(await inspect(opened.lab, 'attach-stream'))).toEqual([]);
    expect((await mappings()).map((mapping) => mapping.UUID)).toEqual([UUID]);
  });

  it('that another owner has tagged is refused, and left alone by cleanup', async () => {
    await build();
    const [ours] = await mappings();
    const Resource = ours?.EventSourceMappingArn;
    const theirs = { [LAB_TAG]: 'default', [OWNER_TAG]: 'arn:aws:iam::111122223333:user/bob' };
    await lambda().send(new TagResourceCommand({ Resource, Tags: theirs }));

    await expect(buildStream()).rejects.toThrow(
      `an event source mapping of ${FUNCTION} that this lab must not touch`,
    );
    const { removals } = await cleanAll(opened.lab);

    expect(removals).toContainEqual(
      expect.objectContaining({ kind: 'event-source-mapping', result: 'left-alone' }),
    );
    expect(await mappings()).toHaveLength(1);
    await lambda().send(new TagResourceCommand({ Resource, Tags: tagMap(opened.lab.ownership) }));
  });

  it('that has outlived its function is found and removed', async () => {
    await build();
    await lambda().send(new DeleteFunctionCommand({ FunctionName: FUNCTION }));
    await sandbox.advance(60_000);

    expect(await cleanAll(opened.lab)).toMatchObject({ result: 'clean' });

    expect(await mappings()).toEqual([]);
  });

  async function mappings() {
    const command = new ListEventSourceMappingsCommand({ FunctionName: FUNCTION });
    return (await lambda().send(command)).EventSourceMappings ?? [];
  }

  async function makeMapping(Tags: Record<string, string>): Promise<string | undefined> {
    const { Table } = await sandbox
      .client(DynamoDBClient)
      .send(new DescribeTableCommand({ TableName: 'Orders' }));
    const { UUID } = await lambda().send(
      new CreateEventSourceMappingCommand({
        FunctionName: FUNCTION,
        EventSourceArn: Table?.LatestStreamArn,
        StartingPosition: 'TRIM_HORIZON',
        Tags,
      }),
    );
    return UUID;
  }
});

it('what carries our tags under another name is found by them and removed', async () => {
  await build();
  const sqs = sandbox.client(SQSClient);
  const QueueName = 'an-older-name';
  await sqs.send(new CreateQueueCommand({ QueueName, tags: tagMap(opened.lab.ownership) }));

  expect(await cleanAll(opened.lab)).toMatchObject({ result: 'clean', remaining: [] });

  await expect(sqs.send(new GetQueueUrlCommand({ QueueName }))).rejects.toThrow('does not exist');
});
