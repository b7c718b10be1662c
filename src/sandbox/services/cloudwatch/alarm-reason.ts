/** Why an alarm is in a state, in CloudWatch's words and as its JSON. */
import { javaDouble } from '../../protocol/java-text.js';
import {
  COMPARISONS,
  type Comparison,
  type Datapoint,
  type MissingData,
  type Verdict,
} from './alarm-evaluation.js';

/** What the words need of an alarm. */
export interface AlarmTerms {
  readonly comparison: Comparison;
  readonly threshold: number;
  readonly evaluationPeriods: number;
  readonly datapointsToAlarm: number;
  /** Where it is the alarm that says how many it takes, its reasons say it too. */
  readonly saysDatapointsToAlarm: boolean;
  readonly missingData: MissingData;
  /** Undefined for a list of metrics. */
  readonly statistic: string | undefined;
  readonly unit: string | undefined;
  /** Seconds. */
  readonly period: number;
}

/** As many datapoints are shown, and all of them where there are fewer. */
const MOST_SHOWN = 5;

/**
 * `Threshold Crossed: 2 out of the last 2 datapoints [410.0 (23/11/26 04:00:00), …] were greater than the threshold
 * (210.0) (minimum 2 datapoints for OK -> ALARM transition).`
 */
export function reasonOf(verdict: Verdict, terms: AlarmTerms): string {
  const { evaluated, missing } = verdict;
  if (verdict.value === 'INSUFFICIENT_DATA') {
    return `Insufficient Data: ${datapoints(terms.evaluationPeriods)} ${wereOrWas(terms.evaluationPeriods)} unknown.`;
  }
  if (evaluated.length === 0) {
    return `Threshold Crossed: no datapoints were received for ${plural(missing, 'period')} and ${treated(missing, terms)}.`;
  }
  if (verdict.deciding.length === 0) {
    return (
      `Threshold Crossed: ${datapoints(evaluated.length)} ${wereOrWas(evaluated.length)} received for ` +
      `${plural(terms.evaluationPeriods, 'period')} and ${treated(missing, terms)}.`
    );
  }
  return `Threshold Crossed: ${crossed(verdict, terms)}${minimum(verdict, terms)}.`;
}

function crossed({ value, deciding, missing }: Verdict, terms: AlarmTerms): string {
  const count = deciding.length;
  const counted = terms.saysDatapointsToAlarm
    ? `${count} out of the last ${terms.evaluationPeriods} datapoints`
    : datapoints(count);
  const shown = `[${deciding.slice(0, MOST_SHOWN).map(datapoint).join(', ')}]`;
  const relation = `${wereOrWas(count)} ${value === 'OK' ? 'not ' : ''}${COMPARISONS[terms.comparison].words} the threshold (${javaDouble(terms.threshold)})`;
  const beside = missing === 0 ? '' : ` and ${treated(missing, terms)}`;
  if (count < MOST_SHOWN) return `${counted} ${shown} ${relation}${beside}`;
  return `${counted} ${relation}${beside}. The most recent datapoints which crossed the threshold: ${shown}`;
}

/** How many it takes to get there. */
function minimum({ value }: Verdict, terms: AlarmTerms): string {
  const { datapointsToAlarm, evaluationPeriods } = terms;
  if (!terms.saysDatapointsToAlarm) return '';
  const [least, transition] =
    value === 'ALARM'
      ? [datapointsToAlarm, 'OK -> ALARM']
      : [evaluationPeriods - datapointsToAlarm + 1, 'ALARM -> OK'];
  return ` (minimum ${datapoints(least)} for ${transition} transition)`;
}

const TREATMENTS = { breaching: 'Breaching', notBreaching: 'NonBreaching' } as const;

function treated(missing: number, { missingData }: AlarmTerms): string {
  if (missingData !== 'breaching' && missingData !== 'notBreaching') {
    return `${datapoints(missing)} ${wereOrWas(missing)} unknown`;
  }
  return `${plural(missing, 'missing datapoint')} ${wereOrWas(missing)} treated as [${TREATMENTS[missingData]}]`;
}

/**
 * StateReasonData. Its numbers are Java's doubles, `410.0`, hence not `JSON.stringify`.
 * @param now when the datapoints were asked for. `periods` are the N newest, with and without data.
 */
export function reasonDataOf(
  { evaluated }: Verdict,
  periods: readonly { readonly at: number; readonly point: Datapoint | undefined }[],
  terms: AlarmTerms,
  now: number,
): string {
  const oldest = evaluated.at(-1);
  const members = [
    '"version":"1.0"',
    `"queryDate":"${isoDate(now)}"`,
    ...(oldest === undefined ? [] : [`"startDate":"${isoDate(oldest.at)}"`]),
    ...(terms.unit === undefined ? [] : [`"unit":${JSON.stringify(terms.unit)}`]),
    ...(terms.statistic === undefined ? [] : [`"statistic":${JSON.stringify(terms.statistic)}`]),
    `"period":${terms.period}`,
    `"recentDatapoints":[${evaluated
      .map(({ value }) => javaDouble(value))
      .reverse()
      .join(',')}]`,
    `"threshold":${javaDouble(terms.threshold)}`,
    `"evaluatedDatapoints":[${periods.map(({ at, point }) => evaluatedDatapoint(at, point)).join(',')}]`,
  ];
  return `{${members.join(',')}}`;
}

function evaluatedDatapoint(at: number, point: Datapoint | undefined): string {
  const samples = point?.samples === undefined ? '' : `,"sampleCount":${javaDouble(point.samples)}`;
  const value = point === undefined ? '' : `,"value":${javaDouble(point.value)}`;
  return `{"timestamp":"${isoDate(at)}"${samples}${value}}`;
}

/** `2026-11-23T04:00:00.000+0000` */
export function isoDate(time: number): string {
  return new Date(time).toISOString().replace('Z', '+0000');
}

/** `410.0 (23/11/26 04:00:00)` */
function datapoint({ value, at }: Datapoint): string {
  const [year = '', month, day, time] = new Date(at).toISOString().split(/[-T.]/);
  return `${javaDouble(value)} (${day}/${month}/${year.slice(-2)} ${time})`;
}

function datapoints(count: number): string {
  return plural(count, 'datapoint');
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

function wereOrWas(count: number): string {
  return count === 1 ? 'was' : 'were';
}
