/** How late readers see what was recorded, where the hazard `late-metrics` is on. */
import type { MetricIdentity } from './metrics.js';

/** Minutes after the end of a minute. */
const LATENESS = [1, 2, 3];

/** In minutes: the same for the same minute each time, different ones for neighbours. */
export function latenessOf({ name }: MetricIdentity, minute: number): number {
  return LATENESS[(name.length + minute) % LATENESS.length] ?? 0;
}
