/** What a Query is by. */
import fc from 'fast-check';
import { join, literal, operandValue, type Pieces } from './expressions.js';
import type { KeyAttribute, KeyShape } from './tables.js';
import { goodValue, keyValue, wrongKeyValue } from './values.js';

/** Mostly the two keys as they should be asked for. */
export function keyCondition(of: KeyShape): Pieces {
  const { partitionKey, sortKey } = of;
  const partition = fc.oneof(
    {
      weight: 40,
      arbitrary: join((v) => `${partitionKey.name} = ${v}`, operandValue(keyValue(partitionKey.type, false))),
    },
    {
      weight: 1,
      arbitrary: join((v) => `${v} = ${partitionKey.name}`, operandValue(keyValue(partitionKey.type, false))),
    },
    {
      weight: 1,
      arbitrary: join((v) => `${partitionKey.name} < ${v}`, operandValue(keyValue(partitionKey.type, false))),
    },
    {
      weight: 1,
      arbitrary: join((v) => `${partitionKey.name} = ${v}`, operandValue(wrongKeyValue(partitionKey.type))),
    },
    { weight: 1, arbitrary: join((v) => `e = ${v}`, operandValue(goodValue)) },
  );
  if (sortKey === undefined) return partition;
  const sort = sortCondition(sortKey);
  return fc.oneof(
    { weight: 3, arbitrary: partition },
    { weight: 6, arbitrary: join((a, b) => `${a} AND ${b}`, partition, sort) },
    { weight: 1, arbitrary: join((a, b) => `(${b}) and ${a}`, partition, sort) },
  );
}

function sortCondition({ name, type }: KeyAttribute): Pieces {
  const of = operandValue(
    fc.oneof({ weight: 30, arbitrary: keyValue(type, true) }, { weight: 1, arbitrary: wrongKeyValue(type) }),
  );
  const comparator = fc
    .oneof(
      { weight: 20, arbitrary: fc.constantFrom('=', '<', '<=', '>', '>=') },
      { weight: 1, arbitrary: fc.constant('<>') },
    )
    .map(literal);
  return fc.oneof(
    { weight: 4, arbitrary: join((is, v) => `${name} ${is} ${v}`, comparator, of) },
    { weight: 2, arbitrary: join((a, b) => `${name} BETWEEN ${a} AND ${b}`, of, of) },
    { weight: type === 'N' ? 1 : 3, arbitrary: join((v) => `begins_with(${name}, ${v})`, of) },
  );
}
