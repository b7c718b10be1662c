import {
  APIGatewayClient,
  DeleteDeploymentCommand,
  DeleteMethodCommand,
  DeleteRestApiCommand,
  DeleteStageCommand,
  GetDeploymentCommand,
  GetDeploymentsCommand,
  GetExportCommand,
  GetStageCommand,
  PutMethodCommand,
  UpdateDeploymentCommand,
} from '@aws-sdk/client-api-gateway';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestSandbox, type TestSandbox } from '../../../support/sandbox.js';
import {
  addMockMethod,
  addResource,
  deploy,
  type MadeApi,
  makeApi,
  makeDeployableApi,
} from './deployable.js';

let sandbox: TestSandbox;
let client: APIGatewayClient;

beforeAll(async () => {
  sandbox = await startTestSandbox();
  client = sandbox.client(APIGatewayClient);
});
afterAll(() => sandbox.close());

const summaryOf = async ({ restApiId }: MadeApi, deploymentId = '') => {
  const request = new GetDeploymentCommand({ restApiId, deploymentId, embed: ['apisummary'] });
  return (await client.send(request)).apiSummary;
};
const pathsAt = async ({ restApiId }: MadeApi, stageName: string): Promise<string[]> => {
  const { body } = await client.send(new GetExportCommand({ restApiId, stageName, exportType: 'oas30' }));
  return Object.keys(JSON.parse(Buffer.from(body ?? []).toString('utf8')).paths);
};

describe('a deployment', () => {
  it('has an id, a description and a time', async () => {
    const api = await makeDeployableApi(client);

    const deployment = await deploy(client, api, { description: 'first' });

    const told = {
      id: expect.stringMatching(/^[a-z0-9]{6}$/),
      description: 'first',
      createdDate: expect.any(Date),
    };
    expect(deployment).toMatchObject(told);
    expect(deployment.apiSummary).toBeUndefined();
    const { restApiId } = api;
    const get = new GetDeploymentCommand({ restApiId, deploymentId: deployment.id });
    expect(await client.send(get)).toMatchObject(told);
    expect(await summaryOf(api, deployment.id)).toEqual({
      '/': { GET: { authorizationType: 'NONE', apiKeyRequired: false } },
    });
  });

  it('does not change when the API does', async () => {
    const api = await makeDeployableApi(client);
    const { restApiId } = api;
    const { id } = await deploy(client, api, { stageName: 'dev' });

    await addMockMethod(client, api, await addResource(client, api, 'orders'), 'POST');
    await client.send(new DeleteMethodCommand({ restApiId, resourceId: api.rootId, httpMethod: 'GET' }));

    expect(await summaryOf(api, id)).toHaveProperty('/.GET');
    expect(await summaryOf(api, id)).not.toHaveProperty('/orders');
    expect(await pathsAt(api, 'dev')).toEqual(['/']);
    const next = await deploy(client, api, { stageName: 'dev' });
    expect(Object.keys((await summaryOf(api, next.id)) ?? {})).toEqual(['/orders']);
    expect(await pathsAt(api, 'dev')).toEqual(['/orders']);
  });

  it('outlives a restart of the sandbox', async () => {
    const api = await makeDeployableApi(client);
    const { id } = await deploy(client, api, { stageName: 'dev' });

    await sandbox.restart();
    // Its connections have ended with the sandbox.
    client = sandbox.client(APIGatewayClient, { requestHandler: new NodeHttpHandler() });

    expect(await summaryOf(api, id)).toHaveProperty('/.GET');
    expect(await pathsAt(api, 'dev')).toEqual(['/']);
  });

  it('takes another description, and nothing else', async () => {
    const api = await makeDeployableApi(client);
    const name = { restApiId: api.restApiId, deploymentId: (await deploy(client, api)).id };

    const described = new UpdateDeploymentCommand({
      ...name,
      patchOperations: [{ op: 'replace', path: '/description', value: 'as it was in May' }],
    });
    expect(await client.send(described)).toMatchObject({ description: 'as it was in May' });
    const other = new UpdateDeploymentCommand({
      ...name,
      patchOperations: [{ op: 'replace', path: '/id', value: 'x' }],
    });
    await expect(client.send(other)).rejects.toMatchObject({
      name: 'BadRequestException',
      message: "Invalid patch path  '/id' specified for op 'replace'. Must be one of: [/description]",
    });
  });

  it('is listed with the others, by pages', async () => {
    const api = await makeDeployableApi(client);
    const { restApiId } = api;
    const made = await Promise.all([1, 2, 3].map(() => deploy(client, api)));

    const first = await client.send(new GetDeploymentsCommand({ restApiId, limit: 2 }));
    const { position } = first;
    const rest = await client.send(new GetDeploymentsCommand({ restApiId, limit: 2, position }));

    const ids = [...(first.items ?? []), ...(rest.items ?? [])].map(({ id }) => id);
    expect(ids.toSorted()).toEqual(made.map(({ id }) => id).toSorted());
    expect(first.items).toHaveLength(2);
    expect(rest.position).toBeUndefined();
  });

  it('stays while a stage points to it', async () => {
    const api = await makeDeployableApi(client);
    const { restApiId } = api;
    const { id: deploymentId } = await deploy(client, api, { stageName: 'dev' });
    const remove = () => client.send(new DeleteDeploymentCommand({ restApiId, deploymentId }));

    await expect(remove()).rejects.toMatchObject({
      name: 'BadRequestException',
      message: 'Active stages pointing to this deployment must be moved or deleted',
    });
    await client.send(new DeleteStageCommand({ restApiId, stageName: 'dev' }));

    expect((await remove()).$metadata.httpStatusCode).toBe(202);
    await expect(remove()).rejects.toMatchObject({
      name: 'NotFoundException',
      message: 'Invalid Deployment identifier specified',
    });
  });

  it('goes with its API, as do stages', async () => {
    const api = await makeDeployableApi(client);
    const { restApiId } = api;
    await deploy(client, api, { stageName: 'dev' });

    await client.send(new DeleteRestApiCommand({ restApiId }));

    const gone = {
      name: 'NotFoundException',
      message: `Invalid API identifier specified 111122223333:${restApiId}`,
    };
    await expect(client.send(new GetStageCommand({ restApiId, stageName: 'dev' }))).rejects.toMatchObject(
      gone,
    );
    await expect(client.send(new GetDeploymentsCommand({ restApiId }))).rejects.toMatchObject(gone);
  });
});

