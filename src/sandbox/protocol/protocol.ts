/** What the three wire protocols have in common: a request becomes a call, an answer or error becomes bytes. */
import type { AwsError } from '../errors.js';
import type { WireRequest, WireResponse } from '../http/message.js';
import type { Handler, Service } from '../service.js';
import type { ServiceEntry } from '../services/index.js';
import type { Operation, ServiceModel } from './model.js';

/** A service that has been loaded: what the registry says of it, its model, its handlers. */
export interface LoadedService {
  readonly entry: ServiceEntry;
  readonly model: ServiceModel;
  readonly service: Service;
}

/** An operation that is served, and the input it was sent, in the form that its service takes. */
export interface Call {
  readonly operation: Operation;
  readonly handler: Handler<unknown, unknown>;
  readonly input: unknown;
}

export interface Protocol {
  /** Throws `AwsError` where there is no such operation, or the input does not fit its schema. */
  read(request: WireRequest, service: LoadedService): Call;
  answer(
    request: WireRequest,
    service: LoadedService,
    call: Call,
    output: unknown,
    requestId: string,
  ): WireResponse;
  /** `service` is undefined where the request never came so far as to name one that is served. */
  fail(
    request: WireRequest,
    service: LoadedService | undefined,
    error: AwsError,
    requestId: string,
  ): WireResponse;
}

/** The operation of that name, if the model has it and the service serves it. */
export function servedOperation(
  { model, service }: LoadedService,
  name: string,
): Pick<Call, 'operation' | 'handler'> | undefined {
  const operation = model.operations.get(name);
  const handler = service.handlers[name];
  return operation === undefined || handler === undefined ? undefined : { operation, handler };
}
