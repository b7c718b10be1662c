/** The units that a metric can have. */
import type { StandardUnit } from '@aws-sdk/client-cloudwatch';

/** In the order in which CloudWatch lists them. */
export const UNITS: readonly StandardUnit[] = [
  'Seconds',
  'Microseconds',
  'Milliseconds',
  ...(['Bytes', 'Kilobytes', 'Megabytes', 'Gigabytes', 'Terabytes'] as const),
  ...(['Bits', 'Kilobits', 'Megabits', 'Gigabits', 'Terabits'] as const),
  'Percent',
  'Count',
  ...(['Bytes/Second', 'Kilobytes/Second', 'Megabytes/Second', 'Gigabytes/Second'] as const),
  'Terabytes/Second',
  ...(['Bits/Second', 'Kilobits/Second', 'Megabits/Second', 'Gigabits/Second', 'Terabits/Second'] as const),
  'Count/Second',
  'None',
];

export function isUnit(value: unknown): value is StandardUnit {
  return UNITS.some((unit) => unit === value);
}
