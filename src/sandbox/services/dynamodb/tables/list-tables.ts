/** DescribeTable and ListTables. */
import type {
  DescribeTableCommandInput,
  DescribeTableCommandOutput,
  ListTablesCommandInput,
  ListTablesCommandOutput,
} from '@aws-sdk/client-dynamodb';
import { checkConstraints } from '../../../protocol/constraints.js';
import type { Wire } from '../../../service.js';
import type { TableScope } from '../arns.js';
import type { Engine } from '../engine.js';
import { LIST_TABLES, TABLE_NAME_ONLY } from '../requests/table-constraints.js';
import { describeTable as description } from './description.js';

/** The most that one answer lists. */
const MAX_NAMES = 100;

export function describeTable(
  { tables, tallies, clock }: Engine,
  scope: TableScope,
  input: Wire<DescribeTableCommandInput>,
): Wire<Pick<DescribeTableCommandOutput, 'Table'>> {
  checkConstraints(TABLE_NAME_ONLY, input);
  const { record } = tables.get(scope, input.TableName ?? '');
  return { Table: description(record, tallies, clock.now()) };
}

export function listTables(
  { tables }: Engine,
  scope: TableScope,
  input: Wire<ListTablesCommandInput>,
): Wire<Pick<ListTablesCommandOutput, 'TableNames' | 'LastEvaluatedTableName'>> {
  checkConstraints(LIST_TABLES, input);
  const { ExclusiveStartTableName: after = '', Limit: limit = MAX_NAMES } = input;
  const names: string[] = [];
  for (const { name } of tables.list(scope)) {
    if (name <= after) continue;
    const last = names.at(-1);
    if (names.length === limit && last !== undefined)
      return { TableNames: names, LastEvaluatedTableName: last };
    names.push(name);
  }
  return { TableNames: names };
}
