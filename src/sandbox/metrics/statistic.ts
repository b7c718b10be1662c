/**
 * What CloudWatch reads off samples, by the names it has for it: `Sum`, `p99`, `TM(10%:90%)`, `PR(:300)`.
 * AWS: "CloudWatch statistics definitions".
 */
import type { Distribution } from './distribution.js';

/** Undefined where the samples do not tell it: there are none, or not every single one of them is known. */
export type Statistic = (samples: Distribution) => number | undefined;

/** Of the samples in the order of their values: a part by percent, or by value. */
type Range =
  | { readonly by: 'percent'; readonly from: number; readonly to: number }
  | { readonly by: 'value'; readonly above: number; readonly upTo: number };

type Counts = readonly (readonly [value: number, count: number])[];

const SIMPLE: Readonly<Record<string, Statistic>> = {
  SampleCount: ({ samples }) => samples,
  Sum: ({ sum }) => sum,
  Average: ({ samples, average }) => (samples === 0 ? undefined : average),
  Minimum: ({ samples, min }) => (samples === 0 ? undefined : min),
  Maximum: ({ samples, max }) => (samples === 0 ? undefined : max),
};

const PERCENT = String.raw`\d{1,3}(?:\.\d{1,10})?`;
const NUMBER = String.raw`-?\d+(?:\.\d+)?`;
const SHORT = new RegExp(`^(p|tm|tc|ts|wm)(${PERCENT})$`, 'i');
const BY_PERCENT = new RegExp(`^(TM|TC|TS|WM)\\((${PERCENT}%)?:(${PERCENT}%)?\\)$`, 'i');
const BY_VALUE = new RegExp(`^(TM|TC|TS|WM|PR)\\((${NUMBER})?:(${NUMBER})?\\)$`, 'i');
/** The interquartile mean. */
const IQM = { by: 'percent', from: 25, to: 75 } as const;

/** What a name stands for. Undefined where it is none. */
export function parseStatistic(name: string): Statistic | undefined {
  if (Object.hasOwn(SIMPLE, name)) return SIMPLE[name];
  if (name.toUpperCase() === 'IQM') return of('TM', IQM);
  const [, short, percent = ''] = SHORT.exec(name) ?? [];
  if (short !== undefined) {
    const to = Number(percent);
    if (to > 100) return undefined;
    if (short.toLowerCase() === 'p') return (samples) => samples.percentile(to);
    return of(short, { by: 'percent', from: 0, to });
  }
  const [, kind, from, to] = BY_PERCENT.exec(name) ?? [];
  if (kind !== undefined && (from !== undefined || to !== undefined)) {
    const range = { by: 'percent', from: percentOf(from, 0), to: percentOf(to, 100) } as const;
    return range.from < range.to && range.to <= 100 ? of(kind, range) : undefined;
  }
  const [, other, above, upTo] = BY_VALUE.exec(name) ?? [];
  if (other === undefined || (above === undefined && upTo === undefined)) return undefined;
  const range = {
    by: 'value',
    above: above === undefined ? Number.NEGATIVE_INFINITY : Number(above),
    upTo: upTo === undefined ? Number.POSITIVE_INFINITY : Number(upTo),
  } as const;
  return range.above < range.upTo ? of(other, range) : undefined;
}

function percentOf(text: string | undefined, otherwise: number): number {
  return text === undefined ? otherwise : Number.parseFloat(text);
}

function of(kind: string, range: Range): Statistic {
  return (samples) => {
    const { values } = samples;
    if (values === undefined || values.length === 0) return undefined;
    const inside = within(values, range);
    const count = total(inside, () => 1);
    const sum = total(inside, (value) => value);
    switch (kind.toUpperCase()) {
      case 'TC':
        return count;
      case 'TS':
        return sum;
      case 'PR':
        return (100 * count) / samples.samples;
      case 'WM':
        return winsorized(values, boundsOf(range, inside));
      default:
        return count === 0 ? undefined : sum / count;
    }
  };
}

/** The samples in the range, of which the first and the last value may be there in part. */
function within(values: Counts, range: Range): Counts {
  if (range.by === 'value') return values.filter(([value]) => value > range.above && value <= range.upTo);
  const all = total(values, () => 1);
  const [from, to] = [(all * range.from) / 100, (all * range.to) / 100];
  let passed = 0;
  return values.flatMap(([value, count]) => {
    const inside = Math.min(to, passed + count) - Math.max(from, passed);
    passed += count;
    return inside > 0 ? [[value, inside] as const] : [];
  });
}

/** The least and the greatest value that a range leaves as they are. Undefined where there is none. */
function boundsOf(range: Range, inside: Counts): readonly [low: number, high: number] | undefined {
  if (range.by === 'value') return [range.above, range.upTo];
  const [low] = inside.at(0) ?? [];
  const [high] = inside.at(-1) ?? [];
  return low === undefined || high === undefined ? undefined : [low, high];
}

/** The mean of all samples, where those outside of the bounds count as the nearer bound. */
function winsorized(
  values: Counts,
  bounds: readonly [low: number, high: number] | undefined,
): number | undefined {
  if (bounds === undefined) return undefined;
  const [low, high] = bounds;
  return total(values, (value) => Math.min(high, Math.max(low, value))) / total(values, () => 1);
}

function total(counts: Counts, of: (value: number) => number): number {
  return counts.reduce((sum, [value, count]) => sum + of(value) * count, 0);
}
