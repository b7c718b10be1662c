/** What has to be changed in the definition of an API. Nothing of it is served before the next deployment. Pure: no calls. */
import { isDeepStrictEqual } from 'node:util';
import type {
  CreateModelCommandInput,
  CreateRequestValidatorCommandInput,
  CreateResourceCommandInput,
  DeleteGatewayResponseCommandInput,
  DeleteRequestValidatorCommandInput,
  DeleteResourceCommandInput,
  Model,
  PatchOperation,
  RequestValidator,
  Resource,
  UpdateModelCommandInput,
  UpdateRequestValidatorCommandInput,
  UpdateRestApiCommandInput,
} from '@aws-sdk/client-api-gateway';
import { type MethodChange, methodChanges } from './method-changes.js';
import type { Definition, ExistingApi } from './read-rest-api.js';
import { VALIDATES, validatorsOf } from './request-validators.js';
import { MODEL_TYPE, type ModelSpec, parentPathOf, pathsOf, type RestApiSpec } from './rest-api-spec.js';

/** One call that brings an API nearer to its spec. */
export type Change =
  | { readonly call: 'UpdateRestApi'; readonly input: UpdateRestApiCommandInput }
  | { readonly call: 'CreateModel'; readonly input: CreateModelCommandInput }
  | { readonly call: 'UpdateModel'; readonly input: UpdateModelCommandInput }
  | { readonly call: 'CreateRequestValidator'; readonly input: CreateRequestValidatorCommandInput }
  | { readonly call: 'UpdateRequestValidator'; readonly input: UpdateRequestValidatorCommandInput }
  | { readonly call: 'DeleteRequestValidator'; readonly input: DeleteRequestValidatorCommandInput }
  | { readonly call: 'CreateResource'; readonly input: CreateResourceCommandInput }
  | { readonly call: 'DeleteResource'; readonly input: DeleteResourceCommandInput }
  | { readonly call: 'DeleteGatewayResponse'; readonly input: DeleteGatewayResponseCommandInput }
  | MethodChange;

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
 * an API is as specified when there are none left. Paths that the spec does not have are left alone, unless they catch
 * what is asked of others.
 */
export function definitionChanges(
  restApiId: string,
  definition: Definition,
  spec: RestApiSpec,
): readonly Change[] {
  const [validator, ...spare] = validatorsOf(definition, spec);
  return [
    ...gatewayResponseChanges(restApiId, definition),
    ...modelChanges(restApiId, definition, spec),
    ...validatorChanges(restApiId, validator, spec),
    ...resourceChanges(restApiId, definition, spec),
    ...(validator?.id === undefined ? [] : methodChanges(restApiId, definition, spec, validator.id)),
    // When no method names them any more.
    ...spare.map(({ id: requestValidatorId }) => ({
      call: 'DeleteRequestValidator' as const,
      input: { restApiId, requestValidatorId },
    })),
  ];
}

/** What API Gateway says itself, it says in its own words. */
function gatewayResponseChanges(restApiId: string, { gatewayResponses }: Definition): Change[] {
  return gatewayResponses.map(({ responseType }) => ({
    call: 'DeleteGatewayResponse',
    input: { restApiId, responseType },
  }));
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

function validatorChanges(
  restApiId: string,
  validator: RequestValidator | undefined,
  spec: RestApiSpec,
): Change[] {
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

function resourceChanges(restApiId: string, { resources }: Definition, spec: RestApiSpec): Change[] {
  const byPath = new Map(resources.map((resource) => [resource.path ?? '', resource]));
  const removals = catchAlls(resources, spec).map(({ id: resourceId }) => ({
    call: 'DeleteResource' as const,
    input: { restApiId, resourceId },
  }));
  const creations = pathsOf(spec.routes).flatMap((path): Change[] => {
    const parentId = byPath.get(parentPathOf(path))?.id;
    if (byPath.has(path) || parentId === undefined) return [];
    const pathPart = path.slice(path.lastIndexOf('/') + 1);
    return [{ call: 'CreateResource', input: { restApiId, parentId, pathPart } }];
  });
  return [...removals, ...creations];
}

/**
 * Resources that answer for paths of all names, such as `/{proxy+}`, and stand where the spec has none of that name: at
 * its root and below its paths. A resource has one variable child at most, so they are in the way of the spec's own, too.
 */
export function catchAlls(
  resources: readonly Resource[],
  { routes }: Pick<RestApiSpec, 'routes'>,
): readonly Resource[] {
  const paths = pathsOf(routes);
  return resources.filter(
    ({ path = '', pathPart = '' }) =>
      pathPart.startsWith('{') && !paths.includes(path) && ['/', ...paths].includes(parentPathOf(path)),
  );
}
