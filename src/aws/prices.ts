/**
 * What AWS charges, in US dollars: the one place for prices. They change, so each number here is only as true as its
 * date. AWS: "Amazon DynamoDB pricing" (on demand, provisioned).
 */

/** When these prices were set: on-demand requests became cheaper by half then. */
export const PRICES_SINCE = '2024-11-01';
/** Other regions have other prices. */
export const PRICED_REGION = 'us-east-1';

/** Hours in an average month: 365 days of 24 hours, by 12. */
export const HOURS_A_MONTH = 730;

/** DynamoDB, standard table class, without the free tier. */
export const DYNAMODB_PRICES = {
  /** For a million request units. */
  onDemand: { read: 0.125, write: 0.625 },
  /** For one capacity unit and hour. */
  provisioned: { read: 0.00013, write: 0.00065 },
} as const;
