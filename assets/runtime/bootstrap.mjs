/**
 * What runs in a function's process in the sandbox: loads the handler, then takes one invocation after the other
 * from the Runtime API. Plain JavaScript, since it runs as it stands, from the sources and from the package.
 * AWS: "Using the Lambda runtime API for custom runtimes", "Define Lambda function handler in Node.js".
 */
import { loadHandler } from './handler.mjs';
import { createInvoker } from './invoke.mjs';
import { endOfInvocation, invocationStarts, logError, patchConsole } from './log.mjs';
import { createClient } from './runtime-api.mjs';
import { describeError } from './runtime-errors.mjs';

const client = createClient(process.env.AWS_LAMBDA_RUNTIME_API);
const runtime = process.env.AWS_EXECUTION_ENV;

patchConsole({
  format: process.env.AWS_LAMBDA_LOG_FORMAT,
  level: process.env.AWS_LAMBDA_LOG_LEVEL,
});

for (const event of ['uncaughtException', 'unhandledRejection']) {
  process.on(event, (reason) => {
    const error = event === 'unhandledRejection' ? unhandledRejection(reason) : reason;
    logError(event === 'unhandledRejection' ? 'Unhandled Promise Rejection' : 'Uncaught Exception', error);
    client.fail(describeError(error)).finally(() => process.exit(128));
  });
}

/** As Node's runtime on Lambda names it. */
function unhandledRejection(reason) {
  const error = new Error(String(reason));
  error.name = 'Runtime.UnhandledPromiseRejection';
  return Object.assign(error, { reason, promise: {} });
}

let handler;
try {
  handler = await loadHandler(process.env.LAMBDA_TASK_ROOT, process.env._HANDLER, runtime);
} catch (error) {
  logError('Uncaught Exception', error);
  await client.failInit(describeError(error));
  process.exit(1);
}

const invoke = createInvoker(handler, runtime);
for (;;) {
  const invocation = await client.next();
  invocationStarts(invocation);
  const outcome = await invoke(invocation);
  if (outcome.error !== undefined) logError('Invoke Error', outcome.thrown);
  endOfInvocation(invocation.requestId);
  if (outcome.error === undefined) await client.respond(invocation.requestId, outcome.body);
  else await client.fail(outcome.error);
}
