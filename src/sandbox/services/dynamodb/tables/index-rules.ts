/** AWS's rules for secondary indexes, as CreateTable and UpdateTable ask for them. */
import type {
  CreateGlobalSecondaryIndexAction,
  GlobalSecondaryIndex,
  LocalSecondaryIndex,
  Projection as SdkProjection,
} from '@aws-sdk/client-dynamodb';
import type { Wire } from '../../../service.js';
import { invalidParameters } from './errors.js';
import { checkedKeySchema } from './key-rules.js';
import type {
  AttributeDefinition,
  BillingMode,
  GlobalIndexRecord,
  IndexRecord,
  KeySchemaElement,
  Projection,
} from './record.js';
import { checkedOnDemandLimits, checkedUnits, type RequestedUnits } from './throughput-rules.js';

const MAX_LOCAL_INDEXES = 5;
export const MAX_GLOBAL_INDEXES = 20;
/** In all indexes of a table together, each counted as often as it is named. */
const MAX_PROJECTED_ATTRIBUTES = 100;

/** An index before it has a number to be stored under. */
export type NewIndex = Omit<IndexRecord, 'storage'>;
export type NewGlobalIndex = NewIndex & Pick<GlobalIndexRecord, 'throughput' | 'onDemandLimits'>;

export function checkedLocalIndexes(
  requested: readonly Wire<LocalSecondaryIndex>[] | undefined,
  definitions: readonly AttributeDefinition[],
  tableKeys: readonly KeySchemaElement[],
): NewIndex[] {
  if (requested === undefined) return [];
  if (requested.length === 0) throw invalidParameters('List of LocalSecondaryIndexes is empty');
  if (tableKeys.length < 2) {
    throw invalidParameters(
      'Table KeySchema does not have a range key, which is required when specifying a LocalSecondaryIndex',
    );
  }
  const indexes = requested.map((index) => checkedLocalIndex(index, definitions, tableKeys));
  checkNames(indexes);
  if (indexes.length > MAX_LOCAL_INDEXES) {
    throw invalidParameters(
      `Number of LocalSecondaryIndexes exceeds per-table limit of ${MAX_LOCAL_INDEXES}`,
    );
  }
  return indexes;
}

function checkedLocalIndex(
  { IndexName: name = '', KeySchema, Projection }: Wire<LocalSecondaryIndex>,
  definitions: readonly AttributeDefinition[],
  tableKeys: readonly KeySchemaElement[],
): NewIndex {
  const keySchema = checkedKeySchema(KeySchema, definitions);
  if (keySchema.length < 2)
    throw invalidParameters(`Index KeySchema does not have a range key for index: ${name}`);
  const [indexPartition, tablePartition] = [keySchema[0]?.AttributeName, tableKeys[0]?.AttributeName];
  if (indexPartition !== tablePartition) {
    throw invalidParameters(
      `Index KeySchema does not have the same leading hash key as table KeySchema for index: ${name}. ` +
        `index hash key: ${indexPartition}, table hash key: ${tablePartition}`,
    );
  }
  return { name, keySchema, projection: checkedProjection(Projection) };
}

export function checkedGlobalIndexes(
  requested: readonly Wire<GlobalSecondaryIndex>[] | undefined,
  definitions: readonly AttributeDefinition[],
  billingMode: BillingMode,
  localIndexes: readonly NewIndex[],
): NewGlobalIndex[] {
  if (requested === undefined) return [];
  if (requested.length === 0) throw invalidParameters('List of GlobalSecondaryIndexes is empty');
  const indexes = requested.map((index) => {
    const checked = checkedGlobalIndex(index, definitions);
    return { ...checked, ...indexThroughput(index, billingMode) };
  });
  checkNames([...localIndexes, ...indexes]);
  if (indexes.length > MAX_GLOBAL_INDEXES) {
    throw invalidParameters(
      `GlobalSecondaryIndex count exceeds the per-table limit of ${MAX_GLOBAL_INDEXES}`,
    );
  }
  return indexes;
}

function checkedGlobalIndex(
  { IndexName: name = '', KeySchema, Projection }: Wire<GlobalSecondaryIndex>,
  definitions: readonly AttributeDefinition[],
): NewIndex {
  return {
    name,
    keySchema: checkedKeySchema(KeySchema, definitions),
    projection: checkedProjection(Projection),
  };
}

