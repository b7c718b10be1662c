/** The second part: ways to write and to read the same orders, with what DynamoDB says that each costs. */
import { compare } from '../../lab/check.js';
import type { Check, Evidence } from '../../lab/events.js';
import type { Lab } from '../../lab/lab.js';
import { createScratchTable, removeScratchTable } from '../../resources/scratch-table.js';
import { findTable } from '../../resources/table.js';
import { thenRemove } from '../then-remove.js';
import { type MeasuredReads, measureReads, type ReadCost, ways } from './measured-reads.js';
import { type MeasuredWrites, type WriteCost, writeSamples } from './measured-writes.js';
import { type Monthly, showMonth } from './month.js';
import { BLOCK, OPEN_IN_BLOCK, ORDERS, sampleTable } from './sample-orders.js';

/** Measures on a table of its own and removes that; then says what it comes to in a month. */
export async function* compareCosts(lab: Lab, monthly: Monthly): AsyncGenerator<Check | Evidence> {
  const { tuneTable } = lab.names;
  yield* thenRemove(measured(lab, monthly), {
    remove: () => removeScratchTable(lab, tuneTable),
    tellLeftovers: () => tellLeftovers(lab),
  });
  const found = await findTable(lab, tuneTable);
  yield compare({
    id: 'scratch-removed',
    claim: `The table ${tuneTable}, which was there to measure with, is gone`,
    expected: 'no such table',
    actual: found.state === 'absent' ? 'no such table' : `there is one, ${found.state}`,
    hint: `Run ${lab.commandLine('cleanup')}.`,
  });
}

async function* measured(lab: Lab, monthly: Monthly): AsyncGenerator<Check | Evidence> {
  await createScratchTable(lab, sampleTable(lab.names));
  const writes = await writeSamples(lab);
  yield showWrites(writes);
  yield batchCheck(lab, writes);
  const reads = await measureReads(lab);
  yield foundCheck(lab, reads);
  yield showReads(reads);
  yield queryCheck(lab, reads);
  yield projectionCheck(lab, reads);
  yield strongCheck(lab, reads);
  yield showIndexes(writes, reads);
  yield sparseCheck(lab, writes, reads);
  yield showMonth(lab, { writes, reads }, monthly);
}

function tellLeftovers(lab: Lab): void {
  lab.emit({
    event: 'note',
    step: 'tune',
    tone: 'warning',
    text: `The table ${lab.names.tuneTable}, which is there to measure with, may not be gone. ${lab.commandLine('tune')} and ${lab.commandLine('cleanup')} remove it.`,
  });
}

function unitsOf({ table, wholeIndex, sparseIndex }: WriteCost): number {
  return table + wholeIndex + sparseIndex;
}

function showWrites({ puts, batch }: MeasuredWrites): Evidence {
  const row = (way: string, cost: WriteCost): (string | number)[] => [
    way,
    cost.calls,
    cost.table,
    cost.wholeIndex + cost.sparseIndex,
    cost.ms,
  ];
  return {
    kind: 'table',
    title: `${BLOCK} orders, written in two ways`,
    data: {
      columns: ['way', 'calls', 'table units', 'index units', 'ms'],
      rows: [row(`${BLOCK} × PutItem`, puts), row('1 × BatchWriteItem', batch)],
      caption: 'A batch saves the way to AWS and back, not units.',
    },
  };
}

function showReads({ scan, query, projected, eventual, strong }: MeasuredReads): Evidence {
  const row = (way: string, { read, returned, units, bytes }: ReadCost): (string | number)[] => [
    way,
    read,
    returned,
    units,
    bytes,
  ];
  return {
    kind: 'table',
    title: `${ORDERS.length} orders in the table, read in five ways`,
    data: {
      columns: ['way', 'read', 'returned', 'units', 'bytes'],
      rows: [
        row("A customer's orders: Scan with a filter", scan),
        row('the same: Query on an index', query),
        row('the same: Query, two attributes', projected),
        row('One order: GetItem', eventual),
        row('the same: GetItem, ConsistentRead', strong),
      ],
      caption: 'Units go by what is read. A projection makes answers smaller, and nothing cheaper.',
    },
  };
}

