/** Random transactions on two tables. */
import fc from 'fast-check';
import type { JsonObject } from '../wire.js';
import { condition, parameters, projection } from './expressions.js';
import { goodKey, item, key } from './items.js';
import { consumed, exact, maybe, metrics, onFailure } from './options.js';
import type { Step } from './steps.js';
import type { TableShape } from './tables.js';
import { update } from './updates.js';

type Action = fc.Arbitrary<JsonObject>;

/** One action of a TransactWriteItems. */
function writeAction(table: TableShape): Action {
  const named = (member: string, parts: fc.Arbitrary<readonly JsonObject[]>): Action =>
    parts.map((all) => ({ [member]: Object.assign({ TableName: table.name }, ...all) }));
  const conditioned = maybe(condition(table), 0.3).map((ConditionExpression) =>
    parameters({ ConditionExpression }),
  );
  const Key = goodKey(table).map((itemKey): JsonObject => ({ Key: itemKey }));
  return fc.oneof(
    {
      weight: 4,
      arbitrary: named(
        'Put',
        fc.tuple(
          item(table).map((Item) => ({ Item })),
          conditioned,
          onFailure,
        ),
      ),
    },
    {
      weight: 4,
      arbitrary: named(
        'Update',
        fc.tuple(
          Key,
          fc
            .tuple(update(table), maybe(condition(table), 0.2))
            .map(([UpdateExpression, ConditionExpression]) =>
              parameters({ UpdateExpression, ConditionExpression }),
            ),
          onFailure,
        ),
      ),
    },
    { weight: 2, arbitrary: named('Delete', fc.tuple(Key, conditioned, onFailure)) },
    {
      weight: 2,
      arbitrary: named(
        'ConditionCheck',
        fc.tuple(
          Key,
          condition(table).map((ConditionExpression) => parameters({ ConditionExpression })),
          onFailure,
        ),
      ),
    },
  );
}

export function transactWrite(tables: readonly TableShape[]): fc.Arbitrary<Step> {
  return fc
    .tuple(fc.array(fc.oneof(...tables.map(writeAction)), { minLength: 1, maxLength: 4 }), consumed, metrics)
    .map(([TransactItems, ...options]) => ({
      ...exact('TransactWriteItems', Object.assign({ TransactItems }, ...options)),
      order: 'tables' as const,
    }));
}

export function transactGet(tables: readonly TableShape[]): fc.Arbitrary<Step> {
  const of = (table: TableShape): Action =>
    fc.tuple(key(table), maybe(projection(table), 0.4)).map(([Key, ProjectionExpression]) => ({
      Get: { TableName: table.name, Key, ...parameters({ ProjectionExpression }) },
    }));
  return fc
    .tuple(fc.array(fc.oneof(...tables.map(of)), { minLength: 1, maxLength: 4 }), consumed)
    .map(([TransactItems, options]) => ({
      ...exact('TransactGetItems', { TransactItems, ...options }),
      order: 'tables' as const,
    }));
}
