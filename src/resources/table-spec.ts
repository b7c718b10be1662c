/** What a table of the lab is meant to be, and the next change that brings a real one closer to it. */
import type {
  AttributeDefinition,
  CreateTableCommandInput,
  KeySchemaElement,
  ScalarAttributeType,
  StreamViewType,
  TableDescription,
  UpdateTableCommandInput,
} from '@aws-sdk/client-dynamodb';

export interface KeyAttribute {
  readonly name: string;
  readonly type: ScalarAttributeType;
}

export interface KeySpec {
  readonly partitionKey: KeyAttribute;
  readonly sortKey: KeyAttribute;
}

export interface Capacity {
  /** Read and write capacity units. */
  readonly read: number;
  readonly write: number;
}

export interface TableSpec extends KeySpec {
  readonly name: string;
  /** What it is created with. Later it is auto scaling's to change, between `minimum` and `maximum`. */
  readonly capacity: Capacity;
  readonly minimum: Capacity;
  readonly maximum: Capacity;
  /** Absent: the table has no stream. */
  readonly streamViewType?: StreamViewType;
}

export function keySchemaOf({ partitionKey, sortKey }: KeySpec): KeySchemaElement[] {
  return [
    { AttributeName: partitionKey.name, KeyType: 'HASH' },
    { AttributeName: sortKey.name, KeyType: 'RANGE' },
  ];
}

export function attributeDefinitionsOf({ partitionKey, sortKey }: KeySpec): AttributeDefinition[] {
  return [partitionKey, sortKey].map(({ name, type }) => ({ AttributeName: name, AttributeType: type }));
}

/** A key schema in words, as `describeKeys` words a real one. */
export function keysInWords({ partitionKey, sortKey }: KeySpec): string {
  return `${partitionKey.name} (${partitionKey.type}) + ${sortKey.name} (${sortKey.type})`;
}

/** The creating call. Tags go with it, so that there is no moment in which the table is nobody's. */
export function creationOf(
  spec: TableSpec,
  tags: NonNullable<CreateTableCommandInput['Tags']>,
): CreateTableCommandInput {
  return {
    TableName: spec.name,
    AttributeDefinitions: attributeDefinitionsOf(spec),
    KeySchema: keySchemaOf(spec),
    BillingMode: 'PROVISIONED',
    ProvisionedThroughput: throughputOf(spec.capacity),
    ...(spec.streamViewType === undefined
      ? {}
      : { StreamSpecification: { StreamEnabled: true, StreamViewType: spec.streamViewType } }),
    Tags: tags,
  };
}

/**
 * The next call that brings a table to its spec; undefined when nothing is left to change. One change per
 * call, since UpdateTable takes no more. Keys are not compared: no call can change those.
 */
export function nextChange(table: TableDescription, spec: TableSpec): UpdateTableCommandInput | undefined {
  if (table.BillingModeSummary?.BillingMode === 'PAY_PER_REQUEST') return toProvisioned(table, spec);
  return capacityChange(table, spec) ?? streamChange(table, spec);
}

/** Indexes of an on-demand table have no throughput either, and must be given one in the same call. */
function toProvisioned(table: TableDescription, spec: TableSpec): UpdateTableCommandInput {
  const throughput = throughputOf(spec.capacity);
  const indexes = (table.GlobalSecondaryIndexes ?? []).map(({ IndexName }) => ({
    Update: { IndexName, ProvisionedThroughput: throughput },
  }));
  return {
    TableName: spec.name,
    BillingMode: 'PROVISIONED',
    ProvisionedThroughput: throughput,
    ...(indexes.length === 0 ? {} : { GlobalSecondaryIndexUpdates: indexes }),
  };
}

/** Only repaired outside of auto scaling's range; within it, it is auto scaling's business. */
function capacityChange(table: TableDescription, spec: TableSpec): UpdateTableCommandInput | undefined {
  const { ReadCapacityUnits: read = 0, WriteCapacityUnits: write = 0 } = table.ProvisionedThroughput ?? {};
  const wanted = {
    read: clamp(read, spec.minimum.read, spec.maximum.read),
    write: clamp(write, spec.minimum.write, spec.maximum.write),
  };
  if (wanted.read === read && wanted.write === write) return undefined;
  return { TableName: spec.name, ProvisionedThroughput: throughputOf(wanted) };
}

/** A stream's view type cannot be changed: the stream is turned off first, and on again next time. */
function streamChange(table: TableDescription, spec: TableSpec): UpdateTableCommandInput | undefined {
  const { StreamEnabled, StreamViewType } = table.StreamSpecification ?? {};
  const isAsWanted = StreamEnabled
    ? StreamViewType === spec.streamViewType
    : spec.streamViewType === undefined;
  if (isAsWanted) return undefined;
  return {
    TableName: spec.name,
    StreamSpecification: StreamEnabled
      ? { StreamEnabled: false }
      : { StreamEnabled: true, StreamViewType: spec.streamViewType },
  };
}

function throughputOf({ read, write }: Capacity): { ReadCapacityUnits: number; WriteCapacityUnits: number } {
  return { ReadCapacityUnits: read, WriteCapacityUnits: write };
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}
