import {
  APIGatewayClient,
  CreateModelCommand,
  type CreateModelCommandInput,
  CreateRequestValidatorCommand,
  CreateRestApiCommand,
  DeleteGatewayResponseCommand,
  DeleteMethodCommand,
  DeleteModelCommand,
  DeleteRequestValidatorCommand,
  GetGatewayResponseCommand,
  GetGatewayResponsesCommand,
  GetModelCommand,
  GetModelsCommand,
  GetModelTemplateCommand,
  GetRequestValidatorCommand,
  GetRequestValidatorsCommand,
  type PatchOperation,
  PutGatewayResponseCommand,
  PutMethodCommand,
  PutMethodResponseCommand,
  UpdateGatewayResponseCommand,
  UpdateModelCommand,
  UpdateRequestValidatorCommand,
} from '@aws-sdk/client-api-gateway';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startTestSandbox, type TestSandbox } from '../../../support/sandbox.js';

const JSON_TYPE = 'application/json';
const INVALID = 'Invalid model specified: Validation Result: warnings : [], errors : ';
const EMPTY_SCHEMA = 'Model schema must have at least 1 property or array items defined';
const NO_VALIDATOR = {
  name: 'NotFoundException',
  message: 'Invalid Request Validator identifier specified',
};

let sandbox: TestSandbox;
let client: APIGatewayClient;
let restApiId: string;
let resourceId: string;

beforeAll(async () => {
  sandbox = await startTestSandbox();
  client = sandbox.client(APIGatewayClient);
});
afterAll(() => sandbox.close());
beforeEach(async () => {
  const made = await client.send(new CreateRestApiCommand({ name: 'models' }));
  restApiId = made.id ?? '';
  resourceId = made.rootResourceId ?? '';
});

const badRequest = (message: string) => ({ name: 'BadRequestException', message });
const noApi = { name: 'NotFoundException', message: 'Invalid API identifier specified 111122223333:nobody' };

