import {
  APIGatewayClient,
  CreateDeploymentCommand,
  CreateRestApiCommand,
  type CreateRestApiCommandInput,
  DeleteRestApiCommand,
  GetAccountCommand,
  GetRestApiCommand,
  GetRestApisCommand,
  GetTagsCommand,
  type PatchOperation,
  type RestApi,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateAccountCommand,
  UpdateRestApiCommand,
} from '@aws-sdk/client-api-gateway';
import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import {
  GetResourcesCommand,
  ResourceGroupsTaggingAPIClient,
} from '@aws-sdk/client-resource-groups-tagging-api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestSandbox, type TestSandbox } from '../../../support/sandbox.js';
import { addMockMethod } from './deployable.js';

const ARN = 'arn:aws:apigateway:us-east-1::/restapis/';

let sandbox: TestSandbox;
let client: APIGatewayClient;

beforeAll(async () => {
  sandbox = await startTestSandbox();
  client = sandbox.client(APIGatewayClient);
});
afterAll(() => sandbox.close());

const create = (rest: Partial<CreateRestApiCommandInput> = {}) =>
  client.send(new CreateRestApiCommand({ name: 'orders', ...rest }));
const update = (restApiId: string | undefined, ...patchOperations: PatchOperation[]) =>
  client.send(new UpdateRestApiCommand({ restApiId, patchOperations }));
const withoutMetadata = ({ $metadata, ...answer }: RestApi & { $metadata: unknown }): RestApi => answer;
const badRequest = (message: string) => ({ name: 'BadRequestException', message });
const noApi = (id: string) => ({
  name: 'NotFoundException',
  message: `Invalid API identifier specified 111122223333:${id}`,
});

