/** Random requests about the items of two tables, with all their options. */
import fc from 'fast-check';
import type { Json, JsonObject } from '../wire.js';
import { condition, type Piece, parameters, projection, spoilt } from './expressions.js';
import { item, key } from './items.js';
import { keyCondition } from './key-conditions.js';
import { malformed } from './malformed.js';
import { consistent, consumed, exact, maybe, metrics, type Option, onFailure, option } from './options.js';
import type { Step } from './steps.js';
import type { IndexShape, TableShape } from './tables.js';
import { transactGet, transactWrite } from './transactions.js';
import { update } from './updates.js';

type Steps = fc.Arbitrary<Step>;

const anyReturnValues = ['NONE', 'ALL_OLD', 'ALL_NEW', 'UPDATED_OLD', 'UPDATED_NEW'];

function put(table: TableShape): Steps {
  const returned = option('ReturnValues', ['NONE', 'ALL_OLD', 'ALL_OLD', 'ALL_OLD', 'ALL_NEW'], 0.4);
  return fc
    .tuple(item(table), maybe(spoilt(condition(table)), 0.4), returned, consumed, metrics, onFailure)
    .map(([Item, ConditionExpression, ...options]) =>
      exact(
        'PutItem',
        Object.assign({ TableName: table.name, Item }, parameters({ ConditionExpression }), ...options),
      ),
    );
}

function remove(table: TableShape): Steps {
  const returned = option('ReturnValues', ['NONE', 'ALL_OLD', 'ALL_OLD', 'ALL_OLD', 'UPDATED_OLD'], 0.4);
  return fc
    .tuple(key(table), maybe(spoilt(condition(table)), 0.6), returned, consumed, metrics, onFailure)
    .map(([Key, ConditionExpression, ...options]) =>
      exact(
        'DeleteItem',
        Object.assign({ TableName: table.name, Key }, parameters({ ConditionExpression }), ...options),
      ),
    );
}

function change(table: TableShape): Steps {
  return fc
    .tuple(
      key(table),
      maybe(spoilt(update(table)), 0.97),
      maybe(spoilt(condition(table)), 0.2),
      option('ReturnValues', anyReturnValues, 0.7),
      consumed,
      metrics,
      onFailure,
    )
    .map(([Key, UpdateExpression, ConditionExpression, ...options]) =>
      exact(
        'UpdateItem',
        Object.assign(
          { TableName: table.name, Key },
          parameters({ UpdateExpression, ConditionExpression }),
          ...options,
        ),
      ),
    );
}

function get(table: TableShape): Steps {
  return fc
    .tuple(key(table), maybe(spoilt(projection(table)), 0.5), consumed, consistent)
    .map(([Key, ProjectionExpression, ...options]) =>
      exact(
        'GetItem',
        Object.assign({ TableName: table.name, Key }, parameters({ ProjectionExpression }), ...options),
      ),
    );
}

const select = option(
  'Select',
  ['ALL_ATTRIBUTES', 'ALL_PROJECTED_ATTRIBUTES', 'SPECIFIC_ATTRIBUTES', 'COUNT'],
  0.2,
);
const limit = option('Limit', [1, 2, 3, 5, 100], 0.5);

interface ReadParts {
  readonly pieces: Readonly<Record<string, Piece | undefined>>;
  readonly options: readonly JsonObject[];
}

function readStep(
  operation: 'Query' | 'Scan',
  table: TableShape,
  index: IndexShape | undefined,
  parts: ReadParts,
): Step {
  const input: JsonObject = Object.assign(
    { TableName: table.name, ...(index && { IndexName: index.name }) },
    parameters(parts.pieces),
    ...parts.options,
  );
  return { operation, input, reading: 'pages', order: orderOf(operation, index) };
}

function orderOf(operation: 'Query' | 'Scan', index: IndexShape | undefined): Step['order'] {
  if (operation === 'Scan') return 'any';
  if (index === undefined) return 'defined';
  return index.sortKey === undefined ? 'any' : { by: index.sortKey.name };
}

function indexOf(table: TableShape): fc.Arbitrary<IndexShape | undefined> {
  return fc.constantFrom(undefined, ...table.indexes);
}

