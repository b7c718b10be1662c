/**
 * Which method of an API a request is for. AWS: "Set up a method request in API Gateway" and "Set up a proxy
 * integration with a proxy resource".
 */
import type { Method } from '@aws-sdk/client-api-gateway';
import type { Definition, ResourceRecord } from '../records.js';
import { percentDecoded } from './percent.js';

const ANY = 'ANY';

export interface Route {
  readonly resource: ResourceRecord;
  /** The key of the method: `GET`, `ANY`. */
  readonly verb: string;
  readonly method: Method;
  /** Decoded. Empty where the path has none. */
  readonly pathParameters: Readonly<Record<string, string>>;
}

/**
 * The most specific resource that has the method: part by part, a name comes before `{param}`, and that before
 * `{proxy+}`. Undefined where there is none. A slash at the end makes no difference.
 */
export function findRoute(definition: Definition, method: string, rawPath: string): Route | undefined {
  const segments = segmentsOf(rawPath);
  const matches = Object.values(definition.resources).flatMap((resource) => {
    const pathParameters = matchPath(resource.path, segments);
    const verb = Object.hasOwn(resource.methods, method) ? method : ANY;
    const found = Object.hasOwn(resource.methods, verb) ? resource.methods[verb] : undefined;
    if (pathParameters === undefined || found === undefined) return [];
    return [{ resource, verb, method: found, pathParameters }];
  });
  return matches.sort((a, b) => compareSpecificity(a.resource.path, b.resource.path))[0];
}

/** The path parameters with which a resource's path matches; undefined where it does not. */
export function matchPath(
  resourcePath: string,
  segments: readonly string[],
): Readonly<Record<string, string>> | undefined {
  const pattern = segmentsOf(resourcePath);
  const parameters: [string, string][] = [];
  for (const [index, part] of pattern.entries()) {
    const segment = segments[index];
    if (segment === undefined) return undefined;
    const name = parameterName(part);
    if (part.endsWith('+}')) {
      const rest = segments.slice(index).map(percentDecoded).join('/');
      parameters.push([name ?? '', rest]);
      return rest === '' ? undefined : Object.fromEntries(parameters);
    }
    const value = percentDecoded(segment);
    if (name === undefined) {
      if (value !== part) return undefined;
    } else {
      if (value === '') return undefined;
      parameters.push([name, value]);
    }
  }
  return pattern.length === segments.length ? Object.fromEntries(parameters) : undefined;
}

/** Of a path, without a slash at its end. An encoded slash parts nothing. */
export function segmentsOf(path: string): string[] {
  const inner = path.replace(/^\//, '').replace(/\/$/, '');
  return inner === '' ? [] : inner.split('/');
}

/** `order_id` of `{order_id}`, `proxy` of `{proxy+}`; undefined for a part that stands for itself. */
function parameterName(part: string): string | undefined {
  return /^\{(.*?)\+?\}$/.exec(part)?.[1];
}

function compareSpecificity(a: string, b: string): number {
  const ranksOfB = ranks(b);
  for (const [index, rank] of ranks(a).entries()) {
    const difference = rank - (ranksOfB[index] ?? rank);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** Of each part: the smaller, the more specific. */
function ranks(path: string): number[] {
  return segmentsOf(path).map((part) => {
    if (parameterName(part) === undefined) return 0;
    return part.endsWith('+}') ? 2 : 1;
  });
}
