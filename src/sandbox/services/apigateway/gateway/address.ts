/** Reads the address that a request was sent to: `/execute-api/{apiId}/{stage}/orders/1?limit=5`. */
import type { ReceivedRequest } from '../../../http/message.js';
import type { GatewayRequest, HeaderLine } from './call.js';

const ADDRESS = /^\/execute-api\/([^/]+)\/([^/]+)(\/.*)?$/s;

export interface Address {
  readonly apiId: string;
  readonly stage: string;
  readonly request: GatewayRequest;
}

/** Undefined where it names no stage. */
export function readAddress(received: ReceivedRequest): Address | undefined {
  const [, apiId, stage, rawPath = ''] = ADDRESS.exec(received.rawPath) ?? [];
  if (apiId === undefined || stage === undefined) return undefined;
  return {
    apiId,
    stage,
    request: {
      method: received.method,
      rawPath,
      rawQuery: received.rawQuery,
      headers: headerLines(received.rawHeaders),
      body: received.body,
      overlong: received.overlong === true,
    },
  };
}

/** From names and values in turn. */
function headerLines(rawHeaders: readonly string[]): HeaderLine[] {
  const lines: HeaderLine[] = [];
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    lines.push([rawHeaders[index] ?? '', rawHeaders[index + 1] ?? '']);
  }
  return lines;
}
