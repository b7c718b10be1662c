import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Sources, startTestRuntime, type TestRuntime } from './running.js';

let test: TestRuntime;

beforeAll(() => {
  test = startTestRuntime();
});
afterAll(() => test.close());

const ESM = 'export const handler = async () => "esm"';
const COMMON_JS = 'exports.handler = async () => "cjs"';

describe('a handler', () => {
  it.each<[string, Sources, string, string]>([
    ['in a .mjs', { 'index.mjs': ESM }, 'index.handler', 'esm'],
    ['in a .cjs', { 'index.cjs': COMMON_JS }, 'index.handler', 'cjs'],
    ['in a .js without package.json', { 'index.js': COMMON_JS }, 'index.handler', 'cjs'],
    [
      'in a .js of a module',
      { 'index.js': ESM, 'package.json': '{"type":"module"}' },
      'index.handler',
      'esm',
    ],
    ['in a folder', { 'src/app/index.mjs': ESM }, 'src/app/index.handler', 'esm'],
    [
      'in an object',
      { 'index.mjs': 'export const api = { get: async () => "nested" }' },
      'index.api.get',
      'nested',
    ],
    [
      'of a default export',
      { 'index.mjs': 'export default { handler: async () => "default" }' },
      'index.handler',
      'default',
    ],
    [
      'that imports what lies beside it',
      {
        'index.mjs':
          'import { a } from "./lib/a.mjs"; import b from "b"; export const handler = async () => a + b;',
        'lib/a.mjs': 'export const a = 1',
        'node_modules/b/index.js': 'module.exports = "b"',
      },
      'index.handler',
      '1b',
    ],
  ])('%s is found', async (_name, sources, handler, expected) => {
    const { payload } = await test.invoke(test.deploy(sources, { handler }));

    expect(payload).toBe(expected);
  });

  it.each([
    ['nodejs24.x', '() => 1', 1],
    ['nodejs24.x', 'async () => undefined', null],
    ['nodejs24.x', 'async () => { await new Promise(() => 0); }', null],
    ['nodejs22.x', '() => 1', null],
    [
      'nodejs22.x',
      '(event, context, callback) => { setTimeout(() => callback(null, "called"), 1); }',
      'called',
    ],
    [
      'nodejs22.x',
      '(event, context, callback) => { callback(null, "waits"); setTimeout(() => 0, 20); }',
      'waits',
    ],
    ['nodejs22.x', '(event, context) => { context.succeed("legacy"); }', 'legacy'],
  ])('of %s may be %s', async (runtime, text, expected) => {
    const deployment = test.deploy(`export const handler = ${text};`, { runtime });

    const { payload, functionError } = await test.invoke(deployment);

    expect({ payload, functionError }).toEqual({ payload: expected, functionError: undefined });
  });

  it('may refuse by its callback', async () => {
    const refusing = test.deploy(
      'export const handler = (event, context, callback) => callback(new Error("no"));',
      {
        runtime: 'nodejs20.x',
      },
    );

    const { payload, functionError } = await test.invoke(refusing);

    expect(functionError).toBe('Unhandled');
    expect(payload).toMatchObject({ errorType: 'Error', errorMessage: 'no' });
  });
});

