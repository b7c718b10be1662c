/**
 * The partition keys that a call names, for policies that give each user rows of their own by the condition key
 * `dynamodb:LeadingKeys`. AWS: "Using IAM policy conditions for fine-grained access control" (DynamoDB).
 */
import { AwsError } from '../../errors.js';
import { type ExpressionInput, parseExpressions } from './expressions/expressions.js';
import { indexNamed, type Table } from './tables/table.js';

/** A key or an item, as it stands on the wire and not looked at yet. */
export type RawItem = Readonly<Record<string, unknown>>;

/** The values of the table's partition key in keys and items; what has none says nothing. */
export function leadingKeysOf(table: Table | undefined, items: readonly RawItem[]): string[] {
  const name = table?.key.partitionKey.name;
  return name === undefined
    ? []
    : items.flatMap((item) => (Object.hasOwn(item, name) ? textOf(item[name]) : []));
}

/** The value that a query asks for. None where its condition is malformed, which the query itself will tell. */
export function queriedKey(
  table: Table | undefined,
  input: ExpressionInput & { readonly IndexName?: string | null | undefined },
): string[] {
  if (table === undefined) return [];
  const index = input.IndexName ? indexNamed(table, input.IndexName) : undefined;
  const { name } = (index ?? table).key.partitionKey;
  try {
    const { keyCondition } = parseExpressions(input, [
      'FilterExpression',
      'KeyConditionExpression',
      'ProjectionExpression',
    ]);
    return textOf(keyCondition?.equalTo(name));
  } catch (error) {
    if (error instanceof AwsError) return [];
    throw error;
  }
}

/** `{S: 'cust123'}` is `cust123`. */
function textOf(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  const [content] = Object.values(value);
  return typeof content === 'string' ? [content] : [];
}
