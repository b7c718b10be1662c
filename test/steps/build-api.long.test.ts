/** build-api: each thing that differs is repaired by just the calls that it takes, and the proof cannot be fooled. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestLab, type TestLab } from '../support/lab.js';
import { startTestSandbox, type TestSandbox } from '../support/sandbox.js';
import { demonstrate, entryOf, failed, inspect, runTo } from '../support/steps.js';
import { SABOTAGES, type Saboteur, saboteurOf } from './build-api-sabotage.js';

const ORDER = '/orders/{order_id}';

let sandbox: TestSandbox;
let opened: TestLab;
beforeAll(async () => {
  sandbox = await startTestSandbox();
  opened = await openTestLab(sandbox);
  await runTo(opened.lab, 'add-gsi');
  await build();
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

describe('what differs', () => {
  it.each(SABOTAGES)('%s, is told by just the check about it, and just that is repaired', async (...row) => {
    const [, sabotage, checks, repair] = row;
    await sabotage(await saboteurOf(sandbox, opened.lab));

    const told = await broken();
    const changes = await build();

    expect(told).toEqual(checks);
    expect(changes).toEqual(repair);
    expect(await broken()).toEqual([]);
  });

  it('a path that was renamed is made again, and what takes its place is removed', async () => {
    await (await saboteurOf(sandbox, opened.lab)).renamePath(ORDER, '{id}');

    const told = await broken();
    await build();

    expect(told).toHaveLength(5);
    expect(await broken()).toEqual([]);
  });

  it('a path that somebody has added is left alone', async () => {
    await (await saboteurOf(sandbox, opened.lab)).addPath('invoices');

    expect(await broken()).toEqual([]);
    expect(await build()).toEqual([]);
  });

  it('routes that an older version has deployed are deployed anew, and its deployment is removed', async () => {
    const { restApiId, ageDeployment } = await saboteurOf(sandbox, opened.lab);

    await ageDeployment();
    const told = await broken();
    const changes = await build();

    expect(told).toEqual(['stage-deployment']);
    expect(changes).toEqual(['CreateDeployment', 'UpdateStage', 'DeleteDeployment']);
    expect((await saboteurOf(sandbox, opened.lab)).restApiId).toBe(restApiId);
    expect(await broken()).toEqual([]);
  });
});

describe('the proof', () => {
  it.each<[string, readonly string[], (saboteur: Saboteur) => Promise<void>]>([
    [
      'a method that is gone from what is deployed',
      ['order-deleted'],
      async ({ deleteMethod, deploy }) => {
        await deleteMethod(ORDER, 'DELETE');
        await deploy();
      },
    ],
    [
      'a permission that is missing',
      ['order-changed', 'lost-race', 'no-way-back', 'changed-once'],
      ({ removePermission }) => removePermission('PUT-orders-order_id'),
    ],
    ['a stage that is gone', ['api-answers'], ({ deleteStage }) => deleteStage()],
    [
      'a function that answers everything with 200',
      ['api-answers'],
      ({ replaceCode }) => replaceCode('export const handler = async () => "fine";'),
    ],
    [
      'a validator that is off in what is deployed',
      ['bad-json', 'no-object'],
      async ({ switchValidatorOff, deploy }) => {
        await switchValidatorOff();
        await deploy();
      },
    ],
    [
      'a role that may not delete',
      ['order-deleted'],
      ({ forbidAction }) => forbidAction('dynamodb:DeleteItem'),
    ],
    [
      'no preflight in what is deployed',
      ['preflight'],
      async ({ deleteMethod, deploy }) => {
        await deleteMethod('/orders', 'OPTIONS');
        await deploy();
      },
    ],
    [
      'a path that catches all others in what is deployed',
      ['unknown-route'],
      async ({ addPath, addMethod, deploy }) => {
        await addPath('{proxy+}');
        await addMethod('/{proxy+}', 'GET');
        await deploy();
      },
    ],
    [
      'refusals with another status in what is deployed',
      ['bad-json', 'no-object', 'unknown-route', 'wrong-method'],
      async ({ changeRefusals, deploy }) => {
        await changeRefusals('418');
        await deploy();
      },
    ],
  ])('fails with %s', async (_, checks, sabotage) => {
    await sabotage(await saboteurOf(sandbox, opened.lab));

    const told = failed(await demonstrate(opened.lab, 'build-api'));
    await build();

    expect(told).toEqual(checks);
    expect(failed(await demonstrate(opened.lab, 'build-api'))).toEqual([]);
  });
});
