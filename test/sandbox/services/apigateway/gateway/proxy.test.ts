/** From HTTP to a function and back. */
import {
  DeleteFunctionConcurrencyCommand,
  LambdaClient,
  PutFunctionConcurrencyCommand,
} from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestSandbox, type TestSandbox } from '../../../../support/sandbox.js';
import { createTestFunction, createTestRole } from '../../lambda/functions.js';
import { allowApi, ask, askRaw, deployApi, proxyTo, type TestApi } from './apis.js';

/** Answers with what it got, or as the header x-answer says. */
const ECHO = `export const handler = async (event) => {
  const header = event.headers['x-answer'];
  if (header === undefined) return { statusCode: 200, body: JSON.stringify(event) };
  const answer = JSON.parse(Buffer.from(header, 'base64').toString());
  if (answer === 'throw') throw new Error('on purpose');
  if (answer === 'sleep') return await new Promise(() => setInterval(() => undefined, 1000));
  return answer;
};`;

// biome-ignore lint/suspicious/noTemplateCurlyInString: API Gateway's own placeholder.
const BY_VARIABLE = ':${stageVariables.fn}';

let sandbox: TestSandbox;
let functionArn: string;
let api: TestApi;

beforeAll(async () => {
  sandbox = await startTestSandbox();
  const Role = await createTestRole(sandbox, 'echo', ['logs:*']);
  const created = await createTestFunction(sandbox, ECHO, { FunctionName: 'echo', Role });
  functionArn = created.FunctionArn ?? '';
  api = await deployApi(sandbox, {
    routes: {
      '/': { ANY: proxyTo(functionArn) },
      '/orders': { GET: proxyTo(functionArn), POST: proxyTo(functionArn) },
      '/orders/{order_id}': { GET: proxyTo(functionArn) },
      '/files/{proxy+}': { ANY: proxyTo(functionArn) },
      '/late': { GET: proxyTo(functionArn, { timeoutInMillis: 50 }) },
      '/secured': { GET: proxyTo(functionArn, { authorizationType: 'AWS_IAM' }) },
      '/named': { GET: proxyTo(functionArn.replace(':echo', BY_VARIABLE)) },
      '/nowhere': { GET: proxyTo(functionArn.replace(':echo', ':nobody')) },
    },
    binaryMediaTypes: ['image/png'],
    variables: { fn: 'echo' },
  });
  await allowApi(sandbox, 'echo', api);
});
afterAll(() => sandbox.close());

/** Lets the function answer with that. */
function answering(answer: unknown): { headers: Record<string, string> } {
  return { headers: { 'x-answer': Buffer.from(JSON.stringify(answer)).toString('base64') } };
}

describe('the event', () => {
  it('tells all of the request', async () => {
    const answer = await ask(`${api.url}/orders/a%2Fb%20c?x=1&x=2&y=a+b`, {
      headers: { 'user-agent': 'test', accept: 'text/plain' },
    });

    expect(answer.status).toBe(200);
    const host = `127.0.0.1:${sandbox.connection.port}`;
    expect(JSON.parse(answer.text)).toEqual({
      resource: '/orders/{order_id}',
      path: '/orders/a%2Fb%20c',
      httpMethod: 'GET',
      headers: expect.objectContaining({
        host,
        'user-agent': 'test',
        accept: 'text/plain',
        'X-Amzn-Trace-Id': answer.headers.get('x-amzn-trace-id'),
        'X-Forwarded-For': '127.0.0.1',
        'X-Forwarded-Port': String(sandbox.connection.port),
        'X-Forwarded-Proto': 'http',
      }),
      multiValueHeaders: expect.objectContaining({ accept: ['text/plain'] }),
      queryStringParameters: { x: '2', y: 'a b' },
      multiValueQueryStringParameters: { x: ['1', '2'], y: ['a b'] },
      pathParameters: { order_id: 'a/b c' },
      stageVariables: { fn: 'echo' },
      requestContext: {
        accountId: sandbox.connection.account,
        apiId: api.id,
        deploymentId: expect.any(String),
        domainName: host,
        domainPrefix: api.id,
        extendedRequestId: answer.headers.get('x-amz-apigw-id'),
        httpMethod: 'GET',
        identity: expect.objectContaining({ sourceIp: '127.0.0.1', userAgent: 'test', userArn: null }),
        path: '/dev/orders/a%2Fb%20c',
        protocol: 'HTTP/1.1',
        requestId: answer.headers.get('x-amzn-requestid'),
        requestTime: expect.stringMatching(/^\d{2}\/[A-Z][a-z]{2}\/\d{4}:\d{2}:\d{2}:\d{2} \+0000$/),
        requestTimeEpoch: expect.any(Number),
        resourceId: expect.any(String),
        resourcePath: '/orders/{order_id}',
        stage: 'dev',
      },
      body: null,
      isBase64Encoded: false,
    });
  });

  it('is dated by virtual time', async () => {
    await sandbox.advance(3_600_000);
    const before = sandbox.server.clock.now();

    const { requestContext } = JSON.parse((await ask(`${api.url}/orders`)).text);

    expect(requestContext.requestTimeEpoch).toBeGreaterThanOrEqual(before);
  });

  it('has null for what is not there', async () => {
    const event = JSON.parse((await ask(api.url)).text);

    expect(event).toMatchObject({
      path: '/',
      resource: '/',
      queryStringParameters: null,
      multiValueQueryStringParameters: null,
      pathParameters: null,
      body: null,
    });
  });

  it('carries headers that come several times, and none of those between two hops', async () => {
    const answer = await askRaw(sandbox, api, '/orders', {
      headers: ['X-Tag: one', 'x-tag: two', 'TE: trailers', 'X-Forwarded-For: 10.0.0.1'],
    });

    const event = JSON.parse(answer.body);
    expect(event.headers['X-Tag']).toBe('two');
    expect(event.multiValueHeaders['X-Tag']).toEqual(['one', 'two']);
    expect(event.headers['X-Forwarded-For']).toBe('10.0.0.1, 127.0.0.1');
    expect(event.headers).not.toHaveProperty('TE');
    expect(event.headers).not.toHaveProperty('Connection');
  });

  it('carries a body of text as it is, and a binary one in base64', async () => {
    const text = await ask(`${api.url}/orders`, { method: 'POST', body: 'Grüße' });
    const binary = await ask(`${api.url}/orders`, {
      method: 'POST',
      headers: { 'content-type': 'image/PNG; q=1' },
      body: Uint8Array.of(0xff, 0xd8),
    });

    expect(JSON.parse(text.text)).toMatchObject({ body: 'Grüße', isBase64Encoded: false });
    expect(JSON.parse(binary.text)).toMatchObject({ body: '/9g=', isBase64Encoded: true });
  });

  it('carries a body that comes in chunks', async () => {
    const answer = await askRaw(sandbox, api, '/orders', {
      method: 'POST',
      headers: ['Transfer-Encoding: chunked'],
      body: '3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n',
    });

    expect(JSON.parse(answer.body).body).toBe('abcde');
  });
});