function query(table: TableShape): Steps {
  return indexOf(table).chain((index) =>
    fc
      .tuple(
        spoilt(keyCondition(index ?? table)),
        maybe(spoilt(condition(table)), 0.3),
        maybe(spoilt(projection(table)), 0.4),
        fc.tuple(limit, select, consumed, consistent, option('ScanIndexForward', [true, false], 0.5)),
      )
      .map(([KeyConditionExpression, FilterExpression, ProjectionExpression, options]) =>
        readStep('Query', table, index, {
          pieces: { KeyConditionExpression, FilterExpression, ProjectionExpression },
          options,
        }),
      ),
  );
}

const segments: Option = fc.oneof(
  { weight: 6, arbitrary: fc.constant({}) },
  { weight: 3, arbitrary: fc.integer({ min: 1, max: 3 }).map((TotalSegments) => ({ TotalSegments })) },
);

function scan(table: TableShape): Steps {
  return indexOf(table).chain((index) =>
    fc
      .tuple(
        maybe(spoilt(condition(table)), 0.5),
        maybe(spoilt(projection(table)), 0.3),
        fc.tuple(limit, select, consumed, consistent, segments),
      )
      .map(([FilterExpression, ProjectionExpression, options]) =>
        readStep('Scan', table, index, { pieces: { FilterExpression, ProjectionExpression }, options }),
      ),
  );
}

function batchGet(tables: readonly TableShape[]): Steps {
  const of = (table: TableShape): fc.Arbitrary<JsonObject> =>
    fc
      .tuple(
        fc.array(key(table), { minLength: 1, maxLength: 4 }),
        maybe(spoilt(projection(table)), 0.4),
        consistent,
      )
      .map(([Keys, ProjectionExpression, options]) => ({
        Keys,
        ...parameters({ ProjectionExpression }),
        ...options,
      }));
  return fc.tuple(perTable(tables, of), consumed).map(([RequestItems, options]) => ({
    ...exact('BatchGetItem', { RequestItems, ...options }),
    order: 'tables',
  }));
}

function batchWrite(tables: readonly TableShape[]): Steps {
  const of = (table: TableShape): fc.Arbitrary<Json> =>
    fc.array(
      fc.oneof(
        { weight: 3, arbitrary: item(table).map((Item): JsonObject => ({ PutRequest: { Item } })) },
        { weight: 1, arbitrary: key(table).map((Key): JsonObject => ({ DeleteRequest: { Key } })) },
      ),
      { minLength: 1, maxLength: 5 },
    );
  return fc.tuple(perTable(tables, of), consumed, metrics).map(([RequestItems, ...options]) => ({
    ...exact('BatchWriteItem', Object.assign({ RequestItems }, ...options)),
    order: 'tables' as const,
  }));
}

/** Entries for one of the tables or several. */
function perTable(tables: readonly TableShape[], of: (table: TableShape) => fc.Arbitrary<Json>): Option {
  return fc
    .subarray([...tables], { minLength: 1 })
    .chain((chosen) =>
      fc.record(Object.fromEntries(chosen.map((table) => [table.name, of(table)]))),
    ) as Option;
}

/** Any request about the items of these tables; one in thirty is not even of the right form. */
export function operation(tables: readonly [TableShape, ...TableShape[]]): Steps {
  const sound = soundOperation(tables);
  return fc.oneof({ weight: 29, arbitrary: sound }, { weight: 1, arbitrary: malformed(sound) });
}

function soundOperation(tables: readonly [TableShape, ...TableShape[]]): Steps {
  const each = (make: (table: TableShape) => Steps): Steps => fc.oneof(...tables.map(make));
  return fc.oneof(
    { weight: 14, arbitrary: each(put) },
    { weight: 12, arbitrary: each(change) },
    { weight: 4, arbitrary: each(remove) },
    { weight: 5, arbitrary: each(get) },
    { weight: 9, arbitrary: each(query) },
    { weight: 5, arbitrary: each(scan) },
    { weight: 3, arbitrary: batchWrite(tables) },
    { weight: 2, arbitrary: batchGet(tables) },
    { weight: 5, arbitrary: transactWrite(tables) },
    { weight: 2, arbitrary: transactGet(tables) },
  );
}

/** What every scenario ends with, so that nothing that was written escapes comparison. */
export function readEverything(tables: readonly TableShape[]): Step[] {
  return tables.flatMap((table) =>
    [undefined, ...table.indexes].map((index) => readStep('Scan', table, index, { pieces: {}, options: [] })),
  );
}
