/** How a table's record is told to the world: DescribeTable's answer. */
import type {
  GlobalSecondaryIndexDescription,
  LocalSecondaryIndexDescription,
  ProvisionedThroughputDescription,
  TableDescription,
} from '@aws-sdk/client-dynamodb';
import type { Wire } from '../../../service.js';
import { indexArn, streamArn, tableArn } from '../arns.js';
import { decreasesToday } from './decreases.js';
import type { GlobalIndexRecord, IndexRecord, Projection, TableRecord, Throughput } from './record.js';
import type { Tallies } from './tallies.js';

const MILLISECONDS = 1000;

/** `now` is virtual time in milliseconds. */
export function describeTable(record: TableRecord, tallies: Tallies, now: number): Wire<TableDescription> {
  const { items, bytes } = tallies.get(record.storage);
  const description: Wire<TableDescription> = {
    TableName: record.name,
    TableStatus: record.status,
    ProvisionedThroughput: describeThroughput(record.throughput, now),
    TableSizeBytes: bytes,
    ItemCount: items,
    TableArn: tableArn(record, record.name),
    TableId: record.id,
    ...describeBilling(record),
    DeletionProtectionEnabled: record.deletionProtection,
  };
  // A table that is being deleted tells no more than its name and numbers.
  if (record.status === 'DELETING') return description;
  return {
    ...description,
    AttributeDefinitions: [...record.attributes],
    KeySchema: [...record.keySchema],
    CreationDateTime: record.createdAt / MILLISECONDS,
    ...describeIndexes(record, tallies, now),
    ...describeStream(record),
    ...describeSettings(record),
  };
}

function describeBilling(record: TableRecord): Wire<TableDescription> {
  if (record.onDemandSince === undefined) return {};
  return {
    BillingModeSummary: {
      BillingMode: record.billingMode,
      LastUpdateToPayPerRequestDateTime: record.onDemandSince / MILLISECONDS,
    },
  };
}

function describeIndexes(record: TableRecord, tallies: Tallies, now: number): Wire<TableDescription> {
  const { localIndexes, globalIndexes } = record;
  return {
    ...(localIndexes.length === 0
      ? {}
      : { LocalSecondaryIndexes: localIndexes.map((index) => describeIndex(record, index, tallies)) }),
    ...(globalIndexes.length === 0
      ? {}
      : {
          GlobalSecondaryIndexes: globalIndexes.map((index) =>
            describeGlobalIndex(record, index, tallies, now),
          ),
        }),
  };
}

function describeIndex(
  record: TableRecord,
  index: IndexRecord,
  tallies: Tallies,
): Wire<LocalSecondaryIndexDescription> {
  const { items, bytes } = tallies.get(index.storage);
  return {
    IndexName: index.name,
    KeySchema: [...index.keySchema],
    Projection: describeProjection(index.projection),
    IndexSizeBytes: bytes,
    ItemCount: items,
    IndexArn: indexArn(record, record.name, index.name),
  };
}

function describeGlobalIndex(
  record: TableRecord,
  index: GlobalIndexRecord,
  tallies: Tallies,
  now: number,
): Wire<GlobalSecondaryIndexDescription> {
  return {
    ...describeIndex(record, index, tallies),
    IndexStatus: index.status,
    ...(index.backfilling === undefined ? {} : { Backfilling: index.backfilling }),
    ProvisionedThroughput: describeThroughput(index.throughput, now),
    ...(index.onDemandLimits === undefined ? {} : { OnDemandThroughput: index.onDemandLimits }),
  };
}

function describeProjection({
  ProjectionType,
  NonKeyAttributes,
}: Projection): Wire<GlobalSecondaryIndexDescription>['Projection'] {
  return {
    ProjectionType,
    ...(NonKeyAttributes === undefined ? {} : { NonKeyAttributes: [...NonKeyAttributes] }),
  };
}

function describeThroughput(throughput: Throughput, now: number): Wire<ProvisionedThroughputDescription> {
  const { increasedAt, decreasedAt, read, write } = throughput;
  return {
    ...(increasedAt === undefined ? {} : { LastIncreaseDateTime: increasedAt / MILLISECONDS }),
    ...(decreasedAt === undefined ? {} : { LastDecreaseDateTime: decreasedAt / MILLISECONDS }),
    NumberOfDecreasesToday: decreasesToday(throughput, now),
    ReadCapacityUnits: read,
    WriteCapacityUnits: write,
  };
}

function describeStream(record: TableRecord): Wire<TableDescription> {
  const { stream } = record;
  if (stream === undefined) return {};
  return {
    ...(stream.viewType === undefined
      ? {}
      : { StreamSpecification: { StreamEnabled: true, StreamViewType: stream.viewType } }),
    LatestStreamLabel: stream.label,
    LatestStreamArn: streamArn(record, record.name, stream.label),
  };
}

function describeSettings({ tableClass, kmsKeyArn, onDemandLimits }: TableRecord): Wire<TableDescription> {
  return {
    ...(tableClass === undefined
      ? {}
      : {
          TableClassSummary: {
            TableClass: tableClass.name,
            ...(tableClass.changedAt === undefined
              ? {}
              : { LastUpdateDateTime: tableClass.changedAt / MILLISECONDS }),
          },
        }),
    ...(kmsKeyArn === undefined
      ? {}
      : { SSEDescription: { Status: 'ENABLED', SSEType: 'KMS', KMSMasterKeyArn: kmsKeyArn } }),
    ...(onDemandLimits === undefined ? {} : { OnDemandThroughput: onDemandLimits }),
  };
}
