/** The addresses at which deployed APIs answer: from a request, as it comes over HTTP, to its answer. */
import type { ReceivedRequest, WireResponse } from '../../../http/message.js';
import type { Host } from '../../../service.js';
import type { Records } from '../records.js';

export interface Gateway {
  /** What goes wrong is an answer. Rejects with `Unanswered` only. */
  serve(request: ReceivedRequest): Promise<WireResponse>;
}

export function createGateway(_host: Host, _records: Records): Gateway {
  return {
    serve: async () => ({
      status: 403,
      headers: { 'content-type': 'application/json', 'x-amzn-errortype': 'ForbiddenException' },
      body: JSON.stringify({ message: 'Forbidden' }),
    }),
  };
}