function indexThroughput(
  index: Wire<GlobalSecondaryIndex>,
  billingMode: BillingMode,
): Pick<NewGlobalIndex, 'throughput' | 'onDemandLimits'> {
  const { IndexName: name, ProvisionedThroughput: requested } = index;
  if (billingMode === 'PAY_PER_REQUEST' && requested !== undefined) {
    throw invalidParameters(
      `ProvisionedThroughput should not be specified for index: ${name} when BillingMode is PAY_PER_REQUEST`,
    );
  }
  if (billingMode === 'PROVISIONED' && requested === undefined) {
    throw invalidParameters(`ProvisionedThroughput is not specified for index: ${name}`);
  }
  return newThroughput(index, requested, billingMode);
}

/** An index that UpdateTable adds: the same rules, some in other words. */
export function checkedNewIndex(
  index: Wire<CreateGlobalSecondaryIndexAction>,
  definitions: readonly AttributeDefinition[],
  billingMode: BillingMode,
): NewGlobalIndex {
  const { IndexName: name, ProvisionedThroughput: requested } = index;
  if (definitions.length === 0)
    throw invalidParameters(`AttributeDefinitions is not specified for index: ${name}`);
  const checked = checkedGlobalIndex(index, definitions);
  if (billingMode === 'PAY_PER_REQUEST' && requested !== undefined) {
    throw invalidParameters(
      `Neither ReadCapacityUnits nor WriteCapacityUnits can be specified for index: ${name} when BillingMode is PAY_PER_REQUEST`,
    );
  }
  if (billingMode === 'PROVISIONED' && requested === undefined) {
    throw invalidParameters(
      `Both ReadCapacityUnits and WriteCapacityUnits must be specified for index: ${name}`,
    );
  }
  return { ...checked, ...newThroughput(index, requested, billingMode) };
}

function newThroughput(
  { IndexName: name, OnDemandThroughput }: Wire<GlobalSecondaryIndex>,
  requested: RequestedUnits | undefined,
  billingMode: BillingMode,
): Pick<NewGlobalIndex, 'throughput' | 'onDemandLimits'> {
  const onDemandLimits = checkedOnDemandLimits(OnDemandThroughput, billingMode, `index : ${name}`);
  return {
    throughput: { ...checkedUnits(requested), decreases: 0 },
    ...(onDemandLimits === undefined ? {} : { onDemandLimits }),
  };
}

function checkedProjection(requested: Wire<SdkProjection> | undefined): Projection {
  const type = requested?.ProjectionType;
  const names = requested?.NonKeyAttributes;
  if (type === undefined) throw invalidParameters('Unknown ProjectionType: null');
  if (type !== 'INCLUDE') {
    if (names !== undefined) {
      throw invalidParameters(`ProjectionType is ${type}, but NonKeyAttributes is specified`);
    }
    return { ProjectionType: type };
  }
  if (names === undefined || names.length === 0) {
    throw invalidParameters(`ProjectionType is ${type}, but NonKeyAttributes is not specified`);
  }
  const duplicate = names.find((name, position) => names.indexOf(name) !== position);
  if (duplicate !== undefined) throw invalidParameters(`Duplicate element in NonKeyAttributes: ${duplicate}`);
  return { ProjectionType: type, NonKeyAttributes: names };
}

function checkNames(indexes: readonly NewIndex[]): void {
  const names = new Set<string>();
  for (const { name } of indexes) {
    if (names.has(name)) throw invalidParameters(`Duplicate index name: ${name}`);
    names.add(name);
  }
}

/** All attributes named in the projections of a table's indexes must not be too many. */
export function checkProjectedAttributes(indexes: readonly NewIndex[]): void {
  const count = indexes.reduce((sum, { projection }) => sum + (projection.NonKeyAttributes?.length ?? 0), 0);
  if (count > MAX_PROJECTED_ATTRIBUTES) {
    throw invalidParameters(
      `Number of projected attributes in all indexes exceeds the per-table limit of ${MAX_PROJECTED_ATTRIBUTES}`,
    );
  }
}