describe('a REST API', () => {
  it('is made for EDGE, unless it says otherwise, and told as it was made', async () => {
    const made = await create({ description: 'all of them', version: 'v1', tags: { course: 'lab' } });

    expect(made.$metadata.httpStatusCode).toBe(201);
    expect(withoutMetadata(made)).toEqual({
      id: expect.stringMatching(/^[a-z0-9]{10}$/),
      name: 'orders',
      description: 'all of them',
      version: 'v1',
      createdDate: expect.any(Date),
      apiKeySource: 'HEADER',
      disableExecuteApiEndpoint: false,
      endpointConfiguration: { types: ['EDGE'], ipAddressType: 'ipv4' },
      rootResourceId: expect.stringMatching(/^[a-z0-9]{10}$/),
      tags: { course: 'lab' },
    });
    expect(await client.send(new GetRestApiCommand({ restApiId: made.id }))).toMatchObject(
      withoutMetadata(made),
    );
  });

  it.each(['nobody', 'a/b', 'a'.repeat(5000)])('is not found under another id', async (restApiId) => {
    await expect(client.send(new GetRestApiCommand({ restApiId }))).rejects.toMatchObject(noApi(restApiId));
  });

  it('is one of many of that name, and stays in its region', async () => {
    const { id: first } = await create();
    const { id: second } = await create();
    const elsewhere = sandbox.client(APIGatewayClient, { region: 'eu-west-1' });

    expect(first).not.toBe(second);
    await expect(elsewhere.send(new GetRestApiCommand({ restApiId: first }))).rejects.toMatchObject(
      noApi(first ?? ''),
    );
  });

  it.each([
    [['REGIONAL'], 'ipv4'],
    [['PRIVATE'], 'dualstack'],
  ] as const)('can be %s', async (types, ipAddressType) => {
    const { endpointConfiguration } = await create({ endpointConfiguration: { types: [...types] } });

    expect(endpointConfiguration).toEqual({ types, ipAddressType });
  });

  it.each<[Partial<CreateRestApiCommandInput>, string]>([
    [{ name: '' }, 'Name cannot be empty'],
    [{ description: '' }, 'Description cannot be an empty string'],
    [{ minimumCompressionSize: -1 }, 'Invalid minimum compression size, must be between 0 and 10485760'],
    [
      { endpointConfiguration: { types: [] } },
      'REGIONAL Configuration and EDGE Configuration cannot be both DISABLED.',
    ],
    [
      { endpointConfiguration: { types: ['EDGE', 'REGIONAL'] } },
      'Cannot create an api with multiple Endpoint Types.',
    ],
    [
      { endpointConfiguration: { types: ['PRIVATE'], ipAddressType: 'ipv4' } },
      'Only dualstack ipAddressType is supported for Private APIs.',
    ],
    [{ cloneFrom: 'a1b2c3d4e5' }, 'The sandbox does not serve cloneFrom: make the API and its parts anew.'],
    [{ policy: '{}' }, 'The sandbox does not serve resource policies of REST APIs.'],
    [
      { disableExecuteApiEndpoint: true },
      'The sandbox does not serve disableExecuteApiEndpoint: an API has no other address here.',
    ],
    [
      { tags: { 'aws:x': '1' } },
      "Invalid tag key: 'aws:x'. Keys that start with aws: are reserved for system use.",
    ],
  ])('is not made of %o', async (settings, message) => {
    await expect(create(settings)).rejects.toMatchObject(badRequest(message));
  });

  it('tells all that its model refuses at once', async () => {
    const endpointConfiguration = { types: ['wrong' as 'EDGE'], ipAddressType: 'wrong' as 'ipv4' };

    await expect(create({ endpointConfiguration })).rejects.toMatchObject({
      name: 'ValidationException',
      message:
        "2 validation errors detected: Value '[wrong]' at 'createRestApiInput.endpointConfiguration.types' failed to " +
        'satisfy constraint: Member must satisfy constraint: [Member must satisfy enum value set: [PRIVATE, EDGE, ' +
        "REGIONAL]]; Value 'wrong' at 'createRestApiInput.endpointConfiguration.ipAddressType' failed to satisfy " +
        'constraint: Member must satisfy enum value set: [ipv4, dualstack]',
    });
  });

  it('is gone with all that it had', async () => {
    const { id: restApiId, rootResourceId: rootId = '' } = await create({ tags: { of: 'the gone' } });
    await addMockMethod(client, { restApiId: restApiId ?? '', rootId }, rootId, 'GET');
    await client.send(new CreateDeploymentCommand({ restApiId, stageName: 'dev' }));
    const resourceArn = `${ARN}${restApiId}/stages/dev`;
    await client.send(new TagResourceCommand({ resourceArn, tags: { of: 'the gone' } }));

    const { $metadata } = await client.send(new DeleteRestApiCommand({ restApiId }));

    expect($metadata.httpStatusCode).toBe(202);
    for (const Command of [GetRestApiCommand, DeleteRestApiCommand]) {
      await expect(client.send(new Command({ restApiId }))).rejects.toMatchObject(noApi(restApiId ?? ''));
    }
    await expect(client.send(new GetTagsCommand({ resourceArn }))).rejects.toMatchObject(
      noApi(restApiId ?? ''),
    );
    expect(await search('of')).toEqual([]);
  });
});

describe('the list of REST APIs', () => {
  it('comes in pages of one region', async () => {
    const far = sandbox.client(APIGatewayClient, { region: 'ap-south-1' });
    const made = [];
    for (const name of ['one', 'two', 'three']) {
      made.push((await far.send(new CreateRestApiCommand({ name }))).id);
    }

    const first = await far.send(new GetRestApisCommand({ limit: 2 }));
    const second = await far.send(new GetRestApisCommand({ limit: 2, position: first.position }));

    expect(first.items).toHaveLength(2);
    expect(second.position).toBeUndefined();
    expect([...(first.items ?? []), ...(second.items ?? [])].map(({ id }) => id).sort()).toEqual(made.sort());
    await expect(far.send(new GetRestApisCommand({ position: 'nowhere' }))).rejects.toMatchObject(
      badRequest('Invalid position parameter specified'),
    );
    await expect(far.send(new GetRestApisCommand({ limit: 0 }))).rejects.toMatchObject({
      name: 'BadRequestException',
    });
  });
});

