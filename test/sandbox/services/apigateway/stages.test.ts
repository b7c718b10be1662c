import {
  APIGatewayClient,
  CreateStageCommand,
  type CreateStageCommandInput,
  DeleteStageCommand,
  FlushStageCacheCommand,
  GetStageCommand,
  GetStagesCommand,
  type PatchOperation,
  type Stage,
  UpdateAccountCommand,
  UpdateStageCommand,
} from '@aws-sdk/client-api-gateway';
import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import {
  GetResourcesCommand,
  ResourceGroupsTaggingAPIClient,
} from '@aws-sdk/client-resource-groups-tagging-api';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startTestSandbox, type TestSandbox } from '../../../support/sandbox.js';
import { deploy, type MadeApi, makeDeployableApi } from './deployable.js';

let sandbox: TestSandbox;
let client: APIGatewayClient;
let api: MadeApi;
let deploymentId: string;

beforeAll(async () => {
  sandbox = await startTestSandbox();
  client = sandbox.client(APIGatewayClient);
  api = await makeDeployableApi(client);
  deploymentId = (await deploy(client, api)).id ?? '';
});
afterAll(() => sandbox.close());

const create = (rest: Partial<CreateStageCommandInput> = {}): Promise<Stage> =>
  client.send(new CreateStageCommand({ restApiId: api.restApiId, stageName: 'dev', deploymentId, ...rest }));
const get = (stageName = 'dev'): Promise<Stage> =>
  client.send(new GetStageCommand({ restApiId: api.restApiId, stageName }));
const patch = (...patchOperations: PatchOperation[]): Promise<Stage> =>
  client.send(new UpdateStageCommand({ restApiId: api.restApiId, stageName: 'dev', patchOperations }));
const replace = (path: string, value: string): Promise<Stage> => patch({ op: 'replace', path, value });

const removeStages = async (): Promise<void> => {
  const { restApiId } = api;
  const { item = [] } = await client.send(new GetStagesCommand({ restApiId }));
  for (const { stageName } of item) await client.send(new DeleteStageCommand({ restApiId, stageName }));
};

/** With an empty ARN: with none. */
const writeLogsWith = (value: string) =>
  client.send(
    new UpdateAccountCommand({ patchOperations: [{ op: 'replace', path: '/cloudwatchRoleArn', value }] }),
  );
const createLogRole = async (): Promise<string> => {
  const iam = sandbox.client(IAMClient);
  const RoleName = 'writes-logs';
  const allow = (statement: object): string =>
    JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', ...statement }] });
  const AssumeRolePolicyDocument = allow({
    Principal: { Service: 'apigateway.amazonaws.com' },
    Action: 'sts:AssumeRole',
  });
  const { Role } = await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument }));
  const PolicyDocument = allow({ Action: 'logs:*', Resource: '*' });
  await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: 'logs', PolicyDocument }));
  return Role?.Arn ?? '';
};

const DEFAULT_SETTINGS = {
  metricsEnabled: false,
  dataTraceEnabled: false,
  throttlingBurstLimit: 5000,
  throttlingRateLimit: 10_000,
  cachingEnabled: false,
  cacheTtlInSeconds: 300,
  cacheDataEncrypted: false,
  requireAuthorizationForCacheControl: true,
  unauthorizedCacheControlHeaderStrategy: 'SUCCEED_WITH_RESPONSE_HEADER',
};

