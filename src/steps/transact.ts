/** Step 5 of the source lab: "Transactions". */
import { z } from 'zod';
import { compare } from '../lab/check.js';
import type { Check, Evidence } from '../lab/events.js';
import type { Lab } from '../lab/lab.js';
import { defineStep } from '../lab/step.js';
import { thenRemove } from './then-remove.js';
import { failAsOne } from './transact/cancelled.js';
import { conflict } from './transact/conflict.js';
import { findHalfOrder, preventHalfOrder, writeAsInSource } from './transact/half-order.js';
import { claimProbes, ORDERS, presentProbes, removeProbes } from './transact/probes.js';
import { readAsOne } from './transact/read-together.js';
import { replay } from './transact/replay.js';

export const transact = defineStep({
  input: z.object({}),
  calls: [
    'dynamodb:GetItem',
    'dynamodb:PutItem',
    'dynamodb:UpdateItem',
    'dynamodb:DeleteItem',
    'dynamodb:TransactWriteItems',
    'dynamodb:TransactGetItems',
    'dynamodb:Query',
  ],
  resources: () => [],

  async *demonstrate(lab) {
    const held = await claimProbes(lab);
    yield keysFreeCheck(lab, held);
    if (held.length > 0) return;
    yield* thenRemove(parts(lab), {
      remove: () => removeProbes(lab),
      tellLeftovers: () => tellLeftovers(lab),
    });
    yield probesRemovedCheck(lab, await presentProbes(lab));
  },
});

async function* parts(lab: Lab): AsyncGenerator<Check | Evidence> {
  yield* writeAsInSource(lab);
  yield* findHalfOrder(lab);
  yield* preventHalfOrder(lab);
  yield* failAsOne(lab);
  yield* replay(lab);
  yield* conflict(lab);
  yield* readAsOne(lab);
}

function tellLeftovers(lab: Lab): void {
  lab.emit({
    event: 'note',
    step: 'transact',
    tone: 'warning',
    text: `The orders that this step tries things with may still be in the table. ${lab.commandLine('transact')} removes them before it begins.`,
  });
}

function keysFreeCheck(lab: Lab, held: readonly string[]): Check {
  const [order] = ORDERS.filter(({ name }) => held.includes(name));
  const key = JSON.stringify(order?.key ?? {});
  return compare({
    id: 'keys-free',
    claim: 'Nobody else has written the orders that this step tries things with',
    expected: 'none of them',
    actual: held.length === 0 ? 'none of them' : held.join(', '),
    hint: `Remove it if it is not needed: aws dynamodb delete-item --table-name ${lab.names.table} --key '${key}'.`,
  });
}

function probesRemovedCheck(lab: Lab, present: readonly string[]): Check {
  return compare({
    id: 'probes-removed',
    claim: 'The table is as it was before this step',
    expected: 'none of its orders left',
    actual: present.length === 0 ? 'none of its orders left' : present.join(', '),
    hint: `Somebody else may have written them: run ${lab.commandLine('transact')} again.`,
  });
}
