/** The last half hour, as CloudWatch has it: charts of what there is data for. */
import type { ChartData, Evidence, Series } from '../../lab/events.js';
import type { Lab } from '../../lab/lab.js';
import { type AskedMetric, type Minutes, readMinutes } from '../../resources/metric-data.js';
import { ALARMING_SHARE } from './alarms.js';
import { apiMetric, consumed, type Direction, functionMetric, provisioned } from './metrics.js';

/** Milliseconds. */
const SHOWN = 30 * 60_000;
const SECONDS = 60; /* in a minute */
const CAPTION = 'Minute by minute, in UTC. On AWS the latest minutes may still be missing.';

type Values = readonly (number | null)[];

export async function* showRecent(lab: Lab): AsyncGenerator<Evidence> {
  const { names } = lab;
  const sum = (metric: AskedMetric['metric']): AskedMetric => ({ metric, statistic: 'Sum' });
  const ofFunction = (name: string, metric: string): AskedMetric => sum(functionMetric(name, metric));
  const minutes = await readMinutes(lab, lab.clock.now() - SHOWN, {
    read: sum(consumed(names, 'table', 'read')),
    write: sum(consumed(names, 'table', 'write')),
    readProvisioned: { metric: provisioned(names, 'table', 'read'), statistic: 'Average' },
    writeProvisioned: { metric: provisioned(names, 'table', 'write'), statistic: 'Average' },
    streamCalls: ofFunction(names.streamProcessor, 'Invocations'),
    streamErrors: ofFunction(names.streamProcessor, 'Errors'),
    apiCalls: ofFunction(names.ordersApi, 'Invocations'),
    apiErrors: ofFunction(names.ordersApi, 'Errors'),
    requests: sum(apiMetric(names, 'Count')),
    clientErrors: sum(apiMetric(names, '4XXError')),
    serverErrors: sum(apiMetric(names, '5XXError')),
  });
  const { values } = minutes;
  yield* chart(`Reads of ${names.table}`, minutes, 'units a second', capacity(values, 'read'));
  yield* chart(`Writes to ${names.table}`, minutes, 'units a second', capacity(values, 'write'));
  yield* chart('Functions', minutes, 'invocations', [
    bar(`${names.streamProcessor}, well`, minus(values.streamCalls, values.streamErrors)),
    bar(`${names.ordersApi}, well`, minus(values.apiCalls, values.apiErrors)),
    bar('failed', plus(values.streamErrors, values.apiErrors)),
  ]);
  yield* chart(`Requests to ${names.restApi}`, minutes, 'requests', [
    bar('well', minus(values.requests, plus(values.clientErrors, values.serverErrors))),
    bar('4xx', values.clientErrors ?? []),
    bar('5xx', values.serverErrors ?? []),
  ]);
}

function capacity(values: Minutes['values'], direction: Direction): readonly Series[] {
  const perSecond = (values[direction] ?? []).map((units) => (units === null ? null : units / SECONDS));
  // Told every five minutes; it holds until the next one.
  const units = carriedOn(values[`${direction}Provisioned`] ?? []);
  const alarming = units.map((value) => (value === null ? null : value * ALARMING_SHARE));
  return [
    bar('used', perSecond),
    { name: 'provisioned', draw: 'line', values: units },
    { name: 'alarm above', draw: 'line', values: alarming },
  ];
}

/** From the first minute that something is known of; nothing where no bar would stand. */
function* chart(
  title: string,
  { starts }: Minutes,
  unit: ChartData['unit'],
  series: readonly Series[],
): Generator<Evidence> {
  const bars = series.filter(({ draw }) => draw === 'bar');
  if (bars.every(({ values }) => values.every((value) => (value ?? 0) === 0))) return;
  const first = Math.min(
    ...bars.map(({ values }) => values.findIndex((value) => value !== null)).filter(isFound),
  );
  const points = starts.slice(first).map((time) => new Date(time).toISOString().slice(11, 16));
  const shown = series.map((each) => ({ ...each, values: each.values.slice(first) }));
  yield { kind: 'chart', title, data: { points, unit, series: shown, caption: CAPTION } };
}

function isFound(index: number): boolean {
  return index >= 0;
}

function bar(name: string, values: Values): Series {
  return { name, draw: 'bar', values };
}

function carriedOn(values: Values): Values {
  let last: number | null = null;
  return values.map((value) => {
    last = value ?? last;
    return last;
  });
}

function plus(one: Values = [], other: Values = []): Values {
  return one.map((value, minute) => {
    const beside = other[minute] ?? null;
    return value === null && beside === null ? null : (value ?? 0) + (beside ?? 0);
  });
}

/** Of what is counted at different moments, a part may seem to be more than the whole. */
function minus(whole: Values = [], part: Values = []): Values {
  return whole.map((value, minute) => (value === null ? null : Math.max(0, value - (part[minute] ?? 0))));
}
