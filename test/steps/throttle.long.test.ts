/** The step throttle cannot be fooled: for each of its checks somebody, or a service, that makes it fail. */
import {
  type AttributeValue,
  DeleteItemCommand,
  DynamoDBClient,
  ListTablesCommand,
  PutItemCommand,
  UpdateTableCommand,
} from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { RetryPolicy } from '../../src/aws/retry.js';
import type { Check, Evidence } from '../../src/lab/events.js';
import type { Lab } from '../../src/lab/lab.js';
import { writeBatches } from '../../src/steps/throttle/batches.js';
import { compareModes } from '../../src/steps/throttle/retry-modes.js';
import {
  itemOf,
  keyOf,
  makeScratchTable,
  removeScratchTable,
} from '../../src/steps/throttle/scratch-table.js';
import { tryTransactions } from '../../src/steps/throttle/transactions.js';
import { writeUntilThrottled } from '../../src/steps/throttle/until-throttled.js';
import { openTestLab } from '../support/lab.js';
import { startTestSandbox, type TestSandbox } from '../support/sandbox.js';
import { cleanAll, demonstrate, failed } from '../support/steps.js';

const TableName = 'OrdersThrottle';

let sandbox: TestSandbox;
beforeAll(async () => {
  sandbox = await startTestSandbox();
});
afterAll(() => sandbox.close());

type Part = (lab: Lab) => AsyncGenerator<Check | Evidence>;

const modes: Part = (lab) => compareModes(lab, () => undefined);
const batches: Part = (lab) => writeBatches(lab, () => undefined);

interface Saboteur {
  /** Before which operation, of a load that is so called, or of any. */
  readonly operation?: string;
  readonly load?: string;
  act?(): Promise<unknown>;
  /** How clients retry instead. */
  retries?(policy: RetryPolicy): RetryPolicy;
}

/** The same lab, with somebody in the way. */
function sabotaged(lab: Lab, { operation, load = '', act, retries = (policy) => policy }: Saboteur): Lab {
  let isDone = false;
  const client = lab.client(DynamoDBClient);
  client.middlewareStack.add(
    (next, { commandName }) =>
      async (args) => {
        if (!isDone && commandName === `${operation}Command` && JSON.stringify(args.input).includes(load)) {
          isDone = true;
          await act?.();
        }
        return next(args);
      },
    { step: 'initialize', priority: 'low' },
  );
  return { ...lab, clientWith: (clientClass, policy) => lab.clientWith(clientClass, retries(policy)) };
}

/** In one write nearly all that a new table has saved up, which the parts would take many writes to use up. */
function useUpAtOnce(): Promise<unknown> {
  const command = new PutItemCommand({ TableName, Item: itemOf('much', 0, 299) });
  return sandbox.client(DynamoDBClient).send(command);
}

/** A table that has room: whoever meddles is not to be throttled. */
async function meddle(command: DeleteItemCommand | PutItemCommand): Promise<void> {
  await sandbox.advance(60_000);
  const client = sandbox.client(DynamoDBClient);
  await (command instanceof PutItemCommand ? client.send(command) : client.send(command));
}

function remove(load: string, number: number): () => Promise<void> {
  return () => meddle(new DeleteItemCommand({ TableName, Key: keyOf(load, number) }));
}

function add(load: string, more: Record<string, AttributeValue> = {}, number = 999): () => Promise<void> {
  return () => meddle(new PutItemCommand({ TableName, Item: { ...keyOf(load, number), ...more } }));
}

function moreCapacity(): Promise<unknown> {
  const ProvisionedThroughput = { ReadCapacityUnits: 100, WriteCapacityUnits: 1_000 };
  return sandbox
    .client(DynamoDBClient)
    .send(new UpdateTableCommand({ TableName, ProvisionedThroughput }))
    .then(() => sandbox.advance(60_000));
}

function notAtAll(mode: RetryPolicy['mode']): Saboteur {
  return {
    retries: (policy) =>
      policy.mode === mode && policy.maxAttempts !== undefined ? { mode: 'none' } : policy,
  };
}

