/** What a REST API should be: its routes, what answers them and who else may. Pure: no calls. */

export type Verb = 'GET' | 'POST' | 'PUT' | 'DELETE' | 'OPTIONS';

/** What API Gateway says itself, without calling anything: the answer to a browser's preflight request. */
export interface MockAnswer {
  readonly status: string;
  /** By name, in small letters. */
  readonly headers: Readonly<Record<string, string>>;
}

export interface RouteSpec {
  readonly verb: Verb;
  /** `/orders/{order_id}`: every part of it becomes a resource of the API. */
  readonly path: string;
  /** Absent: the function answers. */
  readonly mock?: MockAnswer;
  /** Parameters that it may be given. None is required: it is for the function to say what is missing. */
  readonly query?: readonly string[];
  /** Headers that it may be given. */
  readonly headers?: readonly string[];
  /** The name of the model of its body. */
  readonly body?: string;
  /** Its body is held against that model before anything is called. */
  readonly validated?: boolean;
  /** What the function may answer, by status. A promise to clients: API Gateway passes on anything. */
  readonly responses?: Readonly<Record<string, ResponseSpec>>;
}

export interface ResponseSpec {
  /** The name of the model of its body; absent: it has none. */
  readonly model?: string;
  /** The names of its headers, in small letters. */
  readonly headers: readonly string[];
}

/** The content type of all models. */
export const MODEL_TYPE = 'application/json';

/** What a body is, as JSON schema, draft 4. */
export interface ModelSpec {
  readonly name: string;
  readonly description: string;
  readonly schema: Readonly<Record<string, unknown>>;
}

export interface StageSpec {
  readonly name: string;
  /** Requests per second, of everybody together. */
  readonly rate: number;
  /** Requests at once. */
  readonly burst: number;
}

export interface RestApiSpec {
  readonly name: string;
  readonly description: string;
  /** The ARN of the function that answers. */
  readonly functionArn: string;
  /** Where API Gateway calls that function: see {@link invocationUri}. */
  readonly uri: string;
  readonly routes: readonly RouteSpec[];
  readonly models: readonly ModelSpec[];
  /** The name of the validator that looks at bodies. */
  readonly validator: string;
  readonly stage: StageSpec;
}

/** A path that Lambda offers to API Gateway. AWS: "Set up Lambda proxy integrations in API Gateway". */
export function invocationUri(functionArn: string): string {
  const [, partition, , region] = functionArn.split(':');
  return `arn:${partition}:apigateway:${region}:lambda:path/2015-03-31/functions/${functionArn}/invocations`;
}

/** The paths of all resources that the routes need, those above before those below; without the root. */
export function pathsOf(routes: readonly RouteSpec[]): readonly string[] {
  const paths = routes.flatMap(({ path }) => {
    const parts = path.split('/').slice(1);
    return parts.map((_, index) => `/${parts.slice(0, index + 1).join('/')}`);
  });
  return [...new Set(paths)].sort((one, other) => one.length - other.length);
}

/** `order_id` of `/orders/{order_id}` */
export function variablesOf(path: string): readonly string[] {
  return [...path.matchAll(/\{([^{}]+)\}/g)].map(([, name = '']) => name);
}

/** The path of the resource above: `/` for `/orders`. */
export function parentPathOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/')) || '/';
}
