/** The REST API as a resource, where API Gateway is awkward: names that are not unique, lost answers, quotas. */
import {
  APIGatewayClient,
  CreateRestApiCommand,
  GetDeploymentsCommand,
  GetRestApisCommand,
  GetStagesCommand,
  type RestApi,
  UpdateRestApiCommand,
} from '@aws-sdk/client-api-gateway';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { planCleanup } from '../../src/lab/cleanup.js';
import { LAB_TAG, OWNER_TAG } from '../../src/lab/ownership.js';
import { ensureRestApi } from '../../src/resources/rest-api.js';
import { ensureStage } from '../../src/resources/rest-api-stage.js';
import { sweepByTags } from '../../src/resources/sweep.js';
import { restApi } from '../../src/steps/build-api/specs.js';
import { STEPS } from '../../src/steps/index.js';
import { openTestLab, type TestLab } from '../support/lab.js';
import { startTestSandbox, type TestSandbox } from '../support/sandbox.js';
import { cleanAll } from '../support/steps.js';

let sandbox: TestSandbox;
let opened: TestLab;
beforeAll(async () => {
  sandbox = await startTestSandbox();
  opened = await openTestLab(sandbox);
});
afterAll(() => sandbox.close());
afterEach(async () => {
  sandbox.server.hazards.set([]);
  sandbox.server.faults.set([]);
  await cleanAll(opened.lab);
});

const gateway = (): APIGatewayClient => sandbox.client(APIGatewayClient);

/** The API and its stage, without a function behind it. */
async function build(): Promise<string> {
  const spec = restApi(opened.lab);
  const id = await ensureRestApi(opened.lab, spec);
  await ensureStage(opened.lab, id, spec);
  return id;
}

async function apis(): Promise<RestApi[]> {
  const { items = [] } = await gateway().send(new GetRestApisCommand({}));
  return items;
}

/** Makes one of our name, with these tags. */
async function makeApi(tags: Record<string, string>): Promise<string> {
  const { id = '' } = await gateway().send(new CreateRestApiCommand({ name: 'OrdersAPI', tags }));
  return id;
}

const BUILDING = [
  'CreateRestApi',
  'CreateModel',
  'CreateRequestValidator',
  'CreateResource',
  'PutMethod',
  'PutIntegration',
  'PutMethodResponse',
  'PutIntegrationResponse',
  'CreateDeployment',
  'CreateStage',
  'UpdateStage',
  'DeleteRestApi',
];

it('what was done twice, since its answer was lost, is there once', async () => {
  const lost: string[] = [];
  sandbox.server.faults.set(
    BUILDING.map((operation) => ({ effect: 'error', when: 'after', operation })),
    (call) => lost.push(call.operation),
  );

  const restApiId = await build();

  expect((await apis()).map(({ id }) => id)).toEqual([restApiId]);
  const { items: deployments } = await gateway().send(new GetDeploymentsCommand({ restApiId }));
  expect(deployments).toHaveLength(1);
  const { item: stages } = await gateway().send(new GetStagesCommand({ restApiId }));
  expect(stages).toMatchObject([{ stageName: 'dev', deploymentId: deployments?.[0]?.id }]);
  expect([...new Set(lost)].sort()).toEqual([...BUILDING].sort());
});

it('of two that are ours, the one with the stage is kept, though the other is older', async () => {
  const older = await makeApi(ours());
  await gateway().send(
    new UpdateRestApiCommand({
      restApiId: older,
      patchOperations: [{ op: 'replace', path: '/name', value: 'elsewhere' }],
    }),
  );
  const staged = await build();
  await gateway().send(
    new UpdateRestApiCommand({
      restApiId: older,
      patchOperations: [{ op: 'replace', path: '/name', value: 'OrdersAPI' }],
    }),
  );

  expect(await build()).toBe(staged);

  expect((await apis()).map(({ id }) => id)).toEqual([staged]);
});

it('of our name, but with other tags or none, are left alone by build and by cleanup', async () => {
  const theirs = [
    await makeApi({ mine: 'no' }),
    await makeApi({ [LAB_TAG]: 'default', [OWNER_TAG]: 'arn:aws:iam::111122223333:user/bob' }),
    await makeApi({ ...ours(), [LAB_TAG]: 'other-' }),
  ];
  const before = await apis();

  const id = await build();
  const cleanup = await cleanAll(opened.lab);

  expect(theirs).not.toContain(id);
  expect(cleanup).toMatchObject({ result: 'clean', remaining: [], removals: { length: 1 } });
  expect(await apis()).toEqual(before);
});

it('that somebody has renamed is found by its tags; its stage is not shown beside it', async () => {
  const restApiId = await build();
  await gateway().send(
    new UpdateRestApiCommand({
      restApiId,
      patchOperations: [{ op: 'replace', path: '/name', value: 'Renamed' }],
    }),
  );

  const { items } = await planCleanup(opened.lab, STEPS, sweepByTags);

  expect(items.map(({ resource, action }) => [resource.kind, resource.name, action])).toEqual([
    ['rest-api', restApiId, 'delete'],
  ]);
  expect(await cleanAll(opened.lab)).toMatchObject({ result: 'clean' });
});

it('under quotas, and with others who change it at the same time, is built and removed all the same', async () => {
  sandbox.server.hazards.set(['api-quotas', 'api-conflicts']);
  const first = await build();
  await cleanAll(opened.lab);

  const second = await build();
  const cleanup = await cleanAll(opened.lab);

  expect(second).not.toBe(first);
  expect(cleanup).toMatchObject({ result: 'clean', remaining: [] });
  const reasons = opened.events.flatMap((event) => (event.event === 'progress' ? [event.reason] : []));
  expect(reasons).toContainEqual(expect.stringContaining('AWS deletes one every 30 s'));
});

function ours(): Record<string, string> {
  const { labId, owner } = opened.lab.ownership;
  return { [LAB_TAG]: labId, [OWNER_TAG]: owner };
}
