/** Paging tokens: opaque to callers, and good only for the request that they were given for. */
import { createHash } from 'node:crypto';

/** A page, and the token of the next one where there is more. */
export interface Page<T> {
  readonly items: T[];
  readonly nextToken?: string;
}

/** What belongs to a token: `position` is the key of the last item given, `scope` a hash of the request. */
interface Token {
  readonly position: string;
  readonly scope: string;
}

/**
 * The items behind a token, at most `limit` of them. `items` are in the order of their keys. `request` is all
 * that makes two requests different ones; calls `invalid` for a token that was not made here, or for another
 * request.
 */
export function pageOf<T>(
  items: Iterable<{ readonly key: string; readonly value: T }>,
  { limit, weight, descending = false, token, request, invalid }: PageRequest<T>,
): Page<T> {
  const after = token === undefined ? undefined : readToken(token, request, invalid);
  const page: T[] = [];
  let last = '';
  let total = 0;
  for (const { key, value } of items) {
    if (after !== undefined && (descending ? key >= after : key <= after)) {
      continue;
    }
    total += weight?.of(value) ?? 0;
    if (page.length === limit || (weight !== undefined && page.length > 0 && total > weight.limit)) {
      return { items: page, nextToken: writeToken(last, request) };
    }
    page.push(value);
    last = key;
  }
  return { items: page };
}

export interface PageRequest<T> {
  readonly limit: number;
  /** Closes a page before the items on it weigh more than this together; one item always fits. */
  readonly weight?: { readonly of: (item: T) => number; readonly limit: number };
  /** The items come with the highest key first. */
  readonly descending?: boolean;
  readonly token: string | undefined;
  readonly request: unknown;
  readonly invalid: () => never;
}

/** A token for whoever pages in a way of their own. */
export function writeToken(position: string, request: unknown): string {
  return Buffer.from(JSON.stringify({ position, scope: scopeOf(request) }), 'utf8').toString('base64url');
}

/** The position in a token; calls `invalid` as {@link pageOf} does. */
export function readToken(text: string, request: unknown, invalid: () => never): string {
  let token: unknown;
  try {
    token = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
  } catch {
    return invalid();
  }
  return isToken(token) && token.scope === scopeOf(request) ? token.position : invalid();
}

function scopeOf(request: unknown): string {
  return createHash('sha256').update(JSON.stringify(request)).digest('base64url').slice(0, 16);
}

function isToken(value: unknown): value is Token {
  return (
    typeof value === 'object' &&
    value !== null &&
    'position' in value &&
    'scope' in value &&
    typeof value.position === 'string'
  );
}
