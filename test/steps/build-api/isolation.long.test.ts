/** Who sees what: customers of one API, two labs in one account, and an API whose sandbox is stopped in between. */
import { LambdaClient, UpdateFunctionConfigurationCommand } from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestSandbox, type TestSandbox } from '../../support/sandbox.js';
import { type DeployedApi, deployApi } from './deployed-api.js';

const CUSTOMERS = ['anna', 'bert'] as const;
/** Virtual milliseconds until a change to a function has taken effect. */
const TAKES_EFFECT = 5_000;

interface Order {
  readonly order_id: string;
  readonly customer_id: string;
}

interface Answer {
  readonly status: number;
  readonly body: {
    readonly orders?: readonly Order[];
    readonly cursor?: string;
    readonly order_id?: string;
    readonly message?: string;
  };
}

let sandbox: TestSandbox;
let ada: DeployedApi;
let bob: DeployedApi;
beforeAll(async () => {
  sandbox = await startTestSandbox();
  ada = await deployApi(sandbox, 'ada-');
  bob = await deployApi(sandbox, 'bob-');
});
afterAll(() => sandbox.close());

async function ask({ url }: DeployedApi, method: string, path: string, body?: object): Promise<Answer> {
  const answer = await fetch(`${url}${path}`, {
    method,
    ...(body === undefined
      ? {}
      : { headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  return { status: answer.status, body: text === '' ? {} : JSON.parse(text) };
}

function list(api: DeployedApi, customer: string, cursor?: string): Promise<Answer> {
  const asked = new URLSearchParams({ customer_id: customer, limit: '1', ...(cursor && { cursor }) });
  return ask(api, 'GET', `/orders?${asked}`);
}

async function place(api: DeployedApi, customer_id: string): Promise<string> {
  const { body } = await ask(api, 'POST', '/orders', { customer_id });
  return body.order_id ?? '';
}

/** Every way to write the cursor of `anna` as if it were another's. */
function forgeries(cursor: string): string[] {
  const parts: unknown[] = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  const encode = (position: unknown): string => Buffer.from(JSON.stringify(position)).toString('base64url');
  return [
    ...parts.map((_, index) => encode(parts.map((part, place) => (place === index ? 'bert' : part)))),
    ...parts.map((_, index) => encode(parts.filter((_part, place) => place !== index))),
    encode([...parts, 'bert']),
    encode({ customer_id: 'bert', order_id: parts[2] }),
    `${cursor}A`,
    cursor.slice(0, -2),
  ];
}

describe('a cursor', () => {
  it('that was stolen or forged leads to nobody else’s orders', async () => {
    for (const customer of [...CUSTOMERS, ...CUSTOMERS]) await place(ada, customer);
    const { cursor = '' } = (await list(ada, 'anna')).body;
    expect(cursor).not.toBe('');

    const stolen = await list(ada, 'bert', cursor);
    const forged = await Promise.all(
      forgeries(cursor).flatMap((each) => CUSTOMERS.map((customer) => list(ada, customer, each))),
    );

    expect(stolen).toMatchObject({ status: 400, body: { errors: [{ field: 'cursor' }] } });
    expect(forged.map(({ status }) => status)).toEqual(forged.map(() => 400));
    expect((await list(ada, 'anna', cursor)).body.orders).toMatchObject([{ customer_id: 'anna' }]);
  });
});

describe('two labs in one account', () => {
  it('see nothing of each other by ids, customers or cursors, though all of these are alike', async () => {
    const id = await place(ada, 'carl');
    await place(ada, 'carl');
    const { cursor } = (await list(ada, 'carl')).body;

    const answers = [
      await ask(bob, 'GET', `/orders/${id}`),
      await ask(bob, 'PUT', `/orders/${id}`, { order_status: 'cancelled' }),
      await ask(bob, 'DELETE', `/orders/${id}`),
    ];
    const listed = [await list(bob, 'carl'), await list(bob, 'carl', cursor)];
    const own = await ask(bob, 'POST', '/orders', { order_id: id, customer_id: 'carl' });

    expect(answers.map(({ status }) => status)).toEqual([404, 404, 404]);
    expect(listed.flatMap(({ body }) => body.orders ?? [])).toEqual([]);
    // The id is free there, and what becomes of it there changes nothing here.
    expect(own.status).toBe(201);
    expect((await ask(bob, 'DELETE', `/orders/${id}`)).status).toBe(204);
    expect((await ask(ada, 'GET', `/orders/${id}`)).status).toBe(200);
  });

  it('a function that is sent to the other’s table may not read or write there', async () => {
    const id = await place(ada, 'dora');
    const { names } = bob.lab;
    const send = async (TABLE_NAME: string): Promise<void> => {
      const Environment = { Variables: { TABLE_NAME, INDEX_NAME: names.customerIndex } };
      const command = new UpdateFunctionConfigurationCommand({ FunctionName: names.ordersApi, Environment });
      await sandbox.client(LambdaClient).send(command);
      await sandbox.advance(TAKES_EFFECT);
    };

    await send(ada.lab.names.table);
    const answers = [
      await ask(bob, 'GET', `/orders/${id}`),
      await list(bob, 'dora'),
      await ask(bob, 'POST', '/orders', { customer_id: 'dora' }),
      await ask(bob, 'PUT', `/orders/${id}`, { order_status: 'cancelled' }),
      await ask(bob, 'DELETE', `/orders/${id}`),
    ];
    await send(names.table);

    expect(answers.map(({ status }) => status)).toEqual([500, 500, 500, 500, 500]);
    expect(JSON.stringify(answers)).not.toMatch(/ada-|AccessDenied|arn:/);
    expect((await list(ada, 'dora')).body.orders).toMatchObject([
      { order_id: id, order_status: 'processing' },
    ]);
    expect((await list(bob, 'dora')).status).toBe(200);
  });
});

it('the URL answers as before after the sandbox was stopped and started, and the orders are there', async () => {
  const id = await place(ada, 'emil');
  const before = await ask(ada, 'GET', `/orders/${id}`);

  await sandbox.restart();

  expect(before.status).toBe(200);
  expect(await ask(ada, 'GET', `/orders/${id}`)).toEqual(before);
  expect((await list(ada, 'emil')).body.orders).toHaveLength(1);
  expect((await ask(ada, 'POST', '/orders', { order_id: id, customer_id: 'emil' })).status).toBe(409);
  expect(sandbox.log).toEqual([]);
});
