/** Step 2 of the source lab: "Query Using the GSI". */
import { z } from 'zod';
import { poll } from '../aws/polling.js';
import { compare } from '../lab/check.js';
import type { Check, Evidence } from '../lab/events.js';
import type { Lab } from '../lab/lab.js';
import { defineStep } from '../lab/step.js';
import { itemColumns, keyOf, LAB_ORDERS, ORDER_COLUMNS, type OrderItem } from './orders.js';
import { queryIndex, type Reading, scanTable } from './read-orders.js';

/** An index follows its table, usually within a second: how often and for how long we look again. */
const INDEX_LAG_POLL = 1_000;
const INDEX_LAG = 30_000;
/** Rows shown of an answer. */
const SHOWN = 10;
/** Pages that an answer is cut into, whatever its size. */
const PAGES = 4;
/** 1 MB each: a Scan of a million orders would cost more than it teaches. */
const MOST_SCAN_PAGES = 10;
/** From so many orders on, reading one customer's is visibly less than reading everybody's. */
const ENOUGH_TO_COMPARE = 100;
/** The longest string that a sort key may be, in bytes; a partition key may be longer. */
const LONGEST_KEY = 1024;

export const query = defineStep({
  input: z.object({
    customer: z.string().min(1).max(LONGEST_KEY).default('cust123').describe('Whose orders to look for'),
    status: z.string().min(1).max(LONGEST_KEY).default('completed').describe('And in which status'),
  }),
  calls: ['dynamodb:Query', 'dynamodb:Scan'],
  resources: () => [],

  async *demonstrate(lab, { customer, status }) {
    const { readings, rounds } = await readUntilAgreed(lab, customer, status);
    const { all, some, paged } = readings;
    yield customerCheck(lab, customer, all);
    yield showOrders(`Orders of ${customer}`, all.items);
    yield statusCheck(lab, status, all, some);
    yield showOrders(`Orders of ${customer} that are ${status}`, some.items);
    yield pagesCheck(lab, all, paged);
    yield showPages(paged);
    yield* compareWithScan(lab, customer, readings);
    if (rounds > 1) yield explainLag(rounds);
  },
});

/** The same orders, read in several ways, one after the other. */
interface Readings {
  /** By customer. */
  readonly all: Reading;
  /** By customer and status. */
  readonly some: Reading;
  /** By customer, in several pages. */
  readonly paged: Reading;
  readonly scan: Reading;
}

/**
 * Reads in all ways until they agree and the lab's own orders are among them: none of them sees the latest writes
 * at once, and one that does is no sign that the next will. Gives up after a while; the checks then say what is
 * missing.
 */
async function readUntilAgreed(
  lab: Lab,
  customer: string,
  status: string,
): Promise<{ readonly readings: Readings; readonly rounds: number }> {
  let waited = 0;
  let rounds = 0;
  return poll({
    what: 'the index to catch up with its table',
    clock: lab.clock,
    every: INDEX_LAG_POLL,
    deadline: INDEX_LAG,
    ask: async () => {
      rounds += 1;
      const readings = await readAllWays(lab, customer, status);
      return agree(readings, customer, status) || waited >= INDEX_LAG ? { readings, rounds } : undefined;
    },
    onWait: (elapsed) => {
      waited = elapsed + INDEX_LAG_POLL;
      lab.progress({
        title: 'Waiting for the index',
        elapsed,
        reason: 'it is eventually consistent: it follows its table with a delay',
      });
    },
  });
}

async function readAllWays(lab: Lab, customer: string, status: string): Promise<Readings> {
  const all = await queryIndex(lab, { customer });
  const some = await queryIndex(lab, { customer, status });
  const paged = await queryIndex(lab, { customer }, Math.max(1, Math.ceil(all.items.length / PAGES)));
  return { all, some, paged, scan: await scanTable(lab, { customer }, MOST_SCAN_PAGES) };
}

function agree({ all, some, paged, scan }: Readings, customer: string, status: string): boolean {
  return (
    labOrdersMissing(customer, all).length === 0 &&
    areSame(inStatus(all, status), some.items) &&
    areSame(all.items, paged.items) &&
    (!scan.complete || areSame(scan.items, all.items))
  );
}

function inStatus({ items }: Reading, status: string): OrderItem[] {
  return items.filter(({ order_status }) => order_status?.S === status);
}

function areSame(wanted: readonly OrderItem[], found: readonly OrderItem[]): boolean {
  return differenceInWords(wanted, found) === countInWords(wanted.length);
}

/** The source lab's orders of this customer that an answer lacks. */
function labOrdersMissing(customer: string, { items }: Reading): string[] {
  const found = new Set(items.map(idOf));
  return LAB_ORDERS.filter((order) => order.customerId === customer && !found.has(idOf(keyOf(order)))).map(
    ({ item }) => item,
  );
}

function customerCheck(lab: Lab, customer: string, all: Reading): Check {
  const missing = labOrdersMissing(customer, all);
  const expected = 'at least one order, and all those of the source lab';
  const found = all.items.length === 0 ? 'no order' : `${countInWords(all.items.length)}`;
  return compare({
    id: 'by-customer',
    claim: `The index finds the orders of ${customer}`,
    expected,
    actual:
      missing.length === 0 && all.items.length > 0
        ? expected
        : [found, ...missing.map((item) => `no ${item}`)].join(', '),
    hint:
      missing.length === 0
        ? `${customer} has no orders. Try --customer cust123, or seed more: ${lab.commandLine('seed --count 1000')}.`
        : `An order without customer_id or order_status is not in the index. ${lab.commandLine('seed')} writes it again.`,
  });
}