describe('a model', () => {
  const create = (rest: Partial<CreateModelCommandInput> = {}) =>
    client.send(
      new CreateModelCommand({
        restApiId,
        name: 'Order',
        contentType: JSON_TYPE,
        schema: '{"type": "object"}',
        ...rest,
      }),
    );
  const get = (modelName: string, flatten = false) =>
    client.send(new GetModelCommand({ restApiId, modelName, flatten }));
  const update = (modelName: string, ...patchOperations: PatchOperation[]) =>
    client.send(new UpdateModelCommand({ restApiId, modelName, patchOperations }));
  const remove = (modelName: string) => client.send(new DeleteModelCommand({ restApiId, modelName }));
  const noModel = (name: string) => ({
    name: 'NotFoundException',
    message: `Invalid model name specified: ${name}`,
  });
  const reference = (name: string) => `https://apigateway.amazonaws.com/restapis/${restApiId}/models/${name}`;

  it('stands beside the two that every API begins with', async () => {
    const made = await create({ description: 'an order' });
    const { items = [] } = await client.send(new GetModelsCommand({ restApiId }));

    expect(made).toMatchObject({
      id: expect.stringMatching(/^[a-z0-9]{6}$/),
      name: 'Order',
      description: 'an order',
      contentType: JSON_TYPE,
      schema: '{"type": "object"}',
    });
    expect(items.map(({ name }) => name)).toEqual(['Empty', 'Error', 'Order']);
    expect(items.map(({ description }) => description)).toEqual([
      'This is a default empty schema model',
      'This is a default error schema model',
      'an order',
    ]);
    expect(await get('Order')).toMatchObject({ id: made.id });
  });

  it('has a name and a schema', async () => {
    await create();

    await expect(create()).rejects.toMatchObject({
      name: 'ConflictException',
      message: 'Model name already exists for this REST API',
    });
    await expect(create({ name: '' })).rejects.toMatchObject(badRequest('Model name must be non-empty'));
    await expect(create({ name: 'a_b' })).rejects.toMatchObject(
      badRequest('Model name must be alphanumeric: a_b'),
    );
    await expect(create({ name: 'Other', schema: '' })).rejects.toMatchObject(badRequest(EMPTY_SCHEMA));
    await expect(create({ restApiId: 'nobody' })).rejects.toMatchObject(noApi);
    for (const name of ['Nobody', 'constructor']) {
      await expect(get(name)).rejects.toMatchObject(noModel(name));
    }
  });

  it.each([
    ['no JSON', '{', 'Invalid model schema specified'],
    ['a list', '[]', 'Invalid model schema specified'],
    ['a type that there is not', '{"properties": {"a": {"type": "text"}}}', 'Invalid model schema specified'],
    ['a bare reference', '{"$ref": "Order"}', 'Model reference must be in canonical form'],
    ['too many brackets', `{"not": ${'['.repeat(1e5)}${']'.repeat(1e5)}}`, 'Invalid model schema specified'],
  ])('is not made of %s', async (_, schema, message) => {
    await expect(create({ schema })).rejects.toMatchObject(badRequest(`${INVALID}[${message}]`));
  });

  it.each([
    '{"properties": {"type": {"type": "string"}, "$ref": {"type": "string"}}}',
    '{"enum": [{"type": "text"}]}',
    '{"definitions": {"a": {}}, "$ref": "#/definitions/a"}',
  ])('is made of %s', async (schema) => {
    expect(await create({ schema })).toMatchObject({ schema });
  });

  it('may be any text of another content type', async () => {
    expect(await create({ contentType: 'text/xml', schema: '<a/>' })).toMatchObject({ schema: '<a/>' });
  });

  it('refers to others, which are told in its place where that is asked for', async () => {
    await create({ name: 'Line', schema: '{"type": "string"}' });
    const schema = JSON.stringify({ type: 'array', items: { $ref: reference('Line') } });
    await create({ schema });

    expect((await get('Order')).schema).toBe(schema);
    expect((await get('Order', true)).schema).toBe('{"type":"array","items":{"type":"string"}}');
    const other = JSON.stringify({ $ref: reference('Nobody') });
    await expect(create({ name: 'Lost', schema: other })).rejects.toMatchObject(
      badRequest(`${INVALID}[Invalid model reference specified: ${reference('Nobody')}]`),
    );
  });

  it('is changed', async () => {
    await create();

    expect(
      await update(
        'Order',
        { op: 'replace', path: '/schema', value: '{"type": "array"}' },
        { op: 'replace', path: '/description', value: 'new' },
      ),
    ).toMatchObject({ schema: '{"type": "array"}', description: 'new' });
    await expect(update('Order', { op: 'add', path: '/name', value: 'x' })).rejects.toMatchObject(
      badRequest("Invalid patch path  '/name' specified for op 'add'. Please choose supported operations"),
    );
    await expect(update('Order', { op: 'replace', path: '/name', value: 'x' })).rejects.toMatchObject(
      badRequest(
        "Invalid patch path  '/name' specified for op 'replace'. Must be one of: [/description, /schema]",
      ),
    );
    await expect(update('Order', { op: 'replace', path: '/schema', value: '' })).rejects.toMatchObject(
      badRequest(EMPTY_SCHEMA),
    );
    await expect(update('Nobody')).rejects.toMatchObject(noModel('Nobody'));
  });

  it('stays while a method needs it', async () => {
    await create();
    const method = { restApiId, resourceId, httpMethod: 'POST' };
    const requestModels = { [JSON_TYPE]: 'Order' };
    await client.send(new PutMethodCommand({ ...method, authorizationType: 'NONE', requestModels }));

    await expect(remove('Order')).rejects.toMatchObject({
      name: 'ConflictException',
      message: "Cannot delete model 'Order', is referenced in method request: //POST",
    });
    await client.send(new DeleteMethodCommand(method));
    await client.send(new PutMethodCommand({ ...method, authorizationType: 'NONE' }));
    await client.send(
      new PutMethodResponseCommand({ ...method, statusCode: '200', responseModels: requestModels }),
    );
    await expect(remove('Order')).rejects.toMatchObject({
      message: "Cannot delete model 'Order', is referenced in method response: //POST",
    });
    await client.send(new DeleteMethodCommand(method));
    expect((await remove('Order')).$metadata.httpStatusCode).toBe(202);
    await expect(remove('Order')).rejects.toMatchObject(noModel('Order'));
  });

  it('has a template to begin with', async () => {
    const properties = {
      id: { type: 'string' },
      lines: { type: 'array', items: { properties: { pieces: { type: 'integer' } } } },
      paid: { type: 'boolean' },
    };
    await create({ schema: JSON.stringify({ type: 'object', properties }) });
    const template = async (modelName: string) =>
      (await client.send(new GetModelTemplateCommand({ restApiId, modelName }))).value;

    expect(await template('Order')).toBe(
      "#set($inputRoot = $input.path('$'))\n" +
        '{\n  "id" : "foo",\n  "lines" : [\n    {\n      "pieces" : 42\n    }\n  ],\n  "paid" : true\n}',
    );
    expect(await template('Empty')).toBe("#set($inputRoot = $input.path('$'))\n{ }");
  });
});

