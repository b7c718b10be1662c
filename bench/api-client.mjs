/**
 * A client of the orders API that does a mix of all its requests, one at a time, and holds each answer against what it
 * knows. Its orders are its own, but for one that all clients change in a race. Used by the benchmark and by
 * test/steps/build-api/load.long.test.ts.
 */
import { request } from 'node:http';

/** How often each kind is done, of all. */
const MIX = { create: 30, read: 30, list: 13, change: 14, delete: 8, race: 5 };
const ALL = Object.values(MIX).reduce((sum, share) => sum + share, 0);
/** A list has one page, and so it is all of a client's orders. */
const MOST_ORDERS = 50;
const SHARED = 'shared-order';

/** Places the order that all of the clients change. */
export async function placeSharedOrder(send) {
  const body = JSON.stringify({ order_id: SHARED, customer_id: 'everybody' });
  const { status } = await send('POST', '/orders', { body });
  if (status !== 201) throw new Error(`The shared order was answered ${status}`);
}

/** How often the order that all of the clients change was changed. */
export async function changesOfSharedOrder(send) {
  const { text } = await send('GET', `/orders/${SHARED}`);
  return JSON.parse(text).version - 1;
}

/** A function that sends requests to an API, over the connections of an agent. */
export function sender(url, agent) {
  return (method, path, { headers = {}, body } = {}) =>
    new Promise((resolve, reject) => {
      const typed = body === undefined ? {} : { 'content-type': 'application/json' };
      const sent = request(
        `${url}${path}`,
        { method, agent, headers: { ...typed, ...headers } },
        (answer) => {
          const chunks = [];
          answer.on('data', (chunk) => chunks.push(chunk));
          answer.on('error', reject);
          answer.on('end', () =>
            resolve({
              status: answer.statusCode,
              headers: answer.headers,
              text: Buffer.concat(chunks).toString('utf8'),
            }),
          );
        },
      );
      sent.on('error', reject);
      sent.end(body);
    });
}

export class ApiClient {
  /** What was not as it should have been, in words. */
  wrong = [];
  /** How often this client has won a race. */
  races = 0;

  #send;
  #customer;
  #random;
  #count = 0;
  /** The texts of its orders, by their ids. */
  #orders = new Map();
  #deleted;

  /** The same number does the same, so that a run resembles the one before. */
  constructor(send, number) {
    this.#send = send;
    this.#customer = `client-${number}`;
    this.#random = randomNumbers(number);
  }

  /** Sends one or two requests of a kind that is drawn. Resolves with the milliseconds of each. */
  async act() {
    const kind = this.#draw();
    const times = [];
    const ask = async (...typed) => {
      const begin = performance.now();
      const answer = await this.#send(...typed);
      times.push(performance.now() - begin);
      return answer;
    };
    await this.#acts[kind](ask);
    return times;
  }

  #draw() {
    if (this.#orders.size === 0) return 'create';
    if (this.#orders.size >= MOST_ORDERS) return 'delete';
    let left = this.#random() * ALL;
    return Object.keys(MIX).find((kind) => {
      left -= MIX[kind];
      return left < 0;
    });
  }

  #acts = {
    create: async (ask) => {
      this.#count += 1;
      const order = { customer_id: this.#customer, details: { item: 'Laptop', count: this.#count } };
      const { status, text } = await ask('POST', '/orders', { body: JSON.stringify(order) });
      if (!this.#expect('create', { status }, { status: 201 })) return;
      const { order_id, customer_id, details } = JSON.parse(text);
      this.#expect('create', { customer_id, details }, order);
      this.#orders.set(order_id, text);
    },

    read: async (ask) => {
      if (this.#deleted !== undefined && this.#random() < 0.2) {
        const { status } = await ask('GET', `/orders/${this.#deleted}`);
        this.#expect('read what is deleted', { status }, { status: 404 });
        return;
      }
      const [id, known] = this.#anyOrder();
      const { status, text } = await ask('GET', `/orders/${id}`);
      this.#expect('read', { status, text }, { status: 200, text: known });
    },

    list: async (ask) => {
      const { status, text } = await ask('GET', `/orders?customer_id=${this.#customer}&limit=100`);
      if (!this.#expect('list', { status }, { status: 200 })) return;
      const listed = JSON.parse(text).orders.map((order) => JSON.stringify(order));
      this.#expect('list', { listed: listed.sort() }, { listed: [...this.#orders.values()].sort() });
    },

    change: async (ask) => {
      const [id, known] = this.#anyOrder();
      const { version, ...order } = JSON.parse(known);
      const details = { item: 'Laptop', changed: version };
      const isLate = version > 1 && this.#random() < 0.2;
      const headers = { 'if-match': `"${isLate ? version - 1 : version}"` };
      const { status, text } = await ask('PUT', `/orders/${id}`, {
        headers,
        body: JSON.stringify({ details }),
      });
      if (isLate) {
        this.#expect('change too late', { status }, { status: 409 });
        return;
      }
      if (!this.#expect('change', { status }, { status: 200 })) return;
      this.#expect(
        'change',
        { order: JSON.parse(text) },
        { order: { ...order, details, version: version + 1 } },
      );
      this.#orders.set(id, text);
    },

    delete: async (ask) => {
      const [id] = this.#anyOrder();
      const { status } = await ask('DELETE', `/orders/${id}`);
      this.#expect('delete', { status }, { status: 204 });
      this.#orders.delete(id);
      this.#deleted = id;
    },

    race: async (ask) => {
      const read = await ask('GET', `/orders/${SHARED}`);
      if (!this.#expect('read in a race', { status: read.status }, { status: 200 })) return;
      const headers = { 'if-match': read.headers.etag };
      const body = JSON.stringify({ details: { by: this.#customer } });
      const { status } = await ask('PUT', `/orders/${SHARED}`, { headers, body });
      if (status === 200) this.races += 1;
      else this.#expect('race', { status }, { status: 409 });
    },
  };

  #anyOrder() {
    return [...this.#orders][Math.floor(this.#random() * this.#orders.size)];
  }

  /** Both are written alike where they are alike: answers keep the order of their fields. */
  #expect(what, actual, expected) {
    const [is, should] = [JSON.stringify(actual), JSON.stringify(expected)];
    if (is !== should) this.wrong.push(`${what}: ${is} instead of ${should}`);
    return is === should;
  }
}

/** Numbers from 0 to 1 that follow from a seed: mulberry32. */
function randomNumbers(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
