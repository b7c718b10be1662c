/** The step transact: it passes again and again, leaves the table as it was, and cannot be fooled. */
import { randomUUID } from 'node:crypto';
import {
  type AttributeValue,
  DeleteItemCommand,
  DynamoDBClient,
  PutItemCommand,
  ScanCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Check } from '../../src/lab/events.js';
import { COUNTER, ORDER_1, ORDER_2, type Probe } from '../../src/steps/transact/probes.js';
import { openTestLab, type TestLab, type TestLabOptions } from '../support/lab.js';
import { startTestSandbox, type TestSandbox } from '../support/sandbox.js';
import { demonstrate, failed, runOnly, runTo } from '../support/steps.js';
import {
  GUARDED,
  isRival,
  type Meddler,
  meddle,
  movesBothOrders,
  REFUSED,
  raisesCounter,
  raisingTwice,
  SOURCE,
  withFirstToken,
} from './transact/meddler.js';

type Item = Record<string, AttributeValue>;

const TableName = 'Orders';
let sandbox: TestSandbox;
let built: readonly Item[];
beforeAll(async () => {
  sandbox = await startTestSandbox();
  const { lab } = await openTestLab(sandbox);
  await runTo(lab, 'seed');
  built = await everything();
});
afterAll(() => sandbox.close());

/** Milliseconds of capacity that a table saves up. */
const BURST = 300_000;
// Each test begins with all of it: five units a second are soon used up by one after the other.
beforeEach(() => sandbox.advance(BURST));

/** What is in the table, in one order. */
async function everything(): Promise<Item[]> {
  const { Items = [] } = await sandbox.client(DynamoDBClient).send(new ScanCommand({ TableName }));
  return Items.sort((one, other) => ((one.order_id?.S ?? '') < (other.order_id?.S ?? '') ? -1 : 1));
}

async function put(probe: Probe, attributes: Item): Promise<void> {
  const Item = { ...probe.key, ...attributes };
  await sandbox.client(DynamoDBClient).send(new PutItemCommand({ TableName, Item }));
}

async function change(probe: Probe, expression: string, value?: string): Promise<void> {
  const values = value === undefined ? {} : { ExpressionAttributeValues: { ':value': { S: value } } };
  const command = new UpdateItemCommand({
    TableName,
    Key: probe.key,
    UpdateExpression: expression,
    ...values,
  });
  await sandbox.client(DynamoDBClient).send(command);
}

async function remove(...probes: Probe[]): Promise<void> {
  for (const { key } of probes) {
    await sandbox.client(DynamoDBClient).send(new DeleteItemCommand({ TableName, Key: key }));
  }
}

/** The checks of a run with a meddler. */
async function checksWith(meddler: Meddler): Promise<Check[]> {
  const { lab } = await openTestLab(sandbox);
  meddle(lab, meddler);
  return demonstrate(lab, 'transact');
}

describe('the step transact', () => {
  it('passes twice in a row, and leaves the table as it was', async () => {
    const { lab, calls } = await openTestLab(sandbox);

    const outcomes = [await runOnly(lab, 'transact'), await runOnly(lab, 'transact')];

    expect(outcomes).toMatchObject([{ result: 'done' }, { result: 'done' }]);
    expect(await everything()).toEqual(built);
    expect(calls.some(({ error }) => error?.name === 'TransactionCanceledException')).toBe(true);
  });

  it('meets conflicts in the sandbox, and sends those transactions again', async () => {
    const { lab, events } = await openTestLab(sandbox);

    await runOnly(lab, 'transact');

    expect(events).toContainEqual(
      expect.objectContaining({
        title: 'Transactions at the same time',
        data: expect.objectContaining({
          rows: expect.arrayContaining([
            [expect.any(String), expect.any(Number), expect.stringContaining('TransactionConflict')],
          ]),
        }),
      }),
    );
  });

  it('says so where no two transactions meet, and passes', async () => {
    const { lab, events } = await openTestLab(sandbox);
    let last: Promise<unknown> = Promise.resolve();
    lab.client(DynamoDBClient).middlewareStack.add(
      (next) => (args) => {
        const answer = last.then(() => next(args));
        last = answer.catch(() => undefined);
        return answer;
      },
      { step: 'initialize', priority: 'low' },
    );

    expect(await runOnly(lab, 'transact')).toMatchObject({ result: 'done' });

    expect(events).toContainEqual(expect.objectContaining({ title: 'No conflict this time' }));
  });

  it('removes what a killed run has left', async () => {
    await put(COUNTER, { placed: { N: '3' } });
    await put(ORDER_1, { customer_id: { S: 'cust789' }, order_status: { S: 'shipped' } });
    await put(ORDER_2, { order_status: { S: 'completed' } });
    const { lab } = await openTestLab(sandbox);

    expect(await runOnly(lab, 'transact')).toMatchObject({ result: 'done' });

    expect(await everything()).toEqual(built);
  });

  it('leaves an order alone that somebody else keeps under its key', async () => {
    await put(ORDER_2, { order_status: { S: 'completed' } });
    const before = await everything();
    const { lab, calls } = await openTestLab(sandbox);

    const checks = await demonstrate(lab, 'transact');

    expect(checks).toMatchObject([{ id: 'keys-free', ok: false, actual: 'order2' }]);
    expect(checks[0]?.hint).toContain('{"order_id":{"S":"order2"},"created_at":{"N":"1625097601"}}');
    expect(new Set(calls.map(({ operation }) => operation))).toEqual(new Set(['GetItem']));
    expect(await everything()).toEqual(before);
    await remove(ORDER_2);
  });

  it('leaves the table as it was when a call fails in the middle', async () => {
    const failure = new Error('the network is down');

    const checks = checksWith({ ...REFUSED, before: () => Promise.reject(failure) });

    await expect(checks).rejects.toBe(failure);
    expect(await everything()).toEqual(built);
  });

  it('passes after having been stopped, again and again, wherever that was', async () => {
    let last = 1;
    while (await stopAt(last)) last += STRIDE;

    expect(last).toBeGreaterThan(20);
    expect(await everything()).toEqual(built);
  });
});

