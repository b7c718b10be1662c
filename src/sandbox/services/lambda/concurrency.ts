/**
 * How many invocations run at once: of the account, and of functions that have some reserved.
 * AWS: "Lambda quotas", "Configuring reserved concurrency for a function".
 */
import type {
  DeleteFunctionConcurrencyRequest,
  GetFunctionConcurrencyRequest,
  PutFunctionConcurrencyRequest,
} from '@aws-sdk/client-lambda';
import type { Hazards } from '../../hazards.js';
import { checkConstraints } from '../../protocol/constraints.js';
import type { Handler, HandlerTable } from '../../service.js';
import { findLiving } from './catalog.js';
import { invalidParameter, throttled } from './errors.js';
import type { Lambda } from './lambda.js';
import { type FunctionRecord, placeKey } from './records.js';
import { RULES } from './rules.js';

/** What AWS gives an account. It is far more than a machine bears: what is let in waits for its turn (`functions/turns.ts`). */
const ACCOUNT_CONCURRENCY = 1000;
/** What a new account has, until it has been used for a while. */
const NEW_ACCOUNT_CONCURRENCY = 10;
/** Cannot be reserved: functions without a reservation share it. */
const LEAST_UNRESERVED = 100;

/** How many invocations may run at once in an account and region, of all functions together. */
export function accountConcurrency(hazards: Hazards): number {
  return hazards.has('new-account') ? NEW_ACCOUNT_CONCURRENCY : ACCOUNT_CONCURRENCY;
}

export function concurrencyHandlers({ host, records }: Lambda): HandlerTable {
  const put: Handler<PutFunctionConcurrencyRequest, object> = (input, context) => {
    checkConstraints(RULES.PutFunctionConcurrency, input);
    const { ReservedConcurrentExecutions: reserved = 0 } = input;
    return records.store.write(() => {
      const { key, record } = findLiving(records, context, input.FunctionName ?? '');
      const others = [...records.functions.list(placeKey(context))]
        .filter((other) => other.key !== key)
        .map(({ value }) => value);
      const account = accountConcurrency(host.hazards);
      const least = Math.min(account, LEAST_UNRESERVED);
      if (account - reservedConcurrency(others) - reserved < least) {
        throw invalidParameter(
          "Specified ReservedConcurrentExecutions for function decreases account's " +
            `UnreservedConcurrentExecution below its minimum value of [${least}].`,
        );
      }
      records.functions.put(key, { ...record, reservedConcurrency: reserved });
      return { ReservedConcurrentExecutions: reserved };
    });
  };

  const get: Handler<GetFunctionConcurrencyRequest, object> = (input, context) => {
    checkConstraints(RULES.OnFunction, input);
    const { reservedConcurrency: reserved } = findLiving(records, context, input.FunctionName ?? '').record;
    return reserved === undefined ? {} : { ReservedConcurrentExecutions: reserved };
  };

  const remove: Handler<DeleteFunctionConcurrencyRequest, object> = (input, context) => {
    checkConstraints(RULES.OnFunction, input);
    records.store.write(() => {
      const { key, record } = findLiving(records, context, input.FunctionName ?? '');
      const { reservedConcurrency: _, ...rest } = record;
      records.functions.put(key, rest);
    });
    return {};
  };

  return { PutFunctionConcurrency: put, GetFunctionConcurrency: get, DeleteFunctionConcurrency: remove };
}

export function reservedConcurrency(functions: readonly FunctionRecord[]): number {
  return functions.reduce((sum, { reservedConcurrency: reserved = 0 }) => sum + reserved, 0);
}

/** Counts what runs now, or waits for its turn to run. */
export class Concurrency {
  readonly #running = new Map<string, number>();
  readonly #hazards: Hazards;
  #unreserved = 0;

  constructor(hazards: Hazards) {
    this.#hazards = hazards;
  }

  /**
   * Runs `work` unless too many run already: throws TooManyRequestsException then. `work` is told how many of the
   * function run, itself among them.
   */
  async during<T>(record: FunctionRecord, work: (running: number) => Promise<T>): Promise<T> {
    const { arn, reservedConcurrency: reserved } = record;
    const running = this.#running.get(arn) ?? 0;
    if (reserved !== undefined && running >= reserved) {
      throw throttled('ReservedFunctionConcurrentInvocationLimitExceeded');
    }
    if (reserved === undefined && this.#unreserved >= accountConcurrency(this.#hazards)) {
      throw throttled('ConcurrentInvocationLimitExceeded');
    }
    const unreserved = reserved === undefined ? 1 : 0;
    this.#running.set(arn, running + 1);
    this.#unreserved += unreserved;
    try {
      return await work(running + 1);
    } finally {
      this.#unreserved -= unreserved;
      const left = (this.#running.get(arn) ?? 1) - 1;
      if (left === 0) this.#running.delete(arn);
      else this.#running.set(arn, left);
    }
  }
}
