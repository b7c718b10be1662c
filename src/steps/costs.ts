/**
 * What each step costs on AWS: per hour for what it leaves standing, and once for a run of it. Imports no AWS code, so
 * that `--help` is quick: what is retyped here for that reason, `test/steps/costs.test.ts` holds against the real thing.
 */
import {
  CLOUDWATCH_PRICES,
  DYNAMODB_PRICES,
  LAMBDA_PRICES,
  QUEUE_REQUEST_PRICE,
  REST_REQUEST_PRICE,
} from '../aws/prices.js';
import { type CostItem, type StepCost, total } from '../lab/cost.js';
import { namesFor } from '../lab/names.js';
import type { StepEntry, StepId, StepInput } from '../lab/step.js';
import {
  alarmCost,
  capacityCost,
  dashboardCost,
  scalingCost,
  storageCost,
} from '../resources/hourly-cost.js';
import { customerIndex, ordersTable, scalingOf, TARGET_UTILIZATION } from './orders-table.js';

/** Alarms that `monitor` makes. */
export const MONITOR_ALARMS = 18;
/** Read and write units of the table that `throttle` runs out of. */
export const THROTTLE_UNITS = 1;
/** Write units that auto scaling adds to the table's in `tune`, at the load that it drives. */
export const TUNE_ADDED_UNITS = 7;
/** Units on demand that `tune` measures with, at most. */
export const TUNE_UNITS = { read: 300, write: 900 } as const;
/** Metrics that a run asks GetMetricData for, at most, and what else it asks CloudWatch. */
export const METRICS_REQUESTED = { monitor: 60, tune: 60 } as const;
export const CLOUDWATCH_REQUESTS = 250;
/** Invocations and requests of a run, at most. */
export const INVOCATIONS = { 'attach-stream': 60, 'build-api': 80 } as const;

/** Gigabytes of memory of each function; seconds that an invocation is charged for, at most, cold starts among them. */
export const FUNCTION_MEMORY = 0.25;
const FUNCTION_SECONDS = 1;
/** Gigabytes that an invocation logs, at most: a few lines of a few hundred bytes. */
const FUNCTION_LOG = 5e-6;

/** Bytes of an order in the table and in its index, with what DynamoDB adds to each for its keeping. */
const ORDER_BYTES = 2 * 250;
/** Orders that the capacity takes which was saved up before: 300 s of it. */
const SAVED_SECONDS = 300;
const SECONDS_AN_HOUR = 3600;

const NAMES = namesFor('');
const TABLE = ordersTable(NAMES);
const INDEX = customerIndex(NAMES);
const FREE: StepCost = { perHour: [], once: [] };

/**
 * By step. Takes the step's input, of which only the members that make a difference are looked at: absent, they count
 * as nothing. What the steps read and write of the table itself is paid for with its capacity, whether used or not.
 */
export const STEP_COSTS: Readonly<Record<StepId, (input: StepInput) => StepCost>> = {
  'create-table': () => ({
    perHour: [
      capacityCost(`the table ${TABLE.name}`, TABLE.capacity),
      scalingCost('the table', scalingOf(NAMES).length),
    ],
    once: [],
  }),
  'add-gsi': () => ({
    perHour: [
      capacityCost(`the index ${INDEX.name}`, INDEX.capacity),
      scalingCost('the index', scalingOf(NAMES, INDEX.name).length),
    ],
    once: [],
  }),
  seed: ({ count }) => seedCost(typeof count === 'number' ? count : 0),
  query: () => FREE,
  transact: () => FREE,
  'attach-stream': () => ({ perHour: [], once: [invocationCost(INVOCATIONS['attach-stream'])] }),
  'build-api': () => ({
    perHour: [],
    once: [requestCost(INVOCATIONS['build-api']), invocationCost(INVOCATIONS['build-api'])],
  }),
  throttle: () => ({
    perHour: [],
    once: [
      // Capacity is charged by the hour.
      capacityCost('an hour of a table of its own', { read: THROTTLE_UNITS, write: THROTTLE_UNITS }),
    ],
  }),
  monitor: () => ({
    perHour: [alarmCost(MONITOR_ALARMS), dashboardCost()],
    once: [
      metricCost(METRICS_REQUESTED.monitor),
      {
        what: `up to ${CLOUDWATCH_REQUESTS} other requests to CloudWatch`,
        dollars: CLOUDWATCH_REQUESTS * CLOUDWATCH_PRICES.request,
      },
    ],
  }),
  tune: ({ skipScaling }) => ({
    perHour: [],
    once: [
      ...(skipScaling === true ? [] : [addedCapacityCost(), metricCost(METRICS_REQUESTED.tune)]),
      {
        what: 'a table of its own, paid by request',
        dollars:
          (TUNE_UNITS.read * DYNAMODB_PRICES.onDemand.read +
            TUNE_UNITS.write * DYNAMODB_PRICES.onDemand.write) /
          1_000_000,
      },
    ],
  }),
};

/** What everything that these steps leave standing costs, per hour. */
export function perHour(entries: readonly StepEntry[]): number {
  return entries.reduce((sum, { cost }) => sum + total(cost({}).perHour), 0);
}

/**
 * Many orders make auto scaling add capacity to table and index, so that so many units of it are used that each order
 * has one, at the utilization that it aims at. What was saved up costs nothing.
 */
function seedCost(count: number): StepCost {
  const saved = TABLE.capacity.write * SAVED_SECONDS;
  const orders = Math.max(0, count - saved);
  const unitHours = (orders / SECONDS_AN_HOUR / TARGET_UTILIZATION) * 100;
  const dollars = 2 * unitHours * DYNAMODB_PRICES.provisioned.write;
  return {
    perHour: storageCost('the orders', count * ORDER_BYTES),
    once: orders === 0 ? [] : [{ what: 'capacity that auto scaling adds to write them', dollars }],
  };
}

function invocationCost(invocations: number): CostItem {
  const each =
    LAMBDA_PRICES.request +
    FUNCTION_SECONDS * FUNCTION_MEMORY * LAMBDA_PRICES.gigabyteSecond +
    FUNCTION_LOG * CLOUDWATCH_PRICES.logsIngested +
    // What cannot be processed goes into a queue, and is read from it.
    QUEUE_REQUEST_PRICE;
  return { what: `up to ${invocations} invocations and what they log`, dollars: invocations * each };
}

function requestCost(requests: number): CostItem {
  return { what: `up to ${requests} requests to the API`, dollars: requests * REST_REQUEST_PRICE };
}

function metricCost(metrics: number): CostItem {
  return {
    what: `up to ${metrics} metrics read from CloudWatch`,
    dollars: metrics * CLOUDWATCH_PRICES.metricRequested,
  };
}

function addedCapacityCost(): CostItem {
  return {
    what: 'an hour of the capacity that auto scaling adds',
    dollars: TUNE_ADDED_UNITS * DYNAMODB_PRICES.provisioned.write,
  };
}
