/**
 * What the SDK's attempts are too few for: control planes take so many calls a second from all who use an account
 * together, and a class that begins or cleans up at once is refused for longer than the seconds that the SDK goes on
 * asking. So calls that are refused for their rate are sent again for minutes, in one place for all of them.
 */
import type {
  AbsoluteLocation,
  FinalizeRequestHandlerOptions,
  FinalizeRequestMiddleware,
  HandlerExecutionContext,
  InitializeHandlerOptions,
  InitializeMiddleware,
  MetadataBearer,
} from '@smithy/types';
import type { SdkClient } from './clients.js';
import type { Clock } from './clock.js';
import { isOutage, isThrottling } from './errors.js';
import { attemptsOf, type CallStart, operationOf, serviceOf } from './recorder.js';

/** Milliseconds in all, over what the SDK waits between its own attempts. */
const PATIENCE = 5 * 60_000;
/** Milliseconds before a call is sent again, doubled up to the longest. */
const FIRST_PAUSE = 500;
const LONGEST_PAUSE = 5_000;

/**
 * Calls whose refusal says nothing about rates, or that others are patient with: DynamoDB's items and capacity (changes
 * of tables are settled later), changes at API Gateway, whose quotas last half a minute, and invocations.
 */
const OTHERS = /^(dynamodb:(?!Describe|List)|apigateway:(?!Get)|lambda:Invoke)/;

/** Refusals that were the answer after all that time. */
const outlasted = new WeakSet<object>();

/** Whether a call was sent again for as long as can be expected: whoever begins anew would wait for all of that again. */
export function wasOutlasted(error: unknown): boolean {
  return error instanceof Error && outlasted.has(error);
}

/** Within the recorder, so that a record covers all of it. */
const PATIENCE_OPTIONS: InitializeHandlerOptions = { name: 'ordersLabPatience', step: 'initialize' };
/** Within the SDK's own repetitions: it sees every attempt. */
const ATTEMPT_OPTIONS: FinalizeRequestHandlerOptions & AbsoluteLocation = {
  name: 'ordersLabRefusedAttempts',
  step: 'finalizeRequest',
  priority: 'low',
};

/** Calls that were refused for their rate at least once since they were last sent again by us. */
const refusedCalls = new WeakSet<HandlerExecutionContext>();

/** Told before every pause. Must not throw. */
export type OnThrottled = (call: CallStart, elapsed: number) => void;

/**
 * Makes a client send a throttled call again, each time at another moment than everybody else, and count all of its
 * attempts. After five minutes, the refusal is the answer.
 */
export function addPatience(
  { middlewareStack }: SdkClient,
  signingName: string,
  clock: Clock,
  onThrottled: OnThrottled,
): void {
  middlewareStack.add(patienceMiddleware(signingName, clock, onThrottled), PATIENCE_OPTIONS);
  middlewareStack.add(notesRefusals, ATTEMPT_OPTIONS);
}

function patienceMiddleware(
  signingName: string,
  clock: Clock,
  onThrottled: OnThrottled,
): InitializeMiddleware<object, MetadataBearer> {
  return (next, context: HandlerExecutionContext) => async (args) => {
    const call: CallStart = { service: serviceOf(signingName), operation: operationOf(context) };
    if (OTHERS.test(`${call.service}:${call.operation}`)) return next(args);
    let attempts = 0;
    for (let elapsed = 0, round = 0; ; round += 1) {
      refusedCalls.delete(context);
      try {
        const result = await next(args);
        if (round > 0) result.output.$metadata.attempts = attempts + attemptsOf(result.output);
        return result;
      } catch (error) {
        attempts += attemptsOf(error);
        // An accident at the last attempt, where those before it were refused, has not been given its own attempts.
        const passes = isThrottling(error) || (isOutage(error) && refusedCalls.has(context));
        if (!passes) throw withAttempts(error, attempts);
        if (elapsed >= PATIENCE) throw givenUp(withAttempts(error, attempts));
      }
      onThrottled(call, elapsed);
      const pause = Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** round) * (0.5 + Math.random() / 2);
      await clock.sleep(pause);
      elapsed += pause;
    }
  };
}

const notesRefusals: FinalizeRequestMiddleware<object, object> = (next, context) => async (args) => {
  try {
    return await next(args);
  } catch (error) {
    if (isThrottling(error)) refusedCalls.add(context);
    throw error;
  }
};

function givenUp(error: unknown): unknown {
  if (error instanceof Error) outlasted.add(error);
  return error;
}

/** The SDK's errors tell the attempts of its last round. */
function withAttempts(error: unknown, attempts: number): unknown {
  const metadata = error instanceof Error && '$metadata' in error ? error.$metadata : undefined;
  if (typeof metadata === 'object' && metadata !== null) Object.assign(metadata, { attempts });
  return error;
}
