/** From a request whose signature holds to an answer: the protocol, the service, the operation, the handler. */
import { AwsError, unknownOperation } from '../errors.js';
import type { Faults } from '../faults.js';
import { decompressed } from '../http/compression.js';
import { Unanswered, type WireRequest, type WireResponse } from '../http/message.js';
import type { Host, Principal } from '../service.js';
import { SERVICES, type ServiceEntry } from '../services/index.js';
import type { IamPeer } from '../services/peers.js';
import { awsJson } from './aws-json.js';
import { assertAllowed } from './enforcement.js';
import { firstBySigningName, LoadedServices } from './loaded-services.js';
import type { LoadedService, Protocol } from './protocol.js';
import { query } from './query.js';
import { restJson } from './rest-json.js';
import { restXml } from './rest-xml.js';
import { claimedSigningName, type ProtocolName, protocolOf } from './routing.js';

/** Who sent a request and under which id it is answered; the signature has been checked. */
export interface Caller {
  /** The service in the signature's credential scope. */
  readonly signingName: string;
  readonly region: string;
  readonly account: string;
  readonly principal: Principal;
  readonly requestId: string;
}

export interface Dispatcher {
  /**
   * Whatever goes wrong is an answer in the words of the request's protocol; rejects with `Unanswered` only, where
   * there is to be none.
   */
  dispatch(request: WireRequest, caller: Caller): Promise<WireResponse>;
  /** An error's answer where no service was reached: the signature did not hold, the body was too large. */
  errorAnswer(request: WireRequest, error: AwsError, requestId: string): WireResponse;
  /** See `Host.peer`. */
  peer<T>(signingName: string): Promise<T>;
  /** Loads the service that owns timers of a kind (see `ClockOptions.loadKind`); does nothing if none does. */
  loadTimerOwner(kind: string): Promise<void>;
  /** Loads the services that have work of their own to go on with after a start. */
  resume(): Promise<void>;
  /** Ends calls that wait for something to happen, so that all requests in hand come to their end. */
  endWaits(): Promise<void>;
  /** Closes the services that were loaded. */
  close(): Promise<void>;
}

/** The error that hides a fault of ours, where a service has no name of its own for it. */
const INTERNAL_ERROR = 'InternalFailure';

const PROTOCOLS: Readonly<Record<ProtocolName, Protocol>> = { json: awsJson, query, restJson, restXml };

/**
 * Builds the front of all services. `host.peer` is made here, since a peer is the same instance that answers
 * requests.
 */
export function createDispatcher(
  host: Omit<Host, 'peer'>,
  faults: Faults,
  entries: readonly ServiceEntry[] = SERVICES,
): Dispatcher {
  const services = new LoadedServices(entries, host);
  const bySigningName = firstBySigningName(entries);
  const byTargetPrefix = new Map(
    entries.flatMap((entry) => {
      const prefix = entry.protocols.json?.targetPrefix;
      return prefix === undefined ? [] : [[prefix, entry] as const];
    }),
  );

  const route = (
    request: WireRequest,
    signingName: string | undefined,
  ): { protocol: Protocol; entry?: ServiceEntry } => {
    const signed = signingName === undefined ? undefined : bySigningName.get(signingName);
    const name = protocolOf(request, signingName, signed);
    const target = request.headers['x-amz-target'];
    const entry = typeof target === 'string' ? byTargetPrefix.get(target.split('.', 1)[0] ?? '') : signed;
    return { protocol: PROTOCOLS[name], ...(entry === undefined ? {} : { entry }) };
  };

  return {
    async dispatch(request, caller) {
      const { protocol, entry } = route(request, caller.signingName);
      let service: LoadedService | undefined;
      try {
        if (entry === undefined) {
          throw unknownOperation();
        }
        if (entry.signingName !== caller.signingName) {
          throw wrongScope(entry.signingName);
        }
        service = await services.load(entry);
        // What REST services are sent may be compressed for whoever gets it in the end.
        const readable = entry.protocols.restJson === undefined ? decompressed(request) : request;
        const call = protocol.read(readable, service);
        if (caller.principal.session !== undefined || host.learnerPolicy.document !== undefined) {
          assertAllowed(await services.peer<IamPeer>('iam'), service, call, caller);
        }
        const faulted = {
          service: entry.signingName,
          operation: call.operation.name,
          byRole: caller.principal.session !== undefined,
          internalError: entry.internalError ?? INTERNAL_ERROR,
        };
        const output = await faults.around(faulted, () => call.handler(call.input, caller));
        return protocol.answer(request, service, call, output, caller.requestId);
      } catch (error) {
        if (error instanceof Unanswered) throw error;
        const awsError = error instanceof AwsError ? error : hidden(error, entry, host.log);
        return protocol.fail(request, service, awsError, caller.requestId);
      }
    },

    errorAnswer(request, error, requestId) {
      return route(request, claimedSigningName(request)).protocol.fail(request, undefined, error, requestId);
    },

    peer: (signingName) => services.peer(signingName),
    loadTimerOwner: (kind) => services.loadTimerOwner(kind),
    resume: () => services.resume(),
    endWaits: () => services.endWaits(),
    close: () => services.close(),
  };
}

function wrongScope(signingName: string): AwsError {
  return new AwsError(
    'InvalidSignatureException',
    `Credential should be scoped to correct service: '${signingName}'. `,
  );
}

/** What a fault of ours looks like from outside: nothing of it is shown, all of it is logged. */
function hidden(error: unknown, entry: ServiceEntry | undefined, log: (line: string) => void): AwsError {
  log(
    `${entry?.signingName ?? 'dispatcher'}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
  );
  return new AwsError(entry?.internalError ?? INTERNAL_ERROR, 'Internal server error', { status: 500 });
}