describe('the answer', () => {
  it('is the function’s', async () => {
    const answer = await ask(
      `${api.url}/orders`,
      answering({
        statusCode: '201',
        headers: { Location: '/orders/1', 'X-Number': 7, 'Set-Cookie': 'a=1' },
        multiValueHeaders: { 'Set-Cookie': ['a=1', 'b=2'] },
        body: 'made',
      }),
    );

    expect(answer.status).toBe(201);
    expect(answer.text).toBe('made');
    expect(answer.headers.get('location')).toBe('/orders/1');
    expect(answer.headers.get('x-number')).toBe('7');
    expect(answer.headers.getSetCookie()).toEqual(['a=1', 'b=2']);
    expect(answer.headers.get('content-type')).toBe('application/json');
  });

  it('goes under other names where API Gateway has its own', async () => {
    const answer = await ask(
      `${api.url}/orders`,
      answering({
        statusCode: 401,
        headers: { 'WWW-Authenticate': 'Basic', Server: 'mine', 'Transfer-Encoding': 'chunked' },
      }),
    );

    expect(answer.headers.get('x-amzn-remapped-www-authenticate')).toBe('Basic');
    expect(answer.headers.get('x-amzn-remapped-server')).toBe('mine');
    expect(answer.headers.get('www-authenticate')).toBeNull();
    expect(answer.headers.get('transfer-encoding')).toBeNull();
  });

  it('is 200 where it says nothing, and empty where HTTP has no body', async () => {
    const nothing = await ask(`${api.url}/orders`, answering({}));
    const noContent = await ask(`${api.url}/orders`, answering({ statusCode: 204, body: 'lost' }));

    expect([nothing.status, nothing.text]).toEqual([200, '']);
    expect([noContent.status, noContent.text]).toEqual([204, '']);
    expect(noContent.headers.has('content-length')).toBe(false);
  });

  it('is decoded only for a client that wants a binary type', async () => {
    const given = answering({ statusCode: 200, body: 'aGk=', isBase64Encoded: true });
    const wanted = await ask(`${api.url}/orders`, {
      headers: { ...given.headers, accept: 'image/png, */*' },
    });
    const unwanted = await ask(`${api.url}/orders`, { headers: { ...given.headers, accept: '*/*' } });

    expect([wanted.text, unwanted.text]).toEqual(['hi', 'aGk=']);
  });

  it.each([
    ['no object', 'text'],
    ['null', null],
    ['an unknown member', { statusCode: 200, cookies: [] }],
    ['a body that is no string', { statusCode: 200, body: { a: 1 } }],
    ['a status that is none', { statusCode: 'fine' }],
    ['a status out of range', { statusCode: 600 }],
    ['a status that ends nothing', { statusCode: 100 }],
    ['a header that is an object', { statusCode: 200, headers: { a: {} } }],
    ['a header that HTTP cannot carry', { statusCode: 200, headers: { a: 'b\r\nc: d' } }],
    ['a function that throws', 'throw'],
  ])('is 502 for %s', async (_, given) => {
    const answer = await ask(`${api.url}/orders`, answering(given));

    expect(answer.status).toBe(502);
    expect(answer.text).toBe('{"message":"Internal server error"}');
    expect(answer.headers.get('x-amzn-errortype')).toBe('InternalServerErrorException');
  });

  it('is 504 for a function that takes too long', async () => {
    const answer = await ask(`${api.url}/late`, answering('sleep'));

    expect(answer.status).toBe(504);
    expect(answer.text).toBe('{"message":"Endpoint request timed out"}');
  });
});

