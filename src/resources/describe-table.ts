import { DescribeTableCommand, DynamoDBClient, type TableDescription } from '@aws-sdk/client-dynamodb';
import { isNotFound } from '../aws/errors.js';
import type { Lab } from '../lab/lab.js';

/** What DynamoDB says of a table; undefined when there is none. */
export async function describeTable(lab: Lab, name: string): Promise<TableDescription | undefined> {
  const command = new DescribeTableCommand({ TableName: name });
  try {
    const { Table } = await lab.client(DynamoDBClient).send(command);
    return Table;
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

/** A key schema in words: `order_id (S) + created_at (N)`. */
export function describeKeys(
  keySchema: TableDescription['KeySchema'],
  definitions: TableDescription['AttributeDefinitions'],
): string {
  const parts = ['HASH', 'RANGE'].flatMap((keyType) => {
    const name = keySchema?.find((element) => element.KeyType === keyType)?.AttributeName;
    if (name === undefined) return [];
    const type = definitions?.find((definition) => definition.AttributeName === name)?.AttributeType;
    return [`${name} (${type ?? '?'})`];
  });
  return parts.length === 0 ? 'none' : parts.join(' + ');
}
