/** Deployed APIs for tests of the data plane, made through the front door, and HTTP to them. */
import { randomBytes } from 'node:crypto';
import {
  APIGatewayClient,
  CreateDeploymentCommand,
  CreateModelCommand,
  CreateRequestValidatorCommand,
  CreateResourceCommand,
  CreateRestApiCommand,
  type GatewayResponse,
  type Integration,
  type Method,
  type PatchOperation,
  PutGatewayResponseCommand,
  PutIntegrationCommand,
  PutIntegrationResponseCommand,
  PutMethodCommand,
  PutMethodResponseCommand,
  UpdateStageCommand,
} from '@aws-sdk/client-api-gateway';
import { AddPermissionCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { exchange, type RawAnswer } from '../../../../support/raw-http.js';
import type { TestSandbox } from '../../../../support/sandbox.js';

export const STAGE = 'dev';

/** By path, then by verb. A method with any `requestValidatorId` has a validator of parameters and bodies. */
export type Routes = Readonly<Record<string, Readonly<Record<string, Method>>>>;

export interface ApiOptions {
  readonly routes: Routes;
  readonly binaryMediaTypes?: string[];
  /** Schemas by name. */
  readonly models?: Readonly<Record<string, object>>;
  readonly gatewayResponses?: readonly GatewayResponse[];
  readonly variables?: Record<string, string>;
  /** Of the stage: by path (`/*\/*\/throttling/rateLimit`) to value. */
  readonly settings?: Readonly<Record<string, string>>;
}

export interface TestApi {
  readonly id: string;
  readonly name: string;
  /** `http://127.0.0.1:4600/execute-api/abc/dev` */
  readonly url: string;
  /** Adds these routes, and deploys all to the stage. */
  deploy(routes: Routes): Promise<void>;
}

/** An API with a deployment under the stage `dev`. */
export async function deployApi(sandbox: TestSandbox, options: ApiOptions): Promise<TestApi> {
  const client = sandbox.client(APIGatewayClient);
  const name = `api-${randomBytes(5).toString('hex')}`;
  const { binaryMediaTypes, models = {}, gatewayResponses = [], variables, settings = {} } = options;
  const made = await client.send(new CreateRestApiCommand({ name, binaryMediaTypes }));
  const { id: restApiId = '', rootResourceId = '' } = made;
  for (const [model, schema] of Object.entries(models)) {
    await client.send(
      new CreateModelCommand({
        restApiId,
        name: model,
        contentType: 'application/json',
        schema: JSON.stringify(schema),
      }),
    );
  }
  for (const { responseType, ...response } of gatewayResponses) {
    await client.send(new PutGatewayResponseCommand({ restApiId, responseType, ...response }));
  }
  const { id: validatorId } = await client.send(
    new CreateRequestValidatorCommand({
      restApiId,
      name: 'all',
      validateRequestBody: true,
      validateRequestParameters: true,
    }),
  );
  const resources = new Map([['/', rootResourceId]]);
  const resourceOf = async (path: string): Promise<string> => {
    const known = resources.get(path);
    if (known !== undefined) return known;
    const end = path.lastIndexOf('/');
    const parentId = await resourceOf(path.slice(0, end) || '/');
    const { id = '' } = await client.send(
      new CreateResourceCommand({ restApiId, parentId, pathPart: path.slice(end + 1) }),
    );
    resources.set(path, id);
    return id;
  };
  const deploy = async (routes: Routes): Promise<void> => {
    for (const [path, methods] of Object.entries(routes)) {
      const resourceId = await resourceOf(path);
      for (const [httpMethod, method] of Object.entries(methods)) {
        await putMethod(client, { restApiId, resourceId, httpMethod }, method, validatorId);
      }
    }
    await client.send(new CreateDeploymentCommand({ restApiId, stageName: STAGE, variables }));
  };
  await deploy(options.routes);
  const patchOperations = Object.entries(settings).map(
    ([path, value]): PatchOperation => ({ op: 'replace', path, value }),
  );
  if (patchOperations.length > 0) {
    await client.send(new UpdateStageCommand({ restApiId, stageName: STAGE, patchOperations }));
  }
  return {
    id: restApiId,
    name,
    url: `${sandbox.connection.endpoint}/execute-api/${restApiId}/${STAGE}`,
    deploy,
  };
}

interface MethodName {
  readonly restApiId: string;
  readonly resourceId: string;
  readonly httpMethod: string;
}

async function putMethod(
  client: APIGatewayClient,
  name: MethodName,
  { methodIntegration, methodResponses = {}, requestValidatorId, ...method }: Method,
  validatorId: string | undefined,
): Promise<void> {
  await client.send(
    new PutMethodCommand({
      authorizationType: 'NONE',
      ...method,
      ...name,
      ...(requestValidatorId === undefined ? {} : { requestValidatorId: validatorId }),
    }),
  );
  const {
    integrationResponses = {},
    httpMethod: integrationHttpMethod,
    ...integration
  } = methodIntegration ?? {};
  await client.send(
    new PutIntegrationCommand({ type: 'MOCK', ...integration, ...name, integrationHttpMethod }),
  );
  for (const [statusCode, response] of Object.entries(methodResponses)) {
    await client.send(new PutMethodResponseCommand({ ...response, ...name, statusCode }));
  }
  for (const [statusCode, response] of Object.entries(integrationResponses)) {
    await client.send(new PutIntegrationResponseCommand({ ...response, ...name, statusCode }));
  }
}

/** A method that hands on to a function. */
export function proxyTo(
  functionArn: string,
  overrides: Partial<Method> & Pick<Integration, 'timeoutInMillis'> = {},
): Method {
  const { timeoutInMillis, ...method } = overrides;
  return {
    authorizationType: 'NONE',
    ...method,
    methodIntegration: {
      type: 'AWS_PROXY',
      httpMethod: 'POST',
      uri: `arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/${functionArn}/invocations`,
      ...(timeoutInMillis === undefined ? {} : { timeoutInMillis }),
    },
  };
}

/** A method that answers 200 without a backend. */
export function mock(overrides: Partial<Method> = {}): Method {
  return {
    authorizationType: 'NONE',
    methodResponses: { 200: { statusCode: '200' } },
    methodIntegration: {
      type: 'MOCK',
      requestTemplates: { 'application/json': '{"statusCode": 200}' },
      integrationResponses: { 200: { statusCode: '200' } },
    },
    ...overrides,
  };
}

/** Lets an API's methods invoke a function. Default: all of them. */
export async function allowApi(
  sandbox: TestSandbox,
  FunctionName: string,
  api: TestApi,
  methods = '*/*/*',
): Promise<void> {
  const { account, region } = sandbox.connection;
  await sandbox.client(LambdaClient).send(
    new AddPermissionCommand({
      FunctionName,
      StatementId: randomBytes(8).toString('hex'),
      Action: 'lambda:InvokeFunction',
      Principal: 'apigateway.amazonaws.com',
      SourceArn: `arn:aws:execute-api:${region}:${account}:${api.id}/${methods}`,
    }),
  );
}

export interface Answered {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

export async function ask(url: string, init: RequestInit = {}): Promise<Answered> {
  const answer = await fetch(url, init);
  return { status: answer.status, headers: answer.headers, text: await answer.text() };
}

/** For requests that `fetch` does not send: the path behind the stage as it stands, and headers line by line. */
export async function askRaw(
  sandbox: TestSandbox,
  api: TestApi,
  rawPath: string,
  {
    method = 'GET',
    headers = [],
    body = '',
  }: { method?: string; headers?: readonly string[]; body?: string } = {},
): Promise<RawAnswer> {
  const { port } = sandbox.connection;
  const lines = [
    `${method} /execute-api/${api.id}/${STAGE}${rawPath} HTTP/1.1`,
    `Host: 127.0.0.1:${port}`,
    ...headers,
  ];
  return await exchange(port, `${lines.join('\r\n')}\r\nConnection: close\r\n\r\n${body}`);
}
