/** Part 2: what is wrong is refused, by whoever sees it first, in words that help. */

import type { HttpAnswer } from '../../aws/http-request.js';
import { compare } from '../../lab/check.js';
import type { Check, Evidence } from '../../lab/events.js';
import type { Lab } from '../../lab/lab.js';
import { fieldsIn, messageIn } from './answers.js';
import { type Api, type ApiRequest, answererOf, type Exchange, showExchanges, withJson } from './exchange.js';
import { CUSTOMER, REFUSED_ID } from './probes.js';
import { ORDERS } from './routes.js';

/** Where something is refused: what API Gateway knows of a request is little, and it is asked first. */
interface Refusal {
  readonly id: string;
  readonly claim: string;
  readonly request: ApiRequest;
  /** As {@link answerInWords} tells it. */
  readonly expected: string;
}

const REFUSED = { order_id: REFUSED_ID, customer_id: CUSTOMER };

const BY_GATEWAY: readonly Refusal[] = [
  {
    id: 'bad-json',
    claim: 'What is no JSON never reaches the function: the validator of POST stops it, without saying where',
    request: { ...withJson('POST', ORDERS, '{"customer_id":'), meantToFail: true },
    expected: '400 by API Gateway: Invalid request body',
  },
  {
    id: 'no-object',
    claim: 'Nor does JSON that is no object, which is all that the model asks for',
    request: { ...withJson('POST', ORDERS, [REFUSED]), meantToFail: true },
    expected: '400 by API Gateway: Invalid request body',
  },
  {
    id: 'unknown-route',
    claim: 'A path that the API does not have is answered as if somebody had forgotten to sign: 403, not 404',
    request: { method: 'GET', path: '/orders-lab-no-such-path', meantToFail: true },
    expected: '403 by API Gateway: Missing Authentication Token',
  },
  {
    id: 'wrong-method',
    claim:
      'So is a method that a path does not have; the 405 of the function is for methods that are sent to it',
    request: { method: 'DELETE', path: ORDERS, meantToFail: true },
    expected: '403 by API Gateway: Missing Authentication Token',
  },
];

const BY_FUNCTION: readonly Refusal[] = [
  {
    id: 'wrong-fields',
    claim: 'Every field that is missing or wrong is named, all at once',
    request: withJson('POST', ORDERS, { order_status: 'lost', details: 'Laptop', created_at: 'today' }),
    expected: '400 by the function: created_at, customer_id, details, order_status',
  },
  {
    id: 'unknown-field',
    claim: 'A field that nobody knows is named as well: it may be a slip of the pen',
    request: withJson('POST', ORDERS, { ...REFUSED, costumer: 'cust123' }),
    expected: '400 by the function: costumer',
  },
  {
    id: 'no-customer',
    claim: 'Without customer_id there is no list: the API does not read the whole table for anybody',
    request: { method: 'GET', path: ORDERS },
    expected: '400 by the function: customer_id',
  },
  {
    id: 'forged-cursor',
    claim: 'A cursor that no list has given leads nowhere',
    request: { method: 'GET', path: `${ORDERS}?customer_id=${CUSTOMER}&cursor=${forgedCursor()}` },
    expected: '400 by the function: cursor',
  },
  {
    id: 'wrong-content-type',
    claim: 'A body that says it is no JSON is not read as such: for another type API Gateway has no model',
    request: { ...withJson('POST', ORDERS, REFUSED), headers: { 'Content-Type': 'text/plain' } },
    expected: '415 by the function',
  },
  {
    id: 'no-such-order',
    claim: 'An order that is not there is not there',
    request: { method: 'GET', path: `${ORDERS}/${REFUSED_ID}` },
    expected: '404 by the function',
  },
];

/** One that looks like those of a list, and names another customer's order. */
function forgedCursor(): string {
  return Buffer.from(JSON.stringify(['A'.repeat(22), 'processing', 'order1', '1625097600'])).toString(
    'base64url',
  );
}

const PREFLIGHT: ApiRequest = {
  method: 'OPTIONS',
  path: ORDERS,
  headers: { Origin: 'https://shop.example', 'Access-Control-Request-Method': 'POST' },
};

export async function* refuseMistakes(lab: Lab, api: Api): AsyncGenerator<Check | Evidence> {
  const hint = `Run ${lab.commandLine('build-api')} again: it sets and deploys what differs.`;
  yield* refuse(api, BY_GATEWAY, {
    title: 'What API Gateway refuses itself',
    caption: 'It names no field. What can be said better is left to the function.',
    hint,
  });
  yield* refuse(api, BY_FUNCTION, {
    title: 'What the function refuses',
    caption: 'Each answer has a requestId, by which the log tells more.',
    hint,
  });
  yield* askAsBrowser(api, hint);
}

async function* refuse(
  api: Api,
  refusals: readonly Refusal[],
  { title, caption, hint }: { readonly title: string; readonly caption: string; readonly hint: string },
): AsyncGenerator<Check | Evidence> {
  const refused: { readonly refusal: Refusal; readonly exchange: Exchange }[] = [];
  for (const refusal of refusals) {
    const exchange = await api.send({ ...refusal.request, repeatable: true });
    refused.push({ refusal, exchange });
  }
  yield showExchanges(
    title,
    refused.map(({ exchange }) => exchange),
    caption,
  );
  for (const { refusal, exchange } of refused) {
    const { id, claim, expected } = refusal;
    yield compare({ id, claim, expected, actual: answerInWords(exchange.answer), hint });
  }
}

/** `400 by the function: customer_id`; API Gateway's own message, since it names nothing. */
function answerInWords(answer: HttpAnswer): string {
  const who = answererOf(answer);
  const what = who === 'API Gateway' ? messageIn(answer) : fieldsIn(answer).join(', ');
  return `${answer.status} by ${who}${what === '' ? '' : `: ${what}`}`;
}

async function* askAsBrowser(api: Api, hint: string): AsyncGenerator<Check | Evidence> {
  const asked = await api.send(PREFLIGHT);
  const { status, headers } = asked.answer;
  const allowed = ['access-control-allow-origin', 'access-control-allow-methods'];
  yield {
    kind: 'table',
    title: 'What a browser asks before a page of another site may call',
    data: {
      columns: ['header', 'answer'],
      rows: Object.entries(headers).filter(([name]) => name.startsWith('access-control-')),
      caption: `OPTIONS ${ORDERS} is answered ${status} by API Gateway itself: no function runs for it.`,
    },
  };
  yield compare({
    id: 'preflight',
    claim: 'A page of any site may call the API, and a browser is told so',
    expected: '204 *; GET, POST, OPTIONS',
    actual: `${status} ${allowed.map((name) => headers[name] ?? 'nothing').join('; ')}`,
    hint,
  });
}
