/** The source lab's section 5, "Error Handling & Retries": a table that runs out of capacity. */
import { z } from 'zod';
import { compare } from '../lab/check.js';
import type { Check, Evidence } from '../lab/events.js';
import type { Lab } from '../lab/lab.js';
import { isEmulator } from '../lab/patience.js';
import { defineStep } from '../lab/step.js';
import { findTable, tableResource } from '../resources/table.js';
import { thenRemove } from './then-remove.js';
import { writeBatches } from './throttle/batches.js';
import { type Outcome, showOutcomes } from './throttle/outcome.js';
import { compareModes } from './throttle/retry-modes.js';
import { makeScratchTable, removeScratchTable } from './throttle/scratch-table.js';
import { tryTransactions } from './throttle/transactions.js';
import { writeUntilThrottled } from './throttle/until-throttled.js';

export const throttle = defineStep({
  input: z.object({}),
  calls: [
    'dynamodb:CreateTable',
    'dynamodb:DescribeTable',
    'dynamodb:ListTagsOfResource',
    'dynamodb:DeleteTable',
    'dynamodb:PutItem',
    'dynamodb:BatchWriteItem',
    'dynamodb:TransactWriteItems',
    'dynamodb:GetItem',
    'dynamodb:Query',
  ],
  resources: (names) => [tableResource(names.throttleTable)],

  async *demonstrate(lab) {
    yield* thenRemove(parts(lab), {
      remove: () => removeScratchTable(lab),
      tellLeftovers: () => tellLeftovers(lab),
    });
    yield await tableRemovedCheck(lab);
  },
});

async function* parts(lab: Lab): AsyncGenerator<Check | Evidence> {
  const outcomes: Outcome[] = [];
  const keep = (outcome: Outcome): void => {
    outcomes.push(outcome);
  };
  await makeScratchTable(lab);
  // An emulator without capacity refuses nothing, however often it is asked: there is nothing to retry.
  if (!(yield* writeUntilThrottled(lab)) && isEmulator(lab)) return;
  yield* compareModes(lab, keep);
  yield* writeBatches(lab, keep);
  yield* tryTransactions(lab);
  yield showOutcomes(outcomes);
}

function tellLeftovers(lab: Lab): void {
  lab.emit({
    event: 'note',
    step: 'throttle',
    tone: 'warning',
    text: `The table ${lab.names.throttleTable} may still be there. ${lab.commandLine('throttle')} and ${lab.commandLine('cleanup')} remove it.`,
  });
}

async function tableRemovedCheck(lab: Lab): Promise<Check> {
  const { state } = await findTable(lab, lab.names.throttleTable);
  return compare({
    id: 'table-removed',
    claim: 'The table that was there for this step is gone',
    expected: 'absent',
    actual: state,
    hint: `Run ${lab.commandLine('cleanup')}: it removes it.`,
  });
}
