/** The methods of the API, and what API Gateway itself knows of an order. */
import type { ModelSpec, RouteSpec, Verb } from '../../resources/rest-api-spec.js';

export const ORDERS = '/orders';
export const ORDER = '/orders/{order_id}';

/**
 * Held against a body before the function is called. It says no more than that an order is an object: API Gateway's
 * answer is "Invalid request body" whatever is wrong, and the function's names every field. The rest is for whoever
 * reads the API's description.
 */
export const ORDER_MODEL: ModelSpec = {
  name: 'Order',
  description: 'An order, as POST takes it',
  contentType: 'application/json',
  schema: {
    $schema: 'http://json-schema.org/draft-04/schema#',
    title: 'Order',
    type: 'object',
    properties: {
      customer_id: { description: 'Whose order it is. Required.' },
      order_id: { description: 'Chosen by the API where it is absent.' },
      created_at: { description: 'Seconds since 1970; now, where it is absent.' },
      order_status: { description: 'processing (the default), shipped, completed or cancelled.' },
      details: { description: 'An object: what was ordered.' },
    },
  },
};

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
  { verb: 'GET', path: ORDERS },
  { verb: 'POST', path: ORDERS, validated: true },
  preflight(ORDERS, ['GET', 'POST', 'OPTIONS']),
  { verb: 'GET', path: ORDER },
  { verb: 'PUT', path: ORDER },
  { verb: 'DELETE', path: ORDER },
  preflight(ORDER, ['GET', 'PUT', 'DELETE', 'OPTIONS']),
];
