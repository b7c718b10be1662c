/** The table and its index as resources, where DynamoDB takes its time. */
import { CreateTableCommand, DeleteTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { tagList } from '../../src/lab/ownership.js';
import { ensureIndex } from '../../src/resources/global-secondary-index.js';
import { ensureTable, findTable, removeTable } from '../../src/resources/table.js';
import { creationOf } from '../../src/resources/table-spec.js';
import { customerIndex, ordersTable } from '../../src/steps/orders-table.js';
import { openTestLab, type TestLab } from '../support/lab.js';
import { startTestSandbox, type TestSandbox } from '../support/sandbox.js';

const MINUTE = 60_000;
const NAME = 'Orders';

let sandbox: TestSandbox;
let opened: TestLab;
let client: DynamoDBClient;

beforeEach(async () => {
  sandbox = await startTestSandbox(undefined, { stillClock: true });
  opened = await openTestLab(sandbox);
  client = sandbox.client(DynamoDBClient);
});
afterEach(() => sandbox.close());

/** Has begun to create the table; the program that did so is gone. */
async function beginToCreate(): Promise<void> {
  const { lab } = opened;
  await client.send(new CreateTableCommand(creationOf(ordersTable(lab.names), tagList(lab.ownership))));
}

describe('a table whose tags are not told', () => {
  beforeEach(() => sandbox.server.hazards.set(['table-lifecycle', 'late-tags']));

  it('since it is being created, is found to be ours, and not taken for absent', async () => {
    await beginToCreate();

    expect(await findTable(opened.lab, NAME)).toMatchObject({ state: 'ours' });
  });

  it('since it is being deleted, is found to be absent only when it is gone', async () => {
    await ensureTable(opened.lab, ordersTable(opened.lab.names));
    await sandbox.advance(MINUTE);
    await client.send(new DeleteTableCommand({ TableName: NAME }));
    await sandbox.advance(3_000);

    expect(await findTable(opened.lab, NAME)).toEqual({ state: 'absent' });
    await expect(beginToCreate()).resolves.toBeUndefined();
  });
});

it('a table that somebody makes anew under its name is not removed with it', async () => {
  let madeAnew = false;
  const { lab } = await openTestLab(sandbox, {
    onEvent: (event) => {
      if (event.event !== 'call' || event.operation !== 'DeleteTable' || madeAnew) return;
      madeAnew = true;
      // Between two looks of the lab, which come every two seconds.
      void sandbox.advance(1_000).then(beginToCreate);
    },
  });
  await ensureTable(lab, ordersTable(lab.names));

  await removeTable(lab, NAME);

  expect(madeAnew).toBe(true);
  expect(await findTable(lab, NAME)).toMatchObject({ state: 'ours' });
});

it('a table is removed in less than two minutes although its index takes many to be built', async () => {
  const { lab } = opened;
  sandbox.server.hazards.set(['table-lifecycle', 'index-build']);
  await ensureTable(lab, ordersTable(lab.names));
  await ensureIndex(lab, NAME, customerIndex(lab.names));
  const begin = lab.clock.now();

  await removeTable(lab, NAME);

  expect(lab.clock.now() - begin).toBeLessThan(2 * MINUTE);
  expect(await findTable(lab, NAME)).toEqual({ state: 'absent' });
});
