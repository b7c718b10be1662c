/** What expressions may not do with attributes that are keys. */
import { validationException } from '../../../errors.js';
import type { DocumentPath } from './document-path.js';

/**
 * A filter works on what the key condition let through, so it may not mention the keys of the table or index
 * that is queried. Throws AWS's ValidationException.
 */
export function checkFilterPaths(paths: readonly DocumentPath[], keyNames: readonly string[]): void {
  const found = keyNames.find((key) => paths.some(([name]) => name === key));
  if (found !== undefined) {
    throw validationException(
      `Filter Expression can only contain non-primary key attributes: Primary key attribute: ${found}`,
    );
  }
}

/**
 * Keys are scalars, so no path may lead into one, in any expression. Throws AWS's ValidationException.
 * `indexKeyNames` are those of all of the table's indexes.
 */
export function checkKeysAreScalars(
  paths: readonly DocumentPath[],
  tableKeyNames: readonly string[],
  indexKeyNames: readonly string[] = [],
): void {
  const nested = new Set(paths.filter((path) => path.length > 1).map(([name]) => name));
  const tableKey = tableKeyNames.find((name) => nested.has(name));
  if (tableKey !== undefined) throw keyNotScalar('Key', tableKey);
  const indexKey = indexKeyNames.find((name) => nested.has(name));
  if (indexKey !== undefined) throw keyNotScalar('IndexKey', indexKey);
}

function keyNotScalar(role: 'Key' | 'IndexKey', name: string): Error {
  return validationException(
    `Key attributes must be scalars; list random access '[]' and map lookup '.' are not allowed: ${role}: ${name}`,
  );
}