describe('a patch of a REST API', () => {
  it('changes what may be changed', async () => {
    const { id } = await create({ description: 'before', binaryMediaTypes: ['image/png'] });

    const changed = await update(
      id,
      { op: 'replace', path: '/name', value: 'deliveries' },
      { op: 'remove', path: '/description' },
      { op: 'replace', path: '/version', value: 'v2' },
      { op: 'replace', path: '/minimumCompressionSize', value: '10' },
      { op: 'replace', path: '/endpointConfiguration/types/EDGE', value: 'REGIONAL' },
      { op: 'add', path: '/binaryMediaTypes/image~1jpeg' },
      { op: 'replace', path: '/binaryMediaTypes/image~1png', value: 'image/gif' },
    );

    expect(changed).toMatchObject({
      name: 'deliveries',
      version: 'v2',
      minimumCompressionSize: 10,
      endpointConfiguration: { types: ['REGIONAL'], ipAddressType: 'ipv4' },
      binaryMediaTypes: ['image/jpeg', 'image/gif'],
      tags: {},
    });
    expect(changed).not.toHaveProperty('description');
    expect(await update(id, { op: 'replace', path: '/minimumCompressionSize' })).not.toHaveProperty(
      'minimumCompressionSize',
    );
  });

  it.each<[PatchOperation, string]>([
    [
      { op: 'add', path: '/name', value: 'x' },
      'Invalid patch operation specified. Must be one of: [replace]',
    ],
    [{ op: 'replace', path: '/id', value: 'x' }, 'Invalid patch path /id'],
    [{ op: 'add', path: '/binaryMediaTypes', value: 'image/png' }, 'Invalid patch path /binaryMediaTypes'],
    [{ op: 'remove', path: '/binaryMediaTypes/a~1b' }, 'Invalid patch path /binaryMediaTypes/a~1b'],
    [{ op: 'replace', path: '/name', value: '' }, 'Name cannot be empty'],
    [
      { op: 'replace', path: '/minimumCompressionSize', value: 'ten' },
      'Invalid minimum compression size, must be between 0 and 10485760',
    ],
    [
      { op: 'replace', path: '/endpointConfiguration/types/0', value: 'wrong' },
      'Invalid EndpointTypes specified. Valid options are REGIONAL,EDGE,PRIVATE',
    ],
    [
      { op: 'replace', path: '/endpointConfiguration/types/PRIVATE', value: 'EDGE' },
      'Invalid patch path /endpointConfiguration/types/PRIVATE',
    ],
    [
      { op: 'replace', path: '/endpointConfiguration/ipAddressType', value: 'wrong' },
      'ipAddressType must be either ipv4 or dualstack.',
    ],
    [
      { op: 'replace', path: '/apiKeySource', value: 'wrong' },
      'Invalid ApiKeySource specified. Valid options are HEADER,AUTHORIZER',
    ],
    [
      { op: 'replace', path: '/policy', value: '{}' },
      'The sandbox does not serve resource policies of REST APIs.',
    ],
  ])('is refused for %o, and then changes nothing', async (operation, message) => {
    const { id: restApiId } = await create();

    await expect(
      update(restApiId, { op: 'replace', path: '/version', value: 'v2' }, operation),
    ).rejects.toMatchObject(badRequest(message));
    expect(await client.send(new GetRestApiCommand({ restApiId }))).not.toHaveProperty('version');
  });

  it('has no other operations than AWS has', async () => {
    const { id } = await create();

    await expect(update(id, { op: 'wrong' as 'add', path: '/name' })).rejects.toMatchObject({
      name: 'ValidationException',
      message:
        "1 validation error detected: Value 'wrong' at 'updateRestApiInput.patchOperations.1.member.op' failed to " +
        'satisfy constraint: Member must satisfy enum value set: [add, remove, move, test, replace, copy]',
    });
    await expect(update('nobody', { op: 'replace', path: '/name', value: 'x' })).rejects.toMatchObject(
      noApi('nobody'),
    );
  });
});

/** The ARNs that the tag search finds by a key. */
const search = async (Key: string): Promise<(string | undefined)[]> => {
  const tagging = sandbox.client(ResourceGroupsTaggingAPIClient);
  const TagFilters = [{ Key }];
  const ResourceTypeFilters = ['apigateway:restapis'];
  const found = await tagging.send(new GetResourcesCommand({ TagFilters, ResourceTypeFilters }));
  return (found.ResourceTagMappingList ?? []).map(({ ResourceARN }) => ResourceARN);
};

