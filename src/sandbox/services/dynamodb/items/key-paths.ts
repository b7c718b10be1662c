/** Expressions held against the keys of the table that they are for. */
import type { Update } from '../expressions/apply-update.js';
import type { ItemCondition } from '../expressions/item-condition.js';
import { checkKeysAreScalars } from '../expressions/key-attributes.js';
import type { Projection } from '../expressions/projection.js';
import { invalidParameters } from '../tables/errors.js';
import type { Key, Table } from '../tables/table.js';

function namesOf({ attributes }: Key): string[] {
  return attributes.map(({ name }) => name);
}

function indexKeyNames({ indexes }: Table): string[] {
  return indexes.flatMap(({ key }) => namesOf(key));
}

/** No path may lead into a key attribute. Throws ValidationException. */
export function checkConditionPaths(table: Table, condition: ItemCondition | Projection | undefined): void {
  if (condition === undefined) return;
  checkKeysAreScalars(condition.paths, namesOf(table.key), indexKeyNames(table));
}

/** An update may not touch the table's key, nor may any of its paths lead into a key. Throws ValidationException. */
export function checkUpdatePaths(table: Table, update: Update | undefined): void {
  if (update === undefined) return;
  const { paths } = update.touched;
  for (const { name } of table.key.attributes) {
    if (paths.some((path) => path[0] === name)) {
      throw invalidParameters(`Cannot update attribute ${name}. This attribute is part of the key`);
    }
  }
  checkKeysAreScalars(update.paths, namesOf(table.key), indexKeyNames(table));
}
