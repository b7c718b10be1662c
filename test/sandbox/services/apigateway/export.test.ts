import {
  APIGatewayClient,
  CreateModelCommand,
  CreateRequestValidatorCommand,
  CreateStageCommand,
  type ExportResponse,
  GetExportCommand,
  type GetExportCommandInput,
  PutGatewayResponseCommand,
  PutIntegrationCommand,
  PutMethodCommand,
  PutMethodResponseCommand,
  UpdateRestApiCommand,
} from '@aws-sdk/client-api-gateway';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestSandbox, type TestSandbox } from '../../../support/sandbox.js';
import { addMockMethod, addResource, deploy, type MadeApi, makeApi } from './deployable.js';

const ORDER = {
  $schema: 'http://json-schema.org/draft-04/schema#',
  title: 'Order',
  type: 'object',
  required: ['customer_id'],
  properties: {
    customer_id: { type: 'string', minLength: 1 },
    note: { type: ['string', 'null'] },
    size: { type: ['string', 'integer'] },
    details: { type: 'array', minItems: 1, items: { $ref: '#/definitions/Line' } },
    tags: { type: 'array' },
    pair: { type: 'array', items: [{ type: 'string' }, { type: 'integer' }] },
    parent: { $ref: '#' },
    payment: { oneOf: [{ type: 'string' }, { type: 'number' }], not: { type: 'boolean' } },
  },
  additionalProperties: false,
  patternProperties: { '^x-': {} },
  definitions: { Line: { type: 'object', properties: { quantity: { type: 'integer', minimum: 1 } } } },
};

let sandbox: TestSandbox;
let client: APIGatewayClient;
let api: MadeApi;

beforeAll(async () => {
  sandbox = await startTestSandbox();
  client = sandbox.client(APIGatewayClient);
  api = await makeOrdersApi();
  const { id: deploymentId } = await deploy(client, api);
  const { restApiId } = api;
  await client.send(new CreateStageCommand({ restApiId, stageName: 'dev', deploymentId }));
});
afterAll(() => sandbox.close());

/** An API with a bit of everything that an export tells. */
async function makeOrdersApi(): Promise<MadeApi> {
  const made = await makeApi(client, 'OrdersAPI');
  const { restApiId } = made;
  const schemas = { Order: ORDER, Orders: { type: 'array', items: { $ref: modelUrl(restApiId, 'Order') } } };
  for (const [name, schema] of Object.entries(schemas)) {
    const model = { restApiId, name, contentType: 'application/json', schema: JSON.stringify(schema) };
    await client.send(new CreateModelCommand(model));
  }
  const { id: requestValidatorId } = await client.send(
    new CreateRequestValidatorCommand({ restApiId, name: 'all', validateRequestBody: true }),
  );
  const orders = await addResource(client, made, 'orders');
  const order = await addResource(client, made, '{order_id}', orders);
  const rest = await addResource(client, made, '{proxy+}');
  await addMockMethod(client, made, orders, 'POST', {
    operationName: 'createOrder',
    requestValidatorId,
    requestModels: { 'application/json': 'Order' },
  });
  await addMockMethod(client, made, orders, 'GET', {
    requestParameters: {
      'method.request.querystring.customer_id': true,
      'method.request.header.If-None-Match': false,
    },
  });
  await client.send(
    new PutMethodResponseCommand({
      restApiId,
      resourceId: orders,
      httpMethod: 'GET',
      statusCode: '304',
      responseModels: { 'application/json': 'Orders' },
      responseParameters: { 'method.response.header.ETag': true },
    }),
  );
  await addMockMethod(client, made, order, 'GET');
  await addMockMethod(client, made, rest, 'ANY');
  await client.send(
    new PutGatewayResponseCommand({
      restApiId,
      responseType: 'DEFAULT_4XX',
      responseParameters: { 'gatewayresponse.header.Access-Control-Allow-Origin': "'*'" },
    }),
  );
  await client.send(
    new UpdateRestApiCommand({
      restApiId,
      patchOperations: [
        { op: 'replace', path: '/description', value: 'Orders of customers' },
        { op: 'add', path: '/binaryMediaTypes/image~1png' },
      ],
    }),
  );
  return made;
}

const modelUrl = (restApiId: string, name: string): string =>
  `https://apigateway.amazonaws.com/restapis/${restApiId}/models/${name}`;

const get = (rest: Partial<GetExportCommandInput> = {}): Promise<ExportResponse> =>
  client.send(
    new GetExportCommand({ restApiId: api.restApiId, stageName: 'dev', exportType: 'oas30', ...rest }),
  );
const read = async (rest: Partial<GetExportCommandInput> = {}) =>
  JSON.parse(Buffer.from((await get(rest)).body ?? []).toString('utf8'));

const TEXT = { type: 'string' };
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;
const INTEGRATION = {
  type: 'mock',
  responses: {
    default: { statusCode: '200', responseTemplates: { 'application/json': '{"method": "GET"}' } },
  },
  requestTemplates: { 'application/json': '{"statusCode": 200}' },
  passthroughBehavior: 'when_no_match',
};