describe('a stage', () => {
  afterEach(removeStages);

  it('has what it was made with, and the rest as on AWS', async () => {
    const made = await create({
      description: 'for trying',
      variables: { table: 'Orders' },
      tags: { team: 'a' },
    });

    expect(made).toMatchObject({
      stageName: 'dev',
      deploymentId,
      description: 'for trying',
      variables: { table: 'Orders' },
      tags: { team: 'a' },
      tracingEnabled: false,
      cacheClusterEnabled: false,
      cacheClusterStatus: 'NOT_AVAILABLE',
      methodSettings: {},
      createdDate: expect.any(Date),
      lastUpdatedDate: expect.any(Date),
    });
    expect(await get()).toMatchObject({ ...made, $metadata: {} });
  });

  it('is found by its tags', async () => {
    await create({ tags: { team: 'found' } });

    const search = new GetResourcesCommand({ TagFilters: [{ Key: 'team', Values: ['found'] }] });
    const { ResourceTagMappingList } = await sandbox.client(ResourceGroupsTaggingAPIClient).send(search);

    expect(ResourceTagMappingList).toEqual([
      {
        ResourceARN: `arn:aws:apigateway:us-east-1::/restapis/${api.restApiId}/stages/dev`,
        Tags: [{ Key: 'team', Value: 'found' }],
      },
    ]);
  });

  it('is listed with the others of its API, or of a deployment', async () => {
    const { id: other } = await deploy(client, api);
    await create();
    await create({ stageName: 'prod', deploymentId: other });
    const namesOf = async (deployment?: string): Promise<(string | undefined)[]> => {
      const request = { restApiId: api.restApiId, ...(deployment && { deploymentId: deployment }) };
      const { item = [] } = await client.send(new GetStagesCommand(request));
      return item.map(({ stageName }) => stageName);
    };

    expect(await namesOf()).toEqual(['dev', 'prod']);
    expect(await namesOf(other)).toEqual(['prod']);
  });

  it('goes when it is deleted', async () => {
    await create();

    const deleted = await client.send(new DeleteStageCommand({ restApiId: api.restApiId, stageName: 'dev' }));

    expect(deleted.$metadata.httpStatusCode).toBe(202);
    await expect(get()).rejects.toMatchObject({
      name: 'NotFoundException',
      message: 'Invalid stage identifier specified',
      $metadata: { httpStatusCode: 404 },
    });
  });

  it('has no cache, which flushing finds empty', async () => {
    await create();

    const flush = new FlushStageCacheCommand({ restApiId: api.restApiId, stageName: 'dev' });

    expect((await client.send(flush)).$metadata.httpStatusCode).toBe(202);
  });

  it('cannot be made twice', async () => {
    await create();

    await expect(create()).rejects.toMatchObject({
      name: 'ConflictException',
      message: 'Stage already exists',
      $metadata: { httpStatusCode: 409 },
    });
  });

  it.each<[string, Partial<CreateStageCommandInput>, string]>([
    ['a deployment that is not there', { deploymentId: 'x1y2z3' }, 'Deployment id does not exist'],
    ['a name with other letters', { stageName: 'my stage' }, 'Stage name only allows a-zA-Z0-9_-'],
    [
      'a name that is too long',
      { stageName: 'x'.repeat(129) },
      'Stage name must have length less than or equal to 128',
    ],
    [
      'a variable with other letters in its name',
      { variables: { 'my-table': 'Orders' } },
      'Invalid stage variable name: my-table. Please use names with only word characters.',
    ],
    [
      'a variable with other letters in its value',
      { variables: { table: 'Orders!' } },
      'Invalid stage variable value of key table.  Please use values with alphanumeric characters and the symbols ' +
        "' ', -', '.', '_', ':', '/', '?', '&', '=', and ','.",
    ],
    ['a cache', { cacheClusterEnabled: true }, 'The sandbox does not serve caching of responses.'],
    ['a canary', { canarySettings: { percentTraffic: 1 } }, 'The sandbox does not serve canary releases.'],
    ['documentation', { documentationVersion: '1' }, 'The sandbox does not serve documentation versions.'],
  ])('is not made with %s', async (_, rest, message) => {
    await expect(create(rest)).rejects.toMatchObject({ name: 'BadRequestException', message });
  });
});

