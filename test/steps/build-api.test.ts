/** The step build-api: what it builds, what it repairs, and what it does not do twice. Its proof: build-api.long.test.ts. */
import { DynamoDBClient, PutItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { LabEvent } from '../../src/lab/events.js';
import { openTestLab, type TestLab } from '../support/lab.js';
import { startTestSandbox, type TestSandbox } from '../support/sandbox.js';
import { cleanAll, entryOf, failed, inspect, runOnly, runTo } from '../support/steps.js';
import { SABOTAGES, saboteurOf } from './build-api-sabotage.js';

let sandbox: TestSandbox;
let opened: TestLab;
beforeAll(async () => {
  sandbox = await startTestSandbox();
  opened = await openTestLab(sandbox);
  await runTo(opened.lab, 'add-gsi');
});
afterAll(() => sandbox.close());

/** Without the proof. @returns the operations that changed something. */
async function build(): Promise<string[]> {
  const done = opened.calls.length;
  await (await entryOf('build-api').load()).build?.(opened.lab, {});
  const operations = opened.calls.slice(done).map(({ operation }) => operation);
  return operations.filter((operation) => !/^(Describe|List|Get)/.test(operation));
}

async function broken(): Promise<string[]> {
  return failed(await inspect(opened.lab, 'build-api'));
}

it('fails before it is built, passes after, and a second run changes nothing but its own orders', async () => {
  const before = await inspect(opened.lab, 'build-api');
  await sandbox.client(DynamoDBClient).send(
    // As a killed run leaves one.
    new PutItemCommand({
      TableName: 'Orders',
      Item: { order_id: { S: 'orders-lab-api-probe-1' }, created_at: { N: '7' } },
    }),
  );
  const first = await runOnly(opened.lab, 'build-api');
  const done = opened.calls.length;
  const second = await runOnly(opened.lab, 'build-api');

  expect(before.filter(({ ok }) => ok)).toEqual([]);
  expect([first.result, second.result]).toEqual(['done', 'done']);
  const changing = opened.calls
    .slice(done)
    .map(({ operation }) => operation)
    .filter((operation) => !/^(Describe|List|Get|Query)/.test(operation));
  expect([...new Set(changing)]).toEqual(['DeleteItem']);
  const { Items } = await sandbox.client(DynamoDBClient).send(new ScanCommand({ TableName: 'Orders' }));
  expect(Items).toEqual([]);
  expect(opened.events.filter(isCommands)).toHaveLength(2);
});

function isCommands(event: LabEvent): boolean {
  return event.event === 'evidence' && event.kind === 'commands';
}

it('what differs is told by exactly the check about it, and repaired in place', async () => {
  const saboteur = await saboteurOf(sandbox, opened.lab);
  const told: (readonly [string, readonly string[]])[] = [];
  let before: readonly string[] = [];
  for (const [what, sabotage, checks] of SABOTAGES) {
    await sabotage(saboteur);
    const now = await broken();
    // One that is broken already is not broken again.
    told.push([
      what,
      [...now.filter((id) => !before.includes(id)), ...checks.filter((id) => before.includes(id))],
    ]);
    before = now;
  }

  await build();

  expect(told.map(([what, ids]) => [what, ids.toSorted()])).toEqual(
    SABOTAGES.map(([what, , checks]) => [what, checks.toSorted()]),
  );
  expect(await broken()).toEqual([]);
  expect((await saboteurOf(sandbox, opened.lab)).restApiId).toBe(saboteur.restApiId);
});

it('leaves nothing after cleanup, and no check passes', async () => {
  expect(await cleanAll(opened.lab)).toMatchObject({ result: 'clean', remaining: [] });

  expect((await inspect(opened.lab, 'build-api')).filter(({ ok }) => ok)).toEqual([]);
});
