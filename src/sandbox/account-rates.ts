/**
 * The hazard `crowded-account`: how often the control planes of AWS may be called by all who share an account and
 * region. One lab alone hardly meets these rates; a class that starts or cleans up together meets them all the time.
 * API Gateway has its own, slower ones (`api-quotas`). What is refused has done nothing and uses up nothing.
 */
import type { VirtualClock } from './clock.js';
import { AwsError } from './errors.js';
import type { Hazards } from './hazards.js';
import type { Handler, HandlerTable } from './service.js';
import { type Rate, TokenBuckets } from './token-buckets.js';

interface Limit {
  readonly operations: RegExp;
  /** Calls per second, and at once. */
  readonly perSecond: number;
  /** These operations share it. Absent: each has it for itself. */
  readonly together?: true;
}

interface ServiceLimits {
  /** The first that names an operation counts; an operation that none names is not limited. */
  readonly limits: readonly Limit[];
  /** In the service's own words. Default: ThrottlingException. */
  readonly refusal?: () => AwsError;
  /** Its regions are counted together. */
  readonly isGlobal?: true;
}

const RATE_EXCEEDED = 'Rate exceeded';

/** By signing name. */
const SERVICES: Readonly<Record<string, ServiceLimits>> = {
  // AWS: "TagResource", "ListTagsOfResource" (DynamoDB API Reference). Of other requests it takes 2,500 a second and
  // of tables it changes 500 at a time ("Quotas in Amazon DynamoDB"), which no class comes near.
  dynamodb: {
    limits: [
      { operations: /^ListTagsOfResource$/, perSecond: 10 },
      { operations: /^(Tag|Untag)Resource$/, perSecond: 5, together: true },
    ],
  },
  // Not documented. Terraform's users are throttled from a handful of policies at once.
  'application-autoscaling': {
    limits: [
      { operations: /^(Describe|List)/, perSecond: 20, together: true },
      { operations: /./, perSecond: 5, together: true },
    ],
  },
  // AWS: "Amazon CloudWatch endpoints and quotas".
  monitoring: {
    limits: [
      { operations: /^(PutMetricAlarm|DeleteAlarms|SetAlarmState|(En|Dis)ableAlarmActions)$/, perSecond: 3 },
      { operations: /^DescribeAlarms(ForMetric)?$/, perSecond: 9 },
      { operations: /Dashboards?$|^ListTagsForResource$/, perSecond: 10 },
      { operations: /^DescribeAlarmHistory$|^(Tag|Untag)Resource$/, perSecond: 20 },
      { operations: /^ListMetrics$/, perSecond: 25 },
      { operations: /^GetMetric/, perSecond: 400 },
    ],
    refusal: () => new AwsError('Throttling', RATE_EXCEEDED),
  },
  // Not documented but that it is so. AWS: "IAM and AWS STS quotas".
  iam: {
    limits: [
      { operations: /^(Get|List|Simulate)/, perSecond: 20, together: true },
      { operations: /./, perSecond: 10, together: true },
    ],
    refusal: () => new AwsError('Throttling', RATE_EXCEEDED),
    isGlobal: true,
  },
  // AWS: "Lambda quotas", API requests.
  lambda: {
    limits: [
      { operations: /^GetFunction$/, perSecond: 100 },
      { operations: /^GetPolicy$/, perSecond: 15 },
      { operations: /^(?!Invoke)/, perSecond: 15, together: true },
    ],
    refusal: () =>
      new AwsError('TooManyRequestsException', RATE_EXCEEDED, {
        status: 429,
        members: { Reason: 'CallerRateLimitExceeded' },
      }),
  },
  // AWS: "CloudWatch Logs quotas".
  logs: {
    limits: [
      { operations: /^(Create|Delete)LogGroup$|^DescribeLogGroups$/, perSecond: 10 },
      { operations: /^DeleteLogStream$/, perSecond: 15 },
      { operations: /^DescribeLogStreams$|^(Filter|Get)LogEvents$/, perSecond: 25 },
      { operations: /RetentionPolicy$|^(List|Tag|Untag)/, perSecond: 5 },
    ],
  },
  // AWS: "Service quotas" (Tagging AWS Resources and Tag Editor).
  tagging: {
    limits: [
      { operations: /^GetResources$/, perSecond: 15 },
      { operations: /./, perSecond: 5 },
    ],
    refusal: () => new AwsError('ThrottledException', RATE_EXCEEDED),
  },
};

export class AccountRates {
  readonly #hazards: Pick<Hazards, 'has'>;
  readonly #buckets: TokenBuckets;

  constructor(clock: Pick<VirtualClock, 'now'>, hazards: Pick<Hazards, 'has'>) {
    this.#hazards = hazards;
    this.#buckets = new TokenBuckets(clock);
  }

  /** A service's operations, each behind its rate. Those without are the same as before. */
  limited(signingName: string, handlers: HandlerTable): HandlerTable {
    const service = SERVICES[signingName];
    if (service === undefined) return handlers;
    const { limits, refusal = throttling, isGlobal } = service;
    return Object.fromEntries(
      Object.entries(handlers).map(([operation, handler]): [string, Handler<unknown, unknown>] => {
        const limit = limits.find(({ operations }) => operations.test(operation));
        if (limit === undefined) return [operation, handler];
        const name = limit.together ? String(limit.operations) : operation;
        const rate = rateOf(limit);
        return [
          operation,
          (input, context) => {
            const place = isGlobal ? context.account : `${context.account}/${context.region}`;
            if (!this.#take(`${place}/${signingName}/${name}`, rate)) throw refusal();
            return handler(input, context);
          },
        ];
      }),
    );
  }

  #take(key: string, rate: Rate): boolean {
    return !this.#hazards.has('crowded-account') || this.#buckets.take({ [key]: rate }) === 0;
  }
}

function rateOf({ perSecond }: Limit): Rate {
  return { burst: perSecond, every: 1000 / perSecond };
}

function throttling(): AwsError {
  return new AwsError('ThrottlingException', RATE_EXCEEDED);
}
