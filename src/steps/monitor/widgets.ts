/** What the dashboard shows. Pure: no calls. */
import type { Lab } from '../../lab/lab.js';
import { arnOf } from '../../resources/arns.js';
import {
  alarmStates,
  type Drawn,
  graph,
  type Place,
  type Widget,
} from '../../resources/dashboard-widgets.js';
import { alarmNames } from './alarms.js';
import {
  apiMetric,
  consumed,
  type Direction,
  functionMetric,
  type Part,
  provisioned,
  throttles,
} from './metrics.js';

/** Of the grid, which has 24 columns: two graphs side by side. */
const COLUMN = 12;
const ROW = 6;
const STATES = 4;

/** The states of all alarms, and below them a graph of everything that they look at. */
export function dashboardWidgets(lab: Lab): readonly Widget[] {
  const { names, target } = lab;
  const arns = alarmNames(names).map((name) => arnOf(lab, 'cloudwatch', `alarm:${name}`));
  const graphs: readonly (readonly [title: string, metrics: readonly Drawn[]])[] = [
    [`Reads of ${names.table}: units a second`, capacityGraph(lab, 'table', 'read')],
    [`Writes to ${names.table}: units a second`, capacityGraph(lab, 'table', 'write')],
    [`Reads of ${names.customerIndex}: units a second`, capacityGraph(lab, 'index', 'read')],
    [`Writes to ${names.customerIndex}: units a second`, capacityGraph(lab, 'index', 'write')],
    ['Requests refused for want of capacity', throttleGraph(lab)],
    ['Functions', functionGraph(lab)],
    [
      'How far the stream processor is behind, in ms',
      [drawn(functionMetric(names.streamProcessor, 'IteratorAge'), 'Maximum', 'behind')],
    ],
    ['API: requests', apiGraph(lab)],
    ['API: latency, in ms', latencyGraph(lab)],
  ];
  return [
    alarmStates({ x: 0, y: 0, width: 2 * COLUMN, height: STATES }, 'Alarms', arns),
    ...graphs.map(([title, metrics], index) => graph(placeOf(index), title, target.region, metrics)),
  ];
}

function placeOf(index: number): Place {
  return {
    x: (index % 2) * COLUMN,
    y: STATES + Math.floor(index / 2) * ROW,
    width: COLUMN,
    height: ROW,
  };
}

function capacityGraph({ names }: Lab, part: Part, direction: Direction): readonly Drawn[] {
  return [
    { ...drawn(consumed(names, part, direction), 'Sum', 'used'), perSecond: true },
    drawn(provisioned(names, part, direction), 'Average', 'provisioned'),
  ];
}

function throttleGraph({ names }: Lab): readonly Drawn[] {
  return [
    drawn(throttles(names, 'table', 'read'), 'Sum', 'reads of the table'),
    drawn(throttles(names, 'table', 'write'), 'Sum', 'writes to the table'),
    drawn(throttles(names, 'index', 'read'), 'Sum', 'reads of the index'),
    drawn(throttles(names, 'index', 'write'), 'Sum', 'writes to the index'),
  ];
}

function functionGraph({ names }: Lab): readonly Drawn[] {
  return [names.streamProcessor, names.ordersApi].flatMap((name) =>
    ['Invocations', 'Errors', 'Throttles'].map((metric) =>
      drawn(functionMetric(name, metric), 'Sum', `${name}: ${metric}`),
    ),
  );
}

function apiGraph({ names }: Lab): readonly Drawn[] {
  return ['Count', '4XXError', '5XXError'].map((name) => drawn(apiMetric(names, name), 'Sum', name));
}

function latencyGraph({ names }: Lab): readonly Drawn[] {
  return ['p50', 'p95'].map((statistic) => drawn(apiMetric(names, 'Latency'), statistic, statistic));
}

function drawn(metric: Drawn['metric'], statistic: string, label: string): Drawn {
  return { metric, statistic, label };
}