describe('a patch of a stage', () => {
  beforeEach(async () => {
    await create({ variables: { table: 'Orders' } });
  });
  afterEach(removeStages);

  it('moves it to another deployment', async () => {
    const { id = '' } = await deploy(client, api);

    expect(await replace('/deploymentId', id)).toMatchObject({ deploymentId: id });
    await expect(replace('/deploymentId', 'x1y2z3')).rejects.toMatchObject({
      name: 'BadRequestException',
      message: 'Deployment id does not exist',
    });
  });

  it('describes and traces it', async () => {
    await replace('/description', 'new');

    expect(await replace('/tracingEnabled', 'true')).toMatchObject({
      description: 'new',
      tracingEnabled: true,
    });
    expect(await get()).toMatchObject({ description: 'new', tracingEnabled: true });
  });

  it('sets, changes and removes variables', async () => {
    await patch(
      { op: 'replace', path: '/variables/index', value: 'ByCustomer' },
      { op: 'add', path: '/variables/limit', value: '10' },
      { op: 'replace', path: '/variables/table', value: 'Other' },
    );
    expect((await get()).variables).toEqual({ table: 'Other', index: 'ByCustomer', limit: '10' });

    await patch({ op: 'remove', path: '/variables/index' }, { op: 'remove', path: '/variables/limit' });
    expect((await get()).variables).toEqual({ table: 'Other' });
    await expect(patch({ op: 'remove', path: '/variables/index' })).rejects.toMatchObject({
      name: 'BadRequestException',
    });
    await expect(replace('/variables/table', '<x>')).rejects.toMatchObject({ name: 'BadRequestException' });
  });

  it('throttles all methods, which have the defaults of AWS in everything else', async () => {
    await patch(
      { op: 'replace', path: '/*/*/throttling/rateLimit', value: '20.5' },
      { op: 'replace', path: '/*/*/throttling/burstLimit', value: '40' },
    );

    expect((await get()).methodSettings).toEqual({
      '*/*': { ...DEFAULT_SETTINGS, throttlingRateLimit: 20.5, throttlingBurstLimit: 40 },
    });
  });

  it.each([
    ['metrics/enabled', 'true', { metricsEnabled: true }],
    ['logging/dataTrace', 'true', { dataTraceEnabled: true }],
    ['logging/loglevel', 'OFF', { loggingLevel: 'OFF' }],
    ['throttling/rateLimit', '-1', { throttlingRateLimit: -1 }],
    ['throttling/burstLimit', '0', { throttlingBurstLimit: 0 }],
    ['caching/enabled', 'false', {}],
    ['caching/ttlInSeconds', '60', { cacheTtlInSeconds: 60 }],
    ['caching/dataEncrypted', 'true', { cacheDataEncrypted: true }],
    ['caching/requireAuthorizationForCacheControl', 'false', { requireAuthorizationForCacheControl: false }],
    [
      'caching/unauthorizedCacheControlHeaderStrategy',
      'FAIL_WITH_403',
      { unauthorizedCacheControlHeaderStrategy: 'FAIL_WITH_403' },
    ],
  ])('sets %s of one method', async (setting, value, changed) => {
    const { methodSettings } = await replace(`/~1orders~1{order_id}/GET/${setting}`, value);

    expect(methodSettings).toEqual({ '~1orders~1{order_id}/GET': { ...DEFAULT_SETTINGS, ...changed } });
  });

  it('knows a method in both spellings, and keeps the first', async () => {
    await replace('/orders/{order_id}/GET/throttling/rateLimit', '5');
    await replace('/~1orders~1{order_id}/GET/throttling/burstLimit', '6');

    expect((await get()).methodSettings).toEqual({
      'orders/{order_id}/GET': { ...DEFAULT_SETTINGS, throttlingRateLimit: 5, throttlingBurstLimit: 6 },
    });
  });

  it('counts for requests at once, of just that method', async () => {
    const address = `${sandbox.server.endpoint}/execute-api/${api.restApiId}/dev`;
    const statuses = async (): Promise<number[]> =>
      (await Promise.all([fetch(address), fetch(address)])).map(({ status }) => status);

    await patch(
      { op: 'replace', path: '/~1orders/GET/throttling/burstLimit', value: '0' },
      { op: 'replace', path: '/~1/GET/throttling/burstLimit', value: '-1' },
    );
    expect(await statuses()).toEqual([200, 200]);
    await replace('//GET/throttling/burstLimit', '0');

    expect(await statuses()).toEqual([429, 429]);
  });

  it('removes the settings of a method, or of all at once', async () => {
    await replace('/*/*/metrics/enabled', 'true');
    await replace('/~1orders/GET/metrics/enabled', 'true');

    await patch({ op: 'remove', path: '/~1orders/GET' });
    expect(Object.keys((await get()).methodSettings ?? {})).toEqual(['*/*']);
    await patch({ op: 'remove', path: '/*/*' });
    expect((await get()).methodSettings).toEqual({});
    await expect(patch({ op: 'remove', path: '/*/*' })).rejects.toMatchObject({
      name: 'BadRequestException',
      message: 'Cannot remove method setting */* because there is no method setting for this method ',
    });
  });

  it('writes logs only with a role of the account that may do so', async () => {
    const needsRole = {
      name: 'BadRequestException',
      message: 'CloudWatch Logs role ARN must be set in account settings to enable logging',
    };

    await expect(replace('/*/*/logging/loglevel', 'INFO')).rejects.toMatchObject(needsRole);
    await expect(replace('/~1/GET/logging/loglevel', 'ERROR')).rejects.toMatchObject(needsRole);
    expect((await get()).methodSettings).toEqual({});

    await writeLogsWith(await createLogRole());
    expect((await replace('/*/*/logging/loglevel', 'info')).methodSettings).toEqual({
      '*/*': { ...DEFAULT_SETTINGS, loggingLevel: 'INFO' },
    });
    await writeLogsWith('');
    await expect(replace('/*/*/logging/loglevel', 'ERROR')).rejects.toMatchObject(needsRole);
  });
});

