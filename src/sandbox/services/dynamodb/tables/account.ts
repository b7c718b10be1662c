/** What tools ask before they ask for anything else: limits, endpoints, backups. */
import type {
  DescribeContinuousBackupsCommandInput,
  DescribeContinuousBackupsCommandOutput,
  DescribeEndpointsCommandOutput,
  DescribeLimitsCommandOutput,
} from '@aws-sdk/client-dynamodb';
import { AwsError } from '../../../errors.js';
import { checkConstraints } from '../../../protocol/constraints.js';
import type { Wire } from '../../../service.js';
import type { TableScope } from '../arns.js';
import type { Engine } from '../engine.js';
import { TABLE_NAME_ONLY } from '../requests/table-constraints.js';

/** A new account's quotas (AWS: "Quotas in Amazon DynamoDB"). */
const ACCOUNT_MAX_UNITS = 80_000;
const TABLE_MAX_UNITS = 40_000;
const ENDPOINT_CACHE_MINUTES = 1440;

type Limits = Omit<Wire<DescribeLimitsCommandOutput>, '$metadata'>;

export function describeLimits(): Limits {
  return {
    AccountMaxReadCapacityUnits: ACCOUNT_MAX_UNITS,
    AccountMaxWriteCapacityUnits: ACCOUNT_MAX_UNITS,
    TableMaxReadCapacityUnits: TABLE_MAX_UNITS,
    TableMaxWriteCapacityUnits: TABLE_MAX_UNITS,
  };
}

/** `address` is the sandbox's own: `127.0.0.1:4600`. */
export function describeEndpoints(address: string): Omit<Wire<DescribeEndpointsCommandOutput>, '$metadata'> {
  return { Endpoints: [{ Address: address, CachePeriodInMinutes: ENDPOINT_CACHE_MINUTES }] };
}

/** As a table answers that never had point-in-time recovery. */
export function describeContinuousBackups(
  { tables }: Engine,
  scope: TableScope,
  input: Wire<DescribeContinuousBackupsCommandInput>,
): Omit<Wire<DescribeContinuousBackupsCommandOutput>, '$metadata'> {
  checkConstraints(TABLE_NAME_ONLY, input);
  const name = input.TableName ?? '';
  if (tables.find(scope, name) === undefined) {
    throw new AwsError('TableNotFoundException', `Table not found: ${name}`);
  }
  return {
    ContinuousBackupsDescription: {
      ContinuousBackupsStatus: 'ENABLED',
      PointInTimeRecoveryDescription: { PointInTimeRecoveryStatus: 'DISABLED' },
    },
  };
}
