/**
 * Metrics that stand in log events, in the embedded metric format: a JSON object with `_aws.CloudWatchMetrics`, which
 * says where in the object values and dimensions are. An event that does not follow the format is just an event.
 * AWS: "Specification: Embedded metric format".
 */
import type { StandardUnit } from '@aws-sdk/client-cloudwatch';
import { Distribution } from '../../metrics/distribution.js';
import type { Dimension, MetricPublishing } from '../../metrics/metrics.js';
import { isUnit } from '../../metrics/units.js';
import type { Place } from '../peers.js';

type Fields = Readonly<Record<string, unknown>>;

/** One metric of an event, as a directive describes it. */
interface Embedded {
  readonly namespace: string;
  readonly name: string;
  readonly unit: StandardUnit;
  readonly dimensions: readonly Dimension[];
  readonly values: readonly number[];
}

const MARK = '"_aws"';
const MAX_METRICS = 100;
const MAX_VALUES = 100;
const MAX_DIMENSIONS = 30;
const HOUR = 60 * 60 * 1000; /* ms */
const PAST = 14 * 24 * HOUR;
const FUTURE = 2 * HOUR;

export interface EmbeddedOptions {
  readonly metrics: MetricPublishing;
  readonly place: Place;
  /** Milliseconds since the epoch, virtual. */
  readonly now: number;
  /**
   * Which time counts: the one that the metrics tell, or that of the event. A function tells real time; its events have
   * virtual times.
   */
  readonly timeFrom: 'metrics' | 'event';
}

/** Adds what stands in events to their metrics. */
export function recordEmbeddedMetrics(
  events: readonly { readonly timestamp: number; readonly message: string }[],
  { metrics, place: { account, region }, now, timeFrom }: EmbeddedOptions,
): void {
  for (const { message, timestamp } of events) {
    if (!message.startsWith('{') || !message.includes(MARK)) continue;
    const event = fieldsIn(message);
    const about = event?._aws;
    if (event === undefined || !isFields(about) || typeof about.Timestamp !== 'number') continue;
    const at = timeFrom === 'metrics' ? about.Timestamp : timestamp;
    if (at < now - PAST || at > now + FUTURE) continue;
    for (const { namespace, name, unit, dimensions, values } of embeddedIn(event, about)) {
      metrics.add({ account, region, namespace, name, dimensions }, unit, at, Distribution.of(...values));
    }
  }
}

function* embeddedIn(event: Fields, { CloudWatchMetrics: directives }: Fields): Generator<Embedded> {
  for (const directive of listOf(directives)) {
    if (!isFields(directive) || typeof directive.Namespace !== 'string') continue;
    const sets = listOf(directive.Dimensions).flatMap((names) => dimensionsIn(event, names) ?? []);
    for (const metric of listOf(directive.Metrics).slice(0, MAX_METRICS)) {
      if (!isFields(metric) || typeof metric.Name !== 'string') continue;
      const values = numbersIn(event[metric.Name]);
      if (values.length === 0) continue;
      const unit = isUnit(metric.Unit) ? metric.Unit : 'None';
      for (const { dimensions } of sets) {
        yield { namespace: directive.Namespace, name: metric.Name, unit, dimensions, values };
      }
    }
  }
}

/** `["FunctionName", "Stage"]`: what the event says of each. Undefined where it does not say all of them. */
function dimensionsIn(event: Fields, names: unknown): { readonly dimensions: Dimension[] } | undefined {
  if (!Array.isArray(names) || names.length > MAX_DIMENSIONS) return undefined;
  const dimensions = names.flatMap((name): Dimension[] => {
    const value = typeof name === 'string' ? event[name] : undefined;
    return typeof name === 'string' && typeof value === 'string' ? [{ Name: name, Value: value }] : [];
  });
  return dimensions.length === names.length ? { dimensions } : undefined;
}

function numbersIn(value: unknown): number[] {
  const values = Array.isArray(value) ? value.slice(0, MAX_VALUES) : [value];
  return values.filter((one): one is number => typeof one === 'number' && Number.isFinite(one));
}

function fieldsIn(text: string): Fields | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isFields(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
