/** Query. */
import type { QueryCommandInput } from '@aws-sdk/client-dynamodb';
import { validationException } from '../../../errors.js';
import { checkConstraints, constraintError } from '../../../protocol/constraints.js';
import type { JsonText, Wire } from '../../../service.js';
import type { TableScope } from '../arns.js';
import type { Engine } from '../engine.js';
import { type Expressions, parseExpressions } from '../expressions/expressions.js';
import { checkFilterPaths, checkKeysAreScalars } from '../expressions/key-attributes.js';
import type { KeyCondition } from '../expressions/key-condition.js';
import { QUERY } from '../requests/item-constraints.js';
import { refuseLegacyParameters } from '../requests/unserved.js';
import type { Index, Key, Table } from '../tables/table.js';
import type { Item } from '../values/attribute-value.js';
import { checkItem } from '../values/check-value.js';
import { prefixRange, sortKeyRange } from '../values/key-range.js';
import { partitionPrefix } from '../values/keys.js';
import { readPage, type Source } from './page.js';
import { readAnswer, readableIndex } from './read-answer.js';
import { checkFilterOnIndex, checkSelect, checkSelectOnIndex, fetchesItems } from './selection.js';
import { checkInBounds, checkStartKeyShape, type QueryBounds, startPosition } from './start-key.js';

export function query(engine: Engine, scope: TableScope, input: Wire<QueryCommandInput>): JsonText {
  checkConstraints(QUERY, input);
  if (input.Limit !== undefined && input.Limit < 1) throw limitTooLow();
  refuseLegacyParameters(input);
  const startKey = input.ExclusiveStartKey && checkItem(input.ExclusiveStartKey);
  const expressions = parseExpressions(input, [
    'FilterExpression',
    'KeyConditionExpression',
    'ProjectionExpression',
  ]);
  const { keyCondition } = expressions;
  if (keyCondition === undefined) throw noKeyCondition();
  checkSelect(input.Select, expressions, input.IndexName);

  const table = engine.tables.open(scope, input.TableName ?? '');
  const index = readableIndex(table, input.IndexName, input.ConsistentRead);
  if (startKey !== undefined) checkStartKeyShape(startKey, table, index);
  const bounds = queryBounds(keyCondition, table, index);
  const after = startKey && positionIn(bounds, startKey, table, index);
  checkAgainstKeys(expressions, table, index);
  checkFilterOnIndex(expressions, index);
  checkSelectOnIndex(input.Select, expressions, index);
  checkScalars(expressions, table);

  const wantsItems = input.Select !== 'COUNT';
  const source: Source = {
    table,
    index,
    range: bounds.range,
    reverse: input.ScanIndexForward === false,
    ...(after && { after }),
  };
  engine.throughput.assertReadable(table, index, bounds.partition.start);
  const page = readPage(engine.reads.view(table, index, input.ConsistentRead), source, {
    limit: input.Limit,
    filter: expressions.filter,
    projection: expressions.projection,
    wantsItems,
    fetchesItems: fetchesItems(input.Select, expressions, index),
  });
  return readAnswer(engine, source, page, {
    operation: 'Query',
    partition: bounds.partition.start,
    wantsItems,
    consistentRead: input.ConsistentRead,
    returnConsumedCapacity: input.ReturnConsumedCapacity,
  });
}

/** The newer of AWS's two wordings: Query has it, Scan has not. */
function limitTooLow(): Error {
  return constraintError([
    "Value at 'Limit' failed to satisfy constraint: Member must have value greater than or equal to 1",
  ]);
}

function noKeyCondition(): Error {
  return validationException(
    'Either the KeyConditions or KeyConditionExpression parameter must be specified in the request.',
  );
}

function queryBounds(condition: KeyCondition, table: Table, index: Index | undefined): QueryBounds {
  const { partitionKey, sortKey } = condition.for((index ?? table).key);
  const prefix = partitionPrefix((index ?? table).id, partitionKey);
  const partition = prefixRange(prefix);
  if (sortKey === undefined) return { range: partition, partition, hasSortCondition: false };
  const range = sortKeyRange(prefix, sortKey, index === undefined ? 'table' : 'index');
  return { range, partition, hasSortCondition: true };
}

function positionIn(bounds: QueryBounds, startKey: Item, table: Table, index: Index | undefined): Buffer {
  const position = startPosition(startKey, table, index);
  checkInBounds(startKey, position, bounds, index, table);
  return position;
}

function namesOf({ attributes }: Key): string[] {
  return attributes.map(({ name }) => name);
}

/** The filter may not be about the keys that the query is by. */
function checkAgainstKeys({ filter }: Expressions, table: Table, index: Index | undefined): void {
  if (filter !== undefined) checkFilterPaths(filter.paths, namesOf((index ?? table).key));
}

function checkScalars({ filter, projection }: Expressions, table: Table): void {
  const paths = [...(filter?.paths ?? []), ...(projection?.paths ?? [])];
  const indexKeys = table.indexes.flatMap(({ key }) => namesOf(key));
  checkKeysAreScalars(paths, namesOf(table.key), indexKeys);
}
