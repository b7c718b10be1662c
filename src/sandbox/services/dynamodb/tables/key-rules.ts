/** AWS's rules for key schemas and the attribute definitions behind them. Each throws ValidationException. */
import type { KeySchemaElement as SdkKeySchemaElement } from '@aws-sdk/client-dynamodb';
import { validationException } from '../../../errors.js';
import type { Wire } from '../../../service.js';
import { invalidParameters } from './errors.js';
import type { AttributeDefinition, KeySchemaElement, KeyType } from './record.js';

/** Lists that have passed the model's constraints: every member is there and one of its enum's values. */
export type RequestedKeySchema = readonly Wire<SdkKeySchemaElement>[];
export interface RequestedAttribute {
  readonly AttributeName?: string | undefined;
  readonly AttributeType?: string | undefined;
}

export function attributeDefinitions(
  requested: readonly RequestedAttribute[] | undefined,
): AttributeDefinition[] {
  const definitions = (requested ?? []).map(({ AttributeName = '', AttributeType }) => ({
    AttributeName,
    AttributeType: keyType(AttributeType),
  }));
  const names = new Set<string>();
  for (const { AttributeName } of definitions) {
    if (names.has(AttributeName)) throw validationException(`Attribute Name is duplicated: ${AttributeName}`);
    names.add(AttributeName);
  }
  return definitions;
}

function keyType(type: string | undefined): KeyType {
  if (type !== 'S' && type !== 'N' && type !== 'B') throw new Error(`Not an attribute type: ${type}`);
  return type;
}

/** A key schema in which every attribute is defined: a partition key, and maybe a sort key. */
export function checkedKeySchema(
  requested: RequestedKeySchema | undefined,
  definitions: readonly AttributeDefinition[],
): KeySchemaElement[] {
  const names = (requested ?? []).map(({ AttributeName = '' }) => AttributeName);
  const defined = definitions.map(({ AttributeName }) => AttributeName);
  checkDefined(names, defined);

  const [partition, sort, ...more] = requested ?? [];
  const [partitionName = '', sortName] = names;
  if (partitionName === sortName) {
    throw validationException(
      'Both the Hash Key and the Range Key element in the KeySchema have the same name',
    );
  }
  if (partition?.KeyType !== 'HASH') {
    throw validationException('Invalid KeySchema: The first KeySchemaElement is not a HASH key type');
  }
  // An index on AWS may have keys of several attributes; here it may not.
  if (more.length > 0) throw tooManyKeys(requested ?? []);
  if (sort !== undefined && sort.KeyType !== 'RANGE') {
    throw validationException('Invalid KeySchema: The second KeySchemaElement is not a RANGE key type');
  }
  return [
    { AttributeName: partitionName, KeyType: 'HASH' },
    ...(sortName === undefined ? [] : [{ AttributeName: sortName, KeyType: 'RANGE' } as const]),
  ];
}

function checkDefined(names: readonly string[], defined: readonly string[]): void {
  if (names.length > defined.length) {
    throw validationException('Invalid KeySchema: Some index key attribute have no definition');
  }
  if (names.every((name) => defined.includes(name))) return;
  throw invalidParameters(
    'Some index key attributes are not defined in AttributeDefinitions. ' +
      `Keys: [${names.join(', ')}], AttributeDefinitions: [${defined.join(', ')}]`,
  );
}

function tooManyKeys(requested: RequestedKeySchema): Error {
  const partitions = requested.filter(({ KeyType }) => KeyType === 'HASH').length;
  const kind = partitions > 1 ? 'HASH' : 'RANGE';
  return invalidParameters(`The KeySchema exceeds the maximum allowed number of ${kind} key attributes`);
}

/** Every definition must be some key's. `schemas` begins with the table's own. */
export function checkDefinitionsUsed(
  definitions: readonly AttributeDefinition[],
  schemas: readonly (readonly KeySchemaElement[])[],
): void {
  const used = new Set(schemas.flat().map(({ AttributeName }) => AttributeName));
  if (definitions.length === used.size) return;
  if (schemas.length === 1) {
    throw invalidParameters(
      'Number of attributes in KeySchema does not exactly match number of attributes defined in AttributeDefinitions',
    );
  }
  const defined = definitions.map(({ AttributeName }) => AttributeName);
  throw invalidParameters(
    'Some AttributeDefinitions are not used. ' +
      `AttributeDefinitions: [${defined.join(', ')}], keys used: [${[...used].join(', ')}]`,
  );
}
