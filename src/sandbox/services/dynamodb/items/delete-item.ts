/** DeleteItem. */
import type { DeleteItemCommandInput } from '@aws-sdk/client-dynamodb';
import { validationException } from '../../../errors.js';
import { checkConstraints } from '../../../protocol/constraints.js';
import type { JsonText, Wire } from '../../../service.js';
import type { TableScope } from '../arns.js';
import type { Engine } from '../engine.js';
import { parseExpressions } from '../expressions/expressions.js';
import { CHANGE_ITEM } from '../requests/item-constraints.js';
import { refuseLegacyParameters } from '../requests/unserved.js';
import { checkItem } from '../values/check-value.js';
import { conditionCheck, type WriteAnswer, writeAnswer } from './conditional-write.js';
import { keyOfRequest } from './item-keys.js';
import { checkConditionPaths } from './key-paths.js';
import { writeItem } from './write.js';

export function deleteItem(
  engine: Engine,
  scope: TableScope,
  input: Wire<DeleteItemCommandInput>,
): WriteAnswer | JsonText {
  checkConstraints(CHANGE_ITEM, input);
  refuseLegacyParameters(input);
  const { ReturnValues: returned = 'NONE' } = input;
  if (returned !== 'NONE' && returned !== 'ALL_OLD') {
    throw validationException('ReturnValues can only be ALL_OLD or NONE');
  }
  const itemKey = checkItem(input.Key ?? {});
  const { condition } = parseExpressions(input, ['ConditionExpression']);
  const table = engine.tables.open(scope, input.TableName ?? '');
  const key = keyOfRequest(table, itemKey);
  checkConditionPaths(table, condition);
  const change = writeItem(engine, {
    table,
    key,
    condition: conditionCheck(condition, input),
    change: () => undefined,
  });
  const attributes = returned === 'ALL_OLD' ? change.before?.item : undefined;
  return writeAnswer(engine, table, input, itemKey, change, attributes);
}
