/** Each step's proof: it fails before the step, passes after it, fails after cleanup, and cannot be fooled. */
import {
  DeleteItemCommand,
  DynamoDBClient,
  PutItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { StepId } from '../../src/lab/step.js';
import { STEPS } from '../../src/steps/index.js';
import { generatedOrder, keyOf, LAB_ORDERS, toItem } from '../../src/steps/orders.js';
import { openTestLab } from '../support/lab.js';
import { startTestSandbox, type TestSandbox } from '../support/sandbox.js';
import { cleanAll, demonstrate, failed, inspect, runOnly, runTo } from '../support/steps.js';

let sandbox: TestSandbox;
beforeAll(async () => {
  sandbox = await startTestSandbox();
});
afterAll(() => sandbox.close());

const INSPECTED: readonly StepId[] = [
  'create-table',
  'add-gsi',
  'seed',
  'attach-stream',
  'build-api',
  'monitor',
];

describe('inspection', () => {
  it('fails before a step, passes after it, and fails after cleanup', async () => {
    const { lab } = await openTestLab(sandbox);
    const passing = async (): Promise<string[]> => {
      const checks = await Promise.all(INSPECTED.map((id) => inspect(lab, id)));
      return checks.flat().flatMap(({ id, ok }) => (ok ? [id] : []));
    };

    expect(await passing()).toEqual([]);
    for (const id of INSPECTED) {
      expect((await inspect(lab, id)).every(({ ok }) => !ok)).toBe(true);
      expect(await runOnly(lab, id)).toMatchObject({ result: 'done' });
      expect(failed(await inspect(lab, id))).toEqual([]);
    }
    expect(await cleanAll(lab)).toMatchObject({ result: 'clean', remaining: [] });
    expect(await passing()).toEqual([]);
  });

  it("passes nothing on another owner's lab, whole as it is", async () => {
    const theirs = await openTestLab(sandbox, { prefix: 'ada-' });
    const mine = await openTestLab(sandbox, { prefix: 'ada-', owner: 'arn:aws:iam::111122223333:user/bob' });
    await runTo(theirs.lab);

    const checks = await Promise.all(INSPECTED.map((id) => inspect(mine.lab, id)));

    expect(checks.flat().filter(({ ok }) => ok)).toEqual([]);
    expect(checks[0]).toMatchObject([{ id: 'ownership', actual: expect.stringContaining('belongs to') }]);
    await cleanAll(theirs.lab);
  });

  it('covers every step that builds something', async () => {
    const { lab } = await openTestLab(sandbox);
    const built: StepId[] = [];
    for (const entry of STEPS) {
      const step = await entry.load();
      if (step.build !== undefined) built.push(entry.id);
      expect(step.inspect !== undefined || step.demonstrate !== undefined).toBe(true);
      for (const resource of step.resources(lab.names, lab.target.region)) {
        expect((await resource.find(lab)).state).toBe('absent');
      }
    }
    expect(built).toEqual(INSPECTED);
  });
});

describe('demonstration', () => {
  const TableName = 'sab-Orders';
  const client = (): DynamoDBClient => sandbox.client(DynamoDBClient);
  const [laptop, , headphones] = LAB_ORDERS;
  if (laptop === undefined || headphones === undefined) throw new Error('the lab has three orders');

  it('passes on what the steps have built', async () => {
    const { lab } = await openTestLab(sandbox, { prefix: 'sab-' });

    expect(await runTo(lab)).toMatchObject({ result: 'done' });

    expect(failed(await demonstrate(lab, 'seed'))).toEqual([]);
    expect(failed(await demonstrate(lab, 'query'))).toEqual([]);
  });

  it('of seed fails when an order is deleted behind its back', async () => {
    const { lab } = await openTestLab(sandbox, { prefix: 'sab-' });
    const lost = generatedOrder(1, 4);
    await client().send(new DeleteItemCommand({ TableName, Key: keyOf(lost) }));

    const checks = await demonstrate(lab, 'seed');

    expect(checks).toMatchObject([{ id: 'read-back', ok: false, expected: '13 of 13', actual: '12 of 13' }]);
    expect(checks[0]?.hint).toContain(lost.orderId);
    await client().send(new PutItemCommand({ TableName, Item: toItem(lost) }));
  });

  it('of seed fails when an order is changed behind its back', async () => {
    const { lab } = await openTestLab(sandbox, { prefix: 'sab-' });
    await client().send(
      new UpdateItemCommand({
        TableName,
        Key: keyOf(headphones),
        UpdateExpression: 'SET details.quantity = :four',
        ExpressionAttributeValues: { ':four': { N: '4' } },
      }),
    );

    expect(failed(await demonstrate(lab, 'seed'))).toEqual(['read-back']);
    expect(failed(await inspect(lab, 'seed'))).toEqual(['order-headphones']);
    await client().send(new PutItemCommand({ TableName, Item: toItem(headphones) }));
  });

  it('of query fails when an order has lost its customer and so vanished from the index', async () => {
    const { lab } = await openTestLab(sandbox, { prefix: 'sab-' });
    await client().send(
      new UpdateItemCommand({
        TableName,
        Key: keyOf(laptop),
        UpdateExpression: 'REMOVE customer_id',
      }),
    );

    const checks = await demonstrate(lab, 'query');

    expect(failed(checks)).toEqual(['by-customer']);
    expect(checks[0]?.actual).toContain('no Laptop');
    await client().send(new PutItemCommand({ TableName, Item: toItem(laptop) }));
  });

  it('of query fails for a customer without orders', async () => {
    const { lab } = await openTestLab(sandbox, { prefix: 'sab-' });

    const checks = await demonstrate(lab, 'query', { query: { customer: 'nobody' } });

    expect(failed(checks)).toEqual(['by-customer']);
    expect(checks[0]?.hint).toContain('--customer cust123');
  });

  it('of query compares costs only where there is enough to compare', async () => {
    const { lab } = await openTestLab(sandbox, { prefix: 'sab-' });
    const few = await demonstrate(lab, 'query');
    await runTo(lab, 'seed', { seed: { count: 200 } });

    const many = await demonstrate(lab, 'query');

    expect(few.map(({ id }) => id)).not.toContain('query-costs-less');
    expect(many.map(({ id, ok }) => [id, ok])).toContainEqual(['query-costs-less', true]);
  });

  it('of query works with the three orders alone', async () => {
    const { lab } = await openTestLab(sandbox, { prefix: 'alone-' });

    const outcome = await runTo(lab, 'query', { seed: { count: 0 } });

    expect(outcome).toMatchObject({ result: 'done' });
    await cleanAll(lab);
  });
});
