/** What a table costs per hour, as DynamoDB describes it now: also what auto scaling has added. Pure. */
import type { TableDescription } from '@aws-sdk/client-dynamodb';
import type { CostItem } from '../lab/cost.js';
import { capacityCost, storageCost } from './hourly-cost.js';

type Part = Pick<TableDescription, 'ProvisionedThroughput'>;

/** Capacity that is paid by request stands for nothing: DynamoDB describes it as 0 units. */
export function tableCost({
  TableName: name = '',
  GlobalSecondaryIndexes: indexes = [],
  ...table
}: TableDescription): CostItem[] {
  const bytes = [table.TableSizeBytes, ...indexes.map(({ IndexSizeBytes }) => IndexSizeBytes)].reduce<number>(
    (sum, size = 0) => sum + size,
    0,
  );
  return [
    ...partCost(`the table ${name}`, table),
    ...indexes.flatMap((index) => partCost(`the index ${index.IndexName}`, index)),
    ...storageCost(`the table ${name}`, bytes),
  ];
}

function partCost(of: string, { ProvisionedThroughput: throughput = {} }: Part): CostItem[] {
  const { ReadCapacityUnits: read = 0, WriteCapacityUnits: write = 0 } = throughput;
  return read + write === 0 ? [] : [capacityCost(of, { read, write })];
}
