/** A method of a REST API with its integration, in one form for what is wanted and for what is there. Pure: no calls. */
import type { IntegrationType, Method } from '@aws-sdk/client-api-gateway';
import type { Definition } from './read-rest-api.js';
import { MODEL_TYPE, type RestApiSpec, type RouteSpec, variablesOf } from './rest-api-spec.js';

/** Milliseconds that an integration may take: API Gateway's own default, and its most. */
const TIMEOUT = 29_000;
const OPEN_TO_ALL = 'NONE';
/** What is looked up in a mock integration's template: which answer to give. */
const TEMPLATE_TYPE = 'application/json';
const HEADER = 'method.response.header.';

type Texts = Readonly<Record<string, string>>;

/** What PutMethod sets. */
export interface MethodSettings {
  readonly authorization: string;
  readonly apiKeyRequired: boolean;
  /** The name of its validator. */
  readonly validator: string | undefined;
  /** The names of models by content type. */
  readonly models: Texts;
  /** Whether each parameter is required. */
  readonly parameters: Readonly<Record<string, boolean>>;
}

/** What PutMethodResponse sets. */
export interface ResponseSettings {
  /** Their names, in small letters, sorted. */
  readonly headers: readonly string[];
  /** The names of models by content type. */
  readonly models: Texts;
}

/** What PutIntegration sets. */
export interface IntegrationSettings {
  readonly type: string;
  /** How the integration is called, whatever the verb of the method is. */
  readonly verb: string | undefined;
  readonly uri: string | undefined;
  readonly passthrough: string;
  readonly templates: Texts;
  readonly parameters: Texts;
  /** Milliseconds. */
  readonly timeout: number;
}

export interface MethodShape {
  readonly settings: MethodSettings;
  /** Undefined while there is none: API Gateway deploys no such method. */
  readonly integration: IntegrationSettings | undefined;
  /** What is promised of each status. */
  readonly responses: Readonly<Record<string, ResponseSettings>>;
  /** The headers that the integration gives each status. */
  readonly headers: Readonly<Record<string, Texts>>;
}

export interface WantedIntegration extends IntegrationSettings {
  readonly type: Extract<IntegrationType, 'AWS_PROXY' | 'MOCK'>;
}

/** A method as it should be. */
export interface WantedShape extends MethodShape {
  readonly integration: WantedIntegration;
}

export function wantedShape(route: RouteSpec, spec: RestApiSpec): WantedShape {
  const { mock, validated = false, body, responses = {} } = route;
  const settings = {
    authorization: OPEN_TO_ALL,
    apiKeyRequired: false,
    validator: validated ? spec.validator : undefined,
    models: modelsOf(body),
    parameters: parametersOf(route),
  };
  const answered = { parameters: {}, timeout: TIMEOUT };
  if (mock === undefined) {
    return {
      settings,
      integration: {
        ...answered,
        type: 'AWS_PROXY',
        // Lambda is always called by POST.
        verb: 'POST',
        uri: spec.uri,
        passthrough: 'WHEN_NO_MATCH',
        templates: {},
      },
      responses: mapValues(responses, ({ model, headers }) => ({
        headers: headers.toSorted(),
        models: modelsOf(model),
      })),
      headers: {},
    };
  }
  return {
    settings,
    integration: {
      ...answered,
      type: 'MOCK',
      verb: undefined,
      uri: undefined,
      // A body that no template is for must not be taken for the name of an answer.
      passthrough: 'NEVER',
      templates: { [TEMPLATE_TYPE]: JSON.stringify({ statusCode: Number(mock.status) }) },
    },
    responses: { [mock.status]: { headers: Object.keys(mock.headers).sort(), models: {} } },
    headers: { [mock.status]: mock.headers },
  };
}

function modelsOf(name: string | undefined): Texts {
  return name === undefined ? {} : { [MODEL_TYPE]: name };
}

/** The variables of a path are told, too: a description in which one is missing is none. */
function parametersOf({ path, query = [], headers = [] }: RouteSpec): Record<string, boolean> {
  return Object.fromEntries([
    ...variablesOf(path).map((name) => [`method.request.path.${name}`, true] as const),
    ...query.map((name) => [`method.request.querystring.${name}`, false] as const),
    ...headers.map((name) => [`method.request.header.${name}`, false] as const),
  ]);
}

/** The names of an API's validators by their ids. */
export function validatorNames({ validators }: Pick<Definition, 'validators'>): ReadonlyMap<string, string> {
  return new Map(validators.map(({ id = '', name = '' }) => [id, name]));
}

