import {
  APIGatewayClient,
  CreateRequestValidatorCommand,
  CreateRestApiCommand,
  DeleteIntegrationCommand,
  DeleteIntegrationResponseCommand,
  DeleteMethodCommand,
  DeleteMethodResponseCommand,
  GetIntegrationCommand,
  GetIntegrationResponseCommand,
  GetMethodCommand,
  GetMethodResponseCommand,
  type PatchOperation,
  PutIntegrationCommand,
  type PutIntegrationCommandInput,
  PutIntegrationResponseCommand,
  type PutIntegrationResponseCommandInput,
  PutMethodCommand,
  type PutMethodCommandInput,
  PutMethodResponseCommand,
  type PutMethodResponseCommandInput,
  UpdateIntegrationCommand,
  UpdateIntegrationResponseCommand,
  UpdateMethodCommand,
  UpdateMethodResponseCommand,
} from '@aws-sdk/client-api-gateway';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startTestSandbox, type TestSandbox } from '../../../support/sandbox.js';

const URI =
  'arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/arn:aws:lambda:us-east-1:111122223333:function:f/invocations';
const MAPPING = 'Invalid mapping expression specified: Validation Result: warnings : [], errors : ';
const NO_RESOURCE = { name: 'NotFoundException', message: 'Invalid Resource identifier specified' };
const NO_METHOD = { name: 'NotFoundException', message: 'Invalid Method identifier specified' };
const NO_INTEGRATION = { name: 'NotFoundException', message: 'Invalid Integration identifier specified' };
const NO_RESPONSE = { name: 'NotFoundException', message: 'Invalid Response status code specified' };
const NO_AUTHORIZER =
  'Invalid authorizer ID specified. Setting the authorization type to CUSTOM or COGNITO_USER_POOLS requires a valid authorizer.';

let sandbox: TestSandbox;
let client: APIGatewayClient;
let name: { restApiId: string; resourceId: string; httpMethod: string };

beforeAll(async () => {
  sandbox = await startTestSandbox();
  client = sandbox.client(APIGatewayClient);
});
afterAll(() => sandbox.close());
beforeEach(async () => {
  const { id = '', rootResourceId = '' } = await client.send(new CreateRestApiCommand({ name: 'methods' }));
  name = { restApiId: id, resourceId: rootResourceId, httpMethod: 'GET' };
});

const put = (rest: Partial<PutMethodCommandInput> = {}) =>
  client.send(new PutMethodCommand({ ...name, authorizationType: 'NONE', ...rest }));
const get = () => client.send(new GetMethodCommand(name));
const update = (...patchOperations: PatchOperation[]) =>
  client.send(new UpdateMethodCommand({ ...name, patchOperations }));
const badRequest = (message: string) => ({ name: 'BadRequestException', message });

