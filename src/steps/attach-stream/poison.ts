/** Part 2: of several orders written together one cannot be processed. It is parked; the others are not held up. */
import { compare } from '../../lab/check.js';
import type { Check, Evidence } from '../../lab/events.js';
import type { Lab } from '../../lab/lab.js';
import { awaitProof } from '../await-proof.js';
import type { OrderItem } from '../orders.js';
import { type DeadLetter, takeDeadLetters } from './dead-letters.js';
import { readLog, type Told } from './log.js';
import { beginRun, insertTogether, probe, type Run } from './probes.js';
import { processingInWords } from './processing.js';

/** What the function refuses. */
const POISON = 'poison';
/** One of them in the middle, so that it has neighbours on both sides. */
const STATUSES = ['processing', 'shipped', POISON, 'completed', 'cancelled'] as const;
const NEIGHBOURS = STATUSES.length - 1;

export async function* parkPoison(lab: Lab): AsyncGenerator<Check | Evidence> {
  const run = beginRun(lab);
  const orders = STATUSES.map((status, position) => probe(run, position, status));
  await insertTogether(lab, orders);

  const parked = await awaitDeadLetter(lab, run);
  const told = await awaitProof(lab, {
    what: 'the log to tell of the other orders',
    reason: 'CloudWatch shows a log line when it has it',
    look: () => readLog(lab, run),
    isAll: ({ changes, failures }) => changes.length >= NEIGHBOURS && failures.length > 0,
  });
  if (parked !== undefined) yield showMessage(parked);
  yield showBatch(orders, told, parked);
  const hint = `${await processingInWords(lab)} Run ${lab.commandLine('attach-stream')} again.`;
  yield compare({
    id: 'poison-parked',
    claim:
      'An order that cannot be processed is tried again, then given up: a message about it is in the queue',
    expected: 'RetryAttemptsExhausted',
    actual: parked?.condition ?? 'no message about it',
    hint: `Lambda sends it by sqs:SendMessage, as the function's role, to the mapping's on-failure destination. ${hint}`,
  });
  yield compare({
    id: 'poison-alone',
    claim: 'The message leads back to the stream: what was given up is that order, and only it',
    expected: ordersInWords(orders.slice(STATUSES.indexOf(POISON), STATUSES.indexOf(POISON) + 1)),
    actual: ordersInWords((parked?.records ?? []).map(({ dynamodb }) => dynamodb?.NewImage)),
    hint: `Where the batch is not split, others are given up with it. ${hint}`,
  });
  yield compare({
    id: 'neighbours-processed',
    claim: 'The orders that were written together with it are processed',
    expected: ordersInWords(orders.filter((order) => order.order_status?.S !== POISON)),
    actual: ordersInWords(told.changes.map(({ newImage }) => newImage)),
    hint,
  });
}

/** The message about this run's poisoned order; undefined where none comes. */
function awaitDeadLetter(lab: Lab, run: Run): Promise<DeadLetter | undefined> {
  return awaitProof(lab, {
    what: 'the order that cannot be processed to be given up',
    reason: 'Lambda splits its batch, and tries it again twice',
    look: async () => (await takeDeadLetters(lab)).find((letter) => isAboutPoison(letter, run)),
    isAll: (letter) => letter !== undefined,
  });
}

function isAboutPoison({ records }: DeadLetter, { mark }: Run): boolean {
  return records.some(({ dynamodb }) => {
    const { probe: marked, order_status } = dynamodb?.NewImage ?? {};
    return marked?.S === mark && order_status?.S === POISON;
  });
}

/** By their status, which tells them apart: "processing, shipped". The order in a batch is nobody's promise. */
function ordersInWords(orders: readonly (OrderItem | undefined)[]): string {
  const statuses = orders.map((order) => order?.order_status?.S ?? 'no order');
  return statuses.length === 0 ? 'none' : statuses.toSorted().join(', ');
}

function showMessage({ body }: DeadLetter): Evidence {
  return {
    kind: 'text',
    title: 'The message in the queue',
    data: { text: JSON.stringify(JSON.parse(body), undefined, 2) },
  };
}

function showBatch(orders: readonly OrderItem[], told: Told, parked: DeadLetter | undefined): Evidence {
  const processed = new Set(told.changes.map(({ newImage }) => newImage?.order_status?.S));
  const given = new Set(parked?.records.map(({ dynamodb }) => dynamodb?.NewImage?.order_status?.S));
  const outcomeOf = (status: string | undefined): string => {
    if (processed.has(status)) return 'processed';
    return given.has(status) ? 'parked in the queue' : 'not seen';
  };
  return {
    kind: 'table',
    title: 'What became of orders that were written together',
    data: {
      columns: ['status', 'what became of it'],
      rows: orders.map(({ order_status }) => [order_status?.S ?? '?', outcomeOf(order_status?.S)]),
      caption: `The function failed ${told.failures.length} times on the one that was parked.`,
    },
  };
}
