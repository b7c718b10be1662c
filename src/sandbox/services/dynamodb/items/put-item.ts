/** PutItem. */
import type { PutItemCommandInput } from '@aws-sdk/client-dynamodb';
import { validationException } from '../../../errors.js';
import type { JsonText, Wire } from '../../../service.js';
import type { TableScope } from '../arns.js';
import type { Engine } from '../engine.js';
import { parseExpressions } from '../expressions/expressions.js';
import { MAX_ITEM_BYTES } from '../limits.js';
import { refuseLegacyParameters } from '../requests/unserved.js';
import { checkWriteRequest } from '../requests/write-request.js';
import { checkItem } from '../values/check-value.js';
import { conditionCheck, oldOrNothing, type WriteAnswer, writeAnswer } from './conditional-write.js';
import { checkIndexKeys, keyOfItem } from './item-keys.js';
import { StoredItem } from './item-text.js';
import { checkConditionPaths } from './key-paths.js';
import { writeItem } from './write.js';

export function putItem(
  engine: Engine,
  scope: TableScope,
  input: Wire<PutItemCommandInput>,
): WriteAnswer | JsonText {
  const { stored, condition, returned } = checkWriteRequest('PutItem', input, (layer) => {
    refuseLegacyParameters(input);
    const returned = oldOrNothing(input.ReturnValues);
    const stored = StoredItem.of(checkItem(input.Item ?? {}, layer));
    const { condition } = parseExpressions(input, ['ConditionExpression'], layer);
    return { stored, condition, returned };
  });
  checkItemSize(stored);
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
