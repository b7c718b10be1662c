/** What is counted of requests by their operation, for CloudWatch (AWS: "DynamoDB metrics and dimensions"). */
import { AwsError } from '../../../errors.js';
import type { Dimension, Meter, MetricPublishing } from '../../../metrics/metrics.js';
import type { Handler } from '../../../service.js';
import type { TableScope } from '../arns.js';
import type { Table } from '../tables/table.js';
import { NAMESPACE } from './resource-meters.js';

/** Latencies are told to a hundredth of a millisecond. */
const STEPS_PER_MILLISECOND = 100;

const THROTTLING = new Set([
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'ThrottlingException',
]);
const THROTTLED_ACTION = new Set(['ProvisionedThroughputExceeded', 'ThrottlingError']);
/** What has a metric of its own is no user's error. */
const NO_USER_ERROR = new Set(['ConditionalCheckFailedException']);

/** A request of an operation on items, as far as its tables can be told from it. Batches have them as keys. */
export interface ItemRequest {
  readonly TableName?: string | undefined;
  readonly RequestItems?: Readonly<Record<string, unknown>> | undefined;
  readonly TransactItems?:
    | readonly Readonly<Record<string, { readonly TableName?: string | undefined } | undefined>>[]
    | undefined;
}

export class RequestMetrics {
  readonly #metrics: Pick<MetricPublishing, 'meter'>;
  readonly #meters = new Map<string, Meter>();

  constructor(metrics: Pick<MetricPublishing, 'meter'>) {
    this.#metrics = metrics;
  }

  /** A handler whose requests are counted: how long the good ones took, and what became of the others. */
  measured<I extends ItemRequest, O>(operation: string, handler: Handler<I, O>): Handler<I, O> {
    return (input, context) => {
      const begin = performance.now();
      const succeed = (): void => this.#succeeded(context, operation, input, performance.now() - begin);
      const fail = (error: unknown): never => {
        this.#failed(context, operation, input, error);
        throw error;
      };
      try {
        const answer = handler(input, context);
        if (answer instanceof Promise) {
          return answer.then((late) => {
            succeed();
            return late;
          }, fail);
        }
        succeed();
        return answer;
      } catch (error) {
        return fail(error);
      }
    };
  }

  /** So many items were returned by a Query or a Scan. */
  returned({ record, name }: Table, operation: 'Query' | 'Scan', items: number): void {
    this.#meter(record, 'ReturnedItemCount', operation, name).record(items);
  }

  #succeeded(scope: TableScope, operation: string, input: ItemRequest, milliseconds: number): void {
    const latency = Math.round(milliseconds * STEPS_PER_MILLISECOND) / STEPS_PER_MILLISECOND;
    for (const table of tablesOf(input)) {
      this.#meter(scope, 'SuccessfulRequestLatency', operation, table).record(latency);
    }
  }

  #failed(scope: TableScope, operation: string, input: ItemRequest, error: unknown): void {
    if (!(error instanceof AwsError)) {
      for (const table of tablesOf(input)) this.#meter(scope, 'SystemErrors', operation, table).record(1);
    } else if (isThrottled(error)) {
      for (const table of tablesOf(input))
        this.#meter(scope, 'ThrottledRequests', operation, table).record(1);
    } else if (!NO_USER_ERROR.has(error.code)) {
      this.#meter(scope, 'UserErrors').record(1);
    }
  }

  #meter({ account, region }: TableScope, name: string, operation = '', table = ''): Meter {
    const key = `${name} ${operation} ${account} ${region} ${table}`;
    let meter = this.#meters.get(key);
    if (meter === undefined) {
      const dimensions: Dimension[] =
        operation === ''
          ? []
          : [
              { Name: 'TableName', Value: table },
              { Name: 'Operation', Value: operation },
            ];
      meter = this.#metrics.meter(
        { account, region, namespace: NAMESPACE, name, dimensions },
        name === 'SuccessfulRequestLatency' ? 'Milliseconds' : 'Count',
      );
      this.#meters.set(key, meter);
    }
    return meter;
  }
}

function tablesOf({ TableName, RequestItems, TransactItems }: ItemRequest): Iterable<string> {
  if (TableName !== undefined) return [TableName];
  if (RequestItems !== undefined) return Object.keys(RequestItems);
  const actions = (TransactItems ?? []).flatMap((item) => Object.values(item));
  return new Set(actions.flatMap((action) => action?.TableName ?? []));
}

function isThrottled({ code, members }: AwsError): boolean {
  if (THROTTLING.has(code)) return true;
  const reasons = members.CancellationReasons;
  return Array.isArray(reasons) && reasons.some(({ Code }: { Code: string }) => THROTTLED_ACTION.has(Code));
}
