import { afterAll, beforeAll, expect, it } from 'vitest';
import { type BuiltSandbox, openSandbox } from './referees.js';

let sandbox: BuiltSandbox;

beforeAll(async () => {
  sandbox = await openSandbox();
});
afterAll(() => sandbox.close());

const apigateway = (operation: string, options: Readonly<Record<string, string>>) =>
  sandbox.aws(
    'apigateway',
    operation,
    ...Object.entries(options).flatMap(([name, value]) => [`--${name}`, value]),
  );

it('the AWS CLI builds a REST API, calls it and takes it down', async () => {
  const made = await apigateway('create-rest-api', {
    name: 'second',
    'endpoint-configuration': 'types=REGIONAL',
    tags: 'course=lab',
  });
  const api = { 'rest-api-id': String(made.id) };
  const resource = await apigateway('create-resource', {
    ...api,
    'parent-id': String(made.rootResourceId),
    'path-part': 'hello',
  });
  const method = { ...api, 'resource-id': String(resource.id), 'http-method': 'GET' };
  await apigateway('put-method', {
    ...method,
    'authorization-type': 'NONE',
    'request-parameters': 'method.request.querystring.name=false',
  });
  await apigateway('put-integration', {
    ...method,
    type: 'MOCK',
    'request-templates': JSON.stringify({ 'application/json': '{"statusCode": 200}' }),
  });
  await apigateway('put-method-response', {
    ...method,
    'status-code': '200',
    'response-models': 'application/json=Empty',
  });
  await apigateway('put-integration-response', {
    ...method,
    'status-code': '200',
    'response-templates': JSON.stringify({ 'application/json': '{"hello": "world"}' }),
  });
  const patched = await apigateway('update-method', {
    ...method,
    'patch-operations': 'op=replace,path=/operationName,value=Hello',
  });
  await apigateway('create-deployment', { ...api, 'stage-name': 'dev' });
  const stage = await apigateway('update-stage', {
    ...api,
    'stage-name': 'dev',
    'patch-operations': 'op=replace,path=/*/*/throttling/rateLimit,value=10',
  });

  const answer = await fetch(`${sandbox.endpoint}/execute-api/${api['rest-api-id']}/dev/hello`);

  expect(patched).toMatchObject({ operationName: 'Hello', methodIntegration: { type: 'MOCK' } });
  expect(stage).toMatchObject({ methodSettings: { '*/*': { throttlingRateLimit: 10 } } });
  expect(answer.status).toBe(200);
  expect(await answer.json()).toEqual({ hello: 'world' });
  await expect(
    apigateway('create-resource', {
      ...api,
      'parent-id': String(made.rootResourceId),
      'path-part': 'hello',
    }),
  ).rejects.toThrow(
    'An error occurred (ConflictException) when calling the CreateResource operation: Another resource with the same parent already has this name: hello',
  );
  await apigateway('delete-rest-api', api);
  await expect(apigateway('get-rest-api', api)).rejects.toThrow('(NotFoundException)');
});