function statusCheck(lab: Lab, status: string, all: Reading, some: Reading): Check {
  const wanted = inStatus(all, status);
  return compare({
    id: 'by-customer-and-status',
    claim: `With the sort key it finds those that are ${status}, and reads no others`,
    expected: `${countInWords(wanted.length)}, ${wanted.length} read`,
    actual: `${differenceInWords(wanted, some.items)}, ${some.scanned} read`,
    hint: `An order may have changed meanwhile: run ${lab.commandLine('query')} again.`,
  });
}

function pagesCheck(lab: Lab, all: Reading, paged: Reading): Check {
  const pages = paged.pages.filter(({ items }) => items.length > 0).length;
  const atLeast = Math.min(2, all.items.length);
  return compare({
    id: 'by-pages',
    claim: 'Page by page, each going on where the last one ended, it finds every order once',
    expected: countInWords(all.items.length),
    actual: pages < atLeast ? `all on ${pages} page` : differenceInWords(all.items, paged.items),
    hint: `An order may have changed meanwhile: run ${lab.commandLine('query')} again.`,
  });
}

function* compareWithScan(lab: Lab, customer: string, { all, scan }: Readings): Generator<Check | Evidence> {
  if (scan.complete) {
    yield compare({
      id: 'same-by-scan',
      claim: `A Scan of the whole table finds the same orders of ${customer}`,
      expected: countInWords(scan.items.length),
      actual: differenceInWords(scan.items, all.items),
      hint: `The index may lag behind its table: run ${lab.commandLine('query')} again.`,
    });
  }
  yield showCosts(all, scan);
  // In a small table both read next to nothing: there the claim would be idle.
  if (scan.scanned < ENOUGH_TO_COMPARE || all.items.length * 2 > scan.scanned) return;
  const expected = 'fewer items read, for no more capacity';
  const cheaper = all.scanned < scan.scanned && all.units <= scan.units;
  yield compare({
    id: 'query-costs-less',
    claim: 'The Query reads only what it returns; the Scan reads the whole table',
    expected,
    actual: cheaper
      ? expected
      : `Query ${all.scanned} items and ${all.units} units, Scan ${scan.scanned} and ${scan.units}`,
    hint: `Look whether the index is the right one: ${lab.commandLine('status')}.`,
  });
}

function explainLag(rounds: number): Evidence {
  return {
    kind: 'text',
    title: 'Eventually consistent',
    data: {
      text:
        `Read ${rounds} times: at first the answers did not agree, since an index follows its table with a delay, ` +
        'and a read that is not strongly consistent may be answered by a copy that has not heard of the latest ' +
        'writes. Of a table, ConsistentRead asks for the latest state, at twice the price; of an index, nothing does.',
    },
  };
}

function showOrders(title: string, items: readonly OrderItem[]): Evidence {
  const rest = items.length - SHOWN;
  return {
    kind: 'table',
    title,
    data: {
      columns: ORDER_COLUMNS,
      rows: items.slice(0, SHOWN).map(itemColumns),
      ...(rest > 0 ? { caption: `and ${rest.toLocaleString('en-US')} more` } : {}),
    },
  };
}

function showPages({ pages }: Reading): Evidence {
  return {
    kind: 'table',
    title: 'Page by page',
    data: {
      columns: ['page', 'orders', 'goes on after'],
      rows: pages.map(({ items, next }, position) => [
        position + 1,
        items.length,
        next?.order_id?.S ?? 'the end',
      ]),
    },
  };
}

function showCosts(all: Reading, scan: Reading): Evidence {
  const row = (name: string, reading: Reading): (string | number)[] => [
    name,
    reading.scanned,
    reading.items.length,
    reading.units,
    reading.pages.length,
  ];
  return {
    kind: 'table',
    title: 'Query and Scan, side by side',
    data: {
      columns: ['way', 'items read', 'returned', 'capacity units', 'calls'],
      rows: [row('Query on the index', all), row('Scan with a filter', scan)],
      ...(scan.complete ? {} : { caption: `The Scan was stopped after ${scan.pages.length} pages.` }),
    },
  };
}

function idOf(item: OrderItem): string {
  return `${item.order_id?.S}/${item.created_at?.N}`;
}

function countInWords(count: number): string {
  return `${count} ${count === 1 ? 'order' : 'orders'}`;
}

/** How an answer differs from what was wanted; the plain count where it does not. */
function differenceInWords(wanted: readonly OrderItem[], found: readonly OrderItem[]): string {
  const wantedIds = new Set(wanted.map(idOf));
  const foundIds = new Set(found.map(idOf));
  const missing = [...wantedIds].filter((id) => !foundIds.has(id)).length;
  const extra = [...foundIds].filter((id) => !wantedIds.has(id)).length;
  const repeated = found.length - foundIds.size;
  if (missing + extra + repeated === 0) return countInWords(found.length);
  return `${countInWords(found.length)}: ${missing} missing, ${extra} too many, ${repeated} twice`;
}
