/** What of each item a Query or Scan answers, by Select, ProjectionExpression and the index's own projection. */
import { validationException } from '../../../errors.js';
import type { Expressions } from '../expressions/expressions.js';
import { invalidParameters } from '../tables/errors.js';
import type { Index } from '../tables/table.js';

export type Select =
  | 'ALL_ATTRIBUTES'
  | 'ALL_PROJECTED_ATTRIBUTES'
  | 'SPECIFIC_ATTRIBUTES'
  | 'COUNT'
  | undefined;

/** What can be told without the table: of a Query or a Scan, in the same words. Throws ValidationException. */
export function checkSelect(
  select: Select,
  { projection }: Expressions,
  indexName: string | undefined,
): void {
  if (projection !== undefined && select !== undefined && select !== 'SPECIFIC_ATTRIBUTES') {
    const choice = select === 'COUNT' ? 'only the Count' : select;
    throw validationException(`Cannot specify the ProjectionExpression when choosing to get ${choice}`);
  }
  if (select === 'ALL_PROJECTED_ATTRIBUTES' && indexName === undefined) {
    throw validationException('ALL_PROJECTED_ATTRIBUTES can be used only when Querying using an IndexName');
  }
  if (projection === undefined && select === 'SPECIFIC_ATTRIBUTES') {
    throw validationException(
      'Must specify the AttributesToGet or ProjectionExpression when choosing to get SPECIFIC_ATTRIBUTES',
    );
  }
}

/**
 * A Query filters what the index itself holds, be it global or local. (A Scan takes what is not there for
 * missing.) Throws ValidationException.
 */
export function checkFilterOnIndex({ filter }: Expressions, index: Index | undefined): void {
  if (filter === undefined || index === undefined) return;
  const missing = unprojected(new Set(filter.paths.map(([name]) => name)), index);
  if (missing.length > 0) {
    throw invalidParameters(
      `Secondary index ${index.name} does not project one or more filter attributes: [${missing.join(', ')}]`,
    );
  }
}

/** A global index cannot answer what it does not have. Throws ValidationException. */
export function checkSelectOnIndex(
  select: Select,
  { projection }: Expressions,
  index: Index | undefined,
): void {
  if (index === undefined || index.kind !== 'global' || index.projected === undefined) return;
  const { name } = index;
  if (select === 'ALL_ATTRIBUTES') {
    throw invalidParameters(
      `Select type ALL_ATTRIBUTES is not supported for global secondary index ${name} because its projection type is not ALL`,
    );
  }
  const missing = unprojected(projection?.attributes ?? new Set(), index);
  if (missing.length > 0) {
    throw invalidParameters(`Global secondary index ${name} does not project [${missing.join(', ')}]`);
  }
}

function unprojected(attributes: ReadonlySet<string>, { projected }: Index): string[] {
  return projected === undefined ? [] : [...attributes].filter((name) => !projected.has(name)).sort();
}

/** A local index gets from the table what it does not have itself, when asked to answer it. */
export function fetchesItems(select: Select, { projection }: Expressions, index: Index | undefined): boolean {
  if (index === undefined || index.kind !== 'local' || index.projected === undefined) return false;
  if (select === 'ALL_ATTRIBUTES') return true;
  return unprojected(projection?.attributes ?? new Set(), index).length > 0;
}