describe('what a handler is given', () => {
  it('is a context', async () => {
    const telling = test.deploy(
      `export const handler = async (event, context) => ({ ...context, left: context.getRemainingTimeInMillis(), traced: process.env._X_AMZN_TRACE_ID });`,
      { memorySize: 128 },
    );

    const { payload, requestId } = await test.invoke(telling);

    expect(payload).toEqual({
      awsRequestId: requestId,
      callbackWaitsForEmptyEventLoop: true,
      functionName: 'test-function',
      functionVersion: '$LATEST',
      invokedFunctionArn: 'arn:aws:lambda:us-east-1:111122223333:function:test-function',
      left: expect.toSatisfy((left: number) => left > 4000 && left <= 5000),
      logGroupName: '/aws/lambda/test-function',
      logStreamName: [...test.logs.keys()].at(-1),
      memoryLimitInMB: '128',
      traced: expect.stringMatching(/^Root=1-[0-9a-f]{8}-[0-9a-f]{24};Parent=[0-9a-f]{16};Sampled=0$/),
    });
    expect([...test.logs.keys()].at(-1)).toMatch(/^\d{4}\/\d\d\/\d\d\/\[\$LATEST\][0-9a-f]{32}$/);
  });

  it('is an environment that has nothing of ours', async () => {
    process.env.LEARNERS_SECRET = 'not for functions';
    const telling = test.deploy('export const handler = async () => process.env', {
      variables: { STAGE: 'dev', NODE_OPTIONS: '--no-warnings' },
    });

    const { payload } = await test.invoke(telling);

    expect(Object.keys(payload as object).sort()).toEqual([
      'AWS_ACCESS_KEY_ID',
      'AWS_DEFAULT_REGION',
      'AWS_EC2_METADATA_DISABLED',
      'AWS_ENDPOINT_URL',
      'AWS_EXECUTION_ENV',
      'AWS_LAMBDA_FUNCTION_MEMORY_SIZE',
      'AWS_LAMBDA_FUNCTION_NAME',
      'AWS_LAMBDA_FUNCTION_VERSION',
      'AWS_LAMBDA_INITIALIZATION_TYPE',
      'AWS_LAMBDA_LOG_FORMAT',
      'AWS_LAMBDA_LOG_GROUP_NAME',
      'AWS_LAMBDA_LOG_STREAM_NAME',
      'AWS_LAMBDA_RUNTIME_API',
      'AWS_REGION',
      'AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED',
      'AWS_SECRET_ACCESS_KEY',
      'AWS_SESSION_TOKEN',
      'HOME',
      'LAMBDA_RUNTIME_DIR',
      'LAMBDA_TASK_ROOT',
      'LANG',
      'NODE_OPTIONS',
      'PATH',
      'PWD',
      'STAGE',
      'TMPDIR',
      'TZ',
      '_HANDLER',
      '_X_AMZN_TRACE_ID',
    ]);
  });

  it('is a place for files of its own, which its end removes', async () => {
    const writing = test.deploy(
      `import { mkdtempSync, readdirSync, writeFileSync } from 'node:fs'; import { tmpdir } from 'node:os'; import { join } from 'node:path';
       export const handler = async () => { writeFileSync(join(mkdtempSync(join(tmpdir(), 'a-')), 'b'), 'c'); return [tmpdir(), readdirSync(tmpdir()).length]; };`,
    );

    const first = await test.invoke(writing);
    const second = await test.invoke(writing);

    expect(first.payload).toEqual([expect.stringContaining(test.folder), 1]);
    expect(second.payload).toEqual([(first.payload as string[])[0], 2]);
  });
});

describe('the log as JSON', () => {
  it('has objects for messages and for what the platform says, from a level on', async () => {
    const talking = test.deploy(
      `export const handler = async () => { console.debug("unseen"); console.log({ a: 1 }); console.warn("n", new TypeError("t")); throw new Error("e"); };`,
      {
        logging: { group: '/aws/lambda/x', format: 'JSON', applicationLevel: 'INFO', systemLevel: 'INFO' },
      },
    );

    const { logTail, requestId } = await test.invoke(talking);

    const lines = logTail
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines).toEqual([
      { time: expect.any(String), type: 'platform.start', record: { requestId, version: '$LATEST' } },
      { timestamp: expect.any(String), level: 'INFO', requestId, message: { a: 1 } },
      expect.objectContaining({
        level: 'WARN',
        message: expect.stringMatching(/^n TypeError: t/),
        errorType: 'TypeError',
      }),
      expect.objectContaining({ level: 'ERROR', message: expect.objectContaining({ errorMessage: 'e' }) }),
      expect.objectContaining({ type: 'platform.report' }),
    ]);
  });
});