describe('a method', () => {
  it('is made, told and gone', async () => {
    const requestParameters = {
      'method.request.querystring.customer_id': true,
      'method.request.header.If-Match': false,
    };
    const requestModels = { 'application/json': 'Empty' };

    const made = await put({ requestParameters, requestModels, operationName: 'ListOrders' });
    expect(made.$metadata.httpStatusCode).toBe(201);
    expect(await get()).toMatchObject({
      httpMethod: 'GET',
      authorizationType: 'NONE',
      apiKeyRequired: false,
      operationName: 'ListOrders',
      requestParameters,
      requestModels,
    });

    const { $metadata } = await client.send(new DeleteMethodCommand(name));
    expect($metadata.httpStatusCode).toBe(204);
    await expect(get()).rejects.toMatchObject(NO_METHOD);
    await expect(client.send(new DeleteMethodCommand(name))).rejects.toMatchObject(NO_METHOD);
  });

  it('is there once, and in no resource or API that there is not', async () => {
    await put();

    await expect(put()).rejects.toMatchObject({
      name: 'ConflictException',
      message: 'Method already exists for this resource',
    });
    await expect(put({ resourceId: 'nobody' })).rejects.toMatchObject(NO_RESOURCE);
    await expect(put({ restApiId: 'nobody' })).rejects.toMatchObject(NO_RESOURCE);
  });

  it('may be closed to everybody who is not signed', async () => {
    expect(await put({ authorizationType: 'AWS_IAM' })).toMatchObject({ authorizationType: 'AWS_IAM' });
  });

  it.each<[Partial<PutMethodCommandInput>, string]>([
    [
      { httpMethod: 'get' },
      'Invalid HttpMethod specified. Valid options are GET,PUT,POST,DELETE,PATCH,OPTIONS,HEAD,ANY',
    ],
    [{ authorizationType: 'CUSTOM' }, NO_AUTHORIZER],
    [{ authorizationType: 'COGNITO_USER_POOLS', authorizerId: 'a1b2c3' }, NO_AUTHORIZER],
    [
      { authorizationType: 'BASIC' },
      'Invalid authorization type specified. Valid options are NONE,AWS_IAM,CUSTOM,COGNITO_USER_POOLS',
    ],
    [{ apiKeyRequired: true }, 'The sandbox does not serve API keys (apiKeyRequired).'],
    [{ authorizationScopes: ['read'] }, 'The sandbox does not serve authorization scopes.'],
    [{ requestValidatorId: 'nobody' }, 'Invalid Request Validator identifier specified'],
    [{ requestModels: { 'application/json': 'Nobody' } }, 'Invalid model identifier specified: Nobody'],
    [
      { requestParameters: { 'method.request.cookie.a': true } },
      `${MAPPING}[Invalid mapping expression specified: method.request.cookie.a]`,
    ],
    [
      { requestParameters: { 'method.request.header.a': true, 'method.request.querystring.a': true } },
      'Parameter names must be unique across querystring, header and path',
    ],
  ])('is not made with %o', async (settings, message) => {
    await expect(put(settings)).rejects.toMatchObject(badRequest(message));
    await expect(get()).rejects.toMatchObject(NO_METHOD);
  });

  it('is changed by patches', async () => {
    const { restApiId } = name;
    const { id: validatorId = '' } = await client.send(
      new CreateRequestValidatorCommand({ restApiId, name: 'body', validateRequestBody: true }),
    );
    await put();

    const changed = await update(
      { op: 'replace', path: '/authorizationType', value: 'AWS_IAM' },
      { op: 'replace', path: '/operationName', value: 'Named' },
      { op: 'replace', path: '/requestValidatorId', value: validatorId },
      { op: 'replace', path: '/apiKeyRequired', value: 'whatever' },
      { op: 'add', path: '/requestParameters/method.request.querystring.limit', value: 'true' },
      { op: 'add', path: '/requestModels/application~1json', value: 'Empty' },
    );
    expect(changed).toMatchObject({
      authorizationType: 'AWS_IAM',
      operationName: 'Named',
      requestValidatorId: validatorId,
      apiKeyRequired: false,
      requestParameters: { 'method.request.querystring.limit': true },
      requestModels: { 'application/json': 'Empty' },
    });

    const back = await update(
      { op: 'replace', path: '/authorizationType', value: 'NONE' },
      { op: 'replace', path: '/authorizerId', value: 'passed over' },
      { op: 'replace', path: '/operationName', value: '' },
      { op: 'replace', path: '/requestValidatorId' },
      { op: 'remove', path: '/requestParameters/method.request.querystring.limit' },
      { op: 'remove', path: '/requestModels/application~1json' },
    );
    const { $metadata, ...method } = back;
    expect(method).toEqual({ httpMethod: 'GET', authorizationType: 'NONE', apiKeyRequired: false });
  });

  it.each<[PatchOperation, object]>([
    [
      { op: 'add', path: '/authorizationType', value: 'NONE' },
      badRequest('Invalid patch operation specified. Must be one of: [replace]'),
    ],
    [{ op: 'replace', path: '/httpMethod', value: 'PUT' }, badRequest('Invalid patch path /httpMethod')],
    [
      { op: 'add', path: '/requestModels/application/json', value: 'Empty' },
      badRequest('Invalid patch path /requestModels/application/json'),
    ],
    [
      { op: 'remove', path: '/requestParameters/method.request.header.none' },
      { name: 'NotFoundException', message: 'Invalid parameter name specified' },
    ],
    [
      { op: 'replace', path: '/requestModels/text~1xml', value: 'Empty' },
      { name: 'NotFoundException', message: 'Content-Type specified was not found' },
    ],
    [{ op: 'replace', path: '/authorizationType', value: 'CUSTOM' }, badRequest(NO_AUTHORIZER)],
    [
      { op: 'replace', path: '/requestValidatorId', value: 'nobody' },
      badRequest('Invalid Request Validator identifier specified'),
    ],
    [
      { op: 'replace', path: '/apiKeyRequired', value: 'true' },
      badRequest('The sandbox does not serve API keys (apiKeyRequired).'),
    ],
  ])('refuses the patch %o', async (operation, error) => {
    await put();

    await expect(update(operation)).rejects.toMatchObject(error);
  });
});

