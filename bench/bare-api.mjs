/**
 * The yardstick of the orders API: `node bare-api.mjs PORT`. The same requests over `node:http`, with the same answers
 * to those who do all right: no gateway, no function, no checks, and orders in a Map.
 */
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';

const [port] = process.argv.slice(2);
const orders = new Map();
/** The ids of each customer's orders. */
const idsOf = new Map();

createServer((request, response) => {
  const chunks = [];
  request.on('data', (chunk) => chunks.push(chunk));
  request.on('end', () => {
    const text = Buffer.concat(chunks).toString();
    const { status, body, etag } = answer(request, text === '' ? undefined : JSON.parse(text));
    const json = body === undefined ? '' : JSON.stringify(body);
    response.writeHead(status, {
      'content-type': 'application/json; charset=utf-8',
      'content-length': Buffer.byteLength(json),
      ...(etag === undefined ? {} : { etag }),
    });
    response.end(json);
  });
}).listen(Number(port), '127.0.0.1');

function answer({ method, url, headers }, given) {
  const { pathname, searchParams } = new URL(url, 'http://bare');
  const id = pathname.split('/')[2];
  if (id === undefined) return method === 'POST' ? create(given) : list(searchParams.get('customer_id'));
  const order = orders.get(id);
  if (order === undefined) return { status: 404, body: { message: `There is no order ${id}.` } };
  const wanted = headers['if-match'];
  if (wanted !== undefined && wanted !== etagOf(order)) return { status: 409, body: { message: 'Changed.' } };
  if (method === 'DELETE') return remove(order);
  return method === 'PUT' ? change(order, given) : told(200, order);
}

function create({ order_id = randomUUID(), customer_id, details }) {
  const created_at = Math.floor(Date.now() / 1000);
  const order = { order_id, created_at, customer_id, order_status: 'processing', details, version: 1 };
  orders.set(order_id, order);
  if (!idsOf.has(customer_id)) idsOf.set(customer_id, new Set());
  idsOf.get(customer_id).add(order_id);
  return told(201, order);
}

function list(customer) {
  return { status: 200, body: { orders: [...(idsOf.get(customer) ?? [])].map((id) => orders.get(id)) } };
}

function change(order, { details }) {
  const changed = { ...order, details, version: order.version + 1 };
  orders.set(order.order_id, changed);
  return told(200, changed);
}

function remove({ order_id, customer_id }) {
  orders.delete(order_id);
  idsOf.get(customer_id).delete(order_id);
  return { status: 204 };
}

function told(status, order) {
  return { status, body: order, etag: etagOf(order) };
}

function etagOf({ version }) {
  return `"${version}"`;
}
