import {
  APIGatewayClient,
  CreateResourceCommand,
  CreateRestApiCommand,
  DeleteResourceCommand,
  GetResourceCommand,
  GetResourcesCommand,
  type PatchOperation,
  PutMethodCommand,
  UpdateResourceCommand,
} from '@aws-sdk/client-api-gateway';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startTestSandbox, type TestSandbox } from '../../../support/sandbox.js';

const NO_RESOURCE = { name: 'NotFoundException', message: 'Invalid Resource identifier specified' };

let sandbox: TestSandbox;
let client: APIGatewayClient;
let restApiId: string;
let root: string;

beforeAll(async () => {
  sandbox = await startTestSandbox();
  client = sandbox.client(APIGatewayClient);
});
afterAll(() => sandbox.close());
beforeEach(async () => {
  const { id = '', rootResourceId = '' } = await client.send(new CreateRestApiCommand({ name: 'tree' }));
  restApiId = id;
  root = rootResourceId;
});

const create = (pathPart: string, parentId = root) =>
  client.send(new CreateResourceCommand({ restApiId, parentId, pathPart }));
const make = async (pathPart: string, parentId?: string): Promise<string> =>
  (await create(pathPart, parentId)).id ?? '';
const paths = async (): Promise<(string | undefined)[]> => {
  const { items = [] } = await client.send(new GetResourcesCommand({ restApiId }));
  return items.map(({ path }) => path);
};
const update = (resourceId: string, ...patchOperations: PatchOperation[]) =>
  client.send(new UpdateResourceCommand({ restApiId, resourceId, patchOperations }));
const move = (resourceId: string, parentId: string) =>
  update(resourceId, { op: 'replace', path: '/parentId', value: parentId });
const rename = (resourceId: string, pathPart: string) =>
  update(resourceId, { op: 'replace', path: '/pathPart', value: pathPart });
const badRequest = (message: string) => ({ name: 'BadRequestException', message });
const taken = (name: string) => ({
  name: 'ConflictException',
  message: `Another resource with the same parent already has this name: ${name}`,
});

describe('a resource', () => {
  it('has a path under its parent', async () => {
    const orders = await create('orders');
    const order = await create('{order_id}', orders.id);

    expect(orders.$metadata.httpStatusCode).toBe(201);
    expect(orders).toMatchObject({ parentId: root, pathPart: 'orders', path: '/orders' });
    expect(order).toMatchObject({ parentId: orders.id, pathPart: '{order_id}', path: '/orders/{order_id}' });
    expect(await client.send(new GetResourceCommand({ restApiId, resourceId: order.id }))).toMatchObject({
      id: order.id,
      path: '/orders/{order_id}',
    });
    expect(await client.send(new GetResourceCommand({ restApiId, resourceId: root }))).toMatchObject({
      id: root,
      path: '/',
    });
  });

  it.each(['a', 'A-b_c.d', 'x:y', '{id}', '{proxy+}'])('can be called %s', async (name) => {
    expect((await create(name)).path).toBe(`/${name}`);
  });

  it.each(['', 'a b', 'a/b', '{', '{}', '{a', 'a{b}', '{a}b', '{+}', 'ä', '%41'])(
    'cannot be called %o',
    async (name) => {
      await expect(create(name)).rejects.toMatchObject(
        badRequest(
          "Resource's path part only allow a-zA-Z0-9._-: or a valid greedy path variable and curly braces at the beginning and the end.",
        ),
      );
    },
  );

  it('shares neither its name nor a variable with another one beside it', async () => {
    await create('orders');
    await create('{id}');

    await expect(create('orders')).rejects.toMatchObject(taken('orders'));
    await expect(create('{proxy+}')).rejects.toMatchObject(
      badRequest('A sibling ({id}) of this resource already has a variable path part -- only one is allowed'),
    );
  });

  it('has nothing below it where it is greedy', async () => {
    const proxy = await make('{proxy+}');

    await expect(create('below', proxy)).rejects.toMatchObject(
      badRequest('Cannot create a child of a resource with a greedy path variable: {proxy+}'),
    );
  });

  it('is not found under another id, parent or API', async () => {
    await expect(create('orders', 'nobody')).rejects.toMatchObject(NO_RESOURCE);
    for (const name of ['nobody', 'constructor', '__proto__']) {
      await expect(
        client.send(new GetResourceCommand({ restApiId, resourceId: name })),
      ).rejects.toMatchObject(NO_RESOURCE);
    }
    await expect(
      client.send(new GetResourceCommand({ restApiId: 'nobody', resourceId: root })),
    ).rejects.toMatchObject(NO_RESOURCE);
    await expect(
      client.send(new CreateResourceCommand({ restApiId: 'nobody', parentId: root, pathPart: 'a' })),
    ).rejects.toMatchObject({ message: 'Invalid API identifier specified 111122223333:nobody' });
  });

  it('goes with all that is below it, but not the root', async () => {
    const orders = await make('orders');
    const order = await make('{id}', orders);
    await make('lines', order);
    await make('others');

    const { $metadata } = await client.send(new DeleteResourceCommand({ restApiId, resourceId: orders }));

    expect($metadata.httpStatusCode).toBe(202);
    expect(await paths()).toEqual(['/', '/others']);
    await expect(
      client.send(new DeleteResourceCommand({ restApiId, resourceId: order })),
    ).rejects.toMatchObject(NO_RESOURCE);
    await expect(
      client.send(new DeleteResourceCommand({ restApiId, resourceId: root })),
    ).rejects.toMatchObject(badRequest('Root resource cannot be deleted.'));
  });
});

