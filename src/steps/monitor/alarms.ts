/** The alarms of the step, as specifications. Pure: no calls. */
import type { TableDescription } from '@aws-sdk/client-dynamodb';
import { alarmOf, type Names } from '../../lab/names.js';
import { ALARM_PERIOD, type AlarmSpec } from '../../resources/alarm-spec.js';
import { findIndex } from '../../resources/global-secondary-index.js';
import type { Capacity } from '../../resources/table-spec.js';
import { ordersTable } from '../orders-table.js';
import {
  API_OPERATIONS,
  apiMetric,
  consumed,
  type Direction,
  functionMetric,
  type Part,
  systemErrors,
  throttles,
} from './metrics.js';

/** Of the provisioned capacity. Auto scaling aims at 70 %, so more than this is more than it has caught up with. */
export const ALARMING_SHARE = 0.8;
/** How far the function may be behind the stream. */
const LONGEST_LAG = 60_000; /* ms */
/** For 19 requests in 20. */
const LONGEST_LATENCY = 2_000; /* ms */
/** What comes and goes is no alarm: most of the last five minutes must be bad. */
const PERSISTENT = { datapoints: 3, periods: 5 } as const;
/**
 * Of what should never happen, one minute is enough. Not of the last one alone: metrics are up to five minutes late,
 * and an alarm does not go back for a minute that it has passed.
 */
const ONCE = { statistic: 'Sum', threshold: 0, datapoints: 1, periods: 5 } as const;

const PARTS: readonly Part[] = ['table', 'index'];
const DIRECTIONS: readonly Direction[] = ['read', 'write'];

/** What is provisioned, by part. */
export type Units = Readonly<Record<Part, Capacity>>;

/** An alarm, and what for. */
export interface Watched {
  /** What its name ends in: `table-reads`. */
  readonly subject: string;
  /** When it goes off: "orders-api fails". */
  readonly when: string;
  readonly spec: AlarmSpec;
  /** Where its threshold is a share of what is provisioned. */
  readonly capacity?: { readonly part: Part; readonly direction: Direction };
}

/** All alarms, in the order in which they are made. Their names do not depend on `units`. */
export function alarms(names: Names, units: Units): readonly Watched[] {
  const { streamProcessor, ordersApi } = names;
  return [
    ...onEach((part, direction) => capacityAlarm(names, part, direction, units[part][direction])),
    ...onEach((part, direction) =>
      watch(names, `${part}-${direction}s-throttled`, {
        when: `${direction}s of the ${part} are refused for want of capacity`,
        metric: throttles(names, part, direction),
        ...ONCE,
      }),
    ),
    ...API_OPERATIONS.map((operation) =>
      watch(names, `system-errors-${kebab(operation)}`, {
        when: `DynamoDB itself fails at ${operation}`,
        metric: systemErrors(names, operation),
        ...ONCE,
      }),
    ),
    ...functionAlarms(names, 'stream-processor', streamProcessor),
    watch(names, 'stream-processor-lag', {
      when: `${streamProcessor} stays a minute behind the stream`,
      metric: functionMetric(streamProcessor, 'IteratorAge'),
      statistic: 'Maximum',
      threshold: LONGEST_LAG,
      ...PERSISTENT,
    }),
    ...functionAlarms(names, 'api-function', ordersApi),
    watch(names, 'api-5xx', {
      when: 'the API answers that something is wrong with itself',
      metric: apiMetric(names, '5XXError'),
      ...ONCE,
    }),
    watch(names, 'api-latency', {
      when: 'the API stays slow: one answer in twenty takes more than two seconds',
      metric: apiMetric(names, 'Latency'),
      statistic: 'p95',
      threshold: LONGEST_LATENCY,
      ...PERSISTENT,
    }),
  ];
}

function functionAlarms(names: Names, subject: string, functionName: string): readonly Watched[] {
  return [
    watch(names, `${subject}-errors`, {
      when: `${functionName} fails`,
      metric: functionMetric(functionName, 'Errors'),
      ...ONCE,
    }),
    watch(names, `${subject}-throttles`, {
      when: `${functionName} is not called, since too many functions run`,
      metric: functionMetric(functionName, 'Throttles'),
      ...ONCE,
    }),
  ];
}

/** @param units that are provisioned, each for a second. */
export function capacityAlarm(names: Names, part: Part, direction: Direction, units: number): Watched {
  const watched = watch(names, `${part}-${direction}s`, {
    when: `more than 80 % of the ${direction} capacity of the ${part} is used`,
    metric: consumed(names, part, direction),
    ...ONCE,
    threshold: thresholdOf(units),
  });
  return { ...watched, capacity: { part, direction } };
}

function watch(
  names: Names,
  subject: string,
  { when, ...rest }: Pick<Watched, 'when'> & Omit<AlarmSpec, 'name' | 'description'>,
): Watched {
  const spec = { name: alarmOf(names, subject), description: `Goes off when ${when}`, ...rest };
  return { subject, when, spec };
}

/** The names of all alarms. */
export function alarmNames(names: Names): readonly string[] {
  return alarms(names, leastUnits(names)).map(({ spec }) => spec.name);
}

/** What the table and its index begin with. */
export function leastUnits(names: Names): Units {
  const { minimum } = ordersTable(names);
  return { table: minimum, index: minimum };
}

/** What is provisioned now; of what is not there, what it begins with. */
export function unitsOf(names: Names, table: TableDescription | undefined): Units {
  const least = leastUnits(names);
  const index = findIndex(table, names.customerIndex);
  return {
    table: capacityOf(table?.ProvisionedThroughput, least.table),
    index: capacityOf(index?.ProvisionedThroughput, least.index),
  };
}

function capacityOf(
  throughput: { ReadCapacityUnits?: number | undefined; WriteCapacityUnits?: number | undefined } | undefined,
  { read, write }: Capacity,
): Capacity {
  return { read: throughput?.ReadCapacityUnits ?? read, write: throughput?.WriteCapacityUnits ?? write };
}

/** The sum of a minute above which there is reason for alarm. */
export function thresholdOf(units: number): number {
  return Math.round(units * ALARM_PERIOD * ALARMING_SHARE);
}

/** The units that a threshold was made of. */
export function unitsBehind(threshold: number): number {
  return threshold / (ALARM_PERIOD * ALARMING_SHARE);
}

function onEach(make: (part: Part, direction: Direction) => Watched): Watched[] {
  return PARTS.flatMap((part) => DIRECTIONS.map((direction) => make(part, direction)));
}

/** `TransactWriteItems` as `transact-write-items`. */
function kebab(name: string): string {
  return name.replaceAll(/\B[A-Z]/g, (letter) => `-${letter}`).toLowerCase();
}
