/** One invocation of the handler: event, context, callback, and what comes of it. */
import { describeError, isError, runtimeError } from './runtime-errors.mjs';

/** Node 24's runtime takes no callbacks any more. */
export function takesCallback(runtime) {
  const [, version] = /nodejs(\d+)\.x$/.exec(runtime) ?? [];
  return Number(version) < 24;
}

/** Gives a function that runs an invocation and says what to answer: `body`, or `error` for what was `thrown`. */
export function createInvoker(handler, runtime) {
  const run = takesCallback(runtime) ? withCallback : withPromise;
  return async (invocation) => {
    process.env._X_AMZN_TRACE_ID = invocation.traceId;
    try {
      const result = await run(JSON.parse(invocation.body), contextOf(invocation), handler);
      // Lambda's runtime answers in the next turn too, so that what was written on the way comes first.
      await new Promise((resolve) => setImmediate(resolve));
      return { body: textOf(result) };
    } catch (thrown) {
      return { thrown, error: describeError(thrown) };
    } finally {
      process.removeAllListeners('beforeExit');
    }
  };
}

/** What is given back counts where it is a promise; else the callback, or `null` once nothing is left to do. */
function withCallback(event, context, handler) {
  return new Promise((resolve, reject) => {
    let answer = null;
    const nothingLeft = () => resolve(answer);
    const callback = (error, result) => {
      if (error !== undefined && error !== null) reject(isError(error) ? error : String(error));
      else if (context.callbackWaitsForEmptyEventLoop) answer = result;
      else resolve(result);
    };
    process.once('beforeExit', nothingLeft);
    const given = handler(event, Object.assign(context, legacyMembers(callback)), callback);
    if (typeof given?.then === 'function') given.then(resolve, reject);
  });
}

/** A handler that waits for what cannot happen any more leaves nothing to do: the answer is `null`. */
function withPromise(event, context, handler) {
  return new Promise((resolve, reject) => {
    process.once('beforeExit', () => resolve(null));
    // Inside of a promise, so that what is thrown at once is caught as well.
    Promise.resolve()
      .then(() => handler(event, context))
      .then(resolve, reject);
  });
}

function contextOf({ requestId, deadline, functionArn, clientContext, identity }) {
  return {
    callbackWaitsForEmptyEventLoop: true,
    functionVersion: process.env.AWS_LAMBDA_FUNCTION_VERSION,
    functionName: process.env.AWS_LAMBDA_FUNCTION_NAME,
    memoryLimitInMB: process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    logGroupName: process.env.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: process.env.AWS_LAMBDA_LOG_STREAM_NAME,
    clientContext: parsed(clientContext),
    identity: parsed(identity),
    invokedFunctionArn: functionArn,
    awsRequestId: requestId,
    getRemainingTimeInMillis: () => deadline - Date.now(),
  };
}

/** What handlers of the first runtimes call. */
function legacyMembers(callback) {
  return {
    done: callback,
    succeed: (result) => callback(null, result),
    fail: (error) => callback(error ?? 'handled'),
  };
}

function parsed(header) {
  return header === undefined ? undefined : JSON.parse(header);
}

function textOf(result) {
  try {
    return JSON.stringify(result === undefined ? null : result) ?? 'null';
  } catch {
    throw runtimeError('JSONStringifyError', 'Unable to stringify response body');
  }
}
