/** PutItem. */
import type { PutItemCommandInput } from '@aws-sdk/client-dynamodb';
import { validationException } from '../../../errors.js';
import { checkConstraints } from '../../../protocol/constraints.js';
import type { JsonText, Wire } from '../../../service.js';
import type { TableScope } from '../arns.js';
import type { Engine } from '../engine.js';
import { parseExpressions } from '../expressions/expressions.js';
import { MAX_ITEM_BYTES } from '../limits.js';
import { PUT_ITEM } from '../requests/item-constraints.js';
import { refuseLegacyParameters } from '../requests/unserved.js';
import { checkItem } from '../values/check-value.js';
import { conditionCheck, type WriteAnswer, writeAnswer } from './conditional-write.js';
import { checkIndexKeys, keyOfItem } from './item-keys.js';
import { StoredItem } from './item-text.js';
import { checkConditionPaths } from './key-paths.js';
import { writeItem } from './write.js';

export function putItem(
  engine: Engine,
  scope: TableScope,
  input: Wire<PutItemCommandInput>,
): WriteAnswer | JsonText {
  checkConstraints(PUT_ITEM, input);
  refuseLegacyParameters(input);
  const { ReturnValues: returned = 'NONE' } = input;
  if (returned !== 'NONE' && returned !== 'ALL_OLD') {
    throw validationException('ReturnValues can only be ALL_OLD or NONE');
  }
  const stored = StoredItem.of(checkItem(input.Item ?? {}));
  checkItemSize(stored);
  const { condition } = parseExpressions(input, ['ConditionExpression']);
  const table = engine.tables.open(scope, input.TableName ?? '');
  const key = keyOfItem(table, stored.item);
  checkIndexKeys(table, stored.item);
  checkConditionPaths(table, condition);
  const change = writeItem(engine, {
    table,
    key,
    condition: conditionCheck(condition, input),
    change: () => stored,
  });
  const attributes = returned === 'ALL_OLD' ? change.before?.item : undefined;
  return writeAnswer(engine, table, input, stored.item, change, attributes);
}

/** Throws ValidationException. */
export function checkItemSize({ size }: StoredItem): void {
  if (size > MAX_ITEM_BYTES) throw validationException('Item size has exceeded the maximum allowed size');
}
