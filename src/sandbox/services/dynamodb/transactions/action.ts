/** The actions of a TransactWriteItems: what is checked without their tables, then with them. */
import type { TransactWriteItemsCommandInput } from '@aws-sdk/client-dynamodb';
import { validationException } from '../../../errors.js';
import type { Wire } from '../../../service.js';
import type { TableScope } from '../arns.js';
import type { Update } from '../expressions/apply-update.js';
import { parseExpressions } from '../expressions/expressions.js';
import type { ItemCondition } from '../expressions/item-condition.js';
import { conditionCheck } from '../items/conditional-write.js';
import { checkIndexKeys, keyOfItem, keyOfRequest } from '../items/item-keys.js';
import { StoredItem } from '../items/item-text.js';
import { checkConditionPaths, checkUpdatePaths } from '../items/key-paths.js';
import { checkItemSize } from '../items/put-item.js';
import { updatedItem } from '../items/update-item.js';
import type { ItemWrite } from '../items/write.js';
import { withTableName } from '../requests/table-name.js';
import type { Table } from '../tables/table.js';
import type { Item } from '../values/attribute-value.js';
import { checkItem } from '../values/check-value.js';

type Actions = NonNullable<Wire<TransactWriteItemsCommandInput>['TransactItems']>;
type Requested = Actions[number];
type Options = Parameters<typeof conditionCheck>[1];

/** An action as far as it can be checked without its table. */
export interface Action {
  readonly tableName: string;
  /** Holds it against its table. Throws ValidationException. */
  locate(table: Table): LocatedAction;
}

export interface LocatedAction extends Required<Omit<ItemWrite, 'identity'>> {
  /** The item to put, or the key of any other action. */
  readonly item: Item;
}

/** Throws ValidationException for the first of the actions that is none. */
export function checkAction(requested: Requested, scope: TableScope): Action {
  const { ConditionCheck, Put, Update, Delete } = requested;
  const count = [ConditionCheck, Put, Update, Delete].filter((action) => action !== undefined).length;
  if (count > 1) {
    throw validationException('TransactItems can only contain one of Check, Put, Update or Delete');
  }
  if (Put !== undefined) return checkPut(withTableName(Put, scope));
  if (Update !== undefined) return checkUpdate(withTableName(Update, scope));
  if (Delete !== undefined) return checkKeyed(withTableName(Delete, scope), () => undefined);
  if (ConditionCheck !== undefined) {
    return checkKeyed(withTableName(ConditionCheck, scope), (before) => before);
  }
  throw validationException(
    'Invalid Request: TransactWriteRequest should contain Delete or Put or Update request',
  );
}

function checkPut(request: NonNullable<Requested['Put']>): Action {
  const stored = StoredItem.of(checkItem(request.Item ?? {}));
  checkItemSize(stored);
  const { condition } = parseExpressions(request, ['ConditionExpression']);
  return {
    tableName: request.TableName ?? '',
    locate(table) {
      const key = keyOfItem(table, stored.item);
      checkIndexKeys(table, stored.item);
      return located({ table, key, item: stored.item, change: () => stored }, condition, request);
    },
  };
}

function checkUpdate(request: NonNullable<Requested['Update']>): Action {
  // AWS reads the expressions first.
  const { update, condition } = parseExpressions(request, ['UpdateExpression', 'ConditionExpression']);
  const itemKey = checkItem(request.Key ?? {});
  return {
    tableName: request.TableName ?? '',
    locate(table) {
      const key = keyOfRequest(table, itemKey);
      checkUpdatePaths(table, update);
      const change = changeBy(update, table, itemKey);
      return located({ table, key, item: itemKey, change }, condition, request);
    },
  };
}

function changeBy(update: Update | undefined, table: Table, itemKey: Item): ItemWrite['change'] {
  return (before) => updatedItem(table, before?.item, itemKey, update);
}

/** A Delete or a ConditionCheck. */
function checkKeyed(
  request: NonNullable<Requested['Delete'] | Requested['ConditionCheck']>,
  change: ItemWrite['change'],
): Action {
  const { condition } = parseExpressions(request, ['ConditionExpression']);
  const itemKey = checkItem(request.Key ?? {});
  return {
    tableName: request.TableName ?? '',
    locate(table) {
      const key = keyOfRequest(table, itemKey);
      return located({ table, key, item: itemKey, change }, condition, request);
    },
  };
}

function located(
  action: Omit<LocatedAction, 'condition'>,
  condition: ItemCondition | undefined,
  options: Options,
): LocatedAction {
  checkConditionPaths(action.table, condition);
  return { ...action, condition: conditionCheck(condition, options) };
}