describe('a request validator', () => {
  const create = (name: string) => client.send(new CreateRequestValidatorCommand({ restApiId, name }));
  const update = (requestValidatorId: string | undefined, ...patchOperations: PatchOperation[]) =>
    client.send(new UpdateRequestValidatorCommand({ restApiId, requestValidatorId, patchOperations }));

  it('is made, changed, told and gone', async () => {
    const { id: requestValidatorId, ...made } = await create('body');
    expect(made).toMatchObject({
      name: 'body',
      validateRequestBody: false,
      validateRequestParameters: false,
    });

    const changed = await update(
      requestValidatorId,
      { op: 'replace', path: '/validateRequestBody', value: 'true' },
      { op: 'replace', path: '/name', value: 'all' },
    );
    expect(changed).toMatchObject({ name: 'all', validateRequestBody: true });
    expect(
      await client.send(new GetRequestValidatorCommand({ restApiId, requestValidatorId })),
    ).toMatchObject({ name: 'all' });
    const { items } = await client.send(new GetRequestValidatorsCommand({ restApiId }));
    expect(items).toHaveLength(1);
    expect(await update(requestValidatorId, { op: 'replace', path: '/validateRequestBody' })).toMatchObject({
      validateRequestBody: false,
    });
    await client.send(new DeleteRequestValidatorCommand({ restApiId, requestValidatorId }));
    await expect(update(requestValidatorId)).rejects.toMatchObject(NO_VALIDATOR);
  });

  it('is refused where it may not be so, or is not there', async () => {
    const { id } = await create('body');

    await expect(create(' ')).rejects.toMatchObject(badRequest('Request Validator name cannot be blank'));
    await expect(create('body')).rejects.toMatchObject(badRequest('Request Validator name must be unique'));
    await expect(
      client.send(new CreateRequestValidatorCommand({ restApiId: 'nobody', name: 'body' })),
    ).rejects.toMatchObject(badRequest('Invalid REST API identifier specified'));
    await expect(client.send(new GetRequestValidatorsCommand({ restApiId: 'nobody' }))).rejects.toMatchObject(
      noApi,
    );
    await expect(
      client.send(new GetRequestValidatorCommand({ restApiId: 'nobody', requestValidatorId: id })),
    ).rejects.toMatchObject(NO_VALIDATOR);
    await expect(update(id, { op: 'replace', path: '/name' })).rejects.toMatchObject(
      badRequest('Request Validator name cannot be blank'),
    );
    await expect(update(id, { op: 'replace', path: '/x', value: '' })).rejects.toMatchObject(
      badRequest(
        "Invalid patch path  '/x' specified for op 'replace'. Must be one of: [/name, /validateRequestParameters, /validateRequestBody]",
      ),
    );
  });

  it('stays while a method needs it', async () => {
    const { id: requestValidatorId } = await create('body');
    const method = { restApiId, resourceId, httpMethod: 'POST', authorizationType: 'NONE' };
    await client.send(new PutMethodCommand({ ...method, requestValidatorId }));

    await expect(
      client.send(new DeleteRequestValidatorCommand({ restApiId, requestValidatorId })),
    ).rejects.toMatchObject({
      name: 'ConflictException',
      message: "Cannot delete Request Validator 'body', is referenced in method: POST//",
    });
  });
});

