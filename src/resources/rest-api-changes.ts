/**
 * What has to be changed in the definition of an API. Nothing of it is served before the next deployment, so a method
 * that differs may as well be made again. Pure: no calls.
 */
import { isDeepStrictEqual } from 'node:util';
import type {
  CreateModelCommandInput,
  CreateRequestValidatorCommandInput,
  CreateResourceCommandInput,
  DeleteMethodCommandInput,
  DeleteResourceCommandInput,
  Method,
  Model,
  PatchOperation,
  PutIntegrationCommandInput,
  PutIntegrationResponseCommandInput,
  PutMethodCommandInput,
  PutMethodResponseCommandInput,
  Resource,
  UpdateModelCommandInput,
  UpdateRequestValidatorCommandInput,
  UpdateRestApiCommandInput,
} from '@aws-sdk/client-api-gateway';
import {
  actualShape,
  headerParameter,
  type MethodSettings,
  type MethodShape,
  type WantedIntegration,
  wantedShape,
} from './method-shape.js';
import type { Definition, ExistingApi } from './read-rest-api.js';
import {
  MODEL_TYPE,
  type ModelSpec,
  parentPathOf,
  pathsOf,
  type RestApiSpec,
  type RouteSpec,
} from './rest-api-spec.js';

/** One call that brings an API nearer to its spec. */
export type Change =
  | { readonly call: 'UpdateRestApi'; readonly input: UpdateRestApiCommandInput }
  | { readonly call: 'CreateModel'; readonly input: CreateModelCommandInput }
  | { readonly call: 'UpdateModel'; readonly input: UpdateModelCommandInput }
  | { readonly call: 'CreateRequestValidator'; readonly input: CreateRequestValidatorCommandInput }
  | { readonly call: 'UpdateRequestValidator'; readonly input: UpdateRequestValidatorCommandInput }
  | { readonly call: 'CreateResource'; readonly input: CreateResourceCommandInput }
  | { readonly call: 'DeleteResource'; readonly input: DeleteResourceCommandInput }
  | { readonly call: 'PutMethod'; readonly input: PutMethodCommandInput }
  | { readonly call: 'DeleteMethod'; readonly input: DeleteMethodCommandInput }
  | { readonly call: 'PutIntegration'; readonly input: PutIntegrationCommandInput }
  | { readonly call: 'PutMethodResponse'; readonly input: PutMethodResponseCommandInput }
  | { readonly call: 'PutIntegrationResponse'; readonly input: PutIntegrationResponseCommandInput };

/** `/`, where a patch names a key that contains one: RFC 6901. */
const escaped = (key: string): string => key.replaceAll('~', '~0').replaceAll('/', '~1');

/** The settings of the API itself that are not as they should be. */
export function apiChanges(api: ExistingApi, spec: RestApiSpec): readonly Change[] {
  const { types = [] } = api.endpointConfiguration ?? {};
  const patchOperations: PatchOperation[] = [
    ...(api.description === spec.description
      ? []
      : [{ op: 'replace' as const, path: '/description', value: spec.description }]),
    ...types
      .filter((type) => type !== 'REGIONAL')
      .map((type) => ({
        op: 'replace' as const,
        path: `/endpointConfiguration/types/${type}`,
        value: 'REGIONAL',
      })),
    ...(api.disableExecuteApiEndpoint
      ? [{ op: 'replace' as const, path: '/disableExecuteApiEndpoint', value: 'false' }]
      : []),
    ...(api.policy ? [{ op: 'replace' as const, path: '/policy', value: '' }] : []),
    ...(api.binaryMediaTypes ?? []).map((type) => ({
      op: 'remove' as const,
      path: `/binaryMediaTypes/${escaped(type)}`,
    })),
  ];
  return patchOperations.length === 0
    ? []
    : [{ call: 'UpdateRestApi', input: { restApiId: api.id, patchOperations } }];
}

/**
 * The changes that can be made now, in their order. What stands on something that is not there yet comes when it is:
 * an API is as specified when there are none left. Resources of other paths are left alone.
 */
export function definitionChanges(
  restApiId: string,
  definition: Definition,
  spec: RestApiSpec,
): readonly Change[] {
  const validatorId = definition.validators.find(({ name }) => name === spec.validator)?.id;
  return [
    ...modelChanges(restApiId, definition, spec),
    ...validatorChanges(restApiId, definition, spec),
    ...resourceChanges(restApiId, definition, spec),
    ...(validatorId === undefined ? [] : methodChanges(restApiId, definition, spec, validatorId)),
  ];
}

