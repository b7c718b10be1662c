/** One call to API Gateway, whose quotas are for the whole account and take one deletion in 30 s. */
import { APIGatewayClient } from '@aws-sdk/client-api-gateway';
import { isNotFound } from '../aws/errors.js';
import type { Lab } from '../lab/lab.js';
import { outlastQuota } from '../lab/patience.js';

/** Milliseconds that one lab waits for its turn. */
const TURN = 5 * 60_000;
/** Milliseconds that it waits to be let delete, where a whole class cleans up at once. */
const TURN_TO_DELETE = 30 * 60_000;

/**
 * Sends a call until it gets through. Calls are sent one after another: each lab has a share of ten per second.
 * @throws {Problem} when five minutes have passed; any other error of the call, at once.
 */
export function sendToApiGateway<T extends NonNullable<unknown>>(
  lab: Lab,
  send: (client: APIGatewayClient) => Promise<T>,
): Promise<T> {
  const client = lab.client(APIGatewayClient);
  return outlastQuota(lab, { what: 'API Gateway to take the next call', deadline: TURN }, () => send(client));
}

/** The same for a deletion, for half an hour. What is gone already is no error. */
export async function deleteFromApiGateway(
  lab: Lab,
  send: (client: APIGatewayClient) => Promise<unknown>,
): Promise<void> {
  const client = lab.client(APIGatewayClient);
  await outlastQuota(lab, { what: 'API Gateway to delete', deadline: TURN_TO_DELETE }, async () => {
    try {
      await send(client);
    } catch (error) {
      if (!isNotFound(error)) throw error;
    }
    return 'gone';
  });
}
