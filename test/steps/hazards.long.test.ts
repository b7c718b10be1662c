/**
 * The lab, from the first step to cleanup, where the sandbox is as awkward as AWS in one way: done, and clean. In all
 * ways together: `test/lab/waits.long.test.ts`.
 */
import { DeleteItemCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { StepId } from '../../src/lab/step.js';
import { HAZARDS, type HazardName, hazardNames } from '../../src/sandbox/hazards.js';
import { LONGEST_LAG } from '../../src/sandbox/services/dynamodb/items/recent-changes.js';
import { keyOf, LAB_ORDERS } from '../../src/steps/orders.js';
import { openTestLab, type TestLab } from '../support/lab.js';
import { startTestSandbox, type TestSandbox } from '../support/sandbox.js';
import { cleanAll, demonstrate, entryOf, failed, runOnly, runTo } from '../support/steps.js';

/** Virtual milliseconds after which a new index is backfilling, and its table ACTIVE again. */
const ALLOCATED = 60_000;

let sandbox: TestSandbox;
beforeAll(async () => {
  sandbox = await startTestSandbox(undefined, { stillClock: true });
});
afterEach(() => sandbox.server.faults.set([]));
afterAll(() => sandbox.close());

async function labUnder(hazards: readonly HazardName[]): Promise<TestLab> {
  sandbox.server.hazards.set(hazards);
  return openTestLab(sandbox);
}

/** What the lab says that went wrong; nothing, where it is done up to a step, and then clean. */
async function runLab(hazards: readonly HazardName[], to?: StepId): Promise<unknown[]> {
  const { lab, events } = await labUnder(hazards);
  const outcome = await runTo(lab, to);
  const cleanup = await cleanAll(lab);
  const failures = events.filter((event) => event.event === 'check' && !event.ok && !event.pending);
  return [
    ...(outcome.result === 'done' ? [] : [outcome]),
    ...failures,
    ...(cleanup.result === 'clean' ? [] : [cleanup]),
  ];
}

/** How far the lab goes under the hazards of one service alone: up to the steps that meet it first. */
const UP_TO: Readonly<Record<string, StepId>> = {
  dynamodb: 'transact',
  'application-autoscaling': 'query',
  iam: 'attach-stream',
  logs: 'attach-stream',
  sqs: 'attach-stream',
  lambda: 'attach-stream',
  tagging: 'attach-stream',
  apigateway: 'build-api',
  all: 'build-api',
};

/** DynamoDB's one by one, so that none hides another; those of every other service together. */
function alone(): { readonly names: HazardName[]; readonly to: StepId | undefined }[] {
  const groups = new Map<string, HazardName[]>();
  for (const name of hazardNames()) {
    const { service } = HAZARDS[name];
    const group = service === 'dynamodb' ? name : service;
    groups.set(group, [...(groups.get(group) ?? []), name]);
  }
  return [...groups.values()].map((names) => {
    const [first] = names;
    return { names, to: first === undefined ? undefined : UP_TO[HAZARDS[first].service] };
  });
}

describe('the lab', () => {
  it.each(alone().map(({ names, to }) => [names.join(', '), names, to] as const))(
    'is done and clean under %s alone',
    async (_, hazards, to) => {
      expect(await runLab(hazards, to)).toEqual([]);
    },
  );
});

it('the lab is done although every second call of DynamoDB is throttled', async () => {
  sandbox.server.faults.set([{ effect: 'throttle', service: 'dynamodb', share: 0.5 }]);

  expect(await runLab([], 'attach-stream')).toEqual([]);
});

describe('parts of it', () => {
  it('add-gsi asks for auto scaling of the index only once the index is there', async () => {
    const { lab, calls } = await labUnder(['index-build']);
    await runTo(lab, 'create-table');
    const { build } = await entryOf('add-gsi').load();
    const registered = (): unknown[] =>
      calls.filter(({ operation, input }) => {
        return operation === 'RegisterScalableTarget' && JSON.stringify(input).includes('/index/');
      });

    const first = await build?.(lab, {});
    await sandbox.advance(ALLOCATED);
    const again = await build?.(lab, {});
    const meanwhile = registered();
    await runOnly(lab, 'add-gsi');

    expect([first, again]).toMatchObject([{ settling: true }, { settling: true }]);
    expect(meanwhile).toEqual([]);
    expect(registered()).toHaveLength(2);
    await cleanAll(lab);
  });

  it('query waits until all its answers know of orders that were just written, and says why', async () => {
    const { lab, events } = await labUnder([]);
    await runTo(lab, 'query');
    sandbox.server.hazards.set(['index-lag', 'eventual-reads']);
    const client = lab.client(DynamoDBClient);
    for (const order of LAB_ORDERS) {
      await client.send(new DeleteItemCommand({ TableName: lab.names.table, Key: keyOf(order) }));
    }

    await sandbox.advance(LONGEST_LAG);
    await runOnly(lab, 'seed');
    const outcome = await runOnly(lab, 'query');

    expect(outcome).toMatchObject({ result: 'done' });
    expect(events).toContainEqual(
      expect.objectContaining({ event: 'evidence', step: 'query', title: 'Eventually consistent' }),
    );
  });

  it('transact is proven wherever the throttle hits', async () => {
    const { lab } = await labUnder([]);
    await runTo(lab, 'seed');
    sandbox.server.hazards.set(['late-throttles']);

    for (let round = 0; round < 3; round += 1) {
      expect(failed(await demonstrate(lab, 'transact'))).toEqual([]);
    }
    await cleanAll(lab);
  });
});
