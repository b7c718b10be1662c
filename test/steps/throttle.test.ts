/** The step throttle: it passes, whatever a killed run has left, and leaves nothing. What makes it fail: throttle.long.test.ts. */
import { CreateTableCommand, DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Evidence } from '../../src/lab/events.js';
import { makeScratchTable, useUp } from '../../src/steps/throttle/scratch-table.js';
import { openTestLab } from '../support/lab.js';
import { startTestSandbox, type TestSandbox } from '../support/sandbox.js';
import { runOnly } from '../support/steps.js';

let sandbox: TestSandbox;
beforeAll(async () => {
  sandbox = await startTestSandbox();
});
afterAll(() => sandbox.close());

async function tables(): Promise<string[]> {
  const { TableNames = [] } = await sandbox.client(DynamoDBClient).send(new ListTablesCommand({}));
  return TableNames;
}

/** The rows of the table in which the modes are side by side, by mode: how many were lost. */
function lostByMode(events: readonly unknown[]): Record<string, number> {
  const isTable = (event: unknown): event is Evidence & { kind: 'table' } =>
    typeof event === 'object' && event !== null && 'kind' in event && event.kind === 'table';
  const last = events.filter(isTable).at(-1);
  return Object.fromEntries(last?.data.rows.map((row) => [row[0], Number(row.at(-1))]) ?? []);
}

it('takes up what a killed run has left, loses what it says, and leaves nothing', async () => {
  const { lab, events, calls } = await openTestLab(sandbox);
  await makeScratchTable(lab);
  await useUp(lab);

  expect(await runOnly(lab, 'throttle')).toMatchObject({ result: 'done' });

  expect(await tables()).toEqual([]);
  expect(lostByMode(events)).toMatchObject({
    'no retries': expect.any(Number),
    'standard, 10 attempts': 0,
    'adaptive, 10 attempts': 0,
    'batch, rest ignored': expect.any(Number),
    'batch, rest sent again': 0,
  });
  expect(lostByMode(events)['no retries']).toBeGreaterThan(8);
  expect(lostByMode(events)['batch, rest ignored']).toBeGreaterThan(8);
  expect(calls.some(({ operation, attempts }) => operation === 'PutItem' && attempts > 1)).toBe(true);
});

it('leaves a table of that name alone that is not ours', async () => {
  const { lab } = await openTestLab(sandbox, { prefix: 'bob-' });
  await sandbox.client(DynamoDBClient).send(
    new CreateTableCommand({
      TableName: 'bob-OrdersThrottle',
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      BillingMode: 'PAY_PER_REQUEST',
    }),
  );
  await sandbox.advance(60_000);

  const { result, problem } = await runOnly(lab, 'throttle');

  expect(result).toBe('failed');
  expect(problem?.message).toContain('bob-OrdersThrottle');
  expect(await tables()).toEqual(['bob-OrdersThrottle']);
});
