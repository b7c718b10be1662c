/** What a stage answers without a function: mocks, refusals, their wording, throttling, metrics. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestSandbox, type TestSandbox } from '../../../../support/sandbox.js';
import { ask, deployApi, mock, type Routes, type TestApi } from './apis.js';

const MINUTE = 60_000;

let sandbox: TestSandbox;
beforeAll(async () => {
  sandbox = await startTestSandbox(undefined, { stillClock: true });
});
afterAll(() => sandbox.close());

function make(routes: Routes, options: Partial<Parameters<typeof deployApi>[1]> = {}): Promise<TestApi> {
  return deployApi(sandbox, { routes, ...options });
}

describe('a mock', () => {
  it('answers a preflight as it was told', async () => {
    const api = await make({
      '/orders': {
        OPTIONS: mock({
          methodResponses: {
            204: {
              responseParameters: {
                'method.response.header.Access-Control-Allow-Origin': true,
                'method.response.header.X-Request': true,
              },
            },
          },
          methodIntegration: {
            type: 'MOCK',
            requestTemplates: { 'application/json': '{"statusCode": 204}' },
            integrationResponses: {
              204: {
                responseParameters: {
                  'method.response.header.Access-Control-Allow-Origin': "'*'",
                  'method.response.header.X-Request': 'context.requestId',
                },
              },
            },
          },
        }),
      },
    });

    const answer = await ask(`${api.url}/orders`, { method: 'OPTIONS' });

    expect(answer.status).toBe(204);
    expect(answer.headers.get('access-control-allow-origin')).toBe('*');
    expect(answer.headers.get('x-request')).toBe(answer.headers.get('x-amzn-requestid'));
  });

  it('chooses its answer by the status that its template asks for', async () => {
    const api = await make(
      {
        '/{id}': {
          GET: mock({
            methodResponses: { 200: {}, 404: {} },
            methodIntegration: {
              type: 'MOCK',
              requestTemplates: { 'application/json': '{"statusCode": $stageVariables.status}' },
              integrationResponses: {
                200: { responseTemplates: { 'application/json': 'fine' } },
                404: {
                  selectionPattern: '4\\d\\d',
                  responseTemplates: { 'text/plain': 'no $context.resourcePath' },
                },
              },
            },
          }),
        },
      },
      { variables: { status: '404' } },
    );

    const answer = await ask(`${api.url}/1`);

    expect([answer.status, answer.text]).toEqual([404, 'no /{id}']);
    expect(answer.headers.get('content-type')).toBe('text/plain');
  });

  it.each([
    ['a template in VTL', '#set($x = 1){"statusCode": 200}'],
    ['a method of VTL', '{"statusCode": $util.parseJson("200")}'],
    ['no status', '{"status": 200}'],
    ['no JSON', 'statusCode: 200'],
  ])('is 500 with %s, and the log tells why', async (_, template) => {
    const { methodIntegration, ...method } = mock();
    const api = await make({
      '/': {
        GET: {
          ...method,
          methodIntegration: { ...methodIntegration, requestTemplates: { 'application/json': template } },
        },
      },
    });
    const before = sandbox.log.length;

    const answer = await ask(api.url);

    expect(answer.status).toBe(500);
    expect(sandbox.log.slice(before).join()).toMatch(/Velocity Template Language|Unable to parse statusCode/);
  });

  it('takes only the types that it has templates for, where it is strict', async () => {
    const { methodIntegration, ...method } = mock();
    const api = await make({
      '/': { POST: { ...method, methodIntegration: { ...methodIntegration, passthroughBehavior: 'NEVER' } } },
    });

    const [json, text] = await Promise.all(
      ['application/json; charset=utf-8', 'text/plain'].map((type) =>
        ask(api.url, { method: 'POST', headers: { 'content-type': type }, body: '1' }),
      ),
    );

    expect(json?.status).toBe(200);
    expect([text?.status, text?.text]).toEqual([415, '{"message":"Unsupported Media Type"}']);
  });
});

describe('a request is validated', () => {
  let api: TestApi;
  beforeAll(async () => {
    api = await make(
      {
        '/orders': {
          GET: mock({
            requestValidatorId: 'all',
            requestParameters: {
              'method.request.querystring.customer_id': true,
              'method.request.header.X-Shop': true,
              'method.request.multivaluequerystring.status': true,
              'method.request.querystring.limit': false,
            },
          }),
          POST: mock({ requestValidatorId: 'all', requestModels: { 'application/json': 'Order' } }),
        },
      },
      {
        models: {
          Line: { type: 'object', required: ['product'], properties: { product: { type: 'string' } } },
          Order: {
            type: 'object',
            required: ['lines'],
            properties: { lines: { type: 'array', items: { $ref: '#/definitions/line' } } },
            definitions: { line: { type: 'object', required: ['product'] } },
          },
        },
      },
    );
  });

  it.each([
    ['/orders', 'Missing required request parameters: [X-Shop, customer_id, status]'],
    ['/orders?customer_id=', 'Missing required request parameters: [X-Shop, customer_id, status]'],
    ['/orders?customer_id=1&status=a&status=b', 'Missing required request parameters: [X-Shop]'],
  ])('for its parameters: %s', async (path, message) => {
    const answer = await ask(`${api.url}${path}`);

    expect([answer.status, answer.text]).toEqual([400, JSON.stringify({ message })]);
    expect(answer.headers.get('x-amzn-errortype')).toBe('BadRequestException');
  });

  it('and let through with all of them', async () => {
    const answer = await ask(`${api.url}/orders?customer_id=1&status=a`, { headers: { 'x-shop': 'a' } });
    expect(answer.status).toBe(200);
  });

  it.each([
    ['', 400],
    ['{', 400],
    ['[]', 400],
    ['{"lines":[{}]}', 400],
    ['{"lines":[{"product":"Laptop"}]}', 200],
  ])('for its body: %j is %d', async (body, status) => {
    const headers = { 'content-type': 'application/json' };
    const answer = await ask(`${api.url}/orders`, { method: 'POST', headers, body });

    expect(answer.status).toBe(status);
    if (status === 400) expect(answer.text).toBe('{"message":"Invalid request body"}');
  });

  it('for a second at most: a pattern that does not end is the fault of the API', async () => {
    const hopeless = await make(
      { '/': { POST: mock({ requestValidatorId: 'all', requestModels: { 'application/json': 'Name' } }) } },
      { models: { Name: { type: 'string', pattern: '^(a+)+$' } } },
    );
    const send = (name: string) =>
      ask(hopeless.url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(name),
      });

    const stopped = await send(`${'a'.repeat(60)}!`);
    const next = await send('aaa');

    expect([stopped.status, next.status]).toEqual([500, 200]);
  });

  it('by no model with words that draft 4 does not know', async () => {
    const made = make({ '/': { GET: mock() } }, { models: { Order: { properties: { a: { const: 1 } } } } });

    await expect(made).rejects.toMatchObject({
      name: 'BadRequestException',
      message: expect.stringContaining('Unsupported keyword(s): ["const"]'),
    });
  });

  it('not for a body of a type without a model', async () => {
    const headers = { 'content-type': 'text/plain' };
    const { methodIntegration } = mock();
    const text = await make({
      '/': {
        POST: mock({
          requestValidatorId: 'all',
          requestModels: { 'application/json': 'Error' },
          methodIntegration: {
            ...methodIntegration,
            requestTemplates: { 'text/plain': '{"statusCode": 200}' },
          },
        }),
      },
    });

    expect((await ask(text.url, { method: 'POST', headers, body: 'no JSON' })).status).toBe(200);
  });

  it('and mapped by no type that every object knows', async () => {
    const { methodIntegration } = mock();
    const strange = await make({
      '/': {
        POST: mock({
          requestValidatorId: 'all',
          requestModels: { 'application/json': 'Error' },
          methodIntegration: { ...methodIntegration, passthroughBehavior: 'WHEN_NO_MATCH' },
        }),
      },
    });

    const answers = await Promise.all(
      ['constructor', '__proto__', 'valueof'].map((type) =>
        ask(strange.url, { method: 'POST', headers: { 'content-type': type }, body: '{"statusCode": 200}' }),
      ),
    );

    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
  });
});

describe('gateway responses', () => {
  it('word what API Gateway answers itself', async () => {
    const api = await make(
      {
        '/': {
          GET: mock({
            requestValidatorId: 'all',
            requestParameters: { 'method.request.querystring.a': true },
          }),
        },
      },
      {
        gatewayResponses: [
          {
            responseType: 'MISSING_AUTHENTICATION_TOKEN',
            statusCode: '404',
            responseTemplates: {
              'application/json':
                '{"error":$context.error.messageString,"type":"$context.error.responseType"}',
            },
          },
          {
            responseType: 'DEFAULT_4XX',
            responseParameters: {
              'gatewayresponse.header.Access-Control-Allow-Origin': "'*'",
              'gatewayresponse.header.X-Asked': 'method.request.header.X-Ask',
            },
          },
        ],
      },
    );

    const missing = await ask(`${api.url}/nothing`);
    const invalid = await ask(api.url, { headers: { 'x-ask': 'me' } });

    expect([missing.status, missing.text]).toEqual([
      404,
      '{"error":"Missing Authentication Token","type":"MISSING_AUTHENTICATION_TOKEN"}',
    ]);
    expect([invalid.status, invalid.text]).toEqual([
      400,
      '{"message":"Missing required request parameters: [a]"}',
    ]);
    expect(invalid.headers.get('access-control-allow-origin')).toBe('*');
    expect(invalid.headers.get('x-asked')).toBe('me');
  });
});

describe('throttling', () => {
  it('is by virtual time, for all methods together and for single ones', async () => {
    const api = await make(
      { '/a': { GET: mock() }, '/b': { GET: mock() } },
      {
        settings: {
          '/*/*/throttling/rateLimit': '1',
          '/*/*/throttling/burstLimit': '2',
          '/~1b/GET/throttling/rateLimit': '1',
          '/~1b/GET/throttling/burstLimit': '1',
        },
      },
    );
    const statuses = async (...paths: string[]): Promise<number[]> => {
      const found: number[] = [];
      for (const path of paths) found.push((await ask(`${api.url}${path}`)).status);
      return found;
    };

    const first = await statuses('/a', '/a', '/a', '/b', '/b');
    const throttled = await ask(`${api.url}/a`);
    await sandbox.advance(1000);
    const later = await statuses('/a', '/a', '/b', '/b');

    expect(first).toEqual([200, 200, 429, 200, 429]);
    expect(throttled.text).toBe('{"message":"Too Many Requests"}');
    expect(throttled.headers.get('x-amzn-errortype')).toBe('TooManyRequestsException');
    expect(later).toEqual([200, 429, 200, 429]);
  });
});

