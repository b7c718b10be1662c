/** DeleteItem. */
import type { DeleteItemCommandInput } from '@aws-sdk/client-dynamodb';
import type { JsonText, Wire } from '../../../service.js';
import type { TableScope } from '../arns.js';
import type { Engine } from '../engine.js';
import { parseExpressions } from '../expressions/expressions.js';
import { refuseLegacyParameters } from '../requests/unserved.js';
import { checkWriteRequest } from '../requests/write-request.js';
import { checkItem } from '../values/check-value.js';
import { conditionCheck, oldOrNothing, type WriteAnswer, writeAnswer } from './conditional-write.js';
import { keyOfRequest } from './item-keys.js';
import { checkConditionPaths } from './key-paths.js';
import { writeItem } from './write.js';

export function deleteItem(
  engine: Engine,
  scope: TableScope,
  input: Wire<DeleteItemCommandInput>,
): WriteAnswer | JsonText {
  const { itemKey, condition, returned } = checkWriteRequest('DeleteItem', input, (layer) => {
    refuseLegacyParameters(input);
    const returned = oldOrNothing(input.ReturnValues);
    const itemKey = checkItem(input.Key ?? {}, layer);
    const { condition } = parseExpressions(input, ['ConditionExpression'], layer);
    return { itemKey, condition, returned };
  });
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
