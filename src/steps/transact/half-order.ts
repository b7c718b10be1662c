/** The source lab's own transaction, what it costs, and the trap in it. */
import {
  DynamoDBClient,
  PutItemCommand,
  type TransactWriteItem,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { poll } from '../../aws/polling.js';
import { compare } from '../../lab/check.js';
import type { Check, Evidence } from '../../lab/events.js';
import type { Lab } from '../../lab/lab.js';
import type { OrderItem } from '../orders.js';
import { queryIndex } from '../read-orders.js';
import { putOrder, setStatus } from './actions.js';
import {
  CUSTOMER,
  ORDER_1,
  ORDER_2,
  ORDERS,
  ordersInWords,
  readOrders,
  removeOrders,
  sendPatiently,
  showOrders,
  WHOLE_ORDER_1,
} from './probes.js';
import { outcomeInWords, type Units, unitsOf, writeTogether } from './transaction.js';

/** An index follows its table, usually within a second: how often and for how long we look again. */
const INDEX_LAG_POLL = 1_000;
const INDEX_LAG = 30_000;

const COMPLETED = 'completed';
/** What the source lab's Put and Update leave behind. */
const WRITTEN: readonly OrderItem[] = [WHOLE_ORDER_1, { ...ORDER_2.key, order_status: { S: COMPLETED } }];

/** Part 1: both writes one by one, then the same two as one transaction. Leaves the latter in the table. */
export async function* writeAsInSource(lab: Lab): AsyncGenerator<Check | Evidence> {
  const plain = await writeOneByOne(lab);
  await removeOrders(lab);
  const outcome = await writeTogether(lab, sourceActions(lab));
  const items = await readOrders(lab);
  yield compare({
    id: 'written-together',
    claim: "The source lab's Put and Update are written together, in one call",
    expected: `written; ${ordersInWords(WRITTEN)}`,
    actual: `${outcomeInWords(outcome)}; ${ordersInWords(items)}`,
    hint: `Somebody else may have written these orders meanwhile: run ${lab.commandLine('transact')} again.`,
  });
  const together = unitsOf(outcome.result === 'written' ? outcome.consumed : []);
  yield showWriteCosts(plain, together);
  const apart = plain.reduce((sum, { units }) => sum + units.table, 0);
  yield compare({
    id: 'writes-cost-double',
    claim: 'In a transaction each write costs the table twice as much: it is prepared, then committed',
    expected: `${2 * apart} units, twice ${apart}`,
    actual: `${together.table} units, ${together.table === 2 * apart && apart > 0 ? 'twice' : 'beside'} ${apart}`,
    hint: 'Capacity is what the service answers; an emulator may not count it as AWS does.',
  });
}

/** @param onlyExisting adds the condition that the example lacks. */
function sourceActions(lab: Lab, { onlyExisting = false } = {}): TransactWriteItem[] {
  const update = setStatus(lab, ORDER_2, COMPLETED, onlyExisting ? 'exists' : undefined);
  return [putOrder(lab, WHOLE_ORDER_1), update];
}

interface PlainWrite {
  readonly operation: string;
  readonly units: Units;
}

/** The same two writes without a transaction. */
async function writeOneByOne(lab: Lab): Promise<readonly PlainWrite[]> {
  const client = lab.client(DynamoDBClient);
  const common = { TableName: lab.names.table, ReturnConsumedCapacity: 'INDEXES' } as const;
  const put = await sendPatiently(lab, () =>
    client.send(new PutItemCommand({ ...common, Item: WHOLE_ORDER_1 })),
  );
  const update = await sendPatiently(lab, () =>
    client.send(
      new UpdateItemCommand({
        ...common,
        Key: ORDER_2.key,
        UpdateExpression: 'SET order_status = :status',
        ExpressionAttributeValues: { ':status': { S: COMPLETED } },
      }),
    ),
  );
  return [
    { operation: 'PutItem', units: unitsOf([put.ConsumedCapacity]) },
    { operation: 'UpdateItem', units: unitsOf([update.ConsumedCapacity]) },
  ];
}

function showWriteCosts(plain: readonly PlainWrite[], together: Units): Evidence {
  const writes = [...plain, { operation: 'both, by TransactWriteItems', units: together }];
  return {
    kind: 'table',
    title: 'What the same two writes cost',
    data: {
      columns: ['call', "the table's write units", "the index's"],
      rows: writes.map(({ operation, units }) => [operation, units.table, units.indexes]),
    },
  };
}

/** Part 2: the Update has written half an order, which the index does not know. */
export async function* findHalfOrder(lab: Lab): AsyncGenerator<Check | Evidence> {
  yield showOrders('What the example has written', await readOrders(lab));
  yield compare({
    id: 'half-order-not-in-index',
    claim: `The Update found no order2 and wrote half of one: the index finds ${ORDER_1.name}, and not ${ORDER_2.name}`,
    expected: ORDER_1.name,
    actual: await waitForIndex(lab),
    hint: `The index may lag behind its table: run ${lab.commandLine('transact')} again.`,
  });
}

/** Which of the two orders the index finds under their customer; waits until it is as it should become. */
async function waitForIndex(lab: Lab): Promise<string> {
  let waited = 0;
  return poll({
    what: 'the index to catch up with its table',
    clock: lab.clock,
    every: INDEX_LAG_POLL,
    deadline: INDEX_LAG,
    ask: async () => {
      const { items } = await queryIndex(lab, { customer: CUSTOMER });
      const ids = new Set(items.map(({ order_id }) => order_id?.S));
      const found = ORDERS.flatMap(({ name }) => (ids.has(name) ? [name] : [])).join(' and ') || 'neither';
      return found === ORDER_1.name || waited >= INDEX_LAG ? found : undefined;
    },
    onWait: (elapsed) => {
      waited = elapsed + INDEX_LAG_POLL;
      lab.progress({ title: 'Waiting for the index', elapsed, reason: 'it follows its table with a delay' });
    },
  });
}

/** Part 3: the same transaction with the condition that keeps it from writing half an order. Leaves none. */
export async function* preventHalfOrder(lab: Lab): AsyncGenerator<Check> {
  await removeOrders(lab);
  const outcome = await writeTogether(lab, sourceActions(lab, { onlyExisting: true }));
  const items = await readOrders(lab);
  const nothing = items.every((item) => item === undefined);
  yield compare({
    id: 'condition-prevents-it',
    claim: 'With the condition attribute_exists(order_id) on the Update, neither order is written',
    expected: 'cancelled: None, ConditionalCheckFailed; no order',
    actual: `${outcomeInWords(outcome)}; ${nothing ? 'no order' : ordersInWords(items)}`,
    hint: `Somebody else may have written order2 meanwhile: run ${lab.commandLine('transact')} again.`,
  });
}
