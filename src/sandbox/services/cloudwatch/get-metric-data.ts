/**
 * Metrics, and what formulas make of them.
 * AWS: "GetMetricData" in the Amazon CloudWatch API Reference; "Using metric math".
 */
import type {
  GetMetricDataInput,
  GetMetricDataOutput,
  MetricDataQuery,
  MetricDataResult,
} from '@aws-sdk/client-cloudwatch';
import { AwsError } from '../../errors.js';
import { parseStatistic } from '../../metrics/statistic.js';
import type { Handler, Host } from '../../service.js';
import { readToken, writeToken } from '../page-token.js';
import { answerQueries } from './data-queries.js';
import type { Series } from './math/series.js';
import {
  type Complaint,
  checkDimensions,
  checkName,
  checkOneOf,
  checkPeriod,
  checkTimes,
  checkUnit,
  exclusive,
  invalid,
  missing,
  refuseAsInvalid,
  tooMany,
} from './metric-checks.js';

const MAX_QUERIES = 500;
const MAX_DATAPOINTS = 100_800;
const ORDERS = ['TimestampDescending', 'TimestampAscending'];
const ID = /^[a-z][a-zA-Z0-9_]*$/;

export function getMetricData(host: Host): Handler<GetMetricDataInput, GetMetricDataOutput> {
  return (input, context) => {
    refuseAsInvalid(checkRequest(input, context.account));
    const { NextToken, MaxDatapoints = MAX_DATAPOINTS, ...request } = input;
    const scope = { operation: 'GetMetricData', ...request };
    const skipped = NextToken === undefined ? 0 : Number(readToken(NextToken, scope, invalidToken));
    const queries = input.MetricDataQueries ?? [];
    const answer = answerQueries(host.metrics, context, queries, {
      start: input.StartTime?.getTime() ?? 0,
      end: input.EndTime?.getTime() ?? 0,
      now: host.clock.now(),
    });
    // Formulas that return nothing are worked out as well: what is wrong with them is told.
    const results = queries.flatMap(({ Id = '', ReturnData = true }) => {
      const found = answer(Id);
      return ReturnData ? found.map((series) => ({ id: Id, series })) : [];
    });
    const { page, next } = pageOfPoints(results, {
      skipped,
      limit: MaxDatapoints,
      descending: input.ScanBy !== 'TimestampAscending',
    });
    return {
      MetricDataResults: page,
      ...(next === undefined ? {} : { NextToken: writeToken(String(next), scope) }),
      Messages: [],
    };
  };
}

function checkRequest(input: GetMetricDataInput, account: string): Complaint[] {
  const { MetricDataQueries: queries = [], MaxDatapoints, ScanBy } = input;
  const ids = queries.map(({ Id }) => Id);
  const stats = queries.flatMap((query, index) => checkQuery(query, index, account));
  return [
    ...(queries.length === 0 ? [missing('MetricDataQueries')] : []),
    ...(queries.length > MAX_QUERIES ? [tooMany('MetricDataQueries', MAX_QUERIES)] : []),
    ...stats,
    ...(new Set(ids).size < ids.length
      ? [invalid('The values for parameter id in MetricDataQueries are not unique.')]
      : []),
    ...checkTimes(input.StartTime, input.EndTime),
    ...(ScanBy === undefined ? [] : checkOneOf(ScanBy, 'ScanBy', ORDERS)),
    ...(MaxDatapoints !== undefined && MaxDatapoints < 1
      ? [invalid('The parameter MaxDatapoints must be greater than or equal to 1.')]
      : []),
  ];
}

function checkQuery(query: MetricDataQuery, index: number, account: string): Complaint[] {
  const path = `MetricDataQueries.member.${index + 1}`;
  const { Id, MetricStat, Expression, Period, AccountId } = query;
  return [
    ...(Id === undefined ? [missing(`${path}.Id`)] : []),
    ...(Id === undefined || ID.test(Id)
      ? []
      : [
          invalid(
            `The value ${Id} for parameter ${path}.Id is not matching the expected pattern ${ID.source}.`,
          ),
        ]),
    ...(AccountId === undefined || AccountId === account
      ? []
      : [invalid('The sandbox does not serve metrics of other accounts.')]),
    ...(Period === undefined ? [] : checkPeriod(Period, `${path}.Period`)),
    ...(MetricStat !== undefined && Period !== undefined
      ? [exclusive(`${path}.Period`, `${path}.MetricStat`)]
      : []),
    ...(MetricStat !== undefined && Expression !== undefined
      ? [exclusive(`${path}.Expression`, `${path}.MetricStat`)]
      : []),
    ...(MetricStat === undefined && Expression === undefined
      ? [invalid(`The parameter ${path} must have either Expression or MetricStat.`)]
      : []),
    ...checkStat(query, `${path}.MetricStat`),
  ];
}

function checkStat({ MetricStat }: MetricDataQuery, path: string): Complaint[] {
  if (MetricStat === undefined) return [];
  const { Metric, Period, Stat, Unit } = MetricStat;
  return [
    ...checkName(Metric?.Namespace, `${path}.Metric.Namespace`),
    ...checkName(Metric?.MetricName, `${path}.Metric.MetricName`),
    ...checkDimensions(Metric?.Dimensions, `${path}.Metric.Dimensions`),
    ...checkPeriod(Period, `${path}.Period`),
    ...checkUnit(Unit, `${path}.Unit`),
    ...(Stat !== undefined && parseStatistic(Stat) !== undefined
      ? []
      : [invalid(`The value ${Stat} for parameter ${path}.Stat is not a valid statistic.`)]),
  ];
}

interface PointsPage {
  /** Points of all results together that earlier pages had. */
  readonly skipped: number;
  readonly limit: number;
  readonly descending: boolean;
}

/** The first page has every result, later ones those of which something is left. */
function pageOfPoints(
  results: readonly { readonly id: string; readonly series: Series }[],
  { skipped, limit, descending }: PointsPage,
): { readonly page: MetricDataResult[]; readonly next?: number } {
  const page: MetricDataResult[] = [];
  let passed = 0;
  for (const { id, series } of results) {
    const points = descending ? series.points.toReversed() : series.points;
    const [from, to] = [skipped - passed, skipped + limit - passed];
    passed += points.length;
    const shown = points.slice(Math.max(0, from), Math.max(0, to));
    if (skipped > 0 && shown.length === 0) continue;
    page.push({
      Id: id,
      Label: series.label,
      Timestamps: shown.map(([time]) => new Date(time)),
      Values: shown.map(([, value]) => value),
      StatusCode: to < points.length ? 'PartialData' : 'Complete',
    });
  }
  return passed > skipped + limit ? { page, next: skipped + limit } : { page };
}

function invalidToken(): never {
  throw new AwsError('InvalidNextToken', 'The specified nextToken is invalid');
}
