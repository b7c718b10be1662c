/** The methods of the API: what answers them, and what its description says of them. */
import type { ResponseSpec, RouteSpec, Verb } from '../../resources/rest-api-spec.js';
import { ERROR, NEW_ORDER, ORDER_CHANGE, ORDER as ORDER_MODEL, ORDERS as ORDERS_MODEL } from './models.js';

export const ORDERS = '/orders';
export const ORDER = '/orders/{order_id}';

/** Headers of an answer with a body; the first of them is in every answer of the function. */
const REQUEST_ID = 'x-request-id';
const ETAG = 'etag';
const LOCATION = 'location';

const refused: ResponseSpec = { model: ERROR.name, headers: [REQUEST_ID] };

/**
 * The answers of a route, those included that a client should be ready for. What any API may answer is not told (403,
 * 429, 500, 503, 504): each status of each method is a call, and all the labs of an account share ten per second.
 */
function answers(
  good: Readonly<Record<string, ResponseSpec>>,
  ...refusals: readonly string[]
): Readonly<Record<string, ResponseSpec>> {
  return { ...good, ...Object.fromEntries(refusals.map((status) => [status, refused])) };
}

/** Whatever a browser asks before it lets a page call the API: answered without the function. */
function preflight(path: string, verbs: readonly Verb[]): RouteSpec {
  return {
    verb: 'OPTIONS',
    path,
    mock: {
      status: '204',
      headers: {
        'access-control-allow-origin': '*',
        'access-control-allow-methods': verbs.join(', '),
        'access-control-allow-headers': 'Content-Type, Idempotency-Key, If-Match',
        // Seconds that a browser need not ask again.
        'access-control-max-age': '600',
      },
    },
  };
}

export const ROUTES: readonly RouteSpec[] = [
  {
    verb: 'GET',
    path: ORDERS,
    query: ['customer_id', 'order_status', 'limit', 'cursor'],
    responses: answers({ 200: { model: ORDERS_MODEL.name, headers: [REQUEST_ID] } }, '400'),
  },
  {
    verb: 'POST',
    path: ORDERS,
    headers: ['Idempotency-Key'],
    body: NEW_ORDER.name,
    validated: true,
    responses: answers(
      { 201: { model: ORDER_MODEL.name, headers: [ETAG, LOCATION, REQUEST_ID] } },
      ...['400', '409', '413', '415', '422'],
    ),
  },
  preflight(ORDERS, ['GET', 'POST', 'OPTIONS']),
  {
    verb: 'GET',
    path: ORDER,
    responses: answers({ 200: { model: ORDER_MODEL.name, headers: [ETAG, REQUEST_ID] } }, '400', '404'),
  },
  {
    verb: 'PUT',
    path: ORDER,
    headers: ['If-Match'],
    body: ORDER_CHANGE.name,
    responses: answers(
      { 200: { model: ORDER_MODEL.name, headers: [ETAG, REQUEST_ID] } },
      ...['400', '404', '409', '413', '415'],
    ),
  },
  {
    verb: 'DELETE',
    path: ORDER,
    headers: ['If-Match'],
    responses: answers({ 204: { headers: [REQUEST_ID] } }, '400', '404', '409'),
  },
  preflight(ORDER, ['GET', 'PUT', 'DELETE', 'OPTIONS']),
];
