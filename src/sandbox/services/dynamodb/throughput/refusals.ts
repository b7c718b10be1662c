/** What is told of requests that are not let in (AWS: "Diagnosing throttling", "Error handling with DynamoDB"). */
import { AwsError } from '../../../errors.js';
import type { Direction, LimitType } from './limits.js';

/** One event of a request that found no capacity: at its table, or at one of the table's indexes. */
export interface Refusal {
  readonly resource: 'Table' | 'Index';
  readonly direction: Direction;
  readonly type: LimitType;
  readonly arn: string;
  readonly isOnDemand: boolean;
}

const PROVISIONED_TABLE =
  'The level of configured provisioned throughput for the table was exceeded. Consider increasing your provisioning ' +
  'level with the UpdateTable API.';
const PROVISIONED_INDEXES =
  'The level of configured provisioned throughput for one or more global secondary indexes of the table was ' +
  'exceeded. Consider increasing your provisioning level for the under-provisioned global secondary indexes with ' +
  'the UpdateTable API';
const ON_DEMAND_TABLE =
  'Throughput exceeds the current capacity of your table or index. DynamoDB is automatically scaling your table or ' +
  'index so please try again shortly. If exceptions persist, check if you have a hot key: ' +
  'https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/bp-partition-key-design.html';
const ON_DEMAND_INDEXES =
  'Throughput exceeds the current capacity for one or more global secondary indexes. DynamoDB is automatically ' +
  'scaling your index so please try again shortly.';
const ON_DEMAND_MAXIMUM = 'Throughput exceeds the maximum OnDemandThroughput configured on table or index';
const ACCOUNT =
  'Throughput exceeds the current throughput limit for your account. Please contact AWS Support at ' +
  'https://aws.amazon.com/support request a limit increase';

/**
 * What a request is answered that was refused for these reasons, at least one: ProvisionedThroughputExceededException
 * about provisioned capacity, ThrottlingException about on-demand capacity, RequestLimitExceeded about an account's
 * quota. Writes that an on-demand index's own maximum holds up get the first of these all the same (measured on AWS).
 */
export function throttlingError(refusals: readonly Refusal[]): AwsError {
  const reasons = reasonsOf(refusals);
  const message = throttlingMessage(refusals);
  const code = errorCode(refusals);
  // Only ThrottlingException has the member's name begin in lower case.
  const member = code === 'ThrottlingException' ? 'throttlingReasons' : 'ThrottlingReasons';
  return new AwsError(code, message, { members: { [member]: reasons } });
}

/** The message of the exception, or of a transaction's reason. */
export function throttlingMessage(refusals: readonly Refusal[]): string {
  const ofIndexesOnly = refusals.every(({ resource }) => resource === 'Index');
  if (refusals.some(({ type }) => type === 'AccountLimitExceeded')) return ACCOUNT;
  if (refusals.some(({ type }) => type === 'MaxOnDemandThroughputExceeded')) return ON_DEMAND_MAXIMUM;
  if (refusals.some(({ isOnDemand }) => isOnDemand)) {
    return ofIndexesOnly ? ON_DEMAND_INDEXES : ON_DEMAND_TABLE;
  }
  return ofIndexesOnly ? PROVISIONED_INDEXES : PROVISIONED_TABLE;
}

function errorCode(refusals: readonly Refusal[]): string {
  if (refusals.some(({ type }) => type === 'AccountLimitExceeded')) return 'RequestLimitExceeded';
  const isOnDemand = refusals.some((refusal) => refusal.isOnDemand && !isIndexMaximum(refusal));
  return isOnDemand ? 'ThrottlingException' : 'ProvisionedThroughputExceededException';
}

function isIndexMaximum({ resource, direction, type }: Refusal): boolean {
  return resource === 'Index' && direction === 'Write' && type === 'MaxOnDemandThroughputExceeded';
}

function reasonsOf(refusals: readonly Refusal[]): { reason: string; resource: string }[] {
  const reasons = new Map(
    refusals.map(({ resource, direction, type, arn }) => {
      const reason = `${resource}${direction}${type}`;
      return [`${reason} ${arn}`, { reason, resource: arn }];
    }),
  );
  return [...reasons.values()];
}
