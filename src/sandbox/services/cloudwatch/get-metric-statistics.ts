/**
 * Statistics of one metric, period by period: the first period begins at the start of the time, rounded down to a
 * minute.
 * AWS: "GetMetricStatistics" in the Amazon CloudWatch API Reference.
 */
import type {
  Datapoint,
  GetMetricStatisticsInput,
  GetMetricStatisticsOutput,
  StandardUnit,
} from '@aws-sdk/client-cloudwatch';
import type { Distribution } from '../../metrics/distribution.js';
import { parseStatistic } from '../../metrics/statistic.js';
import type { Handler, Host } from '../../service.js';
import {
  type Complaint,
  checkDimensions,
  checkName,
  checkOneOf,
  checkPeriod,
  checkTimes,
  checkUnit,
  combination,
  dimensionsOf,
  exclusive,
  invalid,
  refuse,
} from './metric-checks.js';

const SECOND = 1000; /* ms */
const MAX_DATAPOINTS = 1440;
const STATISTICS = ['SampleCount', 'Average', 'Sum', 'Minimum', 'Maximum'] as const;

export function getMetricStatistics(
  host: Host,
): Handler<GetMetricStatisticsInput, GetMetricStatisticsOutput> {
  return (input, context) => {
    refuse(checkRequest(input));
    const { MetricName = '', Namespace = '', Period = 0, StartTime, EndTime } = input;
    const metric = {
      account: context.account,
      region: context.region,
      namespace: Namespace,
      name: MetricName,
      dimensions: dimensionsOf(input.Dimensions),
    };
    const units = input.Unit === undefined ? host.metrics.units(metric) : [input.Unit];
    const datapoints = units.flatMap((unit) =>
      host.metrics
        .statistics(metric, {
          start: StartTime?.getTime() ?? 0,
          end: EndTime?.getTime() ?? 0,
          period: Period * SECOND,
          unit,
        })
        .flatMap(({ start, samples }) => datapoint(input, start, samples, unit)),
    );
    return { Label: MetricName, Datapoints: datapoints };
  };
}

function checkRequest(input: GetMetricStatisticsInput): Complaint[] {
  const { Statistics, ExtendedStatistics } = input;
  const found = [
    ...checkName(input.Namespace, 'Namespace'),
    ...checkName(input.MetricName, 'MetricName'),
    ...checkDimensions(input.Dimensions, 'Dimensions'),
    ...checkTimes(input.StartTime, input.EndTime),
    ...checkPeriod(input.Period, 'Period'),
    ...checkUnit(input.Unit, 'Unit'),
    ...(Statistics ?? []).flatMap((name, index) =>
      checkOneOf(name, `Statistics.member.${index + 1}`, STATISTICS),
    ),
    ...(ExtendedStatistics ?? []).flatMap((name, index) => checkExtended(name, index)),
  ];
  if (found.length > 0) return found;
  if (Statistics !== undefined && ExtendedStatistics !== undefined) {
    return [exclusive('Statistics', 'ExtendedStatistics')];
  }
  if (Statistics === undefined && ExtendedStatistics === undefined) {
    return [combination('Must specify either Statistics or ExtendedStatistics')];
  }
  return checkDatapoints(input);
}

function checkExtended(name: string, index: number): Complaint[] {
  const isPlain = STATISTICS.some((statistic) => statistic === name);
  return isPlain || parseStatistic(name) === undefined
    ? [
        invalid(
          `The value ${name} for parameter ExtendedStatistics.member.${index + 1} is not a valid extended statistic.`,
        ),
      ]
    : [];
}

function checkDatapoints({ StartTime, EndTime, Period = 1 }: GetMetricStatisticsInput): Complaint[] {
  const length = (EndTime?.getTime() ?? 0) - (StartTime?.getTime() ?? 0);
  const datapoints = Math.ceil(length / (Period * SECOND));
  if (datapoints <= MAX_DATAPOINTS) return [];
  return [
    combination(
      `You have requested up to ${datapoints} datapoints, which exceeds the limit of ${MAX_DATAPOINTS}. You may reduce the datapoints requested by increasing Period, or decreasing the time range.`,
    ),
  ];
}

/** None where the samples tell nothing of what is asked. */
function datapoint(
  { Statistics, ExtendedStatistics }: GetMetricStatisticsInput,
  start: number,
  samples: Distribution,
  unit: StandardUnit,
): Datapoint[] {
  const plain = valuesOf(Statistics ?? [], samples);
  const extended = valuesOf(ExtendedStatistics ?? [], samples);
  if (plain.length === 0 && extended.length === 0) return [];
  return [
    {
      Timestamp: new Date(start),
      ...Object.fromEntries(plain),
      Unit: unit,
      ...(extended.length === 0 ? {} : { ExtendedStatistics: Object.fromEntries(extended) }),
    },
  ];
}

function valuesOf(names: readonly string[], samples: Distribution): [name: string, value: number][] {
  return names.flatMap((name): [string, number][] => {
    const value = parseStatistic(name)?.(samples);
    return value === undefined ? [] : [[name, value]];
  });
}
