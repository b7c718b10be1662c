/** Part 1: orders are placed, found, changed and removed, each by the one request that is meant for it. */
import { compare } from '../../lab/check.js';
import type { Check, Evidence } from '../../lab/events.js';
import type { Lab } from '../../lab/lab.js';
import { orderIn } from './answers.js';
import { type Api, type Exchange, showExchanges, withJson } from './exchange.js';
import { findOrders } from './order-lists.js';
import { CUSTOMER, IDEMPOTENCY_KEY, IDEMPOTENT_ID, PROBE_IDS } from './probes.js';
import { ORDERS } from './routes.js';

const [FIRST, SECOND, THIRD] = PROBE_IDS;
const FIRST_ORDER = { order_id: FIRST, customer_id: CUSTOMER, details: { item: 'Laptop', quantity: 1 } };
/** As the source lab writes one: with all of its attributes. */
const COMPLETE_ORDER = {
  order_id: SECOND,
  created_at: 1_625_097_600,
  customer_id: CUSTOMER,
  order_status: 'completed',
  details: { item: 'Smartphone', quantity: 2 },
};
const THIRD_ORDER = { order_id: THIRD, customer_id: CUSTOMER };
const KEYED_ORDER = { customer_id: CUSTOMER, details: { item: 'Headphones', quantity: 3 } };
const BY_KEY = { 'Idempotency-Key': IDEMPOTENCY_KEY };

export async function* liveOrders(lab: Lab, api: Api): AsyncGenerator<Check | Evidence> {
  const hint = `What the function says is in its log: ${lab.commandLine('logs --function orders-api')}. Run ${lab.commandLine('build-api')} again.`;
  yield* place(api, hint);
  yield* findOrders(lab, api, hint);
  yield* change(api, hint);
  yield* placeTwice(api, hint);
  yield* remove(api, hint);
}

async function* place(api: Api, hint: string): AsyncGenerator<Check | Evidence> {
  const created = await api.send(withJson('POST', ORDERS, FIRST_ORDER));
  const followed = await api.send({ method: 'GET', path: pathBehind(api, created.answer.headers.location) });
  const complete = await api.send(withJson('POST', ORDERS, COMPLETE_ORDER));
  const third = await api.send(withJson('POST', ORDERS, THIRD_ORDER));
  yield showExchanges(
    'Orders are placed',
    [created, followed, complete, third],
    'created_at and order_status are filled in where they are left out; the ETag is the version of the order.',
  );
  const filledIn = orderIn(created.answer);
  yield compare({
    id: 'order-created',
    claim: 'POST places an order, and answers with it and with where it is',
    expected: `201, ${FIRST} processing`,
    actual: `${created.answer.status}, ${filledIn?.order_id} ${filledIn?.order_status}`,
    hint,
  });
  yield compare({
    id: 'location-followed',
    claim: 'Where it is, there is just that order',
    expected: `200 ${created.answer.body}`,
    actual: `${followed.answer.status} ${followed.answer.body}`,
    hint,
  });
  const whole = orderIn(complete.answer);
  yield compare({
    id: 'complete-order-created',
    claim: 'An order with all of its attributes, as in the source lab, is taken as it is',
    expected: `201, ${SECOND} completed of 1625097600`,
    actual: `${complete.answer.status}, ${whole?.order_id} ${whole?.order_status} of ${String(whole?.created_at)}`,
    hint,
  });
}

/** Where a Location leads that POST has answered with, without the stage's URL. */
function pathBehind({ url }: Api, location = ''): string {
  const { pathname } = new URL(location, `${url}${ORDERS}`);
  const stage = `${new URL(url).pathname}/`;
  return pathname.startsWith(stage) ? pathname.slice(stage.length - 1) : pathname;
}

