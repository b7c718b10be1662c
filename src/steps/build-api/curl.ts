/** The same requests for the learner's own terminal. */
import type { Evidence } from '../../lab/events.js';
import { shellQuoted } from '../../lab/shell-command.js';
import { type ApiRequest, withJson } from './exchange.js';
import { ORDERS } from './routes.js';

const MINE = 'my-first-order';
const MY_ORDER = { order_id: MINE, customer_id: 'cust123', details: { item: 'Laptop', quantity: 1 } };

/** From top to bottom each is answered well, and afterwards everything is as before. */
const REQUESTS: readonly ApiRequest[] = [
  { method: 'GET', path: `${ORDERS}?customer_id=cust123` },
  withJson('POST', ORDERS, MY_ORDER),
  { method: 'GET', path: `${ORDERS}/${MINE}` },
  withJson('PUT', `${ORDERS}/${MINE}`, { order_status: 'completed' }, { 'If-Match': '"1"' }),
  { method: 'DELETE', path: `${ORDERS}/${MINE}` },
];

export function showCurl(url: string): Evidence {
  return {
    kind: 'commands',
    title: 'Now you: paste these into a terminal',
    data: { commands: REQUESTS.map((request) => curlLine(url, request)) },
  };
}

/** A line for a POSIX shell. `-i` shows status and headers. */
export function curlLine(url: string, { method, path, headers = {}, body }: ApiRequest): string {
  return [
    'curl -i',
    ...(method === 'GET' ? [] : [`-X ${method}`]),
    shellQuoted(url + path),
    ...Object.entries(headers).map(([name, value]) => `-H ${shellQuoted(`${name}: ${value}`)}`),
    ...(body === undefined ? [] : [`-d ${shellQuoted(body)}`]),
  ].join(' ');
}
