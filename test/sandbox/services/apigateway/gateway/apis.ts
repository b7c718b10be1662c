/** Deployed APIs for tests of the data plane, and HTTP to them. */
import { randomBytes } from 'node:crypto';
import type { Integration, Method, MethodSetting } from '@aws-sdk/client-api-gateway';
import { AddPermissionCommand, LambdaClient } from '@aws-sdk/client-lambda';
import {
  apiKey,
  type Definition,
  openRecords,
  partKey,
  type ResourceRecord,
} from '../../../../../src/sandbox/services/apigateway/records.js';
import { exchange, type RawAnswer } from '../../../../support/raw-http.js';
import type { TestSandbox } from '../../../../support/sandbox.js';

export const STAGE = 'dev';

/** By path, then by verb. */
export type Routes = Readonly<Record<string, Readonly<Record<string, Method>>>>;

export interface ApiOptions {
  readonly routes: Routes;
  readonly definition?: Partial<Omit<Definition, 'resources'>>;
  readonly variables?: Readonly<Record<string, string>>;
  readonly methodSettings?: Readonly<Record<string, MethodSetting>>;
}

export interface TestApi {
  readonly id: string;
  readonly name: string;
  /** `http://127.0.0.1:4600/execute-api/abc/dev` */
  readonly url: string;
  /** Deploys these routes to the stage. */
  deploy(routes: Routes): void;
}

export function resourcesOf(routes: Routes): Readonly<Record<string, ResourceRecord>> {
  return Object.fromEntries(
    Object.entries(routes).map(([path, methods], index) => {
      const id = `r${index}`;
      return [id, { id, path, methods }];
    }),
  );
}

/** An API with a deployment under the stage `dev`. */
export function deployApi(sandbox: TestSandbox, options: ApiOptions): TestApi {
  const { connection, server } = sandbox;
  const { account, region } = connection;
  const place = { account, region };
  const id = randomBytes(5).toString('hex');
  const name = `api-${id}`;
  const records = openRecords(server.store);
  const definitionOf = (routes: Routes): Definition => ({
    models: {},
    validators: {},
    gatewayResponses: {},
    binaryMediaTypes: [],
    ...options.definition,
    resources: resourcesOf(routes),
  });
  const deploy = (routes: Routes): void => {
    const createdAt = server.clock.now();
    const deploymentId = randomBytes(3).toString('hex');
    records.deployments.put(partKey(place, id, deploymentId), {
      id: deploymentId,
      apiId: id,
      createdAt,
      definition: definitionOf(routes),
    });
    records.stages.put(partKey(place, id, STAGE), {
      apiId: id,
      name: STAGE,
      deploymentId,
      variables: options.variables ?? {},
      methodSettings: options.methodSettings ?? {},
      tracingEnabled: false,
      createdAt: records.stages.get(partKey(place, id, STAGE))?.createdAt ?? createdAt,
      updatedAt: createdAt,
    });
  };
  records.apis.put(apiKey(place, id), {
    ...place,
    id,
    settings: { name },
    rootResourceId: 'r0',
    createdAt: server.clock.now(),
    definition: definitionOf(options.routes),
  });
  records.places.put(id, place);
  deploy(options.routes);
  return { id, name, url: `${connection.endpoint}/execute-api/${id}/${STAGE}`, deploy };
}

/** A method that hands on to a function. */
export function proxyTo(functionArn: string, overrides: Partial<Method & Integration> = {}): Method {
  const { timeoutInMillis, uri, passthroughBehavior, ...method } = overrides;
  return {
    authorizationType: 'NONE',
    ...method,
    methodIntegration: {
      type: 'AWS_PROXY',
      httpMethod: 'POST',
      uri: uri ?? `arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/${functionArn}/invocations`,
      ...(timeoutInMillis === undefined ? {} : { timeoutInMillis }),
      ...(passthroughBehavior === undefined ? {} : { passthroughBehavior }),
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
