/** DynamoDB's Java classes, as its error texts show values of them. */
import type { JavaShape } from '../../../protocol/java-text.js';

function classOf(name: string, fields: Readonly<Record<string, JavaShape | undefined>>): JavaShape {
  return { kind: 'class', name, fields };
}

function each(element: JavaShape): JavaShape {
  return { kind: 'each', element };
}

export const KEY_SCHEMA_SHAPE = each(
  classOf('KeySchemaElement', { AttributeName: undefined, KeyType: undefined }),
);

/** Lists and maps inside a value are shown without the types of what they hold. */
const ATTRIBUTE_VALUE = classOf('AttributeValue', {
  S: undefined,
  N: undefined,
  B: undefined,
  INT: undefined,
  DECIMAL: undefined,
  DOUBLE: undefined,
  SS: undefined,
  NS: undefined,
  BS: undefined,
  INTSET: undefined,
  DECIMALSET: undefined,
  DOUBLESET: undefined,
  M: undefined,
  L: undefined,
  NULL: undefined,
  BOOL: undefined,
});

const PUT_REQUEST = classOf('PutRequest', { Item: each(ATTRIBUTE_VALUE), WorkloadProfileName: undefined });
const DELETE_REQUEST = classOf('DeleteRequest', {
  Key: each(ATTRIBUTE_VALUE),
  WorkloadProfileName: undefined,
});

/** BatchWriteItem's RequestItems. */
export const WRITE_REQUESTS_SHAPE = each(
  each(classOf('WriteRequest', { PutRequest: PUT_REQUEST, DeleteRequest: DELETE_REQUEST })),
);
