/** Items and keys for a table: mostly in order, now and then without a key attribute or with a wrong one. */
import fc from 'fast-check';
import type { JsonObject } from '../wire.js';
import { familiarAttributes } from './familiar.js';
import { attributesOf, type KeyAttribute, keyAttributesOf, type TableShape } from './tables.js';
import { attributeName, keyValue, value, wrongKeyValue } from './values.js';

type Attributes = fc.Arbitrary<JsonObject>;

/** A whole item. */
export function item(table: TableShape): Attributes {
  const indexed = keyAttributesOf(table).filter(({ name }) => !isKeyOf(table, name));
  return fc
    .tuple(
      familiarAttributes,
      fc.dictionary(attributeName, value, { maxKeys: 4 }),
      fc.record(Object.fromEntries(indexed.map((each) => [each.name, indexValue(each)]))),
      key(table),
    )
    .map(([familiar, rest, indexKeys, itemKey]) => ({
      ...familiar,
      ...rest,
      ...present(indexKeys),
      ...itemKey,
    }));
}

/** A Key: what the table asks for, but for one in a hundred. */
export function key(table: TableShape): Attributes {
  return fc.oneof({ weight: 150, arbitrary: goodKey(table) }, { weight: 1, arbitrary: badKey(table) });
}

export function goodKey(table: TableShape): Attributes {
  const attributes = attributesOf(table).map(({ name, type }) => [
    name,
    keyValue(type, name === table.sortKey?.name),
  ]);
  return fc.record(Object.fromEntries(attributes)) as Attributes;
}

function badKey(table: TableShape): Attributes {
  const attributes = attributesOf(table);
  return fc
    .tuple(goodKey(table), fc.constantFrom(...attributes), fc.constantFrom('none', 'wrong', 'more'))
    .chain(([whole, { name, type }, how]): Attributes => {
      if (how === 'none') return fc.constant(without(whole, name));
      if (how === 'more') return fc.constant({ ...whole, e: { S: 'more' } });
      return wrongKeyValue(type).map((wrong) => ({ ...whole, [name]: wrong }));
    });
}

/** The value of an index's key: absent one time in four; of a wrong kind one time in fifty. */
function indexValue({ type }: KeyAttribute): fc.Arbitrary<JsonObject | undefined> {
  return fc.oneof(
    { weight: 36, arbitrary: keyValue(type, true) },
    { weight: 13, arbitrary: fc.constant(undefined) },
    { weight: 1, arbitrary: wrongKeyValue(type) },
  );
}

function isKeyOf(table: TableShape, name: string): boolean {
  return attributesOf(table).some((each) => each.name === name);
}

function present(attributes: Readonly<Record<string, JsonObject | undefined>>): JsonObject {
  return Object.fromEntries(
    Object.entries(attributes).flatMap(([name, each]) => (each === undefined ? [] : [[name, each]])),
  );
}

function without(attributes: JsonObject, name: string): JsonObject {
  return Object.fromEntries(Object.entries(attributes).filter(([each]) => each !== name));
}