describe('the list of resources', () => {
  it('comes in the order of their paths, in pages', async () => {
    const parent = await make('parent');
    await make('{proxy+}');
    await make('child', parent);

    const first = await client.send(new GetResourcesCommand({ restApiId, limit: 3 }));
    const second = await client.send(
      new GetResourcesCommand({ restApiId, limit: 3, position: first.position }),
    );

    expect(first.items?.map(({ path }) => path)).toEqual(['/', '/parent', '/parent/child']);
    expect(second.items?.map(({ path }) => path)).toEqual(['/{proxy+}']);
    expect(second.position).toBeUndefined();
  });

  it('names methods, and tells them where they are asked for', async () => {
    const method = { restApiId, resourceId: root, httpMethod: 'GET', authorizationType: 'NONE' };
    await client.send(new PutMethodCommand(method));

    const named = await client.send(new GetResourcesCommand({ restApiId }));
    const told = await client.send(new GetResourcesCommand({ restApiId, embed: ['methods'] }));

    expect(named.items?.[0]?.resourceMethods).toEqual({ GET: {} });
    expect(told.items?.[0]?.resourceMethods).toEqual({
      GET: { httpMethod: 'GET', authorizationType: 'NONE', apiKeyRequired: false },
    });
  });
});

describe('a patch of a resource', () => {
  it('takes along all that is below it', async () => {
    const [orders, archive] = [await make('orders'), await make('archive')];
    await make('lines', await make('{id}', orders));

    expect(await rename(orders, 'sales')).toMatchObject({ id: orders, path: '/sales' });
    expect(await paths()).toEqual(['/', '/archive', '/sales', '/sales/{id}', '/sales/{id}/lines']);
    expect(await move(orders, archive)).toMatchObject({ parentId: archive, path: '/archive/sales' });
    expect(await paths()).toEqual([
      '/',
      '/archive',
      '/archive/sales',
      '/archive/sales/{id}',
      '/archive/sales/{id}/lines',
    ]);
    expect(await move(orders, root)).toMatchObject({ parentId: root, path: '/sales' });
  });

  it('makes no circle, and nothing twice', async () => {
    const orders = await make('orders');
    const inner = await make('orders', orders);

    await expect(move(orders, inner)).rejects.toMatchObject(badRequest('Resources cannot be cyclical.'));
    await expect(move(orders, orders)).rejects.toMatchObject(badRequest('Resources cannot be cyclical.'));
    await expect(move(inner, root)).rejects.toMatchObject(taken('orders'));
    await expect(move(inner, 'nobody')).rejects.toMatchObject(NO_RESOURCE);
    await expect(rename(inner, 'a b')).rejects.toMatchObject({ name: 'BadRequestException' });
  });

  it('does not change the root', async () => {
    await expect(rename(root, 'x')).rejects.toMatchObject(
      badRequest('Root resource cannot update its pathPart.'),
    );
    await expect(move(root, root)).rejects.toMatchObject(
      badRequest('Root resource cannot update its parentId.'),
    );
  });

  it('changes nothing else', async () => {
    const orders = await make('orders');

    await expect(update(orders, { op: 'replace', path: '/path', value: '/x' })).rejects.toMatchObject(
      badRequest(
        "Invalid patch path  '/path' specified for op 'replace'. Must be one of: [/parentId, /pathPart]",
      ),
    );
    await expect(update(orders, { op: 'remove', path: '/pathPart' })).rejects.toMatchObject(
      badRequest(
        "Invalid patch path  '/pathPart' specified for op 'remove'. Please choose supported operations",
      ),
    );
  });
});
