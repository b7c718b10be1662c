import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Deployment } from '../../../src/sandbox/functions/deployment.js';
import { startTestRuntime, type TestRuntime } from './running.js';

let test: TestRuntime;
/** Does what its event says, a function's body. */
let obedient: Deployment;

beforeAll(() => {
  test = startTestRuntime();
  obedient = test.deploy('export const handler = async (body) => (async () => 0).constructor(body)();');
});
afterAll(() => test.close());

/** A handler with this body. */
const handler = (body: string): string => `export const handler = async (event, context) => { ${body} };`;

describe('what a function does wrong', () => {
  it('is told as the runtime of Lambda tells it, and the process goes on', async () => {
    const thrower = test.deploy(
      `let calls = 0; ${handler('calls += 1; if (calls > 1) return calls; throw Object.assign(new RangeError("too much"), { code: 7 });')}`,
    );

    const { payload, functionError, logTail, requestId } = await test.invoke(thrower);

    expect(functionError).toBe('Unhandled');
    expect(payload).toEqual({
      errorType: 'RangeError',
      errorMessage: 'too much',
      trace: expect.arrayContaining(['RangeError: too much']),
    });
    expect(logTail).toMatch(
      new RegExp(
        `Z\t${requestId}\tERROR\tInvoke Error \t\\{"errorType":"RangeError","errorMessage":"too much","code":7,`,
      ),
    );
    expect((await test.invoke(thrower)).payload).toBe(2);
  });

  it.each([
    ['throw "words"', { errorType: 'string', errorMessage: 'words', trace: [] }],
    ['throw undefined', { errorType: 'undefined', errorMessage: 'undefined', trace: [] }],
    [
      'const a = {}; a.a = a; return a',
      { errorType: 'Runtime.JSONStringifyError', errorMessage: 'Unable to stringify response body' },
    ],
    [
      'return 10n',
      { errorType: 'Runtime.JSONStringifyError', errorMessage: 'Unable to stringify response body' },
    ],
    [
      'Promise.reject(new Error("left alone")); await new Promise((resolve) => setTimeout(resolve, 1000))',
      { errorType: 'Runtime.UnhandledPromiseRejection', errorMessage: 'Error: left alone' },
    ],
    [
      'setTimeout(() => { throw new TypeError("later"); }); await new Promise((resolve) => setTimeout(resolve, 1000))',
      { errorType: 'TypeError', errorMessage: 'later' },
    ],
  ])('%s', async (body, expected) => {
    const { payload, functionError } = await test.invoke(obedient, body);

    expect(functionError).toBe('Unhandled');
    expect(payload).toMatchObject(expected);
  });

  it('is an answer that is too large', async () => {
    const large = test.deploy(handler('return "x".repeat(6291556)'));

    const { payload, functionError } = await test.invoke(large);

    expect({ payload, functionError }).toEqual({
      functionError: 'Unhandled',
      payload: {
        errorType: 'Function.ResponseSizeTooLarge',
        errorMessage:
          'Response payload size (6291558 bytes) exceeded maximum allowed payload size (6291556 bytes).',
      },
    });
  });

  it.each([
    ['process.exit(1)', 'Runtime exited with error: exit status 1'],
    ['process.exit()', 'Runtime exited without providing a reason'],
    [
      'process.kill(process.pid, "SIGKILL"); await new Promise(() => setTimeout(() => 0, 9000))',
      'Runtime exited with error: signal: killed',
    ],
    ['process.abort()', 'Runtime exited with error: signal: aborted (core dumped)'],
  ])('ends the process: %s', async (body, words) => {
    const { payload, functionError, logTail, requestId } = await test.invoke(obedient, body);

    expect(functionError).toBe('Unhandled');
    expect(payload).toEqual({
      errorType: 'Runtime.ExitError',
      errorMessage: `RequestId: ${requestId} Error: ${words}`,
    });
    expect(logTail).toContain(`RequestId: ${requestId} Error: ${words}\nRuntime.ExitError\nEND RequestId: `);
    expect(logTail).toMatch(/\tStatus: error\tError Type: Runtime\.ExitError\t$/m);
    expect((await test.invoke(obedient, 'return "alive"')).payload).toBe('alive');
  });

  it('takes too long, even where it never waits', async () => {
    const spinning = test.deploy(handler('console.log("spins"); for (;;);'), { timeout: 1 });

    const { payload, functionError, logTail, requestId } = await test.invoke(spinning);

    expect(functionError).toBe('Unhandled');
    expect(payload).toEqual({
      errorType: 'Sandbox.Timedout',
      errorMessage: `RequestId: ${requestId} Error: Task timed out after 1.00 seconds`,
    });
    expect(logTail).toContain('\tINFO\tspins\n');
    expect(logTail).toMatch(new RegExp(`Z ${requestId} Task timed out after 1\\.00 seconds\n`));
    expect(logTail).toMatch(/\tDuration: 1000\.00 ms\tBilled Duration: \d+ ms\t.*Status: timeout\t/);
  });

  it('uses more memory than it has', async () => {
    const greedy = test.deploy(
      handler(
        'const all = []; for (;;) { all.push(Buffer.alloc(8_000_000, 1)); await new Promise((resolve) => setTimeout(resolve, 5)); }',
      ),
      { memorySize: 128, timeout: 10 },
    );

    const { payload, logTail } = await test.invoke(greedy);

    expect(payload).toMatchObject({
      errorType: 'Runtime.ExitError',
      errorMessage: expect.stringMatching(/Error: Runtime exited with error: signal: killed$/),
    });
    expect(logTail).toContain('Memory Size: 128 MB\tMax Memory Used: 128 MB\t');
  });
});

