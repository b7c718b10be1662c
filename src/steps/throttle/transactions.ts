/** Transactions on a table that has no capacity left: which refusals pass, and which do not. */
import type { TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { compare } from '../../lab/check.js';
import type { Check, Evidence } from '../../lab/events.js';
import type { Lab } from '../../lab/lab.js';
import { outlastThrottling } from '../../lab/patience.js';
import { pause } from '../../lab/pause.js';
import { showReasonsWorthARetry } from '../transact/reasons.js';
import { compete, hasMetAnother, showRivals } from '../transact/rivals.js';
import { codesInWords, outcomeInWords, writeTogether } from '../transact/transaction.js';
import { countItems, itemOf, keyOf, useUp } from './scratch-table.js';

/** Items of the transaction that finds no capacity. */
const TOGETHER = 2;
/** Transactions sent at once, each of which raises the counter. */
const RIVALS = 3;
/** Times that a transaction is sent whose condition does not hold. */
const STUBBORN = 2;
/** Milliseconds in which so much capacity comes in that a transaction is let in. */
const ROOM = 6_000;
const WAITING_FOR_ROOM = {
  title: 'Waiting for capacity',
  reason: 'one unit comes in each second; a transaction needs two for each item',
};
const THROTTLED = 'transaction';
const FOUGHT_FOR = 'counter';
const STEP = 'throttle';

export async function* tryTransactions(lab: Lab): AsyncGenerator<Check | Evidence> {
  yield* throttled(lab);
  yield* conflict(lab);
  yield* condition(lab);
  yield showReasonsWorthARetry();
}

async function* throttled(lab: Lab): AsyncGenerator<Check | Evidence> {
  const refusals: string[] = [];
  await useUp(lab);
  await writeTogether(lab, putAll(lab), {
    step: STEP,
    onRefusal: (reasons) => refusals.push(codesInWords(reasons)),
  });
  yield {
    kind: 'text',
    title: 'A transaction without capacity',
    data: {
      text:
        refusals[0] === undefined
          ? 'It was let in at once this time: AWS lets more through than a table has now and then.'
          : `Cancelled: ${refusals[0]}. The SDK does not send it again. The lab did, and it was written at attempt ${refusals.length + 1}.`,
    },
  };
  yield compare({
    id: 'throttled-transaction-written',
    claim: 'A transaction that was cancelled for want of capacity is written when it is sent again',
    expected: `${TOGETHER} of its ${TOGETHER} items`,
    actual: `${await countItems(lab, THROTTLED)} of its ${TOGETHER} items`,
    hint: `Somebody else may have removed them: run ${lab.commandLine(STEP)} again.`,
  });
}

async function* conflict(lab: Lab): AsyncGenerator<Check | Evidence> {
  await pause(lab, ROOM, WAITING_FOR_ROOM);
  const competitors = Array.from({ length: RIVALS }, (_, number) => ({
    name: `${number + 1}: counter`,
    actions: [raiseCounter(lab)],
  }));
  const rivals = await compete(lab, competitors, STEP);
  yield rivals.some(hasMetAnother)
    ? showRivals(rivals)
    : {
        kind: 'text',
        title: 'No conflict this time',
        data: {
          text: `${RIVALS} transactions on one counter were sent at once, and none met another: it is a matter of timing.`,
        },
      };
  yield compare({
    id: 'conflicts-lose-nothing',
    claim: 'Whoever met another, or found no capacity, was sent again and has counted once',
    expected: `${RIVALS} counted`,
    actual: `${await readCounter(lab)} counted`,
    hint: `Somebody else may have changed the counter: run ${lab.commandLine(STEP)} again.`,
  });
}

async function* condition(lab: Lab): AsyncGenerator<Check> {
  const outcomes: string[] = [];
  for (let time = 0; time < STUBBORN; time += 1) {
    await pause(lab, ROOM, WAITING_FOR_ROOM);
    outcomes.push(outcomeInWords(await writeTogether(lab, [putNew(lab)], { step: STEP })));
  }
  yield compare({
    id: 'condition-stays',
    claim: 'A condition that does not hold is refused again however often it is sent: decide anew instead',
    expected: outcomes.map(() => 'cancelled: ConditionalCheckFailed').join('; '),
    actual: outcomes.join('; '),
    hint: `Somebody else may have removed the item that is in the way: run ${lab.commandLine(STEP)} again.`,
  });
}

function putAll(lab: Lab): TransactWriteItem[] {
  return Array.from({ length: TOGETHER }, (_, number) => ({
    Put: { TableName: lab.names.throttleTable, Item: itemOf(THROTTLED, number) },
  }));
}

function raiseCounter(lab: Lab): TransactWriteItem {
  return {
    Update: {
      TableName: lab.names.throttleTable,
      Key: keyOf(FOUGHT_FOR, 0),
      UpdateExpression: 'ADD raised :one',
      ExpressionAttributeValues: { ':one': { N: '1' } },
    },
  };
}

/** Puts an item that is there already, on condition that it is not. */
function putNew(lab: Lab): TransactWriteItem {
  return {
    Put: {
      TableName: lab.names.throttleTable,
      Item: itemOf(THROTTLED, 0),
      ConditionExpression: 'attribute_not_exists(#load)',
      ExpressionAttributeNames: { '#load': 'load' },
    },
  };
}

async function readCounter(lab: Lab): Promise<number> {
  const command = new GetItemCommand({
    TableName: lab.names.throttleTable,
    Key: keyOf(FOUGHT_FOR, 0),
    ConsistentRead: true,
  });
  const what = `the table ${lab.names.throttleTable} to serve more reads`;
  const { Item } = await outlastThrottling(lab, { what }, () => lab.client(DynamoDBClient).send(command));
  return Number(Item?.raised?.N ?? 0);
}
