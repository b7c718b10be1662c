/**
 * Every change by this API raises an order's `version`, and the ETag is
 * that version. Whoever sends it back as If-Match changes the order only
 * if nobody else has meanwhile.
 */
import { NumberValue } from '@aws-sdk/lib-dynamodb';
import type { StoredOrder } from './order.js';
import { badRequest } from './refusals.js';

/** Of an order that this API has never written. */
export const UNVERSIONED = '0';

export function etagOf({ version }: StoredOrder): string {
  const text =
    version instanceof NumberValue ? version.value : UNVERSIONED;
  return `"${text}"`;
}

const ENTITY_TAG = /^(?:W\/)?"[\x21\x23-\x7e]*"$/;
const VERSION_TAG = /^"(\d{1,15})"$/;
const MOST_TAGS = 20;

/**
 * The versions that If-Match lets pass; undefined: whichever. Weak tags
 * (`W/"1"`) never match, as RFC 9110 has it.
 *
 * @throws {Refusal} 400 where it is not `*` or a list of tags.
 */
export function versionsIn(
  ifMatch: string | null,
): readonly string[] | undefined {
  if (ifMatch === null || ifMatch.trim() === '*') return undefined;
  const tags = ifMatch.split(',').map((tag) => tag.trim());
  if (
    tags.length > MOST_TAGS ||
    !tags.every((tag) => ENTITY_TAG.test(tag))
  ) {
    const problem =
      'must be the ETag of an order, quotes included, as in "3"';
    throw badRequest([{ field: 'If-Match', problem }]);
  }
  return tags.flatMap((tag) => VERSION_TAG.exec(tag)?.slice(1) ?? []);
}

/** No order is without its key. */
const NEVER = 'attribute_not_exists(order_id)';

export interface VersionCondition {
  readonly text: string;
  readonly values: Readonly<Record<string, unknown>>;
}

/** A condition that is true of an order in one of these versions. */
export function isVersion(versions: readonly string[]): VersionCondition {
  const names = versions.map((_, index) => `:version${index}`);
  const known = names.map((name) => `version = ${name}`);
  const other = versions.includes(UNVERSIONED)
    ? 'attribute_not_exists(version)'
    : NEVER;
  return {
    text: `(${[...known, other].join(' OR ')})`,
    values: Object.fromEntries(
      names.map((name, index) => [
        name,
        new NumberValue(versions[index] ?? UNVERSIONED),
      ]),
    ),
  };
}