describe('a patch that is refused', () => {
  beforeAll(() => create());
  afterAll(removeStages);

  it.each([
    ['/*/*/throttling/rateLimit', 'fast', 'Invalid throttling rate limit specified: fast'],
    ['/*/*/throttling/rateLimit', '', 'Invalid throttling rate limit specified: '],
    ['/*/*/throttling/burstLimit', '1.5', 'Invalid throttling burst limit specified: 1.5'],
    ['/*/*/throttling/burstLimit', '-2', 'Invalid throttling burst limit specified: -2'],
    [
      '/*/*/logging/loglevel',
      'DEBUG',
      'Invalid logging level specified: DEBUG. Must be one of: [OFF, ERROR, INFO]',
    ],
    [
      '/*/*/caching/ttlInSeconds',
      '3601',
      'Invalid time-to-live setting, must be an integer no greater than 3600',
    ],
    ['/*/*/caching/enabled', 'true', 'The sandbox does not serve caching of responses.'],
    ['/cacheClusterEnabled', 'true', 'The sandbox does not serve caching of responses.'],
    ['/cacheClusterSize', '0.5', 'The sandbox does not serve caching of responses.'],
    ['/clientCertificateId', 'abc', 'The sandbox does not serve client certificates.'],
    ['/accessLogSettings/format', '$context.requestId', 'The sandbox does not serve access logs.'],
    ['/canarySettings/percentTraffic', '10', 'The sandbox does not serve canary releases.'],
    ['/canarySettings/stageVariableOverrides/a', 'b', 'The sandbox does not serve canary releases.'],
  ])('is that of %s to "%s"', async (path, value, message) => {
    await expect(replace(path, value)).rejects.toMatchObject({ name: 'BadRequestException', message });
  });

  it.each([
    '/documentation_version',
    '/tags/a',
    '/*/GET/throttling/rateLimit',
    '/~1orders/ANY/metrics/enabled',
  ])('is that of %s, which is no path of a stage', async (path) => {
    await expect(replace(path, '1')).rejects.toMatchObject({
      name: 'BadRequestException',
      message: expect.stringContaining(
        `Invalid method setting path: ${path}. Must be one of: [/deploymentId, `,
      ),
    });
  });

  it('changes nothing when one of its operations is refused', async () => {
    const before = await get();

    const half = patch(
      { op: 'replace', path: '/description', value: 'half' },
      { op: 'replace', path: '/deploymentId', value: 'x1y2z3' },
    );

    await expect(half).rejects.toMatchObject({ name: 'BadRequestException' });
    expect(await get()).toMatchObject({ ...before, $metadata: {} });
  });
});
