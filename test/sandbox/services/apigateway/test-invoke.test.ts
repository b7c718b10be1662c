import {
  APIGatewayClient,
  CreateModelCommand,
  CreateRequestValidatorCommand,
  PutIntegrationCommand,
  PutMethodCommand,
  TestInvokeMethodCommand,
  type TestInvokeMethodCommandInput,
  type TestInvokeMethodCommandOutput,
} from '@aws-sdk/client-api-gateway';
import { AddPermissionCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestSandbox, type TestSandbox } from '../../../support/sandbox.js';
import { createTestFunction, createTestRole } from '../lambda/functions.js';
import { addMockMethod, addResource, type MadeApi, makeApi } from './deployable.js';

const ECHO = `export const handler = async (event) => ({
  statusCode: 201,
  headers: { 'X-Kind': 'echo' },
  multiValueHeaders: { 'Set-Cookie': ['a=1', 'b=2'] },
  body: JSON.stringify(event),
});`;
const STAMP = '\\w{3} \\w{3} \\d\\d \\d\\d:\\d\\d:\\d\\d UTC \\d{4}';

let sandbox: TestSandbox;
let client: APIGatewayClient;
let api: MadeApi;
let orderId: string;

beforeAll(async () => {
  sandbox = await startTestSandbox();
  client = sandbox.client(APIGatewayClient);
  api = await makeApi(client);
  orderId = await addResource(client, api, '{order_id}', await addResource(client, api, 'orders'));
  await addMockMethod(client, api, orderId, 'OPTIONS');
  const Role = await createTestRole(sandbox, 'echo', []);
  const { FunctionArn } = await createTestFunction(sandbox, ECHO, { FunctionName: 'echo', Role });
  await addFunctionMethod('GET', FunctionArn);
  await addFunctionMethod('PUT', FunctionArn);
  await sandbox.client(LambdaClient).send(
    new AddPermissionCommand({
      FunctionName: 'echo',
      StatementId: 'get',
      Action: 'lambda:InvokeFunction',
      Principal: 'apigateway.amazonaws.com',
      SourceArn: `arn:aws:execute-api:us-east-1:111122223333:${api.restApiId}/*/GET/orders/*`,
    }),
  );
});
afterAll(() => sandbox.close());

async function addFunctionMethod(httpMethod: string, functionArn = ''): Promise<void> {
  const name = { restApiId: api.restApiId, resourceId: orderId, httpMethod };
  await client.send(new PutMethodCommand({ ...name, authorizationType: 'NONE' }));
  await client.send(
    new PutIntegrationCommand({
      ...name,
      type: 'AWS_PROXY',
      integrationHttpMethod: 'POST',
      uri: `arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/${functionArn}/invocations`,
    }),
  );
}

function invoke(rest: Partial<TestInvokeMethodCommandInput>): Promise<TestInvokeMethodCommandOutput> {
  const name = { restApiId: api.restApiId, resourceId: orderId, httpMethod: 'OPTIONS' };
  return client.send(new TestInvokeMethodCommand({ ...name, ...rest }));
}

