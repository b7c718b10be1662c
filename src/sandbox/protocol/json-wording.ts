/**
 * How AWS words a JSON body that does not fit its model. There are two generations of its front end: the one
 * that DynamoDB has, and the older one that most JSON services have.
 */
import type { NumberType } from '../services/index.js';

/** Where a value stands: as a structure's member, or inside a list or map. */
export type Position = 'member' | 'element';

/** What the model wants, in the terms of the front end's Java types. */
export type Expected =
  | { readonly kind: 'scalar'; readonly type: 'String' | 'Boolean' | 'Timestamp' | NumberType }
  | { readonly kind: 'blob' }
  | { readonly kind: 'structure'; readonly name: string }
  | { readonly kind: 'list'; readonly element: string }
  | { readonly kind: 'map'; readonly value: string };

/** Says why `found`, a parsed JSON value that is not null, is not what was expected. */
export type Wording = (expected: Expected, found: unknown, position: Position) => string;

/** What Java answers when a generic type is asked for its class: seen where a collection holds collections. */
const GENERIC_TYPE_CAST =
  'class sun.reflect.generics.reflectiveObjects.ParameterizedTypeImpl cannot be cast to class java.lang.Class ' +
  '(sun.reflect.generics.reflectiveObjects.ParameterizedTypeImpl and java.lang.Class are in module java.base of ' +
  "loader 'bootstrap')";

/** DynamoDB's wording. `namespace` is that of its Java classes: `com.amazonaws.dynamodb.v20120810`. */
export function modernWording(namespace: string): Wording {
  const javaType = (name: string): string =>
    JAVA_TYPES.has(name) ? `java.lang.${name}` : `${namespace}.${name}`;
  return (expected, found, position) => {
    if (Array.isArray(found)) {
      return `Unrecognized collection type ${collectionType(expected, javaType)}`;
    }
    if (typeof found === 'object') {
      return 'Start of structure or map found where not expected';
    }
    switch (expected.kind) {
      case 'blob':
        return 'only base-64-encoded strings are convertible to bytes';
      case 'scalar':
        return expected.type === 'Boolean' && typeof found === 'string'
          ? 'Unexpected token received from parser'
          : `${tokenName(found)} cannot be converted to ${expected.type}`;
      case 'structure':
        return position === 'member' ? 'Unexpected field type' : 'Unexpected value type in payload';
      default:
        return position === 'member' ? 'Unexpected field type' : GENERIC_TYPE_CAST;
    }
  };
}

const JAVA_TYPES: ReadonlySet<string> = new Set(['String', 'Boolean', 'Integer', 'Long', 'Double']);

function collectionType(expected: Expected, javaType: (name: string) => string): string {
  switch (expected.kind) {
    case 'blob':
      return 'class java.nio.ByteBuffer';
    case 'scalar':
      return `class ${javaType(expected.type)}`;
    case 'structure':
      return `class ${javaType(expected.name)}`;
    case 'list':
      return `java.util.List<${javaType(expected.element)}>`;
    case 'map':
      return `java.util.Map<java.lang.String, ${javaType(expected.value)}>`;
  }
}

function tokenName(found: unknown): string {
  if (typeof found === 'number') {
    return Number.isInteger(found) ? 'NUMBER_VALUE' : 'DECIMAL_VALUE';
  }
  if (typeof found === 'boolean') {
    return found ? 'TRUE_VALUE' : 'FALSE_VALUE';
  }
  return 'STRING_VALUE';
}

/** The wording of the older front end, which Application Auto Scaling and the tag search share with many. */
export const classicWording: Wording = (expected, found) => {
  if (Array.isArray(found)) {
    return 'Start of list found where not expected';
  }
  if (typeof found === 'object') {
    return 'Start of structure or map found where not expected.';
  }
  switch (expected.kind) {
    case 'blob':
      return `${javaClass(found)} can not be converted to a Blob`;
    case 'scalar':
      return expected.type === 'Boolean' && typeof found === 'string'
        ? `'${found.toUpperCase()}' can not be converted to an Boolean`
        : `${javaClass(found)} can not be converted to an ${expected.type}`;
    case 'structure':
      return 'Expected null';
    default:
      return `Expected ${expected.kind} or null`;
  }
};

function javaClass(found: unknown): string {
  if (typeof found === 'number') {
    return 'class com.amazon.coral.value.json.numbers.TruncatingBigNumber';
  }
  return typeof found === 'boolean' ? 'class java.lang.Boolean' : 'class java.lang.String';
}
