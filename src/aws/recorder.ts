/**
 * Every call that goes through a recorded client, as data. From these records come the live call list and the
 * journal. A record holds the call's own input and output, never its headers, signature or credentials.
 */
import type {
  AbsoluteLocation,
  HandlerExecutionContext,
  InitializeHandlerOptions,
  InitializeMiddleware,
} from '@smithy/types';

export interface CallStart {
  /** As IAM names the service in an action: `dynamodb`, `application-autoscaling`. */
  readonly service: string;
  readonly operation: string;
}

/** One call, after its last attempt. */
export interface CallRecord extends CallStart {
  readonly input: unknown;
  /** Absent when the call failed. */
  readonly output?: unknown;
  readonly error?: { readonly name: string; readonly message: string };
  /** 1 when the first attempt succeeded. */
  readonly attempts: number;
  /** Real milliseconds, waits between attempts included. */
  readonly ms: number;
  /** Capacity units, where the call asked DynamoDB to return them. */
  readonly consumedCapacity?: number;
}

/** Told of every call. Must not throw. */
export interface CallObserver {
  started(call: CallStart): void;
  ended(call: CallRecord): void;
}

/** Where IAM's name for a service is not the one that requests are signed with. */
const IAM_NAMES: Readonly<Record<string, string>> = { monitoring: 'cloudwatch', tagging: 'tag' };

const failedCalls = new WeakMap<Error, CallStart>();

/** The call that ended in this error; undefined where it was none. */
export function callThatFailed(error: Error): CallStart | undefined {
  return failedCalls.get(error);
}

/** Outermost, so that a record covers all attempts of a call. */
export const RECORDER_OPTIONS: InitializeHandlerOptions & AbsoluteLocation = {
  name: 'ordersLabRecorder',
  step: 'initialize',
  priority: 'high',
};

/** SDK middleware that reports each call to `observer`. `signingName` is the client's own. */
export function recorderMiddleware(
  signingName: string,
  observer: CallObserver,
): InitializeMiddleware<object, object> {
  const service = serviceOf(signingName);
  return (next, context) => async (args) => {
    const call: CallStart = { service, operation: operationOf(context) };
    const startedAt = performance.now();
    const elapsed = (): number => Math.round((performance.now() - startedAt) * 10) / 10;
    observer.started(call);
    try {
      const result = await next(args);
      const units = consumedCapacityOf(result.output);
      observer.ended({
        ...call,
        input: args.input,
        output: result.output,
        attempts: attemptsOf(result.output),
        ms: elapsed(),
        ...(units === undefined ? {} : { consumedCapacity: units }),
      });
      return result;
    } catch (error) {
      const { name, message } = error instanceof Error ? error : new Error(String(error));
      if (error instanceof Error) failedCalls.set(error, call);
      observer.ended({
        ...call,
        input: args.input,
        error: { name, message },
        attempts: attemptsOf(error),
        ms: elapsed(),
      });
      throw error;
    }
  };
}

/** How IAM names a service in actions. `signingName` is how its requests are signed. */
export function serviceOf(signingName: string): string {
  return IAM_NAMES[signingName] ?? signingName;
}

/** How the API names the operation that is being called. */
export function operationOf(context: HandlerExecutionContext): string {
  return (context.commandName ?? 'Unknown').replace(/Command$/, '');
}

/** How often a call was sent that was answered like this. Answers and errors of the SDK alike carry `$metadata`. */
export function attemptsOf(answer: unknown): number {
  const metadata = memberOf(answer, '$metadata');
  const attempts = memberOf(metadata, 'attempts');
  return typeof attempts === 'number' ? attempts : 1;
}

function consumedCapacityOf(output: unknown): number | undefined {
  const consumed = memberOf(output, 'ConsumedCapacity');
  if (consumed === undefined) return undefined;
  let units = 0;
  for (const part of Array.isArray(consumed) ? consumed : [consumed]) {
    const partUnits = memberOf(part, 'CapacityUnits');
    if (typeof partUnits === 'number') units += partUnits;
  }
  return units;
}

function memberOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}
