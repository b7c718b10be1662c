/** A transaction that must fail: its reasons by position, and nothing changed. */
import { compare } from '../../lab/check.js';
import type { Check, Evidence } from '../../lab/events.js';
import type { Lab } from '../../lab/lab.js';
import { putOrder, setStatus } from './actions.js';
import {
  attributesInWords,
  ORDER_1,
  ORDER_2,
  ordersInWords,
  readOrders,
  showOrders,
  WHOLE_ORDER_1,
  WHOLE_ORDER_2,
} from './probes.js';
import { outcomeInWords, type Reasons, writeTogether } from './transaction.js';

/** Writes both orders whole, then tries to change both, though one of them is not as it would have to be. */
export async function* failAsOne(lab: Lab): AsyncGenerator<Check | Evidence> {
  const again = `Somebody else may have written these orders meanwhile: run ${lab.commandLine('transact')} again.`;
  await writeTogether(lab, [putOrder(lab, WHOLE_ORDER_1), putOrder(lab, WHOLE_ORDER_2)]);
  const before = await readOrders(lab);
  yield showOrders('Two whole orders', before);

  const outcome = await writeTogether(lab, [
    setStatus(lab, ORDER_1, 'shipped'),
    // It is completed already, so the first action must not happen either.
    setStatus(lab, ORDER_2, 'shipped', { status: 'processing' }),
  ]);
  const reasons = outcome.result === 'cancelled' ? outcome.reasons : [];
  yield showReasons(reasons);
  yield compare({
    id: 'reasons-by-position',
    claim: 'Ship both, the second only if it is processing: refused, with one reason for each action',
    expected: 'cancelled: None, ConditionalCheckFailed',
    actual: outcomeInWords(outcome),
    hint: again,
  });
  yield compare({
    id: 'reason-tells-item',
    claim: 'The reason brings the order along as it is (ReturnValuesOnConditionCheckFailure)',
    expected: attributesInWords(before[1]),
    actual: attributesInWords(reasons[1]?.Item),
    hint: 'Without ALL_OLD a reason has no item. An emulator may not answer it.',
  });
  const after = await readOrders(lab);
  yield compare({
    id: 'nothing-changed',
    claim: 'Neither order has changed, also not the one that had no objection',
    expected: ordersInWords(before),
    actual: ordersInWords(after),
    hint: again,
  });
}

function showReasons(reasons: Reasons): Evidence {
  const actions = ['Update order1', 'Update order2, if processing'];
  const message = reasons.find(({ Message }) => Message !== undefined)?.Message;
  return {
    kind: 'table',
    title: 'Why it was cancelled, by position',
    data: {
      columns: ['position', 'action', 'code', 'its status'],
      rows: reasons.map(({ Code, Item }, position) => [
        position,
        actions[position] ?? '?',
        Code ?? '?',
        Item?.order_status?.S ?? '',
      ]),
      ...(message === undefined ? {} : { caption: message }),
    },
  };
}