/** A method as API Gateway tells it. @param validators their names by their ids. */
export function actualShape(method: Method, validators: ReadonlyMap<string, string>): MethodShape {
  const { methodIntegration: integration, requestValidatorId: id } = method;
  const isMock = integration?.type === 'MOCK';
  return {
    settings: {
      authorization: method.authorizationType ?? OPEN_TO_ALL,
      apiKeyRequired: method.apiKeyRequired ?? false,
      validator: id === undefined ? undefined : (validators.get(id) ?? id),
      models: method.requestModels ?? {},
      parameters: method.requestParameters ?? {},
    },
    integration:
      integration === undefined
        ? undefined
        : {
            type: integration.type ?? 'unknown',
            verb: isMock ? undefined : integration.httpMethod,
            uri: isMock ? undefined : integration.uri,
            passthrough: integration.passthroughBehavior ?? 'WHEN_NO_MATCH',
            templates: integration.requestTemplates ?? {},
            parameters: integration.requestParameters ?? {},
            timeout: integration.timeoutInMillis ?? TIMEOUT,
          },
    responses: mapValues(method.methodResponses, ({ responseParameters, responseModels = {} }) => ({
      headers: namesOf(responseParameters),
      models: responseModels,
    })),
    // What a function answers is passed on as it is: only a mock integration is given headers here.
    headers: isMock
      ? mapValues(integration.integrationResponses, ({ responseParameters }) => valuesOf(responseParameters))
      : {},
  };
}

/** How a header is named where responses are set. */
export function headerParameter(name: string): string {
  return `${HEADER}${name}`;
}

/** A shape in words; what is as in most methods is not told, so that the rest is seen. */
export function shapeInWords({ settings, integration, responses, headers }: MethodShape): string {
  const { authorization, apiKeyRequired, validator, models, parameters } = settings;
  return [
    ...(authorization === OPEN_TO_ALL ? [] : [`authorization ${authorization}`]),
    ...(apiKeyRequired ? ['with API key'] : []),
    ...(validator === undefined ? [] : [`validated by ${validator}`]),
    ...inWords('model', models),
    ...inWords('parameter', parameters),
    ...(integration === undefined ? ['no integration'] : integrationInWords(integration)),
    ...Object.entries(responses).map(([status, response]) => responseInWords(status, response)),
    ...Object.entries(headers).flatMap(([status, values]) => [status, ...inWords('header', values)]),
  ].join(', ');
}

/** `may answer 200 Order with etag, x-request-id` */
function responseInWords(status: string, { headers, models }: ResponseSettings): string {
  const body = Object.entries(models).map(([type, model]) =>
    type === MODEL_TYPE ? model : `${type} ${model}`,
  );
  const told = headers.length === 0 ? [] : [`with ${headers.join(', ')}`];
  return ['may answer', status, ...body, ...told].join(' ');
}

function integrationInWords(integration: IntegrationSettings): string[] {
  const { type, verb, uri, passthrough, templates, parameters, timeout } = integration;
  return [
    [type, verb, uri].filter((part) => part !== undefined).join(' '),
    ...(passthrough === 'WHEN_NO_MATCH' ? [] : [`passes through ${passthrough}`]),
    ...inWords('template', templates),
    ...inWords('mapping', parameters),
    ...(timeout === TIMEOUT ? [] : [`timeout ${timeout} ms`]),
  ];
}

function inWords(what: string, values: Readonly<Record<string, unknown>>): string[] {
  return Object.entries(values)
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, value]) => `${what} ${name}: ${String(value)}`);
}

function mapValues<T, U>(
  values: Readonly<Record<string, T>> | undefined,
  change: (value: T) => U,
): Record<string, U> {
  return Object.fromEntries(Object.entries(values ?? {}).map(([name, value]) => [name, change(value)]));
}

function namesOf(parameters: Readonly<Record<string, boolean>> | undefined): string[] {
  return Object.keys(parameters ?? {})
    .map((name) => name.slice(HEADER.length).toLowerCase())
    .sort();
}

/** Constants stand between single quotes there. */
function valuesOf(parameters: Texts | undefined): Record<string, string> {
  return Object.fromEntries(
    Object.entries(parameters ?? {}).map(([name, value]) => [
      name.slice(HEADER.length).toLowerCase(),
      value.replace(/^'(.*)'$/s, '$1'),
    ]),
  );
}
