/** What exists but is not ours is neither changed nor deleted, by any step or by cleanup. */
import {
  ApplicationAutoScalingClient,
  DescribeScalableTargetsCommand,
  RegisterScalableTargetCommand,
  type ScalableTarget,
} from '@aws-sdk/client-application-auto-scaling';
import {
  CreateTableCommand,
  DeleteTableCommand,
  DescribeTableCommand,
  DynamoDBClient,
} from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestLab, type TestLab } from '../support/lab.js';
import { startTestSandbox, type TestSandbox } from '../support/sandbox.js';
import { cleanAll, failed, inspect, runOnly, runTo } from '../support/steps.js';

let sandbox: TestSandbox;
beforeAll(async () => {
  sandbox = await startTestSandbox();
});
afterAll(() => sandbox.close());

/** The calls that changed, or tried to change, something. */
function mutations({ calls }: TestLab): string[] {
  return calls.flatMap(({ operation }) =>
    /^(Describe|List|Get|Query|Scan)/.test(operation) ? [] : [operation],
  );
}

describe('a table of the same name', () => {
  it('is left alone', async () => {
    const opened = await openTestLab(sandbox);
    const dynamodb = sandbox.client(DynamoDBClient);
    const describeTable = async (): Promise<unknown> =>
      (await dynamodb.send(new DescribeTableCommand({ TableName: 'Orders' }))).Table;
    await dynamodb.send(
      new CreateTableCommand({
        TableName: 'Orders',
        AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
        KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
        BillingMode: 'PAY_PER_REQUEST',
      }),
    );
    await sandbox.advance(60_000);
    const before = await describeTable();

    const outcomes = [
      await runTo(opened.lab),
      await runOnly(opened.lab, 'add-gsi'),
      await runOnly(opened.lab, 'seed'),
      await runOnly(opened.lab, 'query'),
    ];
    const cleanup = await cleanAll(opened.lab);

    expect(outcomes.map(({ result }) => result)).toEqual(['failed', 'failed', 'failed', 'failed']);
    expect(outcomes[0]?.problem?.message).toContain('a table Orders that this lab must not touch');
    expect(failed(await inspect(opened.lab, 'create-table'))).toContain('ownership');
    expect(cleanup).toMatchObject({ result: 'clean', removals: [{ result: 'left-alone' }], remaining: [] });
    expect(mutations(opened)).toEqual([]);
    expect(await describeTable()).toEqual(before);
    await dynamodb.send(new DeleteTableCommand({ TableName: 'Orders' }));
    await sandbox.advance(60_000);
  });

  it('is left alone when another owner has built it with the same prefix', async () => {
    const ada = await openTestLab(sandbox, { owner: 'arn:aws:iam::111122223333:user/ada' });
    const bob = await openTestLab(sandbox, { owner: 'arn:aws:iam::111122223333:user/bob' });
    await runTo(ada.lab, 'create-table');

    const outcome = await runTo(bob.lab);
    const cleanup = await cleanAll(bob.lab);

    expect(outcome.problem?.because).toContain('user/ada');
    expect(cleanup.removals.map(({ result }) => result)).toEqual(['left-alone', 'left-alone', 'left-alone']);
    expect(mutations(bob)).toEqual([]);
    expect(failed(await inspect(ada.lab, 'create-table'))).toEqual([]);
    expect(await cleanAll(ada.lab)).toMatchObject({ result: 'clean' });
  });
});

describe('a scalable target of the same name', () => {
  it('is left alone', async () => {
    const opened = await openTestLab(sandbox);
    const scaling = sandbox.client(ApplicationAutoScalingClient);
    const readTarget = async (): Promise<ScalableTarget | undefined> => {
      const { ScalableTargets } = await scaling.send(
        new DescribeScalableTargetsCommand({ ServiceNamespace: 'dynamodb', ResourceIds: ['table/Orders'] }),
      );
      return ScalableTargets?.find(({ ScalableDimension }) => ScalableDimension?.includes('Read'));
    };
    await runTo(opened.lab, 'create-table');
    await cleanAll(opened.lab);
    await sandbox.client(DynamoDBClient).send(
      new CreateTableCommand({
        TableName: 'Orders',
        AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
        KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
        ProvisionedThroughput: { ReadCapacityUnits: 1, WriteCapacityUnits: 1 },
      }),
    );
    await sandbox.advance(60_000);
    await scaling.send(
      new RegisterScalableTargetCommand({
        ServiceNamespace: 'dynamodb',
        ResourceId: 'table/Orders',
        ScalableDimension: 'dynamodb:table:ReadCapacityUnits',
        MinCapacity: 1,
        MaxCapacity: 2,
      }),
    );
    // The target outlives its table, as on AWS.
    await sandbox.client(DynamoDBClient).send(new DeleteTableCommand({ TableName: 'Orders' }));
    await sandbox.advance(60_000);
    const before = await readTarget();
    expect(before).toMatchObject({ MinCapacity: 1, MaxCapacity: 2 });

    const outcome = await runTo(opened.lab, 'create-table');
    const cleanup = await cleanAll(opened.lab);

    expect(outcome.problem?.message).toContain('a scalable target table/Orders');
    expect(cleanup.result).toBe('clean');
    expect(cleanup.removals).toContainEqual(
      expect.objectContaining({ kind: 'scalable-target', result: 'left-alone' }),
    );
    expect(await readTarget()).toEqual(before);
  });
});

describe('two prefixes in one account', () => {
  it('never touch each other', async () => {
    const ada = await openTestLab(sandbox, { prefix: 'ada-' });
    const bob = await openTestLab(sandbox, { prefix: 'bob-' });
    await runTo(ada.lab, 'create-table');
    await runTo(bob.lab, 'create-table');

    expect(await cleanAll(bob.lab)).toMatchObject({ result: 'clean', remaining: [] });

    expect(failed(await inspect(ada.lab, 'create-table'))).toEqual([]);
    expect(await cleanAll(ada.lab)).toMatchObject({ result: 'clean' });
  });
});