/** Calls from one place to stop at to the next: every one of them would take too long. */
const STRIDE = 3;

/** Runs the step over what the last one has left; stops it at its k-th call that writes, if there is one. */
async function stopAt(k: number): Promise<boolean> {
  let seen = 0;
  const onEvent: TestLabOptions['onEvent'] = (event) => {
    if (event.event !== 'call' || event.step !== 'transact') return;
    if (!/^(Put|Update|Delete|TransactWrite)/.test(event.operation)) return;
    seen += 1;
    if (seen === k) opened.interrupt();
  };
  const opened: TestLab = await openTestLab(sandbox, { onEvent });
  const { result } = await runOnly(opened.lab, 'transact');
  opened.lab.close();
  expect(result).toBe(seen >= k ? 'interrupted' : 'done');
  return seen >= k;
}

describe('a run of transact that is stopped', () => {
  it('says that its orders may still be there', async () => {
    const opened: TestLab = await openTestLab(sandbox, {
      onEvent: (event) => {
        if (event.event === 'call' && event.operation === 'UpdateItem') opened.interrupt();
      },
    });

    await runOnly(opened.lab, 'transact');

    expect(opened.events).toContainEqual(
      expect.objectContaining({
        event: 'note',
        text: expect.stringContaining('orders-lab transact removes'),
      }),
    );
    expect((await everything()).length).toBeGreaterThan(built.length);
    await remove(ORDER_1, ORDER_2, COUNTER);
  });
});

describe('transact fails', () => {
  // Whatever a meddler has done, the table is as it was afterwards.
  beforeEach(async () => expect(await everything()).toEqual(built));
  afterEach(async () => expect(await everything()).toEqual(built));

  it.each<[string, Meddler, string[]]>([
    [
      'when an order is changed after it was written',
      { ...SOURCE, after: () => change(ORDER_1, 'SET order_status = :value', 'cancelled') },
      ['written-together'],
    ],
    [
      'when a larger order was in the place of one that is written',
      { ...SOURCE, before: () => put(ORDER_1, { details: { S: 'x'.repeat(2_000) } }) },
      ['writes-cost-double'],
    ],
    [
      'when half an order gets its customer after all, and so is in the index',
      { operation: 'Query', nth: 1, before: () => change(ORDER_2, 'SET customer_id = :value', 'cust789') },
      ['half-order-not-in-index'],
    ],
    [
      'when the whole order loses its customer, and so is not in the index',
      { operation: 'Query', nth: 1, before: () => change(ORDER_1, 'REMOVE customer_id') },
      ['half-order-not-in-index'],
    ],
    [
      'when somebody writes order2 before the condition is looked at',
      { ...GUARDED, before: () => put(ORDER_2, {}) },
      ['condition-prevents-it'],
    ],
    [
      'when the order that is in the way is made to fit',
      { ...REFUSED, before: () => change(ORDER_2, 'SET order_status = :value', 'processing') },
      ['reasons-by-position', 'reason-tells-item', 'nothing-changed'],
    ],
    [
      'when the service does not bring the item along',
      {
        ...REFUSED,
        as: ({ TransactItems = [] }) => ({
          TransactItems: TransactItems.map(({ Update }) => ({
            Update: { ...Update, ReturnValuesOnConditionCheckFailure: 'NONE' },
          })),
        }),
      },
      ['reason-tells-item'],
    ],
    [
      'when an order is changed by somebody else just before its transaction is refused',
      { ...REFUSED, before: () => change(ORDER_1, 'SET note = :value', 'x') },
      ['nothing-changed'],
    ],
    [
      'when the service does not look at tokens',
      { operation: 'TransactWriteItems', as: () => ({ ClientRequestToken: randomUUID() }) },
      ['replay-without-effect', 'token-is-bound'],
    ],
    [
      'when the service takes every token for the same',
      { operation: 'TransactWriteItems', when: raisesCounter, as: withFirstToken() },
      ['new-token-counts-again'],
    ],
    [
      'when transactions at the same time are each done twice',
      {
        operation: 'TransactWriteItems',
        when: isRival,
        as: raisingTwice,
      },
      ['conflicts-lose-nothing'],
    ],
    [
      'when a transaction is done by half',
      {
        operation: 'TransactWriteItems',
        when: movesBothOrders,
        as: ({ TransactItems = [] }) => ({ TransactItems: TransactItems.slice(0, 1) }),
      },
      ['read-at-one-moment'],
    ],
    [
      'when consistent reads are none',
      {
        operation: 'GetItem',
        when: ({ ReturnConsumedCapacity }) => ReturnConsumedCapacity !== undefined,
        as: () => ({ ConsistentRead: false }),
      },
      ['reads-cost-double'],
    ],
  ])('%s', async (_, meddler, ids) => {
    expect(failed(await checksWith(meddler))).toEqual(ids);
  });

  it('when somebody writes an order while it is removed', async () => {
    const checks = await checksWith({
      operation: 'DeleteItem',
      when: ({ Key }) => Key?.order_id?.S === COUNTER.name,
      after: () => put(ORDER_1, {}),
    });

    expect(failed(checks)).toEqual(['probes-removed']);
    expect(checks.at(-1)?.actual).toBe('order1');
    await remove(ORDER_1);
  });
});
