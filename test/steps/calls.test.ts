/** What a step says it may call is what it calls: nothing more, and nothing that it never would. */
import { DynamoDBClient, UpdateTableCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { CallEvent } from '../../src/lab/events.js';
import type { StepId } from '../../src/lab/step.js';
import { STEPS } from '../../src/steps/index.js';
import { openTestLab } from '../support/lab.js';
import { startTestSandbox, type TestSandbox } from '../support/sandbox.js';
import { cleanAll, runOnly, runTo } from '../support/steps.js';

let sandbox: TestSandbox;
beforeAll(async () => {
  sandbox = await startTestSandbox();
});
afterAll(() => sandbox.close());

it('each step calls what it declares, and declares what it calls', async () => {
  const { lab, events } = await openTestLab(sandbox);
  await runTo(lab);
  // Drift, so that repairs are seen as well.
  await sandbox
    .client(DynamoDBClient)
    .send(new UpdateTableCommand({ TableName: 'Orders', StreamSpecification: { StreamEnabled: false } }));
  await sandbox.advance(60_000);
  await runTo(lab);
  await cleanAll(lab);

  for (const { id, load } of STEPS) {
    const { calls } = await load();
    expect([id, calledBy(id, events.filter(isCall))]).toEqual([id, [...calls].sort()]);
  }
});

it('a second run changes nothing but the orders it writes again', async () => {
  const { lab } = await openTestLab(sandbox, { prefix: 'twice-' });
  await runTo(lab, 'query');
  const second = await openTestLab(sandbox, { prefix: 'twice-' });

  const outcomes = [await runTo(second.lab, 'query'), await runOnly(second.lab, 'query')];

  expect(outcomes.map(({ result }) => result)).toEqual(['done', 'done']);
  const changing = second.calls
    .map(({ operation }) => operation)
    .filter((operation) => !/^(Describe|List|Get|Query|Scan)/.test(operation));
  expect([...new Set(changing)].sort()).toEqual(['BatchWriteItem', 'PutItem']);
  await cleanAll(lab);
});

function isCall(event: { readonly event: string }): event is CallEvent {
  return event.event === 'call';
}

function calledBy(id: StepId, calls: readonly CallEvent[]): string[] {
  const own = calls.filter(({ step }) => step === id);
  return [...new Set(own.map(({ service, operation }) => `${service}:${operation}`))].sort();
}