describe('a method response', () => {
  const putResponse = (rest: Partial<PutMethodResponseCommandInput> = {}) =>
    client.send(new PutMethodResponseCommand({ ...name, statusCode: '200', ...rest }));
  const response = { statusCode: '200' };

  beforeEach(() => put());

  it('is made, changed, told and gone', async () => {
    expect(await putResponse()).toMatchObject(response);
    const changed = await client.send(
      new UpdateMethodResponseCommand({
        ...name,
        ...response,
        patchOperations: [
          { op: 'add', path: '/responseParameters/method.response.header.Location', value: 'true' },
          { op: 'add', path: '/responseModels/application~1json', value: 'Empty' },
        ],
      }),
    );
    const told = {
      statusCode: '200',
      responseParameters: { 'method.response.header.Location': true },
      responseModels: { 'application/json': 'Empty' },
    };

    expect(changed).toMatchObject(told);
    expect(await client.send(new GetMethodResponseCommand({ ...name, ...response }))).toMatchObject(told);
    expect((await get()).methodResponses).toEqual({ 200: told });
    await client.send(new DeleteMethodResponseCommand({ ...name, ...response }));
    expect(await get()).not.toHaveProperty('methodResponses');
  });

  it('is refused where it may not be so', async () => {
    await putResponse();

    await expect(putResponse()).rejects.toMatchObject({
      name: 'ConflictException',
      message: 'Response already exists for this resource',
    });
    await expect(putResponse({ statusCode: '600' })).rejects.toMatchObject({
      name: 'ValidationException',
      message:
        "1 validation error detected: Value '600' at 'statusCode' failed to satisfy constraint: Member must satisfy " +
        'regular expression pattern: [1-5]\\d\\d',
    });
    await expect(
      putResponse({ statusCode: '201', responseModels: { 'application/json': 'Nobody' } }),
    ).rejects.toMatchObject(badRequest('Invalid model identifier specified: Nobody'));
    await expect(
      putResponse({ statusCode: '201', responseParameters: { Location: true } }),
    ).rejects.toMatchObject(badRequest(`${MAPPING}[Invalid mapping expression specified: Location]`));
    await expect(putResponse({ httpMethod: 'PUT' })).rejects.toMatchObject(NO_METHOD);
    for (const Command of [GetMethodResponseCommand, DeleteMethodResponseCommand]) {
      await expect(client.send(new Command({ ...name, statusCode: '404' }))).rejects.toMatchObject(
        NO_RESPONSE,
      );
    }
  });

  it.each([
    ['/wrong/a', badRequest('Invalid patch path /wrong/a')],
    [
      '/responseParameters/method.response.header.none',
      { name: 'NotFoundException', message: 'Invalid parameter name specified' },
    ],
    [
      '/responseModels/text~1xml',
      { name: 'NotFoundException', message: 'Content-Type specified was not found' },
    ],
  ])('refuses to have %s removed', async (path, error) => {
    await putResponse();
    const patchOperations: PatchOperation[] = [{ op: 'remove', path }];

    await expect(
      client.send(new UpdateMethodResponseCommand({ ...name, ...response, patchOperations })),
    ).rejects.toMatchObject(error);
  });
});

const integrate = (rest: Partial<PutIntegrationCommandInput> = {}) =>
  client.send(
    new PutIntegrationCommand({
      ...name,
      type: 'AWS_PROXY',
      integrationHttpMethod: 'POST',
      uri: URI,
      ...rest,
    }),
  );
const mock = (rest: Partial<PutIntegrationCommandInput> = {}) =>
  client.send(new PutIntegrationCommand({ ...name, type: 'MOCK', ...rest }));
const change = (...patchOperations: PatchOperation[]) =>
  client.send(new UpdateIntegrationCommand({ ...name, patchOperations }));

