/** Metrics as they are told apart and found. */
import type { Place } from '../services/peers.js';
import type { Dimension, MetricFilter, MetricIdentity } from './metrics.js';

/** Whether a metric is of a place and passes a filter; when something was recorded of it is not asked. */
export function matches(
  metric: MetricIdentity,
  { account, region }: Place,
  { namespace, name, dimensions = [] }: MetricFilter,
): boolean {
  return (
    metric.account === account &&
    metric.region === region &&
    (namespace === undefined || metric.namespace === namespace) &&
    (name === undefined || metric.name === name) &&
    dimensions.every(({ Name, Value }) =>
      metric.dimensions.some(
        (dimension) => dimension.Name === Name && (Value === undefined || dimension.Value === Value),
      ),
    )
  );
}

/** The same for the same metric, in whatever order its dimensions come. Sorts as metrics are listed. */
export function keyOf({ account, region, namespace, name, dimensions }: MetricIdentity): string {
  return JSON.stringify([
    account,
    region,
    namespace,
    name,
    ...sorted(dimensions).map((dimension) => [dimension.Name, dimension.Value]),
  ]);
}

/** Dimensions in the order of their names, and nothing else that came with them. */
export function sorted(dimensions: readonly Dimension[]): Dimension[] {
  return dimensions
    .map(({ Name, Value }) => ({ Name, Value }))
    .sort((left, right) => (left.Name < right.Name ? -1 : 1));
}
