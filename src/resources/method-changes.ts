/**
 * What has to be changed in the methods of an API. Nothing of it is served before the next deployment, so a method that
 * differs may as well be made again. Pure: no calls.
 */
import { isDeepStrictEqual } from 'node:util';
import type {
  DeleteMethodCommandInput,
  Method,
  PutIntegrationCommandInput,
  PutIntegrationResponseCommandInput,
  PutMethodCommandInput,
  PutMethodResponseCommandInput,
} from '@aws-sdk/client-api-gateway';
import {
  actualShape,
  headerParameter,
  type MethodSettings,
  type MethodShape,
  type WantedIntegration,
  wantedShape,
} from './method-shape.js';
import type { Definition } from './read-rest-api.js';
import { pathsOf, type RestApiSpec, type RouteSpec } from './rest-api-spec.js';

/** One call that brings a method nearer to its spec. */
export type MethodChange =
  | { readonly call: 'PutMethod'; readonly input: PutMethodCommandInput }
  | { readonly call: 'DeleteMethod'; readonly input: DeleteMethodCommandInput }
  | { readonly call: 'PutIntegration'; readonly input: PutIntegrationCommandInput }
  | { readonly call: 'PutMethodResponse'; readonly input: PutMethodResponseCommandInput }
  | { readonly call: 'PutIntegrationResponse'; readonly input: PutIntegrationResponseCommandInput };

/**
 * Methods of other verbs on the paths of the spec are taken away; those of other paths are left alone.
 * @param validatorId of the one validator that methods may name.
 */
export function methodChanges(
  restApiId: string,
  { resources }: Definition,
  spec: RestApiSpec,
  validatorId: string,
): readonly MethodChange[] {
  const validators = new Map([[validatorId, spec.validator]]);
  const paths = pathsOf(spec.routes);
  return resources.flatMap(({ id: resourceId, path = '', resourceMethods = {} }): MethodChange[] => {
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
): MethodChange[] {
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
): MethodChange {
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
): MethodChange {
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
): MethodChange[] {
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