describe('an integration', () => {
  beforeEach(() => put());

  it('is a function, with AWS’s defaults', async () => {
    const made = await integrate();
    const told = {
      type: 'AWS_PROXY',
      httpMethod: 'POST',
      uri: URI,
      passthroughBehavior: 'WHEN_NO_MATCH',
      timeoutInMillis: 29_000,
      cacheNamespace: name.resourceId,
      cacheKeyParameters: [],
    };

    expect(made.$metadata.httpStatusCode).toBe(201);
    expect(made).toMatchObject(told);
    expect((await get()).methodIntegration).toEqual(told);
  });

  it('may name its function by a stage variable', async () => {
    const uri = URI.replace(':f/', `:\${stageVariables.name}/`);

    expect((await integrate({ uri })).uri).toBe(uri);
  });

  it('is a mock, which is changed and gone', async () => {
    await mock({ requestTemplates: { 'application/json': '{"statusCode": 204}' } });

    const changed = await change(
      { op: 'replace', path: '/timeoutInMillis', value: '50' },
      { op: 'replace', path: '/passthroughBehavior', value: 'NEVER' },
      { op: 'replace', path: '/contentHandling', value: 'CONVERT_TO_TEXT' },
      { op: 'replace', path: '/requestTemplates/application~1json', value: '{"statusCode": 200}' },
      { op: 'add', path: '/cacheKeyParameters/a' },
      { op: 'add', path: '/requestParameters/integration.request.header.a', value: "'b'" },
    );
    expect(changed).toMatchObject({
      type: 'MOCK',
      timeoutInMillis: 50,
      passthroughBehavior: 'NEVER',
      contentHandling: 'CONVERT_TO_TEXT',
      requestTemplates: { 'application/json': '{"statusCode": 200}' },
      requestParameters: { 'integration.request.header.a': "'b'" },
      cacheKeyParameters: ['a'],
    });
    expect(await client.send(new GetIntegrationCommand(name))).toMatchObject({ timeoutInMillis: 50 });
    await client.send(new DeleteIntegrationCommand(name));
    await expect(client.send(new GetIntegrationCommand(name))).rejects.toMatchObject(NO_INTEGRATION);
    await expect(client.send(new DeleteIntegrationCommand(name))).rejects.toMatchObject(NO_INTEGRATION);
  });

  it.each<[Partial<PutIntegrationCommandInput>, string]>([
    [{ integrationHttpMethod: undefined }, 'Enumeration value for HttpMethod must be non-empty'],
    [
      { integrationHttpMethod: 'GET' },
      'The sandbox does not serve GET for a Lambda function: it is invoked with POST.',
    ],
    [{ uri: 'https://example.com' }, 'Invalid ARN specified in the request'],
    [
      { uri: 'arn:aws:lambda:us-east-1:111122223333:function:f' },
      'AWS ARN for integration must contain path or action',
    ],
    [
      { uri: 'arn:aws:apigateway:us-east-1:sqs:path/111122223333/queue' },
      "Integrations of type 'AWS_PROXY' currently only supports Lambda function and Firehose stream invocations.",
    ],
    [{ timeoutInMillis: 49 }, 'Timeout should be between 50 ms and 29000 ms'],
    [{ timeoutInMillis: 29_001 }, 'Timeout should be between 50 ms and 29000 ms'],
    [
      { passthroughBehavior: 'ALWAYS' },
      'Invalid passthrough behavior specified. Valid options are WHEN_NO_MATCH,WHEN_NO_TEMPLATES,NEVER',
    ],
    [
      { requestParameters: { 'integration.request.header.a': 'method.request.header.b' } },
      `${MAPPING}[Invalid mapping expression parameter specified: method.request.header.b]`,
    ],
    [
      { requestParameters: { 'integration.request.header.a': 'true' } },
      `${MAPPING}[Invalid mapping expression specified: true]`,
    ],
    [
      { requestTemplates: { json: '{}' } },
      'Validation Result: warnings : [], errors : [Invalid content type specified: json]',
    ],
    [{ type: 'HTTP' }, 'The sandbox does not serve integrations of type HTTP: use AWS_PROXY or MOCK.'],
    [{ type: 'AWS' }, 'The sandbox does not serve integrations of type AWS: use AWS_PROXY or MOCK.'],
    [{ connectionType: 'VPC_LINK', connectionId: 'a1b2c3' }, 'The sandbox does not serve VPC links.'],
    [
      { credentials: 'arn:aws:iam::111122223333:role/r' },
      'The sandbox does not serve credentials of integrations: give the function a permission.',
    ],
    [
      { responseTransferMode: 'STREAM' },
      'The sandbox does not serve streamed answers (responseTransferMode STREAM).',
    ],
  ])('is not made with %o', async (settings, message) => {
    await expect(integrate(settings)).rejects.toMatchObject(badRequest(message));
  });

  it('is one of a method that there is, and of a type that there is', async () => {
    await expect(integrate({ httpMethod: 'PUT' })).rejects.toMatchObject(NO_METHOD);
    await expect(integrate({ resourceId: 'nobody' })).rejects.toMatchObject(NO_RESOURCE);
    await expect(integrate({ type: 'OTHER' as 'MOCK' })).rejects.toMatchObject({
      name: 'ValidationException',
      message:
        "1 validation error detected: Value 'OTHER' at 'putIntegrationInput.type' failed to satisfy constraint: " +
        'Member must satisfy enum value set: [HTTP, AWS, MOCK, HTTP_PROXY, AWS_PROXY]',
    });
  });

  it.each<[PatchOperation, object]>([
    [{ op: 'replace', path: '/uri', value: 'x' }, badRequest('Invalid ARN specified in the request')],
    [{ op: 'replace', path: '/type', value: 'MOCK' }, badRequest('Invalid patch path /type')],
    [
      { op: 'replace', path: '/timeoutInMillis', value: 'long' },
      badRequest('Timeout should be between 50 ms and 29000 ms'),
    ],
    [
      { op: 'replace', path: '/credentials', value: 'arn:aws:iam::111122223333:role/r' },
      badRequest('The sandbox does not serve credentials of integrations: give the function a permission.'),
    ],
    [
      { op: 'replace', path: '/contentHandling', value: 'x' },
      badRequest('Invalid ContentHandling specified. Valid options are CONVERT_TO_BINARY,CONVERT_TO_TEXT'),
    ],
  ])('refuses the patch %o', async (operation, error) => {
    await integrate();

    await expect(change(operation)).rejects.toMatchObject(error);
  });
});

