/** UpdateItem. */
import type { UpdateItemCommandInput } from '@aws-sdk/client-dynamodb';
import { validationException } from '../../../errors.js';
import type { JsonText, Wire } from '../../../service.js';
import type { TableScope } from '../arns.js';
import type { Engine } from '../engine.js';
import type { Update } from '../expressions/apply-update.js';
import { parseExpressions } from '../expressions/expressions.js';
import { MAX_ITEM_BYTES } from '../limits.js';
import { refuseLegacyParameters } from '../requests/unserved.js';
import { checkWriteRequest } from '../requests/write-request.js';
import type { Table } from '../tables/table.js';
import type { Item } from '../values/attribute-value.js';
import { checkItem } from '../values/check-value.js';
import { conditionCheck, type WriteAnswer, writeAnswer } from './conditional-write.js';
import { checkUpdatedIndexKeys, keyOfRequest } from './item-keys.js';
import { StoredItem } from './item-text.js';
import { checkConditionPaths, checkUpdatePaths } from './key-paths.js';
import { type ItemChange, writeItem } from './write.js';

type Input = Wire<UpdateItemCommandInput>;

export function updateItem(engine: Engine, scope: TableScope, input: Input): WriteAnswer | JsonText {
  const { itemKey, update, condition } = checkWriteRequest('UpdateItem', input, (layer) => {
    refuseLegacyParameters(input);
    const itemKey = checkItem(input.Key ?? {}, layer);
    return {
      itemKey,
      ...parseExpressions(input, ['UpdateExpression', 'ConditionExpression'], layer),
    };
  });
  const table = engine.tables.open(scope, input.TableName ?? '');
  const key = keyOfRequest(table, itemKey);
  checkUpdatePaths(table, update);
  checkConditionPaths(table, condition);
  if (update !== undefined && update.charge > MAX_ITEM_BYTES) throw tooLarge();
  const change = writeItem(engine, {
    table,
    key,
    condition: conditionCheck(condition, input),
    change: (before) => updatedItem(table, before?.item, itemKey, update),
  });
  return writeAnswer(engine, table, input, itemKey, change, returnedAttributes(input, change, update));
}

/**
 * The item after an update. What is not there begins as its key, and stays that way without an expression; but
 * an update that only takes away makes no item. Throws ValidationException.
 */
export function updatedItem(
  table: Table,
  before: Item | undefined,
  itemKey: Item,
  update: Update | undefined,
): StoredItem | undefined {
  const item = before ?? itemKey;
  const after = update === undefined ? item : update.apply(item);
  const onlyKey = Object.keys(after).length === Object.keys(itemKey).length;
  if (before === undefined && update !== undefined && onlyKey) return undefined;
  checkUpdatedIndexKeys(table, after, before);
  const stored = StoredItem.of(after);
  if (stored.size > MAX_ITEM_BYTES) throw tooLarge();
  return stored;
}

function tooLarge(): Error {
  return validationException('Item size to update has exceeded the maximum allowed size');
}

function returnedAttributes(
  { ReturnValues: returned }: Input,
  { before, after }: ItemChange,
  update: Update | undefined,
): Item | undefined {
  switch (returned) {
    case 'ALL_OLD':
      return before?.item;
    case 'ALL_NEW':
      return after?.item;
    case 'UPDATED_OLD':
      return touched(before, update);
    case 'UPDATED_NEW':
      return touched(after, update);
    default:
      return undefined;
  }
}

function touched(stored: StoredItem | undefined, update: Update | undefined): Item | undefined {
  const attributes = stored && update?.touched.apply(stored.item);
  return attributes && Object.keys(attributes).length > 0 ? attributes : undefined;
}
