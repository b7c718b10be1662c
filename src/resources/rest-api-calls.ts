/** One call to API Gateway, whose quotas are for the whole account and take one deletion in 30 s. */
import { APIGatewayClient } from '@aws-sdk/client-api-gateway';
import { isNotFound } from '../aws/errors.js';
import type { Lab } from '../lab/lab.js';
import { outlastQuota, type Quota } from '../lab/patience.js';

/** Milliseconds that a lab waits for its turn: thirty APIs take 90 s to be made, and 150 s to be deployed. */
const TURN = 15 * 60_000;
/** Milliseconds that it waits to be let delete: thirty APIs take 15 minutes, and somebody is the last. */
const TURN_TO_DELETE = 45 * 60_000;

/** All calls together: ten a second. */
const ANY: Quota = {
  every: 1_000,
  deadline: TURN,
  reason: 'API Gateway takes ten calls a second from all who use the account together',
};
const CREATIONS: Quota = {
  every: 3_000,
  deadline: TURN,
  reason: 'AWS makes one API every 3 s in the whole account, and others are in the queue',
};
const DEPLOYMENTS: Quota = {
  every: 5_000,
  deadline: TURN,
  reason: 'AWS deploys one API every 5 s in the whole account, and others are in the queue',
};
const DELETIONS: Quota = {
  every: 30_000,
  deadline: TURN_TO_DELETE,
  reason: 'AWS deletes one every 30 s in the whole account: for a class of thirty, 15 to 20 minutes',
};

type Send<T> = (client: APIGatewayClient) => Promise<T>;

/**
 * Sends a call until it gets through. Calls are sent one after another: each lab has a share of ten per second.
 * @throws {Problem} when a quarter of an hour has passed; any other error of the call, at once.
 */
export function sendToApiGateway<T extends NonNullable<unknown>>(lab: Lab, send: Send<T>): Promise<T> {
  return inTurn(lab, 'API Gateway to take the next call', ANY, send);
}

/** The same for the call that makes an API. */
export function createInApiGateway<T extends NonNullable<unknown>>(lab: Lab, send: Send<T>): Promise<T> {
  return inTurn(lab, 'API Gateway to make the API', CREATIONS, send);
}

/** The same for the call that deploys one. */
export function deployInApiGateway<T extends NonNullable<unknown>>(lab: Lab, send: Send<T>): Promise<T> {
  return inTurn(lab, 'API Gateway to deploy the API', DEPLOYMENTS, send);
}

/** The same for the deletion of an API, for three quarters of an hour. What is gone already is no error. */
export async function deleteFromApiGateway(lab: Lab, send: Send<unknown>): Promise<void> {
  await inTurn(lab, 'API Gateway to delete the API', DELETIONS, async (client) => {
    try {
      await send(client);
    } catch (error) {
      if (!isNotFound(error)) throw error;
    }
    return 'gone';
  });
}

function inTurn<T extends NonNullable<unknown>>(
  lab: Lab,
  what: string,
  quota: Quota,
  send: Send<T>,
): Promise<T> {
  const client = clientOf(lab);
  return outlastQuota(lab, { ...quota, what }, () => send(client));
}

const clients = new WeakMap<Lab, APIGatewayClient>();

/** The SDK's own attempts, a second apart, would only use up what others wait for. */
function clientOf(lab: Lab): APIGatewayClient {
  const known = clients.get(lab);
  if (known !== undefined) return known;
  const client = lab.clientWith(APIGatewayClient, { mode: 'none' });
  clients.set(lab, client);
  return client;
}
