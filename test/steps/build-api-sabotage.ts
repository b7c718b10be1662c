/** What somebody may do to what build-api has built, behind its back. */
import {
  APIGatewayClient,
  CreateDeploymentCommand,
  CreateRequestValidatorCommand,
  CreateResourceCommand,
  DeleteMethodCommand,
  DeleteMethodResponseCommand,
  DeleteStageCommand,
  GetRequestValidatorsCommand,
  GetResourcesCommand,
  GetRestApisCommand,
  GetStageCommand,
  PutGatewayResponseCommand,
  PutIntegrationCommand,
  PutMethodCommand,
  PutMethodResponseCommand,
  UntagResourceCommand,
  UpdateDeploymentCommand,
  UpdateModelCommand,
  UpdateRequestValidatorCommand,
  UpdateResourceCommand,
  UpdateRestApiCommand,
  UpdateStageCommand,
} from '@aws-sdk/client-api-gateway';
import { IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import {
  AddPermissionCommand,
  LambdaClient,
  RemovePermissionCommand,
  UpdateFunctionCodeCommand,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda';
import { strToU8, zipSync } from 'fflate';
import type { Lab } from '../../src/lab/lab.js';
import { permissionsDocument, type Statement } from '../../src/resources/policy-document.js';
import { apiRole } from '../../src/steps/build-api/specs.js';
import type { TestSandbox } from '../support/sandbox.js';

const FUNCTION = 'orders-api';
/** Virtual milliseconds until a change to a function has taken effect. */
const TAKES_EFFECT = 5_000;

export interface Saboteur {
  readonly restApiId: string;
  deleteMethod(path: string, httpMethod: string): Promise<void>;
  /** Answers by itself what was the function's. */
  mockMethod(path: string, httpMethod: string): Promise<void>;
  addMethod(path: string, httpMethod: string): Promise<void>;
  renamePath(path: string, pathPart: string): Promise<void>;
  addPath(pathPart: string): Promise<void>;
  forgetResponse(path: string, httpMethod: string, statusCode: string): Promise<void>;
  promiseResponse(path: string, httpMethod: string, statusCode: string): Promise<void>;
  changeModel(): Promise<void>;
  switchValidatorOff(): Promise<void>;
  /** A second one of the same name, as a lost answer may leave it. */
  addValidator(): Promise<void>;
  /** What API Gateway refuses itself gets this status. */
  changeRefusals(statusCode: string): Promise<void>;
  changeApi(path: string, value: string): Promise<void>;
  takeForBytes(mediaType: string): Promise<void>;
  /** Deploys the API as it is to the stage, by hand. */
  deploy(): Promise<void>;
  /** The deployment that is served was of other routes, as of an older version of the lab. */
  ageDeployment(): Promise<void>;
  changeStage(path: string, value: string): Promise<void>;
  deleteStage(): Promise<void>;
  untagStage(): Promise<void>;
  removePermission(id: string): Promise<void>;
  letAnybodyCall(): Promise<void>;
  replaceCode(source: string): Promise<void>;
  changeEnvironment(Variables: Record<string, string>): Promise<void>;
  /** Takes one statement from what the role may do. */
  forbid(statement: string): Promise<void>;
  /** Takes one action from it. */
  forbidAction(action: string): Promise<void>;
}

/** For the API of a lab without a prefix. */
export async function saboteurOf(sandbox: TestSandbox, lab: Lab): Promise<Saboteur> {
  const gateway = sandbox.client(APIGatewayClient);
  const lambda = sandbox.client(LambdaClient);
  const { items: apis = [] } = await gateway.send(new GetRestApisCommand({}));
  const restApiId = apis.find(({ name }) => name === 'OrdersAPI')?.id ?? '';
  const stage = { restApiId, stageName: 'dev' };
  const idOf = async (path: string): Promise<string | undefined> => {
    const { items = [] } = await gateway.send(new GetResourcesCommand({ restApiId }));
    return items.find((resource) => resource.path === path)?.id;
  };
  const allow = async (statements: readonly Statement[]): Promise<void> => {
    await sandbox.client(IAMClient).send(
      new PutRolePolicyCommand({
        RoleName: `${FUNCTION}-us-east-1`,
        PolicyName: 'orders-lab',
        PolicyDocument: permissionsDocument(statements),
      }),
    );
  };
  return {
    restApiId,
    async deleteMethod(path, httpMethod) {
      const resourceId = await idOf(path);
      await gateway.send(new DeleteMethodCommand({ restApiId, resourceId, httpMethod }));
    },
    async mockMethod(path, httpMethod) {
      const resourceId = await idOf(path);
      await gateway.send(new PutIntegrationCommand({ restApiId, resourceId, httpMethod, type: 'MOCK' }));
    },
    async addMethod(path, httpMethod) {
      const place = { restApiId, resourceId: await idOf(path), httpMethod };
      await gateway.send(new PutMethodCommand({ ...place, authorizationType: 'NONE' }));
      await gateway.send(new PutIntegrationCommand({ ...place, type: 'MOCK' }));
    },
    async renamePath(path, pathPart) {
      await gateway.send(
        new UpdateResourceCommand({
          restApiId,
          resourceId: await idOf(path),
          patchOperations: [{ op: 'replace', path: '/pathPart', value: pathPart }],
        }),
      );
    },
    async addPath(pathPart) {
      await gateway.send(new CreateResourceCommand({ restApiId, parentId: await idOf('/'), pathPart }));
    },
    async forgetResponse(path, httpMethod, statusCode) {
      const resourceId = await idOf(path);
      await gateway.send(new DeleteMethodResponseCommand({ restApiId, resourceId, httpMethod, statusCode }));
    },
    async promiseResponse(path, httpMethod, statusCode) {
      const resourceId = await idOf(path);
      await gateway.send(new PutMethodResponseCommand({ restApiId, resourceId, httpMethod, statusCode }));
    },
    async changeModel() {
      const value = JSON.stringify({ type: 'object', required: ['colour'] });
      await gateway.send(
        new UpdateModelCommand({
          restApiId,
          modelName: 'NewOrder',
          patchOperations: [{ op: 'replace', path: '/schema', value }],
        }),
      );
    },
    async switchValidatorOff() {
      const { items = [] } = await gateway.send(new GetRequestValidatorsCommand({ restApiId }));
      await gateway.send(
        new UpdateRequestValidatorCommand({
          restApiId,
          requestValidatorId: items[0]?.id,
          patchOperations: [{ op: 'replace', path: '/validateRequestBody', value: 'false' }],
        }),
      );
    },
    async addValidator() {
      const settings = { restApiId, validateRequestBody: true, validateRequestParameters: false };
      const { id: requestValidatorId } = await gateway.send(
        new CreateRequestValidatorCommand({ ...settings, name: 'another' }),
      );
      const patchOperations = [{ op: 'replace' as const, path: '/name', value: 'body' }];
      await gateway.send(
        new UpdateRequestValidatorCommand({ restApiId, requestValidatorId, patchOperations }),
      );
    },
    async changeRefusals(statusCode) {
      await gateway.send(
        new PutGatewayResponseCommand({ restApiId, responseType: 'DEFAULT_4XX', statusCode }),
      );
    },
    async changeApi(path, value) {
      const patchOperations = [{ op: 'replace' as const, path, value }];
      await gateway.send(new UpdateRestApiCommand({ restApiId, patchOperations }));
    },
    async takeForBytes(mediaType) {
      const path = `/binaryMediaTypes/${mediaType.replaceAll('/', '~1')}`;
      const patchOperations = [{ op: 'add' as const, path }];
      await gateway.send(new UpdateRestApiCommand({ restApiId, patchOperations }));
    },
    async deploy() {
      await gateway.send(new CreateDeploymentCommand({ ...stage }));
    },
    async ageDeployment() {
      const { deploymentId } = await gateway.send(new GetStageCommand(stage));
      const value = 'orders-lab, routes 0123456789abcdef';
      const patchOperations = [{ op: 'replace' as const, path: '/description', value }];
      await gateway.send(new UpdateDeploymentCommand({ restApiId, deploymentId, patchOperations }));
    },
    async changeStage(path, value) {
      const patchOperations = [{ op: 'replace' as const, path, value }];
      await gateway.send(new UpdateStageCommand({ ...stage, patchOperations }));
    },
    async deleteStage() {
      await gateway.send(new DeleteStageCommand(stage));
    },
    async untagStage() {
      const resourceArn = `arn:aws:apigateway:us-east-1::/restapis/${restApiId}/stages/dev`;
      await gateway.send(new UntagResourceCommand({ resourceArn, tagKeys: ['orders-lab'] }));
    },
    async removePermission(StatementId) {
      await lambda.send(new RemovePermissionCommand({ FunctionName: FUNCTION, StatementId }));
    },
    async letAnybodyCall() {
      await lambda.send(
        new AddPermissionCommand({
          FunctionName: FUNCTION,
          StatementId: 'anybody',
          Action: 'lambda:InvokeFunction',
          Principal: '*',
        }),
      );
    },
    async replaceCode(source) {
      const ZipFile = zipSync({ 'index.mjs': strToU8(source) });
      await lambda.send(new UpdateFunctionCodeCommand({ FunctionName: FUNCTION, ZipFile }));
      await sandbox.advance(TAKES_EFFECT);
    },
    async changeEnvironment(Variables) {
      await lambda.send(
        new UpdateFunctionConfigurationCommand({ FunctionName: FUNCTION, Environment: { Variables } }),
      );
      await sandbox.advance(TAKES_EFFECT);
    },
    forbid: (statement) => allow(apiRole(lab).statements.filter(({ sid }) => sid !== statement)),
    forbidAction: (action) =>
      allow(
        apiRole(lab).statements.map((each) => ({
          ...each,
          actions: each.actions.filter((other) => other !== action),
        })),
      ),
  };
}

/** What somebody may do, the checks that fail from then on, and the calls that put it right. */
export type Sabotage = readonly [
  what: string,
  sabotage: (saboteur: Saboteur) => Promise<void>,
  checks: readonly string[],
  repair: readonly string[],
];

const ORDER = '/orders/{order_id}';

const times = (count: number, operation: string): string[] => Array<string>(count).fill(operation);

export const SABOTAGES: readonly Sabotage[] = [
  [
    'a method that was deleted',
    ({ deleteMethod }) => deleteMethod(ORDER, 'DELETE'),
    ['route-delete-orders-order_id'],
    ['PutMethod', 'PutIntegration', ...times(4, 'PutMethodResponse')],
  ],
  [
    'a method that answers by itself',
    ({ mockMethod }) => mockMethod('/orders', 'GET'),
    ['route-get-orders'],
    ['PutIntegration'],
  ],
  [
    'a preflight that was deleted',
    ({ deleteMethod }) => deleteMethod('/orders', 'OPTIONS'),
    ['route-options-orders'],
    ['PutMethod', 'PutIntegration', 'PutMethodResponse', 'PutIntegrationResponse'],
  ],
  [
    'a method that nobody has asked for',
    ({ addMethod }) => addMethod('/orders', 'PATCH'),
    ['no-other-methods'],
    ['DeleteMethod'],
  ],
  [
    'a method that no longer promises an answer',
    ({ forgetResponse }) => forgetResponse('/orders', 'POST', '201'),
    ['route-post-orders'],
    ['PutMethodResponse'],
  ],
  [
    'a method that promises an answer too many',
    ({ promiseResponse }) => promiseResponse('/orders', 'GET', '302'),
    ['route-get-orders'],
    ['DeleteMethod', 'PutMethod', 'PutIntegration', ...times(2, 'PutMethodResponse')],
  ],
  ['a model that asks for more', ({ changeModel }) => changeModel(), ['model-neworder'], ['UpdateModel']],
  [
    'a validator that looks at nothing',
    ({ switchValidatorOff }) => switchValidatorOff(),
    ['validator'],
    ['UpdateRequestValidator'],
  ],
  [
    'a second validator of the same name',
    ({ addValidator }) => addValidator(),
    ['validator'],
    ['DeleteRequestValidator'],
  ],
  [
    'a path that catches all others',
    ({ addPath }) => addPath('{proxy+}'),
    ['no-catch-all'],
    ['DeleteResource'],
  ],
  [
    'an API that refuses with another status',
    ({ changeRefusals }) => changeRefusals('418'),
    ['gateway-responses'],
    ['DeleteGatewayResponse'],
  ],
  [
    'an API that says it is something else',
    ({ changeApi }) => changeApi('/description', 'Invoices'),
    ['api-description'],
    ['UpdateRestApi'],
  ],
  [
    'an API that takes everything for bytes',
    ({ takeForBytes }) => takeForBytes('*/*'),
    ['api-text'],
    ['UpdateRestApi'],
  ],
  [
    'a permission that was removed',
    ({ removePermission }) => removePermission('PUT-orders-order_id'),
    ['permission-put-orders-order_id'],
    ['AddPermission'],
  ],
  [
    'a function that anybody may call',
    ({ letAnybodyCall }) => letAnybodyCall(),
    ['no-other-callers'],
    ['RemovePermission'],
  ],
  ['a stage that was moved', ({ deploy }) => deploy(), ['stage-deployment'], ['UpdateStage']],
  [
    'throttling that was lifted',
    ({ changeStage }) => changeStage('/*/*/throttling/rateLimit', '9000'),
    ['stage-throttling'],
    ['UpdateStage'],
  ],
  [
    'throttling of one method that was lifted',
    ({ changeStage }) => changeStage('/~1orders/GET/throttling/rateLimit', '9000'),
    ['stage-throttling'],
    ['UpdateStage'],
  ],
  [
    'a stage with a variable',
    ({ changeStage }) => changeStage('/variables/colour', 'green'),
    ['stage-alone'],
    ['UpdateStage'],
  ],
  ['a stage without its tag', ({ untagStage }) => untagStage(), ['stage-tag'], ['TagResource']],
  [
    'a stage that was deleted',
    ({ deleteStage }) => deleteStage(),
    ['stage-deployment', 'stage-throttling', 'stage-alone', 'stage-tag'],
    ['CreateStage', 'UpdateStage'],
  ],
  [
    'a function with other code',
    ({ replaceCode }) => replaceCode('export const handler = async () => ({});'),
    ['function-code'],
    ['UpdateFunctionCode'],
  ],
  [
    'a function that was sent to another table',
    ({ changeEnvironment }) => changeEnvironment({ TABLE_NAME: 'Orders2', INDEX_NAME: 'CustomerIndex' }),
    ['function-environment'],
    ['UpdateFunctionConfiguration'],
  ],
  [
    'a role that may not query the index',
    ({ forbid }) => forbid('QueryIndex'),
    ['may-query-index'],
    ['PutRolePolicy'],
  ],
];