async function failures(part: Part, saboteur: Saboteur, prepare = useUpAtOnce): Promise<string[]> {
  const before = await openTestLab(sandbox);
  await makeScratchTable(before.lab);
  before.lab.close();
  await prepare();
  // One that knows what time it is: to prepare may take minutes of it.
  const { lab } = await openTestLab(sandbox);
  const checks: Check[] = [];
  for await (const said of part(sabotaged(lab, saboteur))) if ('claim' in said) checks.push(said);
  await removeScratchTable(lab);
  lab.close();
  return failed(checks);
}

it('fails where the table has more capacity than it should have', async () => {
  expect(await failures(writeUntilThrottled, {}, moreCapacity)).toEqual(['throttled']);
});

it.each<[string, Part, Saboteur, string[]]>([
  [
    'an item is removed that was accepted',
    writeUntilThrottled,
    { operation: 'Query', act: remove('until throttled', 0) },
    ['refused-not-written'],
  ],
  [
    'an item appears that was refused',
    modes,
    { operation: 'Query', load: 'no retries', act: add('no retries') },
    ['none-accepted-is-written'],
  ],
  [
    'an item appears that the SDK gave up',
    modes,
    { operation: 'Query', load: 'standard, 4 attempts', act: add('standard, 4 attempts') },
    ['standard-default-accepted-is-written'],
  ],
  [
    'an item of the standard mode is removed',
    modes,
    { operation: 'Query', load: 'standard, 10 attempts', act: remove('standard, 10 attempts', 3) },
    ['standard-accepted-is-written', 'standard-loses-nothing'],
  ],
  [
    'an item of the adaptive mode is removed',
    modes,
    { operation: 'Query', load: 'adaptive, 10 attempts', act: remove('adaptive, 10 attempts', 3) },
    ['adaptive-accepted-is-written', 'adaptive-loses-nothing'],
  ],
  ['the standard mode does not retry', modes, notAtAll('standard'), ['standard-loses-nothing']],
  ['the adaptive mode does not retry', modes, notAtAll('adaptive'), ['adaptive-loses-nothing']],
  [
    'an unprocessed item is written all the same',
    batches,
    { operation: 'Query', load: 'batch, rest ignored', act: add('batch, rest ignored') },
    ['ignored-is-lost'],
  ],
  [
    'an item of a batch is removed',
    batches,
    { operation: 'Query', load: 'batch, rest sent again', act: remove('batch, rest sent again', 0) },
    ['handled-arrives'],
  ],
  [
    'an item of the transaction is removed',
    tryTransactions,
    { operation: 'Query', act: remove('transaction', 1) },
    ['throttled-transaction-written'],
  ],
  [
    'somebody else raises the counter',
    tryTransactions,
    { operation: 'GetItem', act: add('counter', { raised: { N: '9' } }, 0) },
    ['conflicts-lose-nothing'],
  ],
  [
    'the item that is in the way is removed',
    tryTransactions,
    {
      operation: 'TransactWriteItems',
      load: 'attribute_not_exists',
      act: remove('transaction', 0),
    },
    ['condition-stays'],
  ],
])('fails when %s', async (_, part, saboteur, ids) => {
  expect(await failures(part, saboteur)).toEqual(ids);
});

it('fails when the table is made again while it is removed', async () => {
  const { lab } = await openTestLab(sandbox);
  const other = await openTestLab(sandbox);
  let isDeleted = false;
  let looks = 0;
  lab.client(DynamoDBClient).middlewareStack.add(
    (next, { commandName }) =>
      async (args) => {
        if (commandName === 'DeleteTableCommand') isDeleted = true;
        // The first look finds it gone, the second one is the check's.
        if (isDeleted && commandName === 'DescribeTableCommand') looks += 1;
        if (looks === 2) await makeScratchTable(other.lab);
        return next(args);
      },
    { step: 'initialize', priority: 'low' },
  );

  expect(failed(await demonstrate(lab, 'throttle'))).toEqual(['table-removed']);
});

it('is removed by cleanup where a run was killed', async () => {
  const { lab } = await openTestLab(sandbox, { prefix: 'ada-' });
  await makeScratchTable(lab);

  expect(await cleanAll(lab)).toMatchObject({ result: 'clean' });

  const { TableNames } = await sandbox.client(DynamoDBClient).send(new ListTablesCommand({}));
  expect(TableNames).not.toContain('ada-OrdersThrottle');
});