describe('what API Gateway answers itself', () => {
  it.each([
    ['/orders/1/2', 'GET'],
    ['/orders', 'DELETE'],
    ['/ORDERS', 'GET'],
    ['/secured', 'GET'],
  ])('is 403 for a method that is not there: %s %s', async (path, method) => {
    const answer = await ask(`${api.url}${path}`, { method });

    expect(answer.status).toBe(403);
    expect(answer.text).toBe('{"message":"Missing Authentication Token"}');
    expect(answer.headers.get('x-amzn-errortype')).toBe('MissingAuthenticationTokenException');
    expect(answer.headers.get('x-amzn-requestid')).toMatch(/^[\w-]{36}$/);
    expect(answer.headers.get('x-amz-apigw-id')).toMatch(/=$/);
  });

  it.each([
    '/execute-api/nobody/dev/orders',
    '/execute-api/API/Dev/orders',
    '/execute-api/API',
    '/execute-api/',
  ])('is 403 for an API or stage that is not there: %s', async (path) => {
    const answer = await ask(`${sandbox.connection.endpoint}${path.replace('API', api.id)}`);

    expect(answer.status).toBe(403);
    expect(answer.text).toBe('{"message":"Forbidden"}');
    expect(answer.headers.get('x-amzn-errortype')).toBe('ForbiddenException');
  });

  it('is 500 without a permission for just this method', async () => {
    const other = await deployApi(sandbox, {
      routes: {
        '/orders/{order_id}': {
          GET: proxyTo(functionArn),
          PUT: proxyTo(functionArn),
          ANY: proxyTo(functionArn),
        },
      },
    });
    await allowApi(sandbox, 'echo', other, '*/GET/orders/*');

    const [allowed, refused, any] = await Promise.all(
      ['GET', 'PUT', 'PATCH'].map((method) => ask(`${other.url}/orders/1`, { method })),
    );

    expect([allowed?.status, refused?.status, any?.status]).toEqual([200, 500, 500]);
    expect(refused?.text).toBe('{"message":"Internal server error"}');
    expect(sandbox.log.join()).toContain('Invalid permissions on Lambda function');
  });

  it('is 500 for a function that is not there', async () => {
    expect((await ask(`${api.url}/nowhere`)).status).toBe(500);
  });

  it('is 500 where Lambda throttles', async () => {
    const client = sandbox.client(LambdaClient);
    await client.send(
      new PutFunctionConcurrencyCommand({ FunctionName: 'echo', ReservedConcurrentExecutions: 0 }),
    );
    const answer = await ask(`${api.url}/orders`);
    await client.send(new DeleteFunctionConcurrencyCommand({ FunctionName: 'echo' }));

    expect(answer.status).toBe(500);
    expect(sandbox.log.at(-1)).toContain('TooManyRequestsException');
    expect((await ask(`${api.url}/orders`)).status).toBe(200);
  });

  it('finds a function by the stage’s variables', async () => {
    expect((await ask(`${api.url}/named`)).status).toBe(200);
  });

  it('is 413 beyond 10 MB, and beyond the 6 MB that Lambda takes', async () => {
    const post = (size: number) =>
      ask(`${api.url}/orders`, { method: 'POST', body: Buffer.alloc(size, 'a') });

    const answers = await Promise.all([post(10 * 1024 * 1024 + 1), post(7 * 1024 * 1024)]);

    expect(answers.map(({ status }) => status)).toEqual([413, 413]);
    expect(answers.map(({ text }) => text)).toEqual(Array(2).fill('{"message":"Request Too Long"}'));
  });

  it('is 431 for more than 10,240 bytes of headers', async () => {
    const answer = await ask(`${api.url}/orders`, { headers: { 'x-long': 'a'.repeat(10_300) } });

    expect(answer.status).toBe(431);
  });
});

it.each([
  '//orders//1',
  '/files/../orders',
  '/%',
  '/%zz',
  '/%ff%fe',
  '/a?%',
  '/?a=%e4',
  '/orders?=1&&',
  '/\u00e4',
])('gives an answer to an address like %j', async (rawPath) => {
  const answer = await askRaw(sandbox, api, rawPath);

  expect([200, 400, 403]).toContain(answer.status);
});