describe('an export as OpenAPI 3.0.1', () => {
  it('tells what the API is, and where it answers', async () => {
    const document = await read();

    const { port } = sandbox.connection;
    expect(document).toMatchObject({
      openapi: '3.0.1',
      info: {
        title: 'OrdersAPI',
        description: 'Orders of customers',
        version: expect.stringMatching(TIME),
      },
      servers: [
        {
          url: `http://127.0.0.1:${port}/execute-api/${api.restApiId}/{basePath}`,
          variables: { basePath: { default: 'dev' } },
        },
      ],
    });
    const [{ url, variables }] = document.servers;
    const address = url.replace('{basePath}', variables.basePath.default);
    const answer = await fetch(`${address}/orders/o-1`);
    expect({ status: answer.status, text: await answer.text() }).toEqual({
      status: 200,
      text: '{"method": "GET"}',
    });
  });

  it('has every method with its parameters, its body and its responses', async () => {
    const { paths } = await read();
    const done = { '200': { description: '200 response', content: {} } };
    const orders = { schema: { $ref: '#/components/schemas/Orders' } };

    expect(paths).toEqual({
      '/orders': {
        post: {
          operationId: 'createOrder',
          requestBody: {
            content: { 'application/json': { schema: { $ref: '#/components/schemas/Order' } } },
            required: true,
          },
          responses: done,
        },
        get: {
          parameters: [
            { name: 'customer_id', in: 'query', required: true, schema: TEXT },
            { name: 'If-None-Match', in: 'header', schema: TEXT },
          ],
          responses: {
            ...done,
            '304': {
              description: '304 response',
              headers: { ETag: { schema: TEXT } },
              content: { 'application/json': orders },
            },
          },
        },
      },
      '/orders/{order_id}': {
        get: {
          parameters: [{ name: 'order_id', in: 'path', required: true, schema: TEXT }],
          responses: done,
        },
      },
      '/{proxy+}': {
        'x-amazon-apigateway-any-method': {
          parameters: [{ name: 'proxy', in: 'path', required: true, schema: TEXT }],
          responses: done,
        },
      },
    });
  });

  it('has the models in the words of OpenAPI', async () => {
    const { components } = await read();

    expect(components.schemas).toMatchObject({
      Order: {
        title: 'Order',
        type: 'object',
        required: ['customer_id'],
        properties: {
          customer_id: { type: 'string', minLength: 1 },
          note: { type: 'string', nullable: true },
          size: { anyOf: [{ type: 'string' }, { type: 'integer' }] },
          details: { type: 'array', minItems: 1, items: { $ref: '#/components/schemas/OrderLine' } },
          tags: { type: 'array', items: {} },
          pair: { type: 'array', items: {} },
          parent: { $ref: '#/components/schemas/Order' },
          payment: { oneOf: [{ type: 'string' }, { type: 'number' }], not: { type: 'boolean' } },
        },
        additionalProperties: false,
      },
      OrderLine: { type: 'object', properties: { quantity: { type: 'integer', minimum: 1 } } },
      Orders: { type: 'array', items: { $ref: '#/components/schemas/Order' } },
    });
    const { Order } = components.schemas;
    for (const unknown of ['$schema', 'definitions', 'patternProperties']) {
      expect(Order).not.toHaveProperty(unknown);
    }
  });

  it('has extensions only where they are asked for', async () => {
    const plain = await read({ parameters: { extensions: 'postman,authorizers' } });
    const extended = await read({ parameters: { extensions: 'integrations' } });

    expect(JSON.stringify(plain).match(/x-amazon-apigateway-[\w-]+/g)).toEqual([
      'x-amazon-apigateway-any-method',
    ]);
    expect(extended).toMatchObject({
      'x-amazon-apigateway-request-validators': {
        all: { validateRequestParameters: false, validateRequestBody: true },
      },
      'x-amazon-apigateway-gateway-responses': {
        DEFAULT_4XX: {
          responseParameters: { 'gatewayresponse.header.Access-Control-Allow-Origin': "'*'" },
        },
      },
      'x-amazon-apigateway-binary-media-types': ['image/png'],
    });
    expect(extended.paths['/orders'].post).toMatchObject({ 'x-amazon-apigateway-request-validator': 'all' });
    expect(extended.paths['/orders/{order_id}'].get['x-amazon-apigateway-integration']).toEqual(INTEGRATION);
    expect(await read({ parameters: { extensions: 'apigateway' } })).toEqual(extended);
  });

  it('says which methods want a signature', async () => {
    const made = await makeApi(client);
    const { restApiId } = made;
    await addMockMethod(client, made, made.rootId, 'GET');
    await addMockMethod(client, made, made.rootId, 'DELETE', { authorizationType: 'AWS_IAM' });
    await deploy(client, made, { stageName: 'dev' });
    const scheme = { type: 'apiKey', name: 'Authorization', in: 'header' };

    const { paths, components } = await read({ restApiId });
    expect(paths['/'].delete).toMatchObject({ security: [{ sigv4: [] }] });
    expect(paths['/'].get).not.toHaveProperty('security');
    expect(components.securitySchemes).toEqual({ sigv4: scheme });

    const extended = { restApiId, exportType: 'swagger', parameters: { extensions: 'authorizers' } };
    expect((await read(extended)).securityDefinitions).toEqual({
      sigv4: { ...scheme, 'x-amazon-apigateway-authtype': 'awsSigv4' },
    });
  });

  it('is told as a file, by its format and version', async () => {
    const { contentType, contentDisposition } = await get();

    expect(contentType).toBe('application/octet-stream');
    expect(contentDisposition).toMatch(/^attachment; filename="oas30_\d{4}-.+Z\.json"$/);
  });

  it('as YAML is JSON, which YAML 1.2 includes', async () => {
    const { contentDisposition } = await get({ accepts: 'application/yaml' });

    expect(contentDisposition).toMatch(/\.yaml"$/);
    expect(await read({ accepts: 'application/yaml' })).toEqual(await read());
  });

  it('is of what is deployed, and named as the API is called now', async () => {
    const made = await makeApi(client, 'before');
    await addMockMethod(client, made, made.rootId, 'GET');
    await deploy(client, made, { stageName: 'v1' });
    const { restApiId } = made;
    await addMockMethod(client, made, made.rootId, 'POST');
    await client.send(
      new UpdateRestApiCommand({
        restApiId,
        patchOperations: [
          { op: 'replace', path: '/name', value: 'after' },
          { op: 'replace', path: '/version', value: '2.0' },
        ],
      }),
    );

    const { info, paths } = await read({ restApiId, stageName: 'v1' });

    expect(info).toEqual({ title: 'after', version: '2.0' });
    expect(Object.keys(paths['/'])).toEqual(['get']);
  });

  it('has a response for a method that says nothing of its responses', async () => {
    const made = await makeApi(client);
    const { restApiId, rootId: resourceId } = made;
    const head = { restApiId, resourceId, httpMethod: 'HEAD' };
    await client.send(new PutMethodCommand({ ...head, authorizationType: 'NONE' }));
    await client.send(new PutIntegrationCommand({ ...head, type: 'MOCK' }));
    await deploy(client, made, { stageName: 'dev' });

    const { paths } = await read({ restApiId });

    expect(paths['/'].head.responses).toEqual({ default: { description: 'Default response for HEAD /' } });
  });
});

describe('an export as Swagger 2.0', () => {
  it('tells the same in its own words', async () => {
    const document = await read({ exportType: 'swagger', parameters: { extensions: 'integrations' } });

    expect(document).toMatchObject({
      swagger: '2.0',
      info: { title: 'OrdersAPI', version: expect.stringMatching(TIME) },
      host: `127.0.0.1:${sandbox.connection.port}`,
      basePath: `/execute-api/${api.restApiId}/dev`,
      schemes: ['http'],
      paths: {
        '/orders': {
          post: {
            operationId: 'createOrder',
            consumes: ['application/json'],
            produces: ['application/json'],
            parameters: [
              { in: 'body', name: 'Order', required: true, schema: { $ref: '#/definitions/Order' } },
            ],
          },
          get: {
            parameters: [
              { name: 'customer_id', in: 'query', required: true, type: 'string' },
              { name: 'If-None-Match', in: 'header', required: false, type: 'string' },
            ],
            responses: {
              '200': { description: '200 response' },
              '304': {
                description: '304 response',
                schema: { $ref: '#/definitions/Orders' },
                headers: { ETag: TEXT },
              },
            },
          },
        },
        '/orders/{order_id}': { get: { 'x-amazon-apigateway-integration': INTEGRATION } },
      },
    });
    expect(document.definitions.Order.properties).toMatchObject({
      note: { type: ['string', 'null'] },
      details: { items: { $ref: '#/definitions/OrderLine' } },
    });
    expect(document.definitions.Order.properties.payment).toEqual({});
  });
});

describe('what is not exported', () => {
  it.each<[string, Partial<GetExportCommandInput>, string, string]>([
    [
      'an unknown format',
      { exportType: 'raml' },
      'BadRequestException',
      'Invalid export type specified: raml. Must be one of: [oas30, swagger]',
    ],
    [
      'another content type',
      { accepts: 'text/html' },
      'BadRequestException',
      'Invalid content type specified: text/html. Must be one of: [application/json, application/yaml]',
    ],
    [
      'an unknown extension',
      { parameters: { extensions: 'integrations,x' } },
      'BadRequestException',
      'Invalid extension specified: x. Must be one of: [integrations, authorizers, apigateway, postman]',
    ],
    [
      'a stage that is not there',
      { stageName: 'prod' },
      'NotFoundException',
      'Invalid stage identifier specified',
    ],
    [
      'an API that is not there',
      { restApiId: 'nowhere' },
      'NotFoundException',
      'Invalid API identifier specified 111122223333:nowhere',
    ],
  ])('is %s', async (_, rest, name, message) => {
    await expect(get(rest)).rejects.toMatchObject({ name, message });
  });
});