describe('a method that is tried', () => {
  it('answers as it is defined now, without any deployment, and tells what happened', async () => {
    const { status, body, headers, multiValueHeaders, latency, log } = await invoke({
      pathWithQueryString: '/orders/o-1?limit=5&tag=a&tag=b',
      headers: { Accept: 'application/json' },
    });

    expect({ status, body, headers, multiValueHeaders }).toEqual({
      status: 200,
      body: '{"method": "OPTIONS"}',
      headers: { 'Content-Type': 'application/json' },
      multiValueHeaders: { 'Content-Type': ['application/json'] },
    });
    expect(latency).toBeGreaterThanOrEqual(0);
    const [title, ...lines] = (log ?? '').trimEnd().split('\n');
    expect(title).toMatch(/^Execution log for request [0-9a-f-]{36}$/);
    expect(lines.every((line) => new RegExp(`^${STAMP} : `).test(line))).toBe(true);
    expect(lines.map((line) => line.replace(new RegExp(`^${STAMP} : `), ''))).toEqual([
      expect.stringMatching(/^Starting execution for request: [0-9a-f-]{36}$/),
      'HTTP Method: OPTIONS, Resource Path: /orders/{order_id}',
      'Method request path: {order_id=o-1}',
      'Method request query string: {limit=5, tag=a,b}',
      'Method request headers: {Accept=application/json}',
      'Method request body before transformations: ',
      'Method response body after transformations: {"method": "OPTIONS"}',
      'Method response headers: {Content-Type=application/json}',
      'Successfully completed execution',
      'Method completed with status: 200',
    ]);
  });

  it('calls its function with the event of a proxy', async () => {
    const answer = await invoke({
      httpMethod: 'GET',
      pathWithQueryString: '/orders/o-1?limit=5',
      headers: { 'X-One': 'a' },
      multiValueHeaders: { 'X-Two': ['b', 'c'] },
      stageVariables: { table: 'Orders' },
      body: 'über',
    });

    expect(answer).toMatchObject({
      status: 201,
      headers: {
        'X-Kind': 'echo',
        'Set-Cookie': 'b=2',
        'X-Amzn-Trace-Id': expect.stringMatching(/^Root=1-/),
      },
      multiValueHeaders: { 'Set-Cookie': ['a=1', 'b=2'] },
    });
    expect(JSON.parse(answer.body ?? '')).toMatchObject({
      resource: '/orders/{order_id}',
      path: '/orders/o-1',
      httpMethod: 'GET',
      multiValueHeaders: { 'X-One': ['a'], 'X-Two': ['b', 'c'] },
      queryStringParameters: { limit: '5' },
      pathParameters: { order_id: 'o-1' },
      stageVariables: { table: 'Orders' },
      requestContext: { stage: 'test-invoke-stage', resourcePath: '/orders/{order_id}', httpMethod: 'GET' },
      body: 'über',
    });
    expect(answer.log).toContain('Sending request to arn:aws:apigateway:');
    expect(answer.log).toContain(' [TRUNCATED]\n');
  });

  it('tells why it fails', async () => {
    const { status, body, log } = await invoke({ httpMethod: 'PUT' });

    expect({ status, body }).toEqual({ status: 500, body: '{"message":"Internal server error"}' });
    expect(log).toMatch(
      new RegExp(
        `: Execution failed due to configuration error: Invalid permissions on Lambda function\n${STAMP} : Method completed with status: 500\n$`,
      ),
    );
    expect(log).not.toContain('Successfully completed');
  });

  it('is validated', async () => {
    const { restApiId } = api;
    const schema = JSON.stringify({ type: 'object', required: ['customer_id'] });
    await client.send(
      new CreateModelCommand({ restApiId, name: 'Order', contentType: 'application/json', schema }),
    );
    const validator = await client.send(
      new CreateRequestValidatorCommand({ restApiId, name: 'body', validateRequestBody: true }),
    );
    await addMockMethod(client, api, orderId, 'POST', {
      requestModels: { 'application/json': 'Order' },
      requestValidatorId: validator.id,
    });

    expect(await invoke({ httpMethod: 'POST', body: '{}' })).toMatchObject({
      status: 400,
      body: '{"message":"Invalid request body"}',
      log: expect.stringContaining('Request body does not match model schema'),
    });
    expect(await invoke({ httpMethod: 'POST', body: '{"customer_id":"c"}' })).toMatchObject({ status: 200 });
  });

  it('may be any, and is then the one that is asked for', async () => {
    await addMockMethod(client, api, api.rootId, 'ANY');

    const { log } = await invoke({ resourceId: api.rootId, httpMethod: 'PATCH' });

    expect(log).toContain('HTTP Method: PATCH, Resource Path: /\n');
  });

  it.each<[string, Partial<TestInvokeMethodCommandInput>, string, string]>([
    [
      'a resource that is there',
      { resourceId: 'x1y2z3' },
      'NotFoundException',
      'Invalid Resource identifier specified',
    ],
    [
      'a method that is there',
      { httpMethod: 'DELETE' },
      'NotFoundException',
      'Invalid Method identifier specified',
    ],
    [
      'no certificate',
      { clientCertificateId: 'abc' },
      'BadRequestException',
      'The sandbox does not serve client certificates.',
    ],
  ])('needs %s', async (_, rest, name, message) => {
    await expect(invoke(rest)).rejects.toMatchObject({ name, message });
  });
});
