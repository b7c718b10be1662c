/** What the step builds, as specifications. Pure: no calls. */
import type { Lab } from '../../lab/lab.js';
import { logGroupOf, type Names, ROLE_PATH, roleOf } from '../../lab/names.js';
import type { Resource } from '../../lab/resource.js';
import { arnOf } from '../../resources/arns.js';
import { executionRoleResource, type RoleSpec } from '../../resources/execution-role.js';
import type { PermissionSpec } from '../../resources/function-permission.js';
import type { FunctionSpec } from '../../resources/function-spec.js';
import { lambdaFunctionResource } from '../../resources/lambda-function.js';
import { type LogGroupSpec, logGroupResource } from '../../resources/log-group.js';
import { restApiResource } from '../../resources/rest-api.js';
import { invocationUri, type RestApiSpec, type RouteSpec } from '../../resources/rest-api-spec.js';
import { MODELS } from './models.js';
import { ROUTES } from './routes.js';

/** The folder in assets/lambda, and the zip that is made of it. */
export const FUNCTION = 'orders-api';
/** The name of the stage, which is part of the API's address. */
export const API_STAGE = 'dev';

const RETENTION = 7; /* days */
const MEMORY = 256; /* MB */
/** Below the 29 s after which API Gateway gives up, so that a slow answer is told by the function's own log. */
const TIMEOUT = 25; /* s */
/** Requests per second, of everybody together: a month of them is about 26 million, or $90. */
const RATE = 10;
/** Requests at once: more than the proof sends in a hurry. */
const BURST = 50;

/**
 * In the order in which they are built. Removed the other way round: what uses a thing goes before it. But for the
 * table: an API may have to wait half an hour to be deleted, and what costs most need not stand so long.
 */
export function apiResources(names: Names, region: string): readonly Resource[] {
  const logGroup = logGroupResource(logGroupOf(names.ordersApi));
  const role = executionRoleResource(roleOf(names.ordersApi, region));
  const handler = lambdaFunctionResource(names.ordersApi, [role, logGroup]);
  return [logGroup, role, handler, restApiResource(names.restApi, [handler])];
}

export function apiLogGroup({ ordersApi }: Names): LogGroupSpec {
  return { name: logGroupOf(ordersApi), retention: RETENTION };
}

export function apiRole(lab: Lab): RoleSpec {
  const { names, target } = lab;
  return {
    name: roleOf(names.ordersApi, target.region),
    description: `What ${names.ordersApi} may do`,
    statements: [
      {
        sid: 'UseTable',
        // Transactions are allowed by what they consist of.
        actions: ['dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:DeleteItem', 'dynamodb:Query'],
        resources: [arnOf(lab, 'dynamodb', `table/${names.table}`)],
      },
      {
        sid: 'QueryIndex',
        actions: ['dynamodb:Query'],
        resources: [arnOf(lab, 'dynamodb', `table/${names.table}/index/${names.customerIndex}`)],
      },
      {
        sid: 'WriteLog',
        // Not logs:CreateLogGroup: a late line would make the group again that cleanup has deleted.
        actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
        resources: [arnOf(lab, 'logs', `log-group:${logGroupOf(names.ordersApi)}:*`)],
      },
    ],
  };
}

/** The end of the role's ARN, which is the same in every account. */
export function apiRolePath({ names, target }: Lab): string {
  return `role${ROLE_PATH}${roleOf(names.ordersApi, target.region)}`;
}

/** @param role its ARN. */
export function apiFunction({ ordersApi, table, customerIndex }: Names, role: string): FunctionSpec {
  return {
    name: ordersApi,
    description: `Answers what the REST API is asked about ${table}`,
    role,
    runtime: 'nodejs24.x',
    architecture: 'arm64',
    handler: 'index.handler',
    memory: MEMORY,
    timeout: TIMEOUT,
    environment: { TABLE_NAME: table, INDEX_NAME: customerIndex },
  };
}

export function apiFunctionArn(lab: Lab): string {
  return arnOf(lab, 'lambda', `function:${lab.names.ordersApi}`);
}

export function restApi(lab: Lab): RestApiSpec {
  const functionArn = apiFunctionArn(lab);
  return {
    name: lab.names.restApi,
    description: `Orders in the table ${lab.names.table}`,
    functionArn,
    uri: invocationUri(functionArn),
    routes: ROUTES,
    models: MODELS,
    validator: 'body',
    stage: { name: API_STAGE, rate: RATE, burst: BURST },
  };
}

/** One for each method that the function answers: no other method, and no other API, may call it. */
export function apiPermissions(lab: Lab, restApiId: string): readonly PermissionSpec[] {
  return ROUTES.filter(({ mock }) => mock === undefined).map((route) => ({
    id: permissionId(route),
    service: 'apigateway.amazonaws.com',
    sourceArn: arnOf(lab, 'execute-api', `${restApiId}/*/${route.verb}${withoutVariables(route.path)}`),
  }));
}

/** `GET-orders-order_id` */
export function permissionId({ verb, path }: RouteSpec): string {
  return [verb, ...path.split('/').slice(1)].join('-').replaceAll(/[{}]/g, '');
}

/** In the ARN of a method, whatever stands for a variable is `*`. */
function withoutVariables(path: string): string {
  return path.replaceAll(/\{[^}]+\}/g, '*');
}
