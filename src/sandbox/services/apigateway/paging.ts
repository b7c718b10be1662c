/** Pages as API Gateway gives them: `limit` items behind `position`. */
import { pageOf } from '../page-token.js';
import { badRequest } from './errors.js';

const DEFAULT_LIMIT = 25;
const MAX_LIMIT = 500;

export interface PageInput {
  readonly limit?: number | undefined;
  readonly position?: string | undefined;
}

/**
 * The items behind a position; `position` of the answer is absent on the last page. `list` names the listing whose
 * positions these are. Throws BadRequestException for a position of another one.
 */
export function pageAnswer<T>(
  items: readonly T[],
  keyOf: (item: T) => string,
  list: readonly (string | undefined)[],
  { limit = DEFAULT_LIMIT, position }: PageInput,
): { items: T[]; position?: string } {
  if (limit < 1) throw badRequest('Invalid limit specified. Limit must be greater than 0');
  const keyed = items.map((value) => ({ key: keyOf(value), value }));
  keyed.sort((a, b) => (a.key < b.key ? -1 : 1));
  const page = pageOf(keyed, {
    limit: Math.min(limit, MAX_LIMIT),
    token: position === '' ? undefined : position,
    request: list,
    invalid: () => {
      throw badRequest('Invalid position parameter specified');
    },
  });
  return {
    items: page.items,
    ...(page.nextToken === undefined ? {} : { position: page.nextToken }),
  };
}
