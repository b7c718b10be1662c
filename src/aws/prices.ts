/**
 * What AWS charges, in US dollars: the one place for prices. They change, so each number here is only as true as its
 * date, and each is that of one region, before any free tier.
 *
 * AWS: "Pricing for On-Demand Capacity" and "Pricing for Provisioned Capacity" (DynamoDB), "Amazon CloudWatch Pricing",
 * "AWS Lambda Pricing", "Amazon API Gateway Pricing", "Amazon SQS pricing". Those pages fill in their numbers for a
 * region as they are read, so the numbers were held against older copies of them and against texts that quote them.
 * Only the price of SQS's requests, and of CloudWatch's other requests, could not be confirmed so.
 */

/** When DynamoDB's prices were set: on-demand requests became cheaper by half then. */
export const PRICES_SINCE = '2024-11-01';
/** The date of the latest text that all the other prices were held against. */
export const PRICES_DATE = '2026-06-13';
/** Other regions have other prices, most of them higher by up to a quarter, some by more. */
export const PRICED_REGION = 'us-east-1';

/** Hours in an average month: 365 days of 24 hours, by 12. */
export const HOURS_A_MONTH = 730;

/** Goes with every sum that is shown: "prices of us-east-1, 2026-06-13, before any free tier". */
export function pricesInWords(region: string): string {
  const others = region === PRICED_REGION ? '' : `; those of ${region} differ`;
  return `prices of ${PRICED_REGION}, ${PRICES_DATE}, before any free tier${others}`;
}

const THOUSAND = 1_000;
const MILLION = 1_000_000;

/** DynamoDB, standard table class. What Lambda reads of a stream for an event source mapping is free. */
export const DYNAMODB_PRICES = {
  /** For a million request units. */
  onDemand: { read: 0.125, write: 0.625 },
  /** For one capacity unit and hour. */
  provisioned: { read: 0.00013, write: 0.00065 },
  /** For a gigabyte and month. */
  storage: 0.25,
} as const;

/** Of alarms, those that look at one metric, no more than once in ten seconds. */
export const CLOUDWATCH_PRICES = {
  /** For an alarm and month. Ten of an account are free. */
  alarm: 0.1,
  /** For a dashboard and month. Three of an account are free. */
  dashboard: 3,
  /** For each metric that GetMetricData is asked for. None is free. */
  metricRequested: 0.01 / THOUSAND,
  /** For any other call, such as for each alarm that is made. A million a month are free. */
  request: 0.01 / THOUSAND,
  /** For a gigabyte that is written to a log. Five a month are free. */
  logsIngested: 0.5,
} as const;

/** Functions on arm64. */
export const LAMBDA_PRICES = {
  /** For one invocation. */
  request: 0.2 / MILLION,
  /** For a gigabyte of memory and second. */
  gigabyteSecond: 0.0000133334,
} as const;

/** For one request to a REST API. */
export const REST_REQUEST_PRICE = 3.5 / MILLION;
/** For one request to a standard queue. */
export const QUEUE_REQUEST_PRICE = 0.4 / MILLION;
