/** Calls that go wrong on purpose: which ones, how, and whether their work is done all the same. */
import { CreateTableCommand, DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { callControl } from '../../src/sandbox/control-client.js';
import { startTestSandbox, type TestSandbox } from '../support/sandbox.js';

let sandbox: TestSandbox;
let client: DynamoDBClient;
beforeEach(async () => {
  sandbox = await startTestSandbox();
  client = sandbox.client(DynamoDBClient);
});
afterEach(() => sandbox.close());

const list = (): Promise<unknown> => client.send(new ListTablesCommand({}));
const create = (TableName: string): Promise<unknown> =>
  client.send(
    new CreateTableCommand({
      TableName,
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
      BillingMode: 'PAY_PER_REQUEST',
    }),
  );
const tables = async (): Promise<string[]> => (await client.send(new ListTablesCommand({}))).TableNames ?? [];

async function nameOfError(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => 'none',
    (error: Error) => error.name,
  );
}

describe('a rule', () => {
  it('picks the n-th call and as many as it says', async () => {
    sandbox.server.faults.set([{ effect: 'error', from: 2, times: 2 }]);

    const names = [];
    for (let call = 1; call <= 4; call++) names.push(await nameOfError(list()));

    expect(names).toEqual(['none', 'InternalServerError', 'InternalServerError', 'none']);
  });

  it('is about one service, one operation, or what changes something', async () => {
    sandbox.server.faults.set([
      { effect: 'error', service: 'sts', times: 9 },
      { effect: 'throttle', operation: 'DescribeTable', times: 9 },
      { effect: 'error', changing: true },
    ]);

    expect(await nameOfError(list())).toBe('none');
    expect(await nameOfError(sandbox.client(STSClient).send(new GetCallerIdentityCommand({})))).toBe(
      'InternalFailure',
    );
    expect(await nameOfError(create('Orders'))).toBe('InternalServerError');
    expect(await nameOfError(create('Orders'))).toBe('none');
  });

  it('may mean a share of the calls, the same ones with the same seed', async () => {
    const picked = async (): Promise<string> => {
      sandbox.server.faults.set([{ effect: 'throttle', share: 0.5, seed: 7 }]);
      let marks = '';
      for (let call = 1; call <= 40; call++) marks += (await nameOfError(list())) === 'none' ? '.' : 'x';
      return marks;
    };

    const marks = await picked();

    expect(await picked()).toBe(marks);
    expect(marks.replaceAll('.', '').length).toBeGreaterThan(10);
    expect(marks.replaceAll('x', '').length).toBeGreaterThan(10);
  });
});

describe('an effect', () => {
  it('comes before the change, or after it', async () => {
    sandbox.server.faults.set([{ effect: 'error', changing: true }]);
    expect(await nameOfError(create('Before'))).toBe('InternalServerError');
    sandbox.server.faults.set([{ effect: 'error', changing: true, when: 'after' }]);
    expect(await nameOfError(create('After'))).toBe('InternalServerError');

    expect(await tables()).toEqual(['After']);
  });

  it('loses a refusal as well as an answer, and tells which calls it was', async () => {
    await create('Taken');
    const picked: string[] = [];
    sandbox.server.faults.set([{ effect: 'error', changing: true, when: 'after' }], ({ operation }) =>
      picked.push(operation),
    );

    expect(await nameOfError(create('Taken'))).toBe('InternalServerError');
    expect(await nameOfError(create('Taken'))).toBe('ResourceInUseException');

    expect(picked).toEqual(['CreateTable']);
  });

  it('is a connection that breaks', async () => {
    sandbox.server.faults.set([{ effect: 'drop', changing: true, when: 'after' }]);

    await expect(create('Dropped')).rejects.toMatchObject({ code: 'ECONNRESET' });

    expect(await tables()).toEqual(['Dropped']);
    expect(sandbox.log).toEqual([]);
  });

  it('is silence, which ends with the client or with the sandbox', async () => {
    sandbox.server.faults.set([{ effect: 'hang', times: 2 }]);
    const requestHandler = new NodeHttpHandler({ requestTimeout: 50, throwOnRequestTimeout: true });
    const hasty = sandbox.client(DynamoDBClient, { requestHandler });

    await expect(hasty.send(new ListTablesCommand({}))).rejects.toMatchObject({ name: 'TimeoutError' });
    const waiting = nameOfError(list());
    await sandbox.restart();

    expect(await waiting).not.toBe('none');
    expect(await tables()).toEqual([]);
  });
});

it('are set through the control routes, and refused in words', async () => {
  expect(await callControl(sandbox.connection, 'faults', { rules: [{ effect: 'error' }] })).toEqual({
    rules: 1,
  });
  expect(await nameOfError(list())).toBe('InternalServerError');
  for (const rules of [undefined, {}, [{ effect: 'explode' }], [{ effect: 'error', from: 0 }]]) {
    await expect(callControl(sandbox.connection, 'faults', { rules })).rejects.toMatchObject({
      because: expect.stringContaining('rules are no list of fault rules'),
    });
  }
});
