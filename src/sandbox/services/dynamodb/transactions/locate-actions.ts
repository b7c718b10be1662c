/** Finding the items of a transaction. */
import { validationException } from '../../../errors.js';
import type { TableScope } from '../arns.js';
import type { Engine } from '../engine.js';
import type { Table } from '../tables/table.js';
import { forEachAction } from './cancellation.js';

/** An action on an item of a table that is not known yet. */
interface Unlocated<L> {
  readonly tableName: string;
  locate(table: Table): L;
}

/**
 * Holds the actions of a transaction against their tables. Throws ResourceNotFoundException where a table is
 * not there, TransactionCanceledException where an action does not fit its table, and ValidationException where
 * two of them are about one item, in this order.
 */
export function locateActions<L extends { readonly key: Buffer }>(
  { tables }: Pick<Engine, 'tables'>,
  scope: TableScope,
  actions: readonly Unlocated<L>[],
): L[] {
  const opened = actions.map((action) => ({ action, table: tables.open(scope, action.tableName) }));
  const located = forEachAction(opened, ({ action, table }) => action.locate(table));
  if (new Set(located.map(({ key }) => key.toString('latin1'))).size < located.length) {
    throw validationException('Transaction request cannot include multiple operations on one item');
  }
  return located;
}