/** Before the methods, which name them. */
function modelChanges(restApiId: string, { models }: Definition, spec: RestApiSpec): Change[] {
  return spec.models.flatMap((wanted) => {
    const model = models.find(({ name }) => name === wanted.name);
    return model === undefined ? modelCreation(restApiId, wanted) : modelUpdate(restApiId, model, wanted);
  });
}

function modelCreation(restApiId: string, { name, description, schema }: ModelSpec): Change[] {
  const input = { restApiId, name, description, contentType: MODEL_TYPE, schema: JSON.stringify(schema) };
  return [{ call: 'CreateModel', input }];
}

function modelUpdate(restApiId: string, model: Model, { name, description, schema }: ModelSpec): Change[] {
  const patchOperations: PatchOperation[] = [
    ...(model.description === description
      ? []
      : [{ op: 'replace' as const, path: '/description', value: description }]),
    ...(isDeepStrictEqual(schemaOf(model.schema), schema)
      ? []
      : [{ op: 'replace' as const, path: '/schema', value: JSON.stringify(schema) }]),
  ];
  if (patchOperations.length === 0) return [];
  return [{ call: 'UpdateModel', input: { restApiId, modelName: name, patchOperations } }];
}

/** The schema of a model; undefined for what is no JSON. */
export function schemaOf(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return undefined;
  }
}

function validatorChanges(restApiId: string, { validators }: Definition, spec: RestApiSpec): Change[] {
  const validator = validators.find(({ name }) => name === spec.validator);
  if (validator === undefined) {
    const input = { restApiId, name: spec.validator, ...VALIDATES };
    return [{ call: 'CreateRequestValidator', input }];
  }
  const patchOperations = Object.entries(VALIDATES)
    .filter(([setting, wanted]) => (Reflect.get(validator, setting) ?? false) !== wanted)
    .map(([setting, wanted]) => ({ op: 'replace' as const, path: `/${setting}`, value: String(wanted) }));
  if (patchOperations.length === 0) return [];
  const input = { restApiId, requestValidatorId: validator.id, patchOperations };
  return [{ call: 'UpdateRequestValidator', input }];
}

const VALIDATES = { validateRequestBody: true, validateRequestParameters: false } as const;

function resourceChanges(restApiId: string, { resources }: Definition, spec: RestApiSpec): Change[] {
  const byPath = new Map(resources.map((resource) => [resource.path ?? '', resource]));
  return pathsOf(spec.routes).flatMap((path): Change[] => {
    const parentId = byPath.get(parentPathOf(path))?.id;
    if (byPath.has(path) || parentId === undefined) return [];
    const pathPart = path.slice(path.lastIndexOf('/') + 1);
    const input = { restApiId, parentId, pathPart };
    const inTheWay = pathPart.startsWith('{') ? resources.filter(isVariableUnder(parentId)) : [];
    return [
      ...inTheWay.map(({ id: resourceId }) => ({
        call: 'DeleteResource' as const,
        input: { restApiId, resourceId },
      })),
      { call: 'CreateResource', input },
    ];
  });
}

/** A resource has one variable child at most. */
function isVariableUnder(parent: string): (resource: Resource) => boolean {
  return ({ parentId, pathPart }) => parentId === parent && pathPart?.startsWith('{') === true;
}

function methodChanges(
  restApiId: string,
  definition: Definition,
  spec: RestApiSpec,
  validatorId: string,
): Change[] {
  const validators = validatorNames(definition);
  const paths = pathsOf(spec.routes);
  return definition.resources.flatMap(({ id: resourceId, path = '', resourceMethods = {} }): Change[] => {
    if (resourceId === undefined || !paths.includes(path)) return [];
    const wanted = spec.routes.filter((route) => route.path === path);
    const extra = Object.keys(resourceMethods).filter((verb) => wanted.every((route) => route.verb !== verb));
    return [
      ...extra.map((httpMethod) => ({
        call: 'DeleteMethod' as const,
        input: { restApiId, resourceId, httpMethod },
      })),
      ...wanted.flatMap((route) => {
        const place = { restApiId, resourceId, httpMethod: route.verb };
        return routeChanges(place, route, resourceMethods[route.verb], { spec, validators, validatorId });
      }),
    ];
  });
}

