/**
 * Metrics that others publish. All of a request counts or nothing of it. High-resolution metrics are taken, and kept by
 * the minute as all others.
 * AWS: "PutMetricData" in the Amazon CloudWatch API Reference.
 */
import type { MetricDatum, PutMetricDataInput } from '@aws-sdk/client-cloudwatch';
import { Distribution } from '../../metrics/distribution.js';
import type { Handler, Host } from '../../service.js';
import {
  type Complaint,
  checkDimensions,
  checkName,
  checkOneOf,
  checkUnit,
  combination,
  dimensionsOf,
  exclusive,
  invalid,
  missing,
  refuse,
  tooMany,
} from './metric-checks.js';

const MAX_METRICS = 1000;
const MAX_VALUES = 150;
const GREATEST = 2 ** 360;
const HOUR = 60 * 60 * 1000; /* ms */
const PAST = 14 * 24 * HOUR;
const FUTURE = 2 * HOUR;
const RESOLUTIONS = [1, 60];
/** Namespaces of AWS's own services. */
const RESERVED = 'AWS/';

export function putMetricData(host: Host): Handler<PutMetricDataInput, object> {
  return (input, context) => {
    const now = host.clock.now();
    const data = input.MetricData ?? [];
    refuse([...checkRequest(input), ...data.flatMap((datum, index) => checkDatum(datum, index, now))]);
    for (const datum of data) {
      host.metrics.add(
        {
          account: context.account,
          region: context.region,
          namespace: input.Namespace ?? '',
          name: datum.MetricName ?? '',
          dimensions: dimensionsOf(datum.Dimensions),
        },
        datum.Unit ?? 'None',
        datum.Timestamp?.getTime() ?? now,
        samplesOf(datum),
      );
    }
    // What was answered for is not lost with the process.
    host.metrics.flush();
    return {};
  };
}

function checkRequest({ Namespace, MetricData, EntityMetricData }: PutMetricDataInput): Complaint[] {
  if (EntityMetricData !== undefined && EntityMetricData.length > 0) {
    return [invalid('The sandbox does not serve the parameter EntityMetricData.')];
  }
  return [
    ...checkName(Namespace, 'Namespace'),
    ...(Namespace?.startsWith(RESERVED)
      ? [invalid(`The value ${Namespace} for parameter Namespace is invalid.`)]
      : []),
    ...(MetricData === undefined || MetricData.length === 0 ? [missing('MetricData')] : []),
    ...((MetricData ?? []).length > MAX_METRICS ? [tooMany('MetricData', MAX_METRICS)] : []),
  ];
}

function checkDatum(datum: MetricDatum, index: number, now: number): Complaint[] {
  const path = `MetricData.member.${index + 1}`;
  const { MetricName, Dimensions, Unit, StorageResolution } = datum;
  return [
    ...checkName(MetricName, `${path}.MetricName`),
    ...checkDimensions(Dimensions, `${path}.Dimensions`),
    ...checkUnit(Unit, `${path}.Unit`),
    ...(StorageResolution === undefined
      ? []
      : checkOneOf(StorageResolution, `${path}.StorageResolution`, RESOLUTIONS)),
    ...checkTime(datum, path, now),
    ...checkValues(datum, path),
  ];
}

function checkTime({ Timestamp }: MetricDatum, path: string, now: number): Complaint[] {
  const time = Timestamp?.getTime() ?? now;
  if (time < now - PAST) {
    return [invalid(`The parameter ${path}.Timestamp must specify a time within the past two weeks.`)];
  }
  return time > now + FUTURE
    ? [invalid(`The parameter ${path}.Timestamp must specify a time no more than two hours in the future.`)]
    : [];
}

function checkValues({ Value, Values, Counts, StatisticValues }: MetricDatum, path: string): Complaint[] {
  const given = [
    ...(Value === undefined ? [] : [`${path}.Value`]),
    ...(Values === undefined ? [] : [`${path}.Values`]),
    ...(StatisticValues === undefined ? [] : [`${path}.StatisticValues`]),
  ];
  const [first, second] = given;
  if (first === undefined) {
    return [
      {
        code: 'MissingRequiredParameterException',
        message: 'At least one of the parameters must be specified.',
      },
    ];
  }
  if (second !== undefined) return [exclusive(first, second)];
  if (StatisticValues !== undefined) {
    const { SampleCount, Sum, Minimum, Maximum } = StatisticValues;
    const named = { SampleCount, Sum, Minimum, Maximum };
    const found = Object.entries(named).flatMap(([name, value]) =>
      value === undefined ? [missing(`${first}.${name}`)] : checkNumber(value, `${first}.${name}`),
    );
    if (found.length > 0 || (Minimum ?? 0) <= (Maximum ?? 0)) return found;
    return [combination(`The parameter ${first}.Maximum must be greater than ${first}.Minimum.`)];
  }
  if (Values === undefined) return checkNumber(Value ?? 0, first);
  if (Values.length > MAX_VALUES) return [tooMany(first, MAX_VALUES)];
  if (Counts !== undefined && Counts.length !== Values.length) {
    return [invalid(`The parameters ${path}.Values and ${path}.Counts must be of the same size.`)];
  }
  return [
    ...Values.flatMap((value, index) => checkNumber(value, `${first}.member.${index + 1}`)),
    ...(Counts ?? []).flatMap((count, index) => checkCount(count, `${path}.Counts.member.${index + 1}`)),
  ];
}

function checkNumber(value: number, path: string): Complaint[] {
  return Number.isFinite(value) && Math.abs(value) <= GREATEST
    ? []
    : [invalid(`The value ${value} for parameter ${path} is invalid.`)];
}

function checkCount(count: number, path: string): Complaint[] {
  return count >= 0
    ? checkNumber(count, path)
    : [invalid(`The value ${count} for parameter ${path} is invalid.`)];
}

function samplesOf({ Value, Values, Counts, StatisticValues }: MetricDatum): Distribution {
  const samples = new Distribution();
  if (StatisticValues !== undefined) {
    const { SampleCount = 0, Sum = 0, Minimum = 0, Maximum = 0 } = StatisticValues;
    samples.addSummary({ samples: SampleCount, sum: Sum, min: Minimum, max: Maximum });
  } else if (Values !== undefined) {
    for (const [index, value] of Values.entries()) samples.add(value, Counts?.[index] ?? 1);
  } else if (Value !== undefined) {
    samples.add(Value);
  }
  return samples;
}
