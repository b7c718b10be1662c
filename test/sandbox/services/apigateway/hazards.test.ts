import {
  APIGatewayClient,
  CreateDeploymentCommand,
  CreateResourceCommand,
  CreateRestApiCommand,
  DeleteRestApiCommand,
  GetRestApiCommand,
  PutMethodCommand,
  type TooManyRequestsException,
  UpdateRestApiCommand,
} from '@aws-sdk/client-api-gateway';
import {
  GetResourcesCommand,
  ResourceGroupsTaggingAPIClient,
} from '@aws-sdk/client-resource-groups-tagging-api';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startTestSandbox, type TestSandbox } from '../../../support/sandbox.js';
import { addMockMethod } from './deployable.js';

const SECOND = 1000;

let sandbox: TestSandbox;
let client: APIGatewayClient;

beforeEach(async () => {
  sandbox = await startTestSandbox(undefined, { stillClock: true });
  client = sandbox.client(APIGatewayClient);
});
afterEach(() => sandbox.close());

const create = (type: 'EDGE' | 'REGIONAL') =>
  client.send(new CreateRestApiCommand({ name: 'orders', endpointConfiguration: { types: [type] } }));
const remove = (restApiId: string | undefined) => client.send(new DeleteRestApiCommand({ restApiId }));
/** What a call was refused with. */
const refusal = async (call: Promise<unknown>): Promise<Partial<TooManyRequestsException>> =>
  call.then(
    () => ({}),
    (error: TooManyRequestsException) => ({
      name: error.name,
      message: error.message,
      ...(error.retryAfterSeconds === undefined ? {} : { retryAfterSeconds: error.retryAfterSeconds }),
    }),
  );

describe('under the hazard api-quotas', () => {
  beforeEach(() => sandbox.server.hazards.set(['api-quotas']));

  it('makes an API every 3 s, one for EDGE every 30 s, and says how long to wait', async () => {
    await create('REGIONAL');
    await create('EDGE');

    expect(await refusal(create('REGIONAL'))).toEqual({
      name: 'TooManyRequestsException',
      message: 'Too Many Requests',
      retryAfterSeconds: '3',
    });
    await sandbox.advance(3 * SECOND);
    expect(await refusal(create('REGIONAL'))).toEqual({});
    expect(await refusal(create('EDGE'))).toMatchObject({ retryAfterSeconds: '27' });
    await sandbox.advance(27 * SECOND);
    expect(await refusal(create('EDGE'))).toEqual({});
  });

  it('deletes an API every 30 s', async () => {
    const { id: first } = await create('REGIONAL');
    const { id: second } = await create('EDGE');
    await remove(first);

    expect(await refusal(remove(second))).toMatchObject({ name: 'TooManyRequestsException' });
    await sandbox.advance(30 * SECOND);
    expect(await refusal(remove(second))).toEqual({});
  });

  it('deploys every 5 s', async () => {
    const { id: restApiId = '', rootResourceId: rootId = '' } = await create('REGIONAL');
    await addMockMethod(client, { restApiId, rootId }, rootId, 'GET');
    const deploy = () => refusal(client.send(new CreateDeploymentCommand({ restApiId })));

    expect(await deploy()).toEqual({});
    expect(await deploy()).toMatchObject({ retryAfterSeconds: '5' });
    await sandbox.advance(5 * SECOND);
    expect(await deploy()).toEqual({});
  });

  it('makes five resources at once, and five a second from then on', async () => {
    const { id: restApiId, rootResourceId: parentId } = await create('REGIONAL');
    const make = (pathPart: string) =>
      refusal(client.send(new CreateResourceCommand({ restApiId, parentId, pathPart })));

    const answers = [];
    for (const name of ['a', 'b', 'c', 'd', 'e', 'f']) answers.push((await make(name)).name);

    expect(answers).toEqual([...Array(5).fill(undefined), 'TooManyRequestsException']);
    await sandbox.advance(SECOND / 5);
    expect(await make('f')).toEqual({});
  });

  it('serves forty calls at once, and ten a second from then on; other regions have their own', async () => {
    const { id: restApiId } = await create('REGIONAL');
    const read = () => refusal(client.send(new GetRestApiCommand({ restApiId })));

    for (let call = 0; call < 39; call += 1) expect(await read()).toEqual({});

    expect(await read()).toMatchObject({ name: 'TooManyRequestsException', retryAfterSeconds: '1' });
    await sandbox.advance(SECOND / 10);
    expect(await read()).toEqual({});
    const elsewhere = sandbox.client(APIGatewayClient, { region: 'eu-west-1' });
    expect(await refusal(elsewhere.send(new GetRestApiCommand({ restApiId })))).toMatchObject({
      name: 'NotFoundException',
    });
  });
});

describe('under the hazard api-conflicts', () => {
  beforeEach(() => sandbox.server.hazards.set(['api-conflicts']));

  it('refuses every fifth change that follows another one at once, and serves it when tried again', async () => {
    const { id: restApiId, rootResourceId: resourceId } = await create('REGIONAL');
    const put = (httpMethod: string) =>
      refusal(
        client.send(new PutMethodCommand({ restApiId, resourceId, httpMethod, authorizationType: 'NONE' })),
      );
    for (const verb of ['GET', 'PUT', 'POST', 'DELETE', 'PATCH']) expect(await put(verb)).toEqual({});

    expect(await put('HEAD')).toEqual({
      name: 'ConflictException',
      message: 'Unable to complete operation due to concurrent modification. Please try again later.',
    });
    expect(await put('HEAD')).toEqual({});
  });

  it('never refuses changes that leave each other time, nor what only reads', async () => {
    const { id: restApiId } = await create('REGIONAL');
    const rename = (value: string) =>
      client.send(
        new UpdateRestApiCommand({ restApiId, patchOperations: [{ op: 'replace', path: '/name', value }] }),
      );

    for (let round = 0; round < 12; round += 1) {
      await rename(`orders-${round}`);
      await client.send(new GetRestApiCommand({ restApiId }));
      await sandbox.advance(2 * SECOND);
    }

    expect((await client.send(new GetRestApiCommand({ restApiId }))).name).toBe('orders-11');
  });
});

it('under the hazard tag-search-lag an API is found late, and for a minute after it is gone', async () => {
  sandbox.server.hazards.set(['tag-search-lag']);
  const tagging = sandbox.client(ResourceGroupsTaggingAPIClient);
  const found = async () =>
    (await tagging.send(new GetResourcesCommand({ ResourceTypeFilters: ['apigateway'] })))
      .ResourceTagMappingList?.length;
  const { id } = await client.send(new CreateRestApiCommand({ name: 'orders', tags: { course: 'lab' } }));

  expect(await found()).toBe(0);
  await sandbox.advance(5 * SECOND);
  expect(await found()).toBe(1);
  await remove(id);
  expect(await found()).toBe(1);
  await sandbox.advance(60 * SECOND);
  expect(await found()).toBe(0);
});
