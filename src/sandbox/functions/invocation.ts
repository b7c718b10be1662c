/**
 * One invocation from START to REPORT: on a warm environment, or on a new one, which initializes first. An
 * initialization that fails is tried once more inside of the invocation, as Lambda does ("suppressed init").
 * AWS: "Understanding the Lambda execution environment lifecycle".
 */
import type { InvocationRequest, InvocationResult } from './deployment.js';
import type { Environment, InitOutcome, InvokeOutcome } from './environment.js';
import { exitFailure, type Failure, responseTooLarge, timeoutFailure } from './failure.js';
import { MAX_RESPONSE } from './limits.js';
import { PlatformLog } from './platform-log.js';

const MILLISECONDS = 1000;
/** How much time the suppressed initialization leaves to the invocation at least. */
const LEAST_LIMIT = 1; /* ms */

export interface InvocationOptions {
  /** A new environment of the same deployment, not started. */
  readonly create: () => Promise<Environment>;
  /** Milliseconds from real to virtual time. */
  readonly clockOffset: () => number;
  /** Real milliseconds, from any beginning. */
  readonly realNow: () => number;
  /** Real milliseconds for a first initialization. */
  readonly initTimeout: number;
}

export interface Invoked {
  readonly result: InvocationResult;
  /** To be used again, unless it has ended. */
  readonly environment: Environment;
}

/** What came of an invocation, before it is written down. */
type Outcome = InvokeOutcome | { readonly state: 'init failed'; readonly outcome: InitOutcome };

/** Rejects only where no process can be started at all. */
export async function runInvocation(
  request: InvocationRequest,
  warm: Environment | undefined,
  options: InvocationOptions,
): Promise<Invoked> {
  const { realNow } = options;
  let environment = warm;
  let initDuration: number | undefined;
  if (environment === undefined) {
    environment = await options.create();
    new PlatformLog(environment.deployment, environment.log).initStart();
    const before = realNow();
    const outcome = await environment.initialize(options.initTimeout);
    const duration = realNow() - before;
    if (outcome.state === 'ready') {
      initDuration = duration;
    } else {
      initReport(environment, outcome, { duration, phase: 'init' });
      environment.log.flush();
      environment = await options.create();
    }
  }
  const needsInit = warm === undefined && initDuration === undefined;
  const platform = new PlatformLog(environment.deployment, environment.log);
  const limit = environment.deployment.timeout * MILLISECONDS;
  environment.log.takeTail();
  platform.start(request.requestId);
  const before = realNow();
  const outcome = await runWithin(request, environment, { limit, needsInit, options });
  const elapsed = Math.min(realNow() - before, limit);
  const duration = outcome.state === 'timeout' ? limit : elapsed;
  const answer = answerOf(outcome, request.requestId, environment);
  if (answer.fault !== undefined) platform.fault(answer.fault);
  platform.end({
    requestId: request.requestId,
    duration,
    initDuration,
    memory: environment.peakMemory,
    status: answer.status,
    errorType: answer.errorType,
  });
  environment.log.flush();
  return {
    environment,
    result: {
      requestId: request.requestId,
      payload: answer.payload,
      ...(answer.isError ? { functionError: 'Unhandled' } : {}),
      logTail: environment.log.takeTail(),
      duration,
    },
  };
}

async function runWithin(
  request: InvocationRequest,
  environment: Environment,
  {
    limit,
    needsInit,
    options,
  }: { readonly limit: number; readonly needsInit: boolean; readonly options: InvocationOptions },
): Promise<Outcome> {
  const before = options.realNow();
  if (needsInit) {
    const outcome = await environment.initialize(limit);
    const duration = options.realNow() - before;
    if (outcome.state === 'timeout') return outcome;
    if (outcome.state !== 'ready') {
      initReport(environment, outcome, { duration, phase: 'invoke' });
      return { state: 'init failed', outcome };
    }
  }
  const left = Math.max(LEAST_LIMIT, limit - (options.realNow() - before));
  return await environment.invoke(request, { limit: left, clockOffset: options.clockOffset() });
}

function initReport(
  { deployment, log }: Environment,
  outcome: InitOutcome,
  { duration, phase }: { readonly duration: number; readonly phase: 'init' | 'invoke' },
): void {
  const platform = new PlatformLog(deployment, log);
  if (outcome.state === 'timeout') {
    platform.initReport({ duration, phase, status: 'timeout' });
    return;
  }
  const errorType = outcome.state === 'failed' ? outcome.errorType : 'Runtime.ExitError';
  platform.initReport({ duration, phase, status: 'error', errorType });
}

interface Answer {
  readonly payload: Uint8Array;
  readonly isError: boolean;
  readonly status: 'success' | 'error' | 'timeout';
  readonly errorType?: string;
  /** What the platform writes into the log about it. */
  readonly fault?: string;
}

function answerOf(outcome: Outcome, requestId: string, { deployment, log }: Environment): Answer {
  switch (outcome.state) {
    case 'answered':
      return { payload: outcome.payload, isError: false, status: 'success' };
    case 'failed':
      // The process lives on: for the platform all is well.
      return { payload: outcome.report, isError: true, status: 'success' };
    case 'too large':
      return failed(responseTooLarge(outcome.size, MAX_RESPONSE));
    case 'timeout': {
      const failure = timeoutFailure(requestId, deployment.timeout);
      const words = `Task timed out after ${deployment.timeout.toFixed(2)} seconds`;
      return { ...failed(failure, `${log.timestamp()} ${requestId} ${words}\n`), status: 'timeout' };
    }
    case 'ended':
      return exited(exitFailure(requestId, outcome.end));
    case 'init failed':
      return initFailed(outcome.outcome, requestId);
  }
}

function initFailed(outcome: InitOutcome, requestId: string): Answer {
  if (outcome.state === 'failed') {
    return {
      payload: outcome.report,
      isError: true,
      status: 'error',
      errorType: outcome.errorType,
    };
  }
  return exited(
    exitFailure(requestId, outcome.state === 'ended' ? outcome.end : { code: null, signal: 'SIGKILL' }),
  );
}

function exited(failure: Failure): Answer {
  return failed(failure, `${failure.errorMessage}\n${failure.errorType}\n`);
}

function failed(failure: Failure, fault?: string): Answer {
  return {
    payload: Buffer.from(JSON.stringify(failure)),
    isError: true,
    status: 'error',
    errorType: failure.errorType,
    ...(fault === undefined ? {} : { fault }),
  };
}
