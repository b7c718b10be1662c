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

/** What can be told without the table. Throws ValidationException. */
export function checkSelect(
  select: Select,
  { projection }: Expressions,
  indexName: string | undefined,
  doing: 'Querying' | 'Scanning',
): void {
  if (select === 'ALL_PROJECTED_ATTRIBUTES' && indexName === undefined) {
    throw validationException(`ALL_PROJECTED_ATTRIBUTES can be used only when ${doing} using an IndexName`);
  }
  if (projection !== undefined && select !== undefined && select !== 'SPECIFIC_ATTRIBUTES') {
    const choice = select === 'COUNT' ? 'only the Count' : select;
    throw validationException(`Cannot specify the ProjectionExpression when choosing to get ${choice}`);
  }
  if (projection === undefined && select === 'SPECIFIC_ATTRIBUTES') {
    throw validationException(
      'Must specify the AttributesToGet or ProjectionExpression when choosing to get SPECIFIC_ATTRIBUTES',
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
  const { name, projected } = index;
  if (select === 'ALL_ATTRIBUTES') {
    throw invalidParameters(
      `Select type ALL_ATTRIBUTES is not supported for global secondary index ${name} because its projection type is not ALL`,
    );
  }
  const missing = [...(projection?.attributes ?? [])].filter((attribute) => !projected.has(attribute));
  if (missing.length > 0) {
    throw invalidParameters(`Global secondary index ${name} does not project [${missing.join(', ')}]`);
  }
}

/** A local index gets from the table what it does not have itself. */
export function fetchesItems(
  select: Select,
  { projection, filter }: Expressions,
  index: Index | undefined,
): boolean {
  if (index === undefined || index.kind !== 'local' || index.projected === undefined) return false;
  if (select === 'ALL_ATTRIBUTES') return true;
  const { projected } = index;
  const wanted = [...(projection?.attributes ?? []), ...(filter?.paths ?? []).map(([name]) => name)];
  return wanted.some((name) => !projected.has(name));
}
