/** Invoke: at once, later, or not at all. AWS: "Lambda API Reference", Invoke. */
import type { InvocationRequest, InvocationResponse } from '@aws-sdk/client-lambda';
import { AwsError } from '../../errors.js';
import type { InvocationResult } from '../../functions/deployment.js';
import { checkConstraints } from '../../protocol/constraints.js';
import type { Handler } from '../../service.js';
import type { Place } from '../peers.js';
import type { AsyncInvocations } from './async-invocations.js';
import { type Found, findLiving, refusePending } from './catalog.js';
import { Concurrency } from './concurrency.js';
import { isThrottled } from './errors.js';
import type { Lambda } from './lambda.js';
import { functionArn } from './names.js';
import { RULES } from './rules.js';
import { isLatest } from './versions.js';

/** Bytes of a payload, by the type of the invocation. */
const MAX_PAYLOAD = { RequestResponse: 6_291_456, Event: 1_048_576, DryRun: 6_291_456 } as const;
const ACCEPTED = 202;
const NO_CONTENT = 204;

/** What is asked of one invocation. */
export interface Request {
  readonly requestId: string;
  /** JSON. */
  readonly payload: Uint8Array;
  /** JSON. */
  readonly clientContext?: string | undefined;
}

export class Invoker {
  readonly #lambda: Lambda;
  readonly #concurrency: Concurrency;

  constructor(lambda: Lambda) {
    this.#lambda = lambda;
    this.#concurrency = new Concurrency(lambda.host.hazards);
  }

  /** A version that can be invoked. Throws ResourceNotFoundException and ResourceConflictException. */
  find(place: Place, name: string, qualifier?: string): Found {
    const found = findLiving(this.#lambda.records, place, name, qualifier);
    refusePending(found.record);
    return found;
  }

  /** Runs it and waits. Throws TooManyRequestsException where too many run already. */
  async invoke({ record, version, qualifier }: Found, request: Request): Promise<InvocationResult> {
    const deployed = isLatest(version) ? record.running : version;
    const arn = functionArn(record, record.name, qualifier);
    const counted = { account: record.account, region: record.region, name: record.name, qualifier };
    const { metrics, runner } = this.#lambda;
    try {
      const result = await this.#concurrency.during(record, (running) => {
        metrics.record(counted, 'ConcurrentExecutions', running);
        return runner.run(record, deployed, { ...request, functionArn: arn });
      });
      metrics.record(counted, 'Invocations');
      metrics.record(counted, 'Errors', result.functionError === undefined ? 0 : 1);
      metrics.record(counted, 'Throttles', 0);
      metrics.record(counted, 'Duration', result.duration);
      return result;
    } catch (error) {
      if (isThrottled(error)) metrics.record(counted, 'Throttles');
      throw error;
    }
  }
}

export function invokeHandler(
  invoker: Invoker,
  events: AsyncInvocations,
): Handler<InvocationRequest, InvocationResponse> {
  return async (input, context) => {
    checkConstraints(RULES.Invoke, input);
    const type = input.InvocationType ?? 'RequestResponse';
    const found = invoker.find(context, input.FunctionName ?? '', input.Qualifier);
    const payload = checkPayload(input.Payload, type);
    const clientContext = readClientContext(input.ClientContext);
    const request = { requestId: context.requestId, payload, clientContext };
    if (type === 'DryRun') return { StatusCode: NO_CONTENT };
    if (type === 'Event') {
      events.add(found, request);
      return { StatusCode: ACCEPTED };
    }
    const { functionError, payload: answer, logTail } = await invoker.invoke(found, request);
    return {
      StatusCode: 200,
      ExecutedVersion: found.version.version,
      Payload: answer,
      ...(functionError === undefined ? {} : { FunctionError: functionError }),
      ...(input.LogType === 'Tail' ? { LogResult: Buffer.from(logTail).toString('base64') } : {}),
    };
  };
}

/** A function is always given JSON. Throws RequestTooLargeException and InvalidRequestContentException. */
function checkPayload(payload: Uint8Array | undefined, type: keyof typeof MAX_PAYLOAD): Uint8Array {
  if (payload === undefined || payload.length === 0) return Buffer.from('{}');
  if (payload.length > MAX_PAYLOAD[type]) {
    throw new AwsError(
      'RequestTooLargeException',
      `${payload.length} byte payload is too large for the ${type} invocation type (limit ${MAX_PAYLOAD[type]} bytes)`,
      { status: 413, members: { Type: 'User' } },
    );
  }
  try {
    JSON.parse(Buffer.from(payload).toString('utf8'));
    return payload;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new AwsError(
      'InvalidRequestContentException',
      `Could not parse request body into json: ${reason}`,
      {
        members: { Type: 'User' },
      },
    );
  }
}

/** Travels in base64, as JSON. Throws InvalidRequestContentException. */
function readClientContext(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const json = Buffer.from(text, 'base64').toString('utf8');
  try {
    JSON.parse(json);
    // It goes on as a header, which takes no other characters.
    return json.replace(
      /[^\x20-\x7e]/g,
      (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
    );
  } catch {
    throw new AwsError(
      'InvalidRequestContentException',
      'Client context must be a valid Base64-encoded JSON object.',
      {
        members: { Type: 'User' },
      },
    );
  }
}
