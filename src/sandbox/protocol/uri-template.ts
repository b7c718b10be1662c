/**
 * URI templates of the `http` trait: `/restapis/{restApiId}/resources`, `/tags/{arn+}`, `/restapis?mode=import`.
 * AWS: "Smithy: HTTP binding traits".
 */

export interface UriTemplate {
  readonly segments: readonly Segment[];
  /** Query parameters that must be there, with this value where one is named. */
  readonly query: ReadonlyMap<string, string | undefined>;
}

type Segment =
  | { readonly kind: 'literal'; readonly text: string }
  | { readonly kind: 'label'; readonly name: string }
  /** Takes one segment or more. */
  | { readonly kind: 'greedy'; readonly name: string };

/** From the most particular to the least: a literal beats a label, a label beats a greedy one. */
const RANK = { literal: 0, label: 1, greedy: 2 } as const;

export function parseUriTemplate(uri: string): UriTemplate {
  const [path = '', query = ''] = uri.split('?', 2);
  return { segments: splitPath(path).map(parseSegment), query: new Map(splitQuery(query).map(literalOf)) };
}

/** Sorts templates so that the first that matches is the one that is meant. */
export function compareTemplates(a: UriTemplate, b: UriTemplate): number {
  const shared = Math.min(a.segments.length, b.segments.length);
  for (let index = 0; index < shared; index += 1) {
    const difference = rankAt(a, index) - rankAt(b, index);
    if (difference !== 0) {
      return difference;
    }
  }
  return b.segments.length - a.segments.length || b.query.size - a.query.size;
}

/**
 * The labels of a path that fits the template, decoded; undefined where it does not fit. The path is split
 * before it is decoded, so that an escaped slash stays in its label. A trailing slash does not matter.
 */
export function matchTemplate(
  { segments, query }: UriTemplate,
  path: readonly string[],
  parameters: ReadonlyMap<string, readonly string[]>,
): Record<string, string> | undefined {
  for (const [name, value] of query) {
    const values = parameters.get(name);
    if (values === undefined || (value !== undefined && !values.includes(value))) {
      return undefined;
    }
  }
  const labels: Record<string, string> = {};
  let at = 0;
  for (const [index, segment] of segments.entries()) {
    const taken = segment.kind === 'greedy' ? path.length - at - (segments.length - index - 1) : 1;
    const parts = path.slice(at, at + taken);
    if (taken < 1 || parts.length < taken) {
      return undefined;
    }
    const decoded = parts.map(decodeSegment);
    const text = decoded.join('/');
    if (decoded.includes(undefined) || (segment.kind === 'literal' && text !== segment.text) || text === '') {
      return undefined;
    }
    if (segment.kind !== 'literal') {
      labels[segment.name] = text;
    }
    at += taken;
  }
  return at === path.length ? labels : undefined;
}

/** `/a/b/` as `['a', 'b']`: one slash at the end does not make a segment. */
export function splitPath(path: string): readonly string[] {
  const inner = path.replace(/^\//, '').replace(/\/$/, '');
  return inner === '' ? [] : inner.split('/');
}

/** A query string by name, decoded, in order. What cannot be decoded is left as it came. */
export function parseQuery(rawQuery: string): ReadonlyMap<string, readonly string[]> {
  const parameters = new Map<string, string[]>();
  for (const [name, value] of splitQuery(rawQuery)) {
    const values = parameters.get(name) ?? [];
    values.push(value ?? '');
    parameters.set(name, values);
  }
  return parameters;
}

function splitQuery(query: string): [name: string, value: string | undefined][] {
  return query
    .split('&')
    .filter((pair) => pair !== '')
    .map((pair) => {
      const equals = pair.indexOf('=');
      return equals === -1
        ? [decodeParameter(pair), undefined]
        : [decodeParameter(pair.slice(0, equals)), decodeParameter(pair.slice(equals + 1))];
    });
}

function literalOf([name, value]: [string, string | undefined]): [string, string | undefined] {
  return [name, value === '' ? undefined : value];
}

function parseSegment(text: string): Segment {
  const label = /^\{([^{}+]+)(\+?)\}$/.exec(text);
  if (label?.[1] === undefined) {
    return { kind: 'literal', text };
  }
  return { kind: label[2] === '+' ? 'greedy' : 'label', name: label[1] };
}

function rankAt({ segments }: UriTemplate, index: number): number {
  const segment = segments[index];
  return segment === undefined ? RANK.greedy : RANK[segment.kind];
}

function decodeSegment(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

function decodeParameter(text: string): string {
  return decodeSegment(text.replaceAll('+', ' ')) ?? text;
}