describe('an integration response', () => {
  const putResponse = (rest: Partial<PutIntegrationResponseCommandInput> = {}) =>
    client.send(new PutIntegrationResponseCommand({ ...name, statusCode: '200', ...rest }));
  const response = { statusCode: '200' };
  const responseParameters = { 'method.response.header.Allow': "'GET'" };

  beforeEach(async () => {
    await put();
    await mock();
  });

  it('is made, overwritten, changed, told and gone', async () => {
    await client.send(
      new PutMethodResponseCommand({
        ...name,
        ...response,
        responseParameters: { 'method.response.header.Allow': false },
      }),
    );
    await putResponse({ selectionPattern: '5\\d\\d' });
    const made = await putResponse({ selectionPattern: '', responseParameters });
    expect(made).toMatchObject({ statusCode: '200', selectionPattern: '', responseParameters });

    const changed = await client.send(
      new UpdateIntegrationResponseCommand({
        ...name,
        ...response,
        patchOperations: [
          { op: 'replace', path: '/selectionPattern', value: '2..' },
          { op: 'add', path: '/responseTemplates/application~1json', value: '{}' },
          { op: 'remove', path: '/responseParameters/method.response.header.Allow' },
        ],
      }),
    );
    const told = {
      statusCode: '200',
      selectionPattern: '2..',
      responseTemplates: { 'application/json': '{}' },
    };
    expect(changed).toMatchObject(told);
    expect((await get()).methodIntegration?.integrationResponses).toEqual({ 200: told });
    await client.send(new DeleteIntegrationResponseCommand({ ...name, ...response }));
    expect((await get()).methodIntegration).not.toHaveProperty('integrationResponses');
  });

  it.each<[Partial<PutIntegrationResponseCommandInput>, string]>([
    [{ responseParameters }, `${MAPPING}[No method response exists for method.]`],
    [{ selectionPattern: '(' }, 'Invalid selection pattern specified'],
    [
      { responseTemplates: { 123: '' } },
      'Validation Result: warnings : [], errors : [Invalid content type specified: 123]',
    ],
  ])('is not made with %o', async (settings, message) => {
    await expect(putResponse(settings)).rejects.toMatchObject(badRequest(message));
  });

  it('tells only what its method response has', async () => {
    await client.send(new PutMethodResponseCommand({ ...name, ...response }));

    await expect(putResponse({ responseParameters })).rejects.toMatchObject(
      badRequest(`${MAPPING}[Invalid mapping expression parameter specified: method.response.header.Allow]`),
    );
  });

  it('is not found where it is not', async () => {
    const other = { ...name, httpMethod: 'PUT', ...response };

    for (const Command of [GetIntegrationResponseCommand, DeleteIntegrationResponseCommand]) {
      await expect(client.send(new Command({ ...name, ...response }))).rejects.toMatchObject(NO_RESPONSE);
    }
    await expect(client.send(new GetIntegrationResponseCommand(other))).rejects.toMatchObject(NO_METHOD);
    await expect(client.send(new DeleteIntegrationResponseCommand(other))).rejects.toMatchObject(
      NO_INTEGRATION,
    );
    await client.send(new DeleteIntegrationCommand(name));
    await expect(putResponse()).rejects.toMatchObject(NO_INTEGRATION);
  });
});