async function* change(api: Api, hint: string): AsyncGenerator<Check | Evidence> {
  const path = `${ORDERS}/${FIRST}`;
  const seen = await api.send({ method: 'GET', path });
  const version = { 'If-Match': seen.answer.headers.etag ?? '"none"' };
  const changed = await api.send(withJson('PUT', path, { order_status: 'completed' }, version));
  const tooLate = withJson('PUT', path, { details: { item: 'Laptop', quantity: 9 } }, version);
  const lost = await api.send({ ...tooLate, repeatable: true });
  const backwards = withJson('PUT', path, { order_status: 'processing' });
  const back = await api.send({ ...backwards, repeatable: true });
  const now = await api.send({ method: 'GET', path });
  yield showExchanges(
    'An order is changed',
    [seen, changed, lost, back, now],
    'Each change is one conditional write: nobody can come in between.',
  );
  yield compare({
    id: 'order-changed',
    claim: 'PUT changes an order that is as it was when it was read (If-Match)',
    expected: '200 completed',
    actual: `${changed.answer.status} ${orderIn(changed.answer)?.order_status}`,
    hint,
  });
  yield compare({
    id: 'lost-race',
    claim: 'Who comes second, with what was read before that change, is told so',
    expected: '409',
    actual: String(lost.answer.status),
    hint: `Without it the second change would overwrite the first, unseen. ${hint}`,
  });
  yield compare({
    id: 'no-way-back',
    claim: 'An order that is completed does not become processing again',
    expected: '409',
    actual: String(back.answer.status),
    hint,
  });
  yield compare({
    id: 'changed-once',
    claim: 'Of all that, the first change alone was made',
    expected: `200 ${changed.answer.body}`,
    actual: `${now.answer.status} ${now.answer.body}`,
    hint,
  });
}

async function* placeTwice(api: Api, hint: string): AsyncGenerator<Check | Evidence> {
  const sameId = withJson('POST', ORDERS, { ...FIRST_ORDER, created_at: 1_700_000_000 });
  const taken = await api.send({ ...sameId, repeatable: true });
  const first = await api.send(withJson('POST', ORDERS, KEYED_ORDER, BY_KEY));
  const repeated = await api.send(withJson('POST', ORDERS, KEYED_ORDER, BY_KEY));
  const other = await api.send(
    withJson('POST', ORDERS, { ...KEYED_ORDER, order_status: 'cancelled' }, BY_KEY),
  );
  yield showExchanges(
    'An order is placed twice',
    [taken, first, repeated, other],
    'Who gets no answer sends the same request again, with the same Idempotency-Key.',
  );
  yield compare({
    id: 'id-taken',
    claim: 'An id is taken once, though the key of the table has created_at in it as well',
    expected: '409',
    actual: String(taken.answer.status),
    hint,
  });
  yield compare({
    id: 'repeat-answered',
    claim: 'Sent again with its Idempotency-Key, a request gets the answer it got before: there is one order',
    expected: `201 ${IDEMPOTENT_ID}, then the same`,
    actual: repeatInWords(first, repeated),
    hint,
  });
  yield compare({
    id: 'key-of-another',
    claim: 'That key with another order is a mistake, and told',
    expected: '422',
    actual: String(other.answer.status),
    hint,
  });
}

function repeatInWords({ answer: first }: Exchange, { answer: repeated }: Exchange): string {
  const isSame =
    first.status === repeated.status &&
    first.body === repeated.body &&
    first.headers.location === repeated.headers.location;
  const then = isSame ? 'the same' : `${repeated.status} ${repeated.body}`;
  return `${first.status} ${orderIn(first)?.order_id}, then ${then}`;
}

async function* remove(api: Api, hint: string): AsyncGenerator<Check | Evidence> {
  const path = `${ORDERS}/${FIRST}`;
  const removed = await api.send({ method: 'DELETE', path });
  const again = await api.send({ method: 'GET', path });
  yield showExchanges('An order is removed', [removed, again], '204 has no body.');
  yield compare({
    id: 'order-deleted',
    claim: 'DELETE removes an order',
    expected: '204, then 404',
    actual: `${removed.answer.status}, then ${again.answer.status}`,
    hint,
  });
}