function showIndexes({ batch }: MeasuredWrites, { openFiltered, openSparse }: MeasuredReads): Evidence {
  return {
    kind: 'table',
    title: `An index of all orders, and one of the open ones`,
    data: {
      columns: ['index', 'holds', `write ${BLOCK}`, 'read the open ones'],
      rows: [
        ['over-projected', 'whole orders (ALL)', batch.wholeIndex, openFiltered.units],
        ['sparse', 'keys of open ones (KEYS_ONLY)', batch.sparseIndex, openSparse.units],
      ],
      caption: `In capacity units. Of ${BLOCK} orders ${OPEN_IN_BLOCK} are open. An order without the key of an index is not in it.`,
    },
  };
}

function batchCheck(lab: Lab, { puts, batch }: MeasuredWrites): Check {
  const expected = `${unitsOf(puts)} units, in fewer calls`;
  const fewer = batch.calls < puts.calls ? 'in fewer calls' : `in ${batch.calls} calls`;
  return compare({
    id: 'batch-costs-same',
    claim: 'A batch takes fewer calls than single puts, and as many units',
    expected,
    actual: `${unitsOf(batch)} units, ${fewer}`,
    hint: notAsDynamoDb(lab, 'BatchWriteItem charges for each item as PutItem does'),
  });
}

function foundCheck(lab: Lab, reads: MeasuredReads): Check {
  const expected = 'every order that was asked for';
  const wrong = ways(reads).filter(({ returned, wanted }) => returned !== wanted);
  return compare({
    id: 'same-orders',
    claim: 'All ways to read find the same orders, so that their costs can be compared',
    expected,
    actual:
      wrong.length === 0
        ? expected
        : wrong.map(({ name, returned, wanted }) => `${name}: ${returned} of ${wanted}`).join(', '),
    hint: `Somebody else may have changed the table ${lab.names.tuneTable}: run ${lab.commandLine('tune')} again.`,
  });
}

function queryCheck(lab: Lab, { scan, query }: MeasuredReads): Check {
  const expected = 'fewer units than the Scan';
  return compare({
    id: 'query-costs-less',
    claim: 'A Query pays for what it finds, a Scan for the whole table',
    expected,
    actual: query.units < scan.units ? expected : `Query ${query.units} units, Scan ${scan.units}`,
    hint: notAsDynamoDb(lab, 'a Query reads one partition of the index'),
  });
}

function projectionCheck(lab: Lab, { query, projected }: MeasuredReads): Check {
  return compare({
    id: 'projection-costs-same',
    claim: 'To ask for fewer attributes costs as much: what counts is the size of what is read',
    expected: `${query.units} units`,
    actual: `${projected.units} units`,
    hint: notAsDynamoDb(lab, 'a projection is applied after reading'),
  });
}

function strongCheck(lab: Lab, { eventual, strong }: MeasuredReads): Check {
  return compare({
    id: 'strong-costs-double',
    claim: 'A strongly consistent read costs twice as much as an eventually consistent one',
    expected: `${eventual.units * 2} units`,
    actual: `${strong.units} units`,
    hint: notAsDynamoDb(lab, 'one unit reads up to 4 KB strongly, or twice that eventually'),
  });
}

function sparseCheck(lab: Lab, { batch }: MeasuredWrites, reads: MeasuredReads): Check {
  const { openFiltered, openSparse } = reads;
  const expected = 'fewer units to write and to read';
  const isCheaper = batch.sparseIndex < batch.wholeIndex && openSparse.units < openFiltered.units;
  return compare({
    id: 'sparse-costs-less',
    claim: 'An index of the open orders alone is cheaper to write, and to read the open orders from',
    expected,
    actual: isCheaper
      ? expected
      : `writes ${batch.sparseIndex} and ${batch.wholeIndex} units, reads ${openSparse.units} and ${openFiltered.units}`,
    hint: notAsDynamoDb(lab, 'an index is only written for items that have its key'),
  });
}

function notAsDynamoDb(lab: Lab, rule: string): string {
  return `On DynamoDB ${rule}. Somebody else may have changed the table: run ${lab.commandLine('tune')} again.`;
}
