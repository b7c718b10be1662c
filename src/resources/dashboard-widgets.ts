/**
 * The widgets of a dashboard, as its body has them. Pure: no calls.
 * AWS: "Dashboard Body Structure and Syntax".
 */
import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import type { Metric } from './alarm-spec.js';

const widget = z.looseObject({ type: z.string(), properties: z.record(z.string(), z.unknown()) });
const body = z.object({ widgets: z.array(widget) });

export type Widget = z.infer<typeof widget>;

/** Where a widget stands: in a grid of 24 columns. */
export interface Place {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A metric as a graph draws it. */
export interface Drawn {
  readonly metric: Metric;
  /** `Sum`, `Average`, `p95`. */
  readonly statistic: string;
  readonly label: string;
  /** The sum of a minute, as so many a second. */
  readonly perSecond?: boolean;
}

/** A graph of metrics, minute by minute. */
export function graph(place: Place, title: string, region: string, metrics: readonly Drawn[]): Widget {
  return {
    type: 'metric',
    ...place,
    properties: {
      title,
      region,
      view: 'timeSeries',
      stacked: false,
      period: 60,
      metrics: metrics.flatMap((drawn, index) => lines(drawn, `m${index + 1}`)),
    },
  };
}

/** As a body has it: a metric by its names with what to do with it, a formula by itself. */
function lines({ metric, statistic: stat, label, perSecond = false }: Drawn, id: string): unknown[][] {
  const names = [metric.namespace, metric.name, ...Object.entries(metric.dimensions).flat()];
  if (!perSecond) return [[...names, { id, stat, label }]];
  return [[{ expression: `${id} / PERIOD(${id})`, label }], [...names, { id, stat, visible: false }]];
}

/** The states of alarms. @param arns at most 100. */
export function alarmStates(place: Place, title: string, arns: readonly string[]): Widget {
  return { type: 'alarm', ...place, properties: { title, alarms: [...arns] } };
}

/** What tells widgets apart. */
export function titleOf({ type, properties: { title } }: Widget): string {
  return typeof title === 'string' ? title : type;
}

/** Whether they show the same in the same place. */
export function sameWidget(one: Widget, other: Widget): boolean {
  return isDeepStrictEqual(one, other);
}

/** None of a body that is no dashboard's. */
export function readWidgets(text: string): readonly Widget[] {
  try {
    return body.parse(JSON.parse(text)).widgets;
  } catch {
    return [];
  }
}