describe('tags', () => {
  it('are put on APIs and stages, told, found and taken away', async () => {
    const { id: restApiId = '', rootResourceId: rootId = '' } = await create();
    await addMockMethod(client, { restApiId, rootId }, rootId, 'GET');
    await client.send(new CreateDeploymentCommand({ restApiId, stageName: 'dev' }));
    const arns = [`${ARN}${restApiId}`, `${ARN}${restApiId}/stages/dev`];

    for (const resourceArn of arns) {
      await client.send(new TagResourceCommand({ resourceArn, tags: { found: 'yes', other: '1' } }));
      await client.send(new UntagResourceCommand({ resourceArn, tagKeys: ['other'] }));
      expect((await client.send(new GetTagsCommand({ resourceArn }))).tags).toEqual({ found: 'yes' });
    }

    expect(await search('found')).toEqual(arns);
    expect((await client.send(new GetRestApiCommand({ restApiId }))).tags).toEqual({ found: 'yes' });
  });

  it.each([
    ['arn:aws:sqs:us-east-1:111122223333:queue', badRequest('Invalid ARN specified in the request')],
    [
      'arn:aws:apigateway:eu-west-1::/restapis/a1b2c3d4e5',
      badRequest('Invalid ARN specified in the request'),
    ],
    [`${ARN}a1b2c3d4e5`, noApi('a1b2c3d4e5')],
  ])('are of nothing else: %s', async (resourceArn, error) => {
    await expect(client.send(new GetTagsCommand({ resourceArn }))).rejects.toMatchObject(error);
    await expect(
      client.send(new TagResourceCommand({ resourceArn, tags: { a: '1' } })),
    ).rejects.toMatchObject(error);
  });

  it.each<[Record<string, string>, string]>([
    [{ 'a?': '1' }, "Invalid tag key: 'a?'. Keys have 1 to 128 characters."],
    [{ a: '1'.repeat(257) }, `Invalid tag value: '${'1'.repeat(257)}'. Values have at most 256 characters.`],
    [
      Object.fromEntries(Array.from({ length: 51 }, (_, index) => [`k${index}`, ''])),
      'Too many tags: a resource can have at most 50 tags.',
    ],
  ])('are refused where they may not be so', async (tags, message) => {
    const { id } = await create();

    await expect(
      client.send(new TagResourceCommand({ resourceArn: `${ARN}${id}`, tags })),
    ).rejects.toMatchObject(badRequest(message));
  });
});

describe('the account', () => {
  const replaceRole = (value: string) =>
    client.send(
      new UpdateAccountCommand({
        patchOperations: [{ op: 'replace', path: '/cloudwatchRoleArn', value }],
      }),
    );

  it('has its throttles, and a role for logs only when it was given one', async () => {
    expect(await client.send(new GetAccountCommand({}))).toMatchObject({
      throttleSettings: { burstLimit: 5000, rateLimit: 10_000 },
      features: ['UsagePlans'],
    });
    expect(await client.send(new GetAccountCommand({}))).not.toHaveProperty('cloudwatchRoleArn');
  });

  it('takes a role that it may use, and gives it up again', async () => {
    const iam = sandbox.client(IAMClient);
    const allow = (statement: object) =>
      JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', ...statement }] });
    const { Role } = await iam.send(
      new CreateRoleCommand({
        RoleName: 'gateway-logs',
        AssumeRolePolicyDocument: allow({
          Principal: { Service: 'apigateway.amazonaws.com' },
          Action: 'sts:AssumeRole',
        }),
      }),
    );
    const cloudwatchRoleArn = Role?.Arn ?? '';

    await expect(replaceRole(cloudwatchRoleArn)).rejects.toMatchObject(
      badRequest(
        'The role ARN does not have required permissions configured. Please grant trust permission for API Gateway and add the required role policy.',
      ),
    );
    const PolicyDocument = allow({ Action: 'logs:*', Resource: '*' });
    await iam.send(
      new PutRolePolicyCommand({ RoleName: 'gateway-logs', PolicyName: 'logs', PolicyDocument }),
    );
    expect(await replaceRole(cloudwatchRoleArn)).toMatchObject({ cloudwatchRoleArn });
    expect(await replaceRole('')).not.toHaveProperty('cloudwatchRoleArn');
  });
});
