/** The alarms and the dashboard, held against what they should be. Reads only. */
import type { MetricAlarm } from '@aws-sdk/client-cloudwatch';
import { compare } from '../../lab/check.js';
import type { Check } from '../../lab/events.js';
import type { Lab } from '../../lab/lab.js';
import { dashboardOf } from '../../lab/names.js';
import { describeAlarms } from '../../resources/alarm.js';
import { alarmInWords, definitionOf } from '../../resources/alarm-spec.js';
import { widgetsOf } from '../../resources/dashboard.js';
import { sameWidget, titleOf, type Widget } from '../../resources/dashboard-widgets.js';
import { describeTable } from '../../resources/describe-table.js';
import { inspectOwnership } from '../functions/inspect-ownership.js';
import { ordersTable } from '../orders-table.js';
import { alarms, capacityAlarm, unitsBehind, unitsOf, type Watched } from './alarms.js';
import { monitorResources } from './specs.js';
import { dashboardWidgets } from './widgets.js';

const STEP = 'monitor';

export async function* inspectMonitor(lab: Lab): AsyncGenerator<Check> {
  const { names, target } = lab;
  const resources = monitorResources(names, target.region);
  const { check, isForeign } = await inspectOwnership(lab, 'Alarms and dashboard', resources, STEP);
  yield check;
  if (isForeign) return;
  const units = unitsOf(names, await describeTable(lab, names.table));
  const watched = alarms(names, units);
  const found = await describeAlarms(
    lab,
    watched.map(({ spec }) => spec.name),
  );
  for (const each of watched) yield alarmCheck(lab, each, found.get(each.spec.name));
  yield* widgetChecks(lab);
}

function alarmCheck(lab: Lab, watched: Watched, alarm: MetricAlarm | undefined): Check {
  const { spec, subject, when } = asPut(lab, watched, alarm);
  const claim = `An alarm goes off when ${when}`;
  const expected = alarmInWords(definitionOf(spec));
  const id = `alarm-${subject}`;
  const hint = `Run ${lab.commandLine(STEP)}: it sets what differs.`;
  if (alarm === undefined) return compare({ id, claim, expected, actual: `no alarm ${spec.name}`, hint });
  const check = compare({ id, claim, expected, actual: alarmInWords(alarm), hint });
  return { ...check, actual: `${check.actual}; ${stateInWords(alarm)}` };
}

/**
 * Auto scaling changes the units within its bounds, and no alarm follows it: one that was made for other units than
 * there are now is what it was made for. The step sets it anew when it is run again.
 */
function asPut(lab: Lab, watched: Watched, alarm: MetricAlarm | undefined): Watched {
  if (watched.capacity === undefined || alarm?.Threshold === undefined) return watched;
  const { part, direction } = watched.capacity;
  const { minimum, maximum } = ordersTable(lab.names);
  const units = unitsBehind(alarm.Threshold);
  const isPossible = units >= minimum[direction] && units <= maximum[direction];
  // Units are whole, and thresholds of units are rounded.
  const candidate = capacityAlarm(lab.names, part, direction, Math.round(units));
  return isPossible && candidate.spec.threshold === alarm.Threshold ? candidate : watched;
}

/** The state is no part of the claim: an alarm that goes off is right, too. */
function stateInWords({ StateValue }: MetricAlarm): string {
  return StateValue === 'INSUFFICIENT_DATA'
    ? 'now INSUFFICIENT_DATA, as any alarm until it is evaluated for the first time'
    : `now ${StateValue}`;
}

async function* widgetChecks(lab: Lab): AsyncGenerator<Check> {
  const name = dashboardOf(lab.names, lab.target.region);
  const shown = await widgetsOf(lab, name);
  for (const [index, widget] of dashboardWidgets(lab).entries()) {
    yield compare({
      id: `widget-${index + 1}`,
      claim: `The dashboard ${name} shows: ${titleOf(widget)}`,
      expected: widgetInWords(widget),
      actual: shown === undefined ? `no dashboard ${name}` : actualWidget(widget, shown),
      hint: `Run ${lab.commandLine(STEP)}: it puts its widgets back.`,
    });
  }
}

function actualWidget(widget: Widget, shown: readonly Widget[]): string {
  const actual = shown.find((other) => titleOf(other) === titleOf(widget));
  if (actual === undefined) return 'no such widget';
  const words = widgetInWords(actual);
  if (sameWidget(widget, actual)) return words;
  // Where the difference is in what the words leave out, they must not read alike.
  return words === widgetInWords(widget) ? `${words}, but drawn otherwise` : words;
}

/** `a graph of Count, 4XXError, 5XXError`, `the states of 18 alarms`. */
function widgetInWords({ type, properties: { metrics, alarms: arns } }: Widget): string {
  if (type === 'alarm') return `the states of ${Array.isArray(arns) ? arns.length : 'no'} alarms`;
  return type === 'metric' ? `a graph of ${metricNames(metrics).join(', ') || 'nothing'}` : `a ${type}`;
}

/** In a body, a metric is a list: its namespace, its name, its dimensions. Formulas have no names. */
function metricNames(metrics: unknown): string[] {
  const names = (Array.isArray(metrics) ? metrics : []).flatMap((metric: unknown) =>
    Array.isArray(metric) && typeof metric[1] === 'string' ? [metric[1]] : [],
  );
  return [...new Set(names)];
}
