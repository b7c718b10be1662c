/** Reading both orders as of one moment, while transactions are changing them, and what that costs. */
import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { compare } from '../../lab/check.js';
import type { Check, Evidence } from '../../lab/events.js';
import type { Lab } from '../../lab/lab.js';
import type { OrderItem } from '../orders.js';
import { setStatus } from './actions.js';
import { ORDERS, sendPatiently } from './probes.js';
import { allSettled, readTogether, unitsOf, writeTogether } from './transaction.js';

/** The statuses that both orders go through, always together. */
const STATUSES = ['processing', 'shipped', 'completed', 'processing', 'shipped', 'completed'] as const;
/** Snapshots taken meanwhile. */
const SNAPSHOTS = 6;

export async function* readAsOne(lab: Lab): AsyncGenerator<Check | Evidence> {
  // From here on both have the same status, whatever came before.
  await moveTo(lab, 'completed');
  const [snapshots = []] = await allSettled([takeSnapshots(lab), moveThrough(lab)]);
  const agreeing = snapshots.filter(isOfOneMoment);
  yield compare({
    id: 'read-at-one-moment',
    claim: 'While transactions move both orders on, TransactGetItems never sees one ahead of the other',
    expected: inWords(SNAPSHOTS),
    actual: inWords(agreeing.length),
    hint: `Somebody else may have written these orders meanwhile: run ${lab.commandLine('transact')} again.`,
  });
  yield* compareCosts(lab);
}

async function moveTo(lab: Lab, status: string): Promise<void> {
  await writeTogether(
    lab,
    ORDERS.map((order) => setStatus(lab, order, status)),
  );
}

async function moveThrough(lab: Lab): Promise<undefined> {
  for (const status of STATUSES) await moveTo(lab, status);
  return undefined;
}

type Items = readonly (OrderItem | undefined)[];

async function takeSnapshots(lab: Lab): Promise<Items[]> {
  const snapshots: Items[] = [];
  while (snapshots.length < SNAPSHOTS) snapshots.push((await readTogether(lab, ORDERS)).items);
  return snapshots;
}

function isOfOneMoment([one, other]: Items): boolean {
  return one?.order_status?.S !== undefined && one.order_status.S === other?.order_status?.S;
}

function inWords(agreeing: number): string {
  return `both in one status in ${agreeing} of ${SNAPSHOTS} reads`;
}

async function* compareCosts(lab: Lab): AsyncGenerator<Check | Evidence> {
  const eventual = await costOfGets(lab, false);
  const consistent = await costOfGets(lab, true);
  const together = unitsOf((await readTogether(lab, ORDERS)).consumed).table;
  yield {
    kind: 'table',
    title: 'What reading both orders costs',
    data: {
      columns: ['way', 'read units', 'as of one moment'],
      rows: [
        ['two GetItem, eventually consistent', eventual, 'no'],
        ['two GetItem, strongly consistent', consistent, 'no'],
        ['TransactGetItems', together, 'yes'],
      ],
    },
  };
  yield compare({
    id: 'reads-cost-double',
    claim: 'In a transaction a read costs twice as much as a strongly consistent one',
    expected: `${2 * consistent} units, twice ${consistent}`,
    actual: `${together} units, ${together === 2 * consistent && consistent > 0 ? 'twice' : 'beside'} ${consistent}`,
    hint: 'Capacity is what the service answers; an emulator may not count it as AWS does.',
  });
}

async function costOfGets(lab: Lab, ConsistentRead: boolean): Promise<number> {
  let units = 0;
  for (const { key } of ORDERS) {
    const command = new GetItemCommand({
      TableName: lab.names.table,
      Key: key,
      ConsistentRead,
      ReturnConsumedCapacity: 'INDEXES',
    });
    const { ConsumedCapacity } = await sendPatiently(lab, () => lab.client(DynamoDBClient).send(command));
    units += unitsOf([ConsumedCapacity]).table;
  }
  return units;
}