it('requests are counted', async () => {
  const api = await make({ '/': { GET: mock() } }, { settings: { '/*/*/metrics/enabled': 'true' } });
  const { account, region } = sandbox.connection;
  const start = sandbox.server.clock.now();
  const sum = (name: string, ...dimensions: (readonly [Name: string, Value: string])[]) =>
    sandbox.server.metrics
      .statistics(
        {
          account,
          region,
          namespace: 'AWS/ApiGateway',
          name,
          dimensions: dimensions.map(([Name, Value]) => ({ Name, Value })),
        },
        { start, end: start + MINUTE, period: MINUTE },
      )
      .reduce((total, { samples }) => total + samples.sum, 0);

  for (const path of ['', '', '/nothing']) await ask(`${api.url}${path}`);

  const ofApi = ['ApiName', api.name] as const;
  const ofStage = ['Stage', 'dev'] as const;
  expect(sum('Count', ofApi)).toBe(3);
  expect(sum('Count', ofApi, ofStage)).toBe(3);
  expect(sum('4XXError', ofApi, ofStage)).toBe(1);
  expect(sum('5XXError', ofApi, ofStage)).toBe(0);
  expect(sum('Count', ofApi, ofStage, ['Method', 'GET'], ['Resource', '/'])).toBe(2);
});
