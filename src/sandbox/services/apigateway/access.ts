/**
 * What calls to API Gateway need permission for: the HTTP method, on the path that it is sent to.
 * AWS: "How Amazon API Gateway works with IAM", "Actions, resources, and condition keys for API Gateway Management".
 */
import type { AccessOf, AccessTable } from '../../service.js';

type Names = Readonly<Record<string, unknown>>;

const API = '/restapis/{restApiId}';
const RESOURCE = `${API}/resources/{resourceId}`;
const METHOD = `${RESOURCE}/methods/{httpMethod}`;
const STAGE = `${API}/stages/{stageName}`;
const INTEGRATION = `${METHOD}/integration`;

export const ACCESS: AccessTable = {
  ...accessTo('/restapis', { GetRestApis: 'GET' }),
  CreateRestApi: tagging(accessOf('POST', '/restapis'), '/restapis/*'),
  ...accessTo(API, { GetRestApi: 'GET', UpdateRestApi: 'PATCH', DeleteRestApi: 'DELETE' }),
  ...accessTo(`${API}/resources`, { GetResources: 'GET' }),
  ...accessTo(`${API}/resources/{parentId}`, { CreateResource: 'POST' }),
  ...accessTo(RESOURCE, { GetResource: 'GET', UpdateResource: 'PATCH', DeleteResource: 'DELETE' }),
  ...accessTo(METHOD, fourVerbs('Method')),
  ...accessTo(`${METHOD}/responses/{statusCode}`, fourVerbs('MethodResponse')),
  ...accessTo(INTEGRATION, fourVerbs('Integration')),
  ...accessTo(`${INTEGRATION}/responses/{statusCode}`, fourVerbs('IntegrationResponse')),
  ...accessTo(`${API}/models`, { CreateModel: 'POST', GetModels: 'GET' }),
  ...accessTo(`${API}/models/{modelName}`, { GetModel: 'GET', UpdateModel: 'PATCH', DeleteModel: 'DELETE' }),
  ...accessTo(`${API}/models/{modelName}/default_template`, { GetModelTemplate: 'GET' }),
  ...accessTo(`${API}/requestvalidators`, { CreateRequestValidator: 'POST', GetRequestValidators: 'GET' }),
  ...accessTo(`${API}/requestvalidators/{requestValidatorId}`, {
    GetRequestValidator: 'GET',
    UpdateRequestValidator: 'PATCH',
    DeleteRequestValidator: 'DELETE',
  }),
  ...accessTo(`${API}/gatewayresponses`, { GetGatewayResponses: 'GET' }),
  ...accessTo(`${API}/gatewayresponses/{responseType}`, fourVerbs('GatewayResponse')),
  ...accessTo(`${API}/deployments`, { CreateDeployment: 'POST', GetDeployments: 'GET' }),
  ...accessTo(`${API}/deployments/{deploymentId}`, {
    GetDeployment: 'GET',
    UpdateDeployment: 'PATCH',
    DeleteDeployment: 'DELETE',
  }),
  ...accessTo(`${API}/stages`, { GetStages: 'GET' }),
  CreateStage: tagging(accessOf('POST', `${API}/stages`), STAGE),
  ...accessTo(STAGE, { GetStage: 'GET', UpdateStage: 'PATCH', DeleteStage: 'DELETE' }),
  ...accessTo(`${STAGE}/cache/data`, { FlushStageCache: 'DELETE' }),
  ...accessTo(`${STAGE}/cache/authorizers`, { FlushStageAuthorizersCache: 'DELETE' }),
  ...accessTo(`${STAGE}/exports/{exportType}`, { GetExport: 'GET' }),
  ...accessTo(METHOD, { TestInvokeMethod: 'POST' }),
  ...accessTo('/tags/{resourceArn}', { UntagResource: 'DELETE', GetTags: 'GET' }),
  // To tag is to change what is tagged.
  TagResource: (input: Names, place) => [
    ...accessOf('PUT', '/tags/{resourceArn}')(input, place),
    { action: 'apigateway:PATCH', resource: typeof input.resourceArn === 'string' ? input.resourceArn : '*' },
  ],
  ...accessTo('/account', { GetAccount: 'GET' }),
  UpdateAccount: (input: Names, place) => [
    ...accessOf('PATCH', '/account')(input, place),
    ...passedRoles(input).map((role) => ({
      action: 'iam:PassRole',
      resource: role,
      conditions: { 'iam:PassedToService': 'apigateway.amazonaws.com' },
    })),
  ],
};

/**
 * Needs of the operations that are sent to a path, by the HTTP method of each. What stands in braces is a member of
 * the request, and `*` where it is missing.
 */
export function accessTo(path: string, methods: Readonly<Record<string, string>>): AccessTable {
  return Object.fromEntries(
    Object.entries(methods).map(([operation, method]) => [operation, accessOf(method, path)]),
  );
}

function accessOf(method: string, path: string): AccessOf<Names> {
  return (input, { region }) => {
    const resource = `arn:aws:apigateway:${region}::${filledIn(path, input)}`;
    return [{ action: `apigateway:${method}`, resource }];
  };
}

/**
 * Tags on creation are tagging: of the thing that is going to be at this path.
 * AWS: "Using tags to control access to API Gateway REST API resources".
 */
function tagging(create: AccessOf<Names>, path: string): AccessOf<Names> {
  return (input, context) => {
    if (input.tags === undefined) return create(input, context);
    const resourceArn = `arn:aws:apigateway:${context.region}::${filledIn(path, input)}`;
    return [...create(input, context), ...accessOf('PUT', '/tags/{resourceArn}')({ resourceArn }, context)];
  };
}

function filledIn(path: string, input: Names): string {
  return path.replaceAll(/\{(\w+)\}/g, (_, name: string) => nameIn(input[name]));
}

function nameIn(value: unknown): string {
  return typeof value === 'string' ? encodeURIComponent(value) : '*';
}

function fourVerbs(what: string): Readonly<Record<string, string>> {
  return {
    [`Put${what}`]: 'PUT',
    [`Get${what}`]: 'GET',
    [`Update${what}`]: 'PATCH',
    [`Delete${what}`]: 'DELETE',
  };
}

/** Who lets API Gateway write logs with a role hands on what the role may do. */
function passedRoles({ patchOperations }: Names): readonly string[] {
  const operations: readonly unknown[] = Array.isArray(patchOperations) ? patchOperations : [];
  return operations.flatMap((operation) =>
    typeof operation === 'object' &&
    operation !== null &&
    'value' in operation &&
    typeof operation.value === 'string' &&
    operation.value.startsWith('arn:')
      ? [operation.value]
      : [],
  );
}
