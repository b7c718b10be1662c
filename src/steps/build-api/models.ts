/** What API Gateway knows of an order: one model that it holds bodies against, and those of its description. */
import type { ModelSpec } from '../../resources/rest-api-spec.js';

const DRAFT_4 = 'http://json-schema.org/draft-04/schema#';

/**
 * Held against the body of POST before the function is called. It says no more than that an order is an object: API
 * Gateway's answer is "Invalid request body" whatever is wrong, and the function's names every field. The rest is for
 * whoever reads the API's description.
 */
export const NEW_ORDER = model('NewOrder', 'An order, as POST takes it', {
  type: 'object',
  properties: {
    customer_id: { description: 'Whose order it is. Required.' },
    order_id: { description: 'Chosen by the API where it is absent.' },
    created_at: { description: 'Seconds since 1970; now, where it is absent.' },
    order_status: { description: 'processing (the default), shipped, completed or cancelled.' },
    details: { description: 'An object: what was ordered.' },
  },
});

/** No more than the table itself makes sure of: others write to it, too. */
const ANY_ORDER = {
  type: 'object',
  required: ['order_id', 'created_at'],
  properties: {
    order_id: { type: 'string' },
    created_at: { type: 'number', description: 'Seconds since 1970.' },
    customer_id: { type: 'string' },
    order_status: { type: 'string', description: 'processing, shipped, completed or cancelled.' },
    details: { description: 'What was ordered: an object, where this API has written it.' },
    version: { description: 'One more with each change; absent where this API has never written the order.' },
  },
};

export const ORDER = model('Order', 'An order, as it is in the table', ANY_ORDER);

/** With the schema of an order inside of it: a reference would need the id of the API, which is not known yet. */
export const ORDERS = model('Orders', 'A page of the orders of a customer', {
  type: 'object',
  required: ['orders'],
  properties: {
    orders: { type: 'array', items: ANY_ORDER },
    cursor: { type: 'string', description: 'Asks for the next page, in the same query. Absent on the last.' },
  },
});

/** Held against nothing: the function names what is wrong. */
export const ORDER_CHANGE = model('OrderChange', 'What PUT changes of an order', {
  type: 'object',
  minProperties: 1,
  additionalProperties: false,
  properties: {
    order_status: { type: 'string', enum: ['processing', 'shipped', 'completed', 'cancelled'] },
    details: { type: 'object', description: 'Replaced as a whole.' },
  },
});

/** Takes the place of the one of this name that every API begins with. */
export const ERROR = model('Error', 'What was wrong with a request', {
  type: 'object',
  required: ['message'],
  properties: {
    message: { type: 'string' },
    errors: {
      type: 'array',
      description: 'Every field, parameter or header that is wrong.',
      items: {
        type: 'object',
        required: ['field', 'problem'],
        properties: { field: { type: 'string' }, problem: { type: 'string' } },
      },
    },
    requestId: { type: 'string', description: 'Finds the request in the log of the function.' },
  },
});

export const MODELS: readonly ModelSpec[] = [NEW_ORDER, ORDER, ORDERS, ORDER_CHANGE, ERROR];

function model(name: string, description: string, schema: Readonly<Record<string, unknown>>): ModelSpec {
  return { name, description, schema: { $schema: DRAFT_4, title: name, ...schema } };
}
