/**
 * What the datapoints of an alarm make of it.
 * AWS: "Alarm evaluation" and "Configuring how CloudWatch alarms treat missing data" in the Amazon CloudWatch User
 * Guide.
 */
import type { StateValue } from '@aws-sdk/client-cloudwatch';

export type MissingData = 'breaching' | 'notBreaching' | 'ignore' | 'missing';

/** What a metric was in one period. */
export interface Datapoint {
  /** When the period began: milliseconds since the epoch, virtual. */
  readonly at: number;
  readonly value: number;
  /** Undefined where it was calculated from several metrics. */
  readonly samples?: number;
}

export interface Criteria {
  /** N: as many datapoints are looked at. */
  readonly evaluationPeriods: number;
  /** M: as many of them have to be breaching. */
  readonly datapointsToAlarm: number;
  readonly missingData: MissingData;
  /** Where the statistic means little for fewer samples than this, and is not to be looked at then. */
  readonly leastSamples?: number;
  isBreaching(value: number): boolean;
}

/** What an evaluation came to. */
export interface Verdict {
  readonly value: StateValue;
  /** What was looked at, the newest first. */
  readonly evaluated: readonly Datapoint[];
  /** Those of them that made it so: the breaching ones for ALARM, the others for OK. */
  readonly deciding: readonly Datapoint[];
  /** How many periods without data were looked at beside them. */
  readonly missing: number;
}

/** How much further than N periods an alarm looks back where some of them have no data: as in AWS's examples. */
const EXTRA_PERIODS = 2;

/** How many periods an evaluation is given: the evaluation range. */
export function evaluationRange(evaluationPeriods: number): number {
  return evaluationPeriods + EXTRA_PERIODS;
}

/**
 * The state that `periods` (the evaluation range, the newest period first, undefined without data) make of an alarm.
 * Undefined where it remains as it is.
 */
export function evaluate(
  periods: readonly (Datapoint | undefined)[],
  criteria: Criteria,
): Verdict | undefined {
  const { evaluationPeriods, datapointsToAlarm, leastSamples } = criteria;
  const evaluated = periods.filter((point) => point !== undefined).slice(0, evaluationPeriods);
  if (leastSamples !== undefined && evaluated.length > 0 && samplesOf(evaluated) < leastSamples) {
    return undefined;
  }
  const breaching = evaluated.filter(({ value }) => criteria.isBreaching(value));
  const others = evaluated.filter(({ value }) => !criteria.isBreaching(value));
  const missing = evaluationPeriods - evaluated.length;
  const alarm: Verdict = { value: 'ALARM', evaluated, deciding: breaching, missing };
  const ok: Verdict = { value: 'OK', evaluated, deciding: others, missing };
  if (breaching.length >= datapointsToAlarm) return alarm;
  if (missing === 0) return ok;
  switch (criteria.missingData) {
    case 'breaching':
      return breaching.length + missing >= datapointsToAlarm ? alarm : ok;
    case 'notBreaching':
      return ok;
    default:
      if (others.length > 0) return ok;
      return criteria.missingData === 'ignore'
        ? undefined
        : withoutGoodNews(periods, datapointsToAlarm, { alarm, evaluated, missing });
  }
}

/**
 * Too little data, and none of it within the threshold. A breach goes to ALARM only once it is as old as the number
 * of datapoints that an alarm takes, since what follows might have been good.
 */
function withoutGoodNews(
  periods: readonly (Datapoint | undefined)[],
  datapointsToAlarm: number,
  { alarm, evaluated, missing }: { alarm: Verdict } & Pick<Verdict, 'evaluated' | 'missing'>,
): Verdict | undefined {
  if (evaluated.length === 0) return { value: 'INSUFFICIENT_DATA', evaluated, deciding: [], missing };
  const oldest = periods.findLastIndex((point) => point !== undefined);
  return oldest + 1 >= datapointsToAlarm ? alarm : undefined;
}

function samplesOf(points: readonly Datapoint[]): number {
  return points.reduce((sum, { samples = 0 }) => sum + samples, 0);
}

/** As CloudWatch compares: `GreaterThanThreshold`. */
export const COMPARISONS = {
  GreaterThanOrEqualToThreshold: {
    words: 'greater than or equal to',
    holds: (value: number, threshold: number) => value >= threshold,
  },
  GreaterThanThreshold: {
    words: 'greater than',
    holds: (value: number, threshold: number) => value > threshold,
  },
  LessThanThreshold: {
    words: 'less than',
    holds: (value: number, threshold: number) => value < threshold,
  },
  LessThanOrEqualToThreshold: {
    words: 'less than or equal to',
    holds: (value: number, threshold: number) => value <= threshold,
  },
} as const;

export type Comparison = keyof typeof COMPARISONS;

/** Anomaly detection has comparisons of its own, which are none of these. */
export function isComparison(name: string | undefined): name is Comparison {
  return name !== undefined && Object.hasOwn(COMPARISONS, name);
}

const PERCENTILE = /^p(\d+(?:\.\d+)?)$/;
/** Samples on the thinner side of a percentile, below which AWS says that it means little. */
const SAMPLES_BEYOND = 10;

/**
 * How many samples a percentile (`p99`) needs to mean something; undefined for other statistics. AWS: "Percentile-based
 * alarms and low data samples".
 */
export function samplesNeeded(statistic: string): number | undefined {
  const [, digits] = PERCENTILE.exec(statistic) ?? [];
  if (digits === undefined) return undefined;
  const percent = Number(digits);
  return (SAMPLES_BEYOND * 100) / (percent >= 50 ? 100 - percent : percent);
}
