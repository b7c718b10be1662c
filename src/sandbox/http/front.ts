/** What the listener hands each request to: who is it, is it for us or for a service, and what if that fails. */
import { randomUUID } from 'node:crypto';
import { AwsError } from '../errors.js';
import type { Dispatcher } from '../protocol/dispatcher.js';
import type { ApiGatewayPeer } from '../services/peers.js';
import { isForApi } from './admission.js';
import { CONTROL_PREFIX, type Control } from './control.js';
import { type ReceivedRequest, Unanswered, type WireResponse } from './message.js';
import type { Verifier } from './sigv4.js';

export interface FrontOptions {
  readonly verify: Verifier;
  readonly control: Control;
  readonly dispatcher: Dispatcher;
  /** Twelve digits. */
  readonly account: string;
  readonly log: (line: string) => void;
}

/** A fault of ours is logged with its stack, and answered without. Rejects with `Unanswered` only. */
export type Front = (request: ReceivedRequest) => Promise<WireResponse>;

export function createFront({ verify, control, dispatcher, account, log }: FrontOptions): Front {
  return async (request) => {
    const requestId = randomUUID();
    try {
      if (isForApi(request.rawPath)) {
        return await (await dispatcher.peer<ApiGatewayPeer>('apigateway')).serve(request);
      }
      const identity = verify(request);
      if (request.rawPath.startsWith(CONTROL_PREFIX)) return await control(request, identity);
      return await dispatcher.dispatch(request, { ...identity, account, requestId });
    } catch (error) {
      if (error instanceof Unanswered) throw error;
      if (error instanceof AwsError) return dispatcher.errorAnswer(request, error, requestId);
      log(`request ${requestId}: ${error instanceof Error ? error.stack : String(error)}`);
      const hidden = new AwsError('InternalServerError', 'Internal server error', { status: 500 });
      return dispatcher.errorAnswer(request, hidden, requestId);
    }
  };
}
