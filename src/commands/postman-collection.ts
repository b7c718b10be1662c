/**
 * The lab's API as a Postman collection: requests that follow each other, from an order that is created to one that
 * is gone, and what must not be possible in between. Each tests its answer, so that running the whole collection
 * proves the API. Postman: "Collection Format v2.1.0".
 */

const SCHEMA = 'https://schema.getpostman.com/json/collection/v2.1.0/collection.json';
const JSON_TYPE: Header = { key: 'Content-Type', value: 'application/json' };
const NEW_ORDER = { customer_id: '{{customer_id}}', details: { item: 'Laptop', quantity: 1 } };

/** What a collection is made of, as far as it is used here. */
export interface PostmanCollection {
  readonly info: { readonly name: string; readonly description: string; readonly schema: string };
  readonly variable: readonly { readonly key: string; readonly value: string }[];
  readonly item: readonly PostmanRequest[];
}

interface Header {
  readonly key: string;
  readonly value: string;
}

export interface PostmanRequest {
  readonly name: string;
  readonly event: readonly {
    readonly listen: 'test';
    readonly script: { readonly type: 'text/javascript'; readonly exec: readonly string[] };
  }[];
  readonly request: {
    readonly method: string;
    readonly header: readonly Header[];
    readonly url: {
      readonly raw: string;
      readonly host: readonly string[];
      readonly path: readonly string[];
      readonly query?: readonly Header[];
    };
    readonly body?: {
      readonly mode: 'raw';
      readonly raw: string;
      readonly options: { readonly raw: { readonly language: 'json' } };
    };
    readonly description: string;
  };
}

interface Planned {
  readonly name: string;
  readonly method: string;
  /** Below the stage. */
  readonly path: readonly string[];
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: readonly Header[];
  readonly body?: object;
  readonly status: number;
  /** Statements of its test after the one about its status. */
  readonly keeps?: readonly string[];
  readonly description: string;
}

/** What is kept of an order for the requests that come after. */
const KEEP_ORDER = [
  'const order = pm.response.json();',
  "pm.collectionVariables.set('order_id', order.order_id);",
  "pm.collectionVariables.set('etag', pm.response.headers.get('ETag'));",
];
const ORDER = ['orders', '{{order_id}}'];
const IF_MATCH: Header = { key: 'If-Match', value: '{{etag}}' };

const REQUESTS: readonly Planned[] = [
  {
    name: 'Create an order',
    method: 'POST',
    path: ['orders'],
    body: NEW_ORDER,
    status: 201,
    keeps: KEEP_ORDER,
    description: 'Its id, its time and its status are filled in. Location says where it is.',
  },
  {
    name: 'Read it',
    method: 'GET',
    path: ORDER,
    status: 200,
    description: 'ETag says in which version it is.',
  },
  {
    name: 'List the orders of a customer',
    method: 'GET',
    path: ['orders'],
    query: { customer_id: '{{customer_id}}', limit: '10' },
    status: 200,
    description: 'From the index CustomerIndex, page by page: `cursor` of an answer asks for the next one.',
  },
  {
    name: 'List those in one status',
    method: 'GET',
    path: ['orders'],
    query: { customer_id: '{{customer_id}}', order_status: 'processing' },
    status: 200,
    description: 'The status is the sort key of the index.',
  },
  {
    name: 'Create it again',
    method: 'POST',
    path: ['orders'],
    body: { order_id: '{{order_id}}', ...NEW_ORDER },
    status: 409,
    description: 'An order_id is one order, whenever it was created.',
  },
  {
    name: 'Complete it',
    method: 'PUT',
    path: ORDER,
    headers: [IF_MATCH],
    body: { order_status: 'completed' },
    status: 200,
    description: 'With If-Match it is changed only if nobody else has done so meanwhile.',
  },
  {
    name: 'Change a version that is no more',
    method: 'PUT',
    path: ORDER,
    headers: [IF_MATCH],
    body: { details: { item: 'Laptop', quantity: 2 } },
    status: 409,
    description: 'The race is lost: read it again and decide anew.',
  },
  {
    name: 'Cancel what is completed',
    method: 'PUT',
    path: ORDER,
    body: { order_status: 'cancelled' },
    status: 409,
    description: 'An order is processing until it is completed or cancelled, and then stays so.',
  },
  {
    name: 'Forget to say whose orders',
    method: 'GET',
    path: ['orders'],
    status: 400,
    description: 'The answer names every field that is wrong.',
  },
  { name: 'Delete it', method: 'DELETE', path: ORDER, status: 204, description: 'The answer has no body.' },
  {
    name: 'Read what is gone',
    method: 'GET',
    path: ORDER,
    status: 404,
    description: 'There is no such order.',
  },
];

/**
 * The collection for an API.
 * @param name what Postman shows it as
 * @param url the stage's, without a slash at its end
 */
export function postmanCollection(name: string, url: string): PostmanCollection {
  return {
    info: {
      name,
      description: 'Run it as a whole: each request tests its answer, and at the end the order is gone.',
      schema: SCHEMA,
    },
    variable: [
      { key: 'baseUrl', value: url },
      { key: 'customer_id', value: 'postman' },
      { key: 'order_id', value: '' },
      { key: 'etag', value: '' },
    ],
    item: REQUESTS.map(requestOf),
  };
}

function requestOf({
  name,
  method,
  path,
  query,
  headers = [],
  body,
  status,
  keeps = [],
  description,
}: Planned): PostmanRequest {
  const parameters = Object.entries(query ?? {}).map(([key, value]) => ({ key, value }));
  const search = parameters.map(({ key, value }) => `${key}=${value}`).join('&');
  const raw = `{{baseUrl}}/${path.join('/')}${search === '' ? '' : `?${search}`}`;
  const test = `pm.test('${status}', () => pm.response.to.have.status(${status}));`;
  return {
    name,
    event: [{ listen: 'test', script: { type: 'text/javascript', exec: [test, ...keeps] } }],
    request: {
      method,
      header: [...(body === undefined ? [] : [JSON_TYPE]), ...headers],
      url: {
        raw,
        host: ['{{baseUrl}}'],
        path,
        ...(parameters.length === 0 ? {} : { query: parameters }),
      },
      ...(body === undefined
        ? {}
        : {
            body: {
              mode: 'raw',
              raw: JSON.stringify(body, undefined, 2),
              options: { raw: { language: 'json' } },
            },
          }),
      description,
    },
  };
}
