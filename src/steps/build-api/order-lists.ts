/** Part 1, lists: the orders that were placed are found, by customer, by status and page by page. */
import { compare } from '../../lab/check.js';
import type { Check, Evidence } from '../../lab/events.js';
import type { Lab } from '../../lab/lab.js';
import { awaitProof } from '../await-proof.js';
import { idsIn, idsInWords, pageIn } from './answers.js';
import { type Api, type Exchange, showExchanges } from './exchange.js';
import { CUSTOMER, PROBE_IDS } from './probes.js';
import { ORDERS } from './routes.js';

const [FIRST, , THIRD] = PROBE_IDS;
/** Orders on a page, so that three of them need two. */
const PER_PAGE = 2;

/** @param api that the orders of all probes were placed through; those of the first and the third are processing. */
export async function* findOrders(lab: Lab, api: Api, hint: string): AsyncGenerator<Check | Evidence> {
  const byCustomer = `${ORDERS}?customer_id=${CUSTOMER}`;
  const all = idsInWords(PROBE_IDS);
  const listed = await awaitList(lab, api, byCustomer, all);
  const processing = await awaitList(
    lab,
    api,
    `${byCustomer}&order_status=processing`,
    idsInWords([FIRST, THIRD]),
  );
  const pages = await awaitPages(lab, api, `${byCustomer}&limit=${PER_PAGE}`, all);
  yield showExchanges(
    'Orders are found',
    [listed, processing, ...pages],
    'A cursor says where the next page begins. It is good for the list that has given it, and for no other.',
  );
  yield compare({
    id: 'listed-by-customer',
    claim: "GET lists a customer's orders, from CustomerIndex",
    expected: all,
    actual: idsIn(listed.answer),
    hint: `The index may be behind the table, but not for long. ${hint}`,
  });
  yield compare({
    id: 'listed-by-status',
    claim: 'With order_status, only those of that status',
    expected: idsInWords([FIRST, THIRD]),
    actual: idsIn(processing.answer),
    hint,
  });
  const ids = idsOnPages(pages);
  yield compare({
    id: 'listed-by-pages',
    claim: `By pages of ${PER_PAGE}, every order comes once`,
    expected: `${PROBE_IDS.length} orders on 2 pages: ${all}`,
    actual: `${ids.length} orders on ${pages.filter(isFilled).length} pages: ${idsInWords(ids)}`,
    hint,
  });
}

/** The index follows the table a moment later. */
async function awaitList(lab: Lab, api: Api, path: string, ids: string): Promise<Exchange> {
  return awaitProof(lab, {
    ...SHOWN,
    look: () => api.send({ method: 'GET', path }),
    isAll: ({ answer }) => answer.status >= 400 || idsIn(answer) === ids,
  });
}

/** Every look at the index may be behind, also one after a look that was not. */
async function awaitPages(lab: Lab, api: Api, path: string, ids: string): Promise<Exchange[]> {
  return awaitProof(lab, {
    ...SHOWN,
    look: () => turnPages(api, path),
    isAll: (pages) =>
      pages.some(({ answer }) => answer.status >= 400) || idsInWords(idsOnPages(pages)) === ids,
  });
}

const SHOWN = {
  what: 'the index to show the orders',
  reason: 'an index follows its table a moment later',
} as const;

function idsOnPages(pages: readonly Exchange[]): string[] {
  return pages.flatMap(({ answer }) => pageIn(answer)?.orders ?? []).map(({ order_id }) => order_id);
}

/** The last page may be empty: DynamoDB stops at the limit without looking whether there is more. */
function isFilled({ answer }: Exchange): boolean {
  return (pageIn(answer)?.orders.length ?? 0) > 0;
}

/** One page after the other, as long as there is a cursor; not without end, whatever the answers are. */
async function turnPages(api: Api, path: string): Promise<Exchange[]> {
  const exchanges: Exchange[] = [];
  let cursor: string | undefined;
  do {
    const next = cursor === undefined ? '' : `&cursor=${encodeURIComponent(cursor)}`;
    const exchange = await api.send({ method: 'GET', path: `${path}${next}` });
    exchanges.push(exchange);
    cursor = pageIn(exchange.answer)?.cursor;
  } while (cursor !== undefined && exchanges.length <= PROBE_IDS.length);
  return exchanges;
}
