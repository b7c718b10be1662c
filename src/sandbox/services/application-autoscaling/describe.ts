/** What the three Describe operations have in common: filters and pages. */
import { AwsError, validationException } from '../../errors.js';
import { type Page, pageOf } from '../page-token.js';

/** A page holds no more, and as many unless fewer are asked for. */
const MAX_RESULTS = 50;

/** The page of records that pass `matches`. Throws `InvalidNextTokenException`, `ValidationException`. */
export function describePage<T>(
  records: Iterable<{ key: string; value: T }>,
  matches: (record: T) => boolean,
  { MaxResults, NextToken, filter, descending = false }: PageMembers,
): Page<T> {
  return pageOf(matching(records, matches), {
    limit: pageLimit(MaxResults),
    token: NextToken,
    request: filter,
    descending,
    invalid: () => {
      throw new AwsError('InvalidNextTokenException', 'The next token supplied was invalid');
    },
  });
}

export interface PageMembers {
  readonly MaxResults: number | undefined;
  readonly NextToken: string | undefined;
  /** All else of the request: a token is good for that only. */
  readonly filter: unknown;
  /** The records come with the highest key first. */
  readonly descending?: boolean;
}

/** Throws `ValidationException` where a dimension is asked for without a resource. */
export function requireResourceWithDimension(
  resourceId: string | undefined,
  dimension: string | undefined,
): void {
  if (dimension !== undefined && resourceId === undefined) {
    throw validationException('If you specify a scalable dimension, you must also specify a resource ID');
  }
}

export function pageLimit(maxResults: number | undefined): number {
  const limit = maxResults ?? MAX_RESULTS;
  if (limit < 1 || limit > MAX_RESULTS) {
    throw validationException(`Maximum results must be between 1 and ${MAX_RESULTS}`);
  }
  return limit;
}

function* matching<T>(
  records: Iterable<{ key: string; value: T }>,
  matches: (record: T) => boolean,
): Iterable<{ key: string; value: T }> {
  for (const record of records) {
    if (matches(record.value)) {
      yield record;
    }
  }
}