describe('a deployment to a stage', () => {
  it('makes the stage, or points it to the new deployment and keeps what else it has', async () => {
    const api = await makeDeployableApi(client);
    const { restApiId } = api;
    const stage = () => client.send(new GetStageCommand({ restApiId, stageName: 'dev' }));
    const settings = { stageName: 'dev', stageDescription: 'for trying', variables: { table: 'Orders' } };

    const first = await deploy(client, api, { ...settings, tracingEnabled: true });
    const described = {
      stageName: 'dev',
      description: 'for trying',
      variables: { table: 'Orders' },
      tracingEnabled: true,
      methodSettings: {},
    };
    expect(await stage()).toMatchObject({ ...described, deploymentId: first.id });

    const second = await deploy(client, api, { stageName: 'dev' });
    expect(await stage()).toMatchObject({ ...described, deploymentId: second.id });

    await deploy(client, api, {
      stageName: 'dev',
      stageDescription: 'again',
      variables: { index: 'ByCustomer' },
    });
    expect(await stage()).toMatchObject({
      description: 'again',
      variables: { table: 'Orders', index: 'ByCustomer' },
    });
  });
});

describe('what cannot be deployed', () => {
  it('is an API without methods, or with a method that has no integration', async () => {
    const api = await makeApi(client);
    await expect(deploy(client, api)).rejects.toMatchObject({
      name: 'BadRequestException',
      message: "The REST API doesn't contain any methods",
    });

    await addMockMethod(client, api, api.rootId, 'GET');
    const { restApiId, rootId: resourceId } = api;
    const bare = { restApiId, resourceId, httpMethod: 'POST', authorizationType: 'NONE' };
    await client.send(new PutMethodCommand(bare));
    await expect(deploy(client, api, { stageName: 'dev' })).rejects.toMatchObject({
      name: 'BadRequestException',
      message: 'No integration defined for method',
    });

    const nothing = new GetDeploymentsCommand({ restApiId });
    expect((await client.send(nothing)).items).toEqual([]);
  });

  it.each([
    ['a name that no stage may have', { stageName: 'dev/2' }, 'Stage name only allows a-zA-Z0-9_-'],
    [
      'a canary',
      { stageName: 'dev', canarySettings: { percentTraffic: 10 } },
      'The sandbox does not serve canary releases.',
    ],
    [
      'a cache',
      { stageName: 'dev', cacheClusterEnabled: true },
      'The sandbox does not serve caching of responses.',
    ],
  ])('is %s', async (_, rest, message) => {
    const api = await makeDeployableApi(client);

    await expect(deploy(client, api, rest)).rejects.toMatchObject({ name: 'BadRequestException', message });
  });

  it('is an API that is not there', async () => {
    await expect(deploy(client, { restApiId: 'nowhere', rootId: '' })).rejects.toMatchObject({
      name: 'NotFoundException',
      message: 'Invalid API identifier specified 111122223333:nowhere',
    });
  });
});
