/** IAM's pages: `Marker` and `MaxItems`, answered with `IsTruncated` and the next `Marker`. */
import { validationException } from '../../errors.js';
import { pageOf } from '../page-token.js';

/** How many an answer lists unless it is told. */
const MAX_ITEMS = 100;

interface PageInput {
  readonly Marker?: string | undefined;
  readonly MaxItems?: number | undefined;
}

export interface IamPage<T> {
  readonly items: T[];
  readonly tail: { readonly IsTruncated: boolean; readonly Marker?: string };
}

/** `entries` are in the order of their keys. Throws ValidationException for a marker of another request. */
export function pageFor<T>(
  operation: string,
  { Marker, MaxItems, ...filter }: PageInput,
  entries: Iterable<{ readonly key: string; readonly value: T }>,
): IamPage<T> {
  const { items, nextToken } = pageOf(entries, {
    limit: MaxItems ?? MAX_ITEMS,
    token: Marker,
    request: { operation, ...filter },
    invalid: () => {
      throw validationException('Invalid Marker.');
    },
  });
  return {
    items,
    tail: nextToken === undefined ? { IsTruncated: false } : { IsTruncated: true, Marker: nextToken },
  };
}

/** Texts as entries, in their order. */
export function entriesOf(texts: Iterable<string>): { key: string; value: string }[] {
  return [...texts].sort().map((text) => ({ key: text, value: text }));
}