describe('what cannot be loaded', () => {
  it.each([
    [
      { 'index.mjs': 'export const handler = ;' },
      'Runtime.UserCodeSyntaxError',
      /^SyntaxError: Unexpected token/,
    ],
    [{ 'other.mjs': '' }, 'Runtime.ImportModuleError', /^Error: Cannot find module 'index'/],
    [
      { 'index.js': 'require("not-there")' },
      'Runtime.ImportModuleError',
      /^Error: Cannot find module 'not-there'/,
    ],
    [{ 'index.mjs': 'import "not-there"' }, 'Error', /^Cannot find package 'not-there' imported from/],
    [
      { 'index.mjs': 'export const other = 1' },
      'Runtime.HandlerNotFound',
      /^index\.handler is undefined or not exported$/,
    ],
    [
      { 'index.mjs': 'export const handler = 1' },
      'Runtime.HandlerNotFound',
      /^index\.handler is not a function$/,
    ],
    [{ 'index.mjs': 'throw new RangeError("at once")' }, 'RangeError', /^at once$/],
    [
      { 'index.mjs': 'export const handler = (event, context, callback) => callback(null, 1)' },
      'Runtime.CallbackHandlerDeprecated',
      /^ERROR: AWS Lambda has removed support for callback-based function handlers/,
    ],
  ])('%j', async (sources, errorType, message) => {
    const { payload, functionError, logTail } = await test.invoke(test.deploy(sources));

    expect(functionError).toBe('Unhandled');
    expect(payload).toMatchObject({ errorType, errorMessage: expect.stringMatching(message) });
    expect(logTail).toContain(`\tPhase: invoke\tStatus: error\tError Type: ${errorType}`);
    expect(logTail).toContain('\tundefined\tERROR\tUncaught Exception \t{');
  });

  it('takes too long to initialize, and is tried again within the invocation', async () => {
    // Prepare
    const hasty = startTestRuntime({ initTimeout: 100 });
    const slow = hasty.deploy(
      'await new Promise((resolve) => setTimeout(resolve, 200)); export const handler = async () => "at last";',
    );
    // Act
    const { payload, logTail } = await hasty.invoke(slow);
    await hasty.close();
    // Assess
    expect(payload).toBe('at last');
    expect([...hasty.logs.values()].flat()).toContainEqual(
      expect.stringMatching(/^INIT_REPORT Init Duration: \d{3,}\.\d\d ms\tPhase: init\tStatus: timeout$/),
    );
    expect(logTail).not.toContain('Init Duration');
  });

  it('is an initialization that ends the process', async () => {
    const { payload, requestId } = await test.invoke(test.deploy('process.exit(3)'));

    expect(payload).toEqual({
      errorType: 'Runtime.ExitError',
      errorMessage: `RequestId: ${requestId} Error: Runtime exited with error: exit status 3`,
    });
  });
});