describe('a gateway response', () => {
  const get = (responseType: 'MISSING_AUTHENTICATION_TOKEN' | 'DEFAULT_4XX' | 'THROTTLED') =>
    client.send(new GetGatewayResponseCommand({ restApiId, responseType }));
  const update = (...patchOperations: PatchOperation[]) =>
    client.send(new UpdateGatewayResponseCommand({ restApiId, responseType: 'THROTTLED', patchOperations }));
  const byDefault = {
    defaultResponse: true,
    responseParameters: {},
    responseTemplates: { [JSON_TYPE]: '{"message":$context.error.messageString}' },
  };

  it('is AWS’s own until it is put, and again when it is deleted', async () => {
    const responseType = 'MISSING_AUTHENTICATION_TOKEN';
    const responseTemplates = { [JSON_TYPE]: '{"error": "no"}' };
    expect(await get(responseType)).toMatchObject({ ...byDefault, responseType, statusCode: '403' });

    const put = await client.send(
      new PutGatewayResponseCommand({ restApiId, responseType, statusCode: '404', responseTemplates }),
    );

    const told = { responseType, statusCode: '404', responseTemplates, defaultResponse: false };
    expect(put).toMatchObject(told);
    expect(await get(responseType)).toMatchObject(told);
    await client.send(new DeleteGatewayResponseCommand({ restApiId, responseType }));
    expect(await get(responseType)).toMatchObject({ ...byDefault, statusCode: '403' });
    await expect(
      client.send(new DeleteGatewayResponseCommand({ restApiId, responseType })),
    ).rejects.toMatchObject({
      name: 'NotFoundException',
      message: 'Gateway response type not defined on api',
    });
  });

  it('is what its DEFAULT type says, where it says nothing itself', async () => {
    const responseParameters = { 'gatewayresponse.header.Access-Control-Allow-Origin': "'*'" };
    await client.send(
      new PutGatewayResponseCommand({ restApiId, responseType: 'DEFAULT_4XX', responseParameters }),
    );

    const { items = [] } = await client.send(new GetGatewayResponsesCommand({ restApiId }));

    expect(items).toHaveLength(21);
    expect(items.find(({ responseType }) => responseType === 'THROTTLED')).toEqual({
      ...byDefault,
      responseType: 'THROTTLED',
      statusCode: '429',
      responseParameters,
    });
    expect(items.find(({ responseType }) => responseType === 'INTEGRATION_TIMEOUT')).toEqual({
      ...byDefault,
      responseType: 'INTEGRATION_TIMEOUT',
      statusCode: '504',
    });
  });

  it('is put by a patch', async () => {
    const changed = await update(
      { op: 'replace', path: '/statusCode', value: '444' },
      { op: 'add', path: '/responseTemplates/text~1xml', value: '<no/>' },
      { op: 'add', path: '/responseParameters/gatewayresponse.header.a', value: "'b'" },
    );

    expect(changed).toMatchObject({
      defaultResponse: false,
      statusCode: '444',
      responseTemplates: { ...byDefault.responseTemplates, 'text/xml': '<no/>' },
      responseParameters: { 'gatewayresponse.header.a': "'b'" },
    });
  });

  it.each<[PatchOperation, object]>([
    [{ op: 'add', path: '/statusCode', value: '1' }, badRequest('Invalid patch path /statusCode')],
    [{ op: 'replace' }, badRequest('Invalid patch path null')],
    [
      { op: 'replace', path: '/responseParameters/gatewayresponse.header.a', value: "'b'" },
      { name: 'NotFoundException', message: 'Invalid parameter name specified' },
    ],
    [
      { op: 'replace', path: '/responseTemplates/application~1json' },
      badRequest('Invalid null or empty value in responseTemplates'),
    ],
    [{ op: 'replace', path: '/statusCode', value: '700' }, badRequest('Invalid status code specified: 700')],
  ])('refuses the patch %o', async (operation, error) => {
    await expect(update(operation)).rejects.toMatchObject(error);
  });

  it('has a type that there is, of an API that there is', async () => {
    const other = { restApiId, responseType: 'OTHER' as 'THROTTLED' };
    await expect(client.send(new GetGatewayResponseCommand(other))).rejects.toMatchObject({
      name: 'ValidationException',
      message: expect.stringContaining(
        "Value 'OTHER' at 'responseType' failed to satisfy constraint: Member must satisfy enum value set: [REQUEST_TOO_LARGE,",
      ),
    });
    await expect(client.send(new GetGatewayResponsesCommand({ restApiId: 'nobody' }))).rejects.toMatchObject(
      noApi,
    );
  });
});
