/**
 * What metrics and formulas over them come to in a window of time: for GetMetricData, and for alarms on formulas.
 * AWS: "MetricDataQuery" in the Amazon CloudWatch API Reference.
 */
import type { MetricDataQuery, MetricStat } from '@aws-sdk/client-cloudwatch';
import { validationException } from '../../errors.js';
import { KEPT_FOR, type MetricReading } from '../../metrics/metrics.js';
import { parseStatistic } from '../../metrics/statistic.js';
import type { Place } from '../peers.js';
import { evaluate, type Surroundings } from './math/evaluate.js';
import { parseExpression } from './math/parser.js';
import { listOf, type Point, type Series, single, type Value } from './math/series.js';
import { type Expression, MathError } from './math/syntax.js';
import { dimensionsOf } from './metric-checks.js';

/** Milliseconds since the epoch, virtual. */
export interface QueryWindow {
  /** Included; rounded down to a minute. Periods begin here. */
  readonly start: number;
  /** Not included. */
  readonly end: number;
  /** Nothing is filled in beyond it. */
  readonly now: number;
}

const SECOND = 1000; /* ms */
const MINUTE = 60 * SECOND;
/** A query of Metrics Insights, which is no formula. */
const INSIGHTS = /^\s*SELECT\s/i;

/**
 * Each query's time series by its id; a formula may come to several. Works them out when they are asked for. Throws
 * `ValidationException` for a formula that cannot be worked out.
 */
export function answerQueries(
  metrics: MetricReading,
  place: Place,
  queries: readonly MetricDataQuery[],
  window: QueryWindow,
): (id: string) => readonly Series[] {
  const answers = new QueryAnswers(metrics, place, queries, window);
  return (id) => answers.seriesOf(id);
}

/** The formula in a query. Throws `ValidationException` for what is none. */
export function formulaOf(id: string, text: string): Expression {
  return explained(id, () => {
    if (INSIGHTS.test(text)) throw new MathError('The sandbox does not serve Metrics Insights queries');
    return parseExpression(text);
  });
}

class QueryAnswers {
  readonly #reading: MetricReading;
  readonly #place: Place;
  readonly #window: QueryWindow;
  readonly #queries: ReadonlyMap<string, MetricDataQuery>;
  readonly #known = new Map<string, Value>();
  /** Formulas that are being worked out, to notice one that needs itself. */
  readonly #open = new Set<string>();

  constructor(
    reading: MetricReading,
    place: Place,
    queries: readonly MetricDataQuery[],
    window: QueryWindow,
  ) {
    this.#reading = reading;
    this.#place = place;
    this.#window = window;
    this.#queries = new Map(queries.map((query) => [query.Id ?? '', query]));
  }

  seriesOf(id: string): readonly Series[] {
    const value = explained(id, () => this.#resolve(id));
    if (value.type === 'series') return [value.series];
    if (value.type === 'list') return value.list;
    throw validationException(
      `Error in expression '${id}': The expression must return a time series or an array of time series`,
    );
  }

  #resolve(id: string): Value {
    const known = this.#known.get(id);
    if (known !== undefined) return known;
    const query = this.#queries.get(id);
    if (query === undefined) throw new MathError(`Unknown id '${id}'`);
    if (this.#open.has(id)) throw new MathError(`The id '${id}' refers to itself`);
    this.#open.add(id);
    const value = this.#answer(id, query);
    this.#open.delete(id);
    this.#known.set(id, value);
    return value;
  }

  #answer(id: string, { MetricStat, Expression: text = '', Label }: MetricDataQuery): Value {
    if (MetricStat !== undefined) return single(this.#read(MetricStat, Label));
    const value = evaluate(formulaOf(id, text), this.#surroundings());
    if (value.type === 'series') return single({ ...value.series, label: Label ?? id });
    if (value.type !== 'list') return value;
    return listOf(
      value.list.map((one) => ({ ...one, label: Label === undefined ? one.label : `${Label} ${one.label}` })),
    );
  }

  #read({ Metric, Period = 60, Stat = '', Unit }: MetricStat, label: string | undefined): Series {
    const { start, end } = this.#window;
    const statistic = parseStatistic(Stat);
    const name = Metric?.MetricName ?? '';
    const metric = {
      account: this.#place.account,
      region: this.#place.region,
      namespace: Metric?.Namespace ?? '',
      name,
      dimensions: dimensionsOf(Metric?.Dimensions),
    };
    const period = Math.max(MINUTE, Period * SECOND);
    const read = { start, end, period, ...(Unit === undefined ? {} : { unit: Unit }) };
    const points = this.#reading.statistics(metric, read).flatMap((found): Point[] => {
      const value = statistic?.(found.samples);
      return value === undefined ? [] : [[found.start, value]];
    });
    return { label: label ?? name, period, points };
  }

  #surroundings(): Surroundings {
    const stats = [...this.#queries].filter(([, { MetricStat }]) => MetricStat !== undefined);
    const readMetrics = (): ReadonlyMap<string, Series> =>
      new Map(
        stats.flatMap(([id]) => {
          const value = this.#resolve(id);
          return value.type === 'series' ? [[id, value.series]] : [];
        }),
      );
    const periods = stats.map(([, { MetricStat }]) => (MetricStat?.Period ?? 0) * SECOND);
    return {
      resolve: (id) => this.#resolve(id),
      get metrics() {
        return readMetrics();
      },
      grid: (period) => timesIn(this.#window, period),
      period: Math.max(MINUTE, Math.min(...periods, Number.MAX_SAFE_INTEGER)),
    };
  }
}

/** Nothing is known of periods before what is kept: a window may begin long before, and they would be millions. */
function timesIn({ start, end, now }: QueryWindow, period: number): number[] {
  const begin = Math.floor(start / MINUTE) * MINUTE;
  const forgotten = Math.max(0, Math.floor((now - KEPT_FOR - begin) / period));
  const first = begin + forgotten * period;
  const count = Math.max(0, Math.ceil((Math.min(end, now) - first) / period));
  return Array.from({ length: count }, (_, index) => first + index * period);
}

function explained<T>(id: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof MathError)) throw error;
    throw validationException(`Error in expression '${id}': ${error.message}`);
  }
}