/** The names of an API's validators by their ids. */
export function validatorNames({ validators }: Definition): ReadonlyMap<string, string> {
  return new Map(validators.map(({ id = '', name = '' }) => [id, name]));
}

interface Place {
  readonly restApiId: string;
  readonly resourceId: string;
  readonly httpMethod: string;
}

function routeChanges(
  place: Place,
  route: RouteSpec,
  method: Method | undefined,
  {
    spec,
    validators,
    validatorId,
  }: { spec: RestApiSpec; validators: ReadonlyMap<string, string>; validatorId: string },
): Change[] {
  const wanted = wantedShape(route, spec);
  const actual = method === undefined ? undefined : actualShape(method, validators);
  if (actual !== undefined && isPartOf(actual, wanted)) {
    return [
      ...(isDeepStrictEqual(actual.integration, wanted.integration)
        ? []
        : [integrationChange(place, wanted.integration)]),
      ...responseCreations(place, {
        responses: lacking(actual.responses, wanted.responses),
        headers: lacking(actual.headers, wanted.headers),
      }),
    ];
  }
  return [
    ...(method === undefined ? [] : [{ call: 'DeleteMethod' as const, input: place }]),
    methodCreation(place, wanted.settings, validatorId),
    integrationChange(place, wanted.integration),
    ...responseCreations(place, wanted),
  ];
}

/** Whether a method lacks something, and has nothing that would have to be taken away: as a killed run leaves it. */
function isPartOf(actual: MethodShape, wanted: MethodShape): boolean {
  return (
    isDeepStrictEqual(actual.settings, wanted.settings) &&
    isEmpty(lacking(wanted.responses, actual.responses)) &&
    isEmpty(lacking(wanted.headers, actual.headers))
  );
}

/** The entries of `wanted` that are not in `actual`, or otherwise there. */
function lacking<T>(
  actual: Readonly<Record<string, T>>,
  wanted: Readonly<Record<string, T>>,
): Record<string, T> {
  return Object.fromEntries(
    Object.entries(wanted).filter(([name, value]) => !isDeepStrictEqual(actual[name], value)),
  );
}

function isEmpty(entries: object): boolean {
  return Object.keys(entries).length === 0;
}

function methodCreation(
  place: Place,
  { authorization, apiKeyRequired, validator, models, parameters }: MethodSettings,
  validatorId: string,
): Change {
  return {
    call: 'PutMethod',
    input: {
      ...place,
      authorizationType: authorization,
      apiKeyRequired,
      ...(validator === undefined ? {} : { requestValidatorId: validatorId }),
      ...(isEmpty(models) ? {} : { requestModels: { ...models } }),
      ...(isEmpty(parameters) ? {} : { requestParameters: { ...parameters } }),
    },
  };
}

/** Takes the place of the one that there is. */
function integrationChange(
  place: Place,
  { type, verb, uri, passthrough, templates }: WantedIntegration,
): Change {
  return {
    call: 'PutIntegration',
    input: {
      ...place,
      type,
      ...(verb === undefined ? {} : { integrationHttpMethod: verb }),
      ...(uri === undefined ? {} : { uri }),
      passthroughBehavior: passthrough,
      ...(isEmpty(templates) ? {} : { requestTemplates: { ...templates } }),
    },
  };
}

function responseCreations(
  place: Place,
  { responses, headers }: Pick<MethodShape, 'responses' | 'headers'>,
): Change[] {
  return [
    ...Object.entries(responses).map(([statusCode, { headers: names, models }]) => ({
      call: 'PutMethodResponse' as const,
      input: {
        ...place,
        statusCode,
        responseParameters: Object.fromEntries(names.map((name) => [headerParameter(name), false])),
        ...(isEmpty(models) ? {} : { responseModels: { ...models } }),
      },
    })),
    ...Object.entries(headers).map(([statusCode, values]) => ({
      call: 'PutIntegrationResponse' as const,
      input: {
        ...place,
        statusCode,
        responseParameters: Object.fromEntries(
          Object.entries(values).map(([name, value]) => [headerParameter(name), `'${value}'`]),
        ),
      },
    })),
  ];
}
