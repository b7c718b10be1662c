/** APIs that can be deployed, made through the front door: what the tests of deployments and stages begin with. */
import {
  type APIGatewayClient,
  CreateDeploymentCommand,
  type CreateDeploymentCommandInput,
  CreateResourceCommand,
  CreateRestApiCommand,
  type Deployment,
  PutIntegrationCommand,
  PutIntegrationResponseCommand,
  PutMethodCommand,
  type PutMethodCommandInput,
  PutMethodResponseCommand,
} from '@aws-sdk/client-api-gateway';

export interface MadeApi {
  readonly restApiId: string;
  readonly rootId: string;
}

/** An API without any methods. */
export async function makeApi(client: APIGatewayClient, name = 'orders'): Promise<MadeApi> {
  const { id = '', rootResourceId = '' } = await client.send(new CreateRestApiCommand({ name }));
  return { restApiId: id, rootId: rootResourceId };
}

/** Gives the id of the new resource. */
export async function addResource(
  client: APIGatewayClient,
  { restApiId, rootId }: MadeApi,
  pathPart: string,
  parentId = rootId,
): Promise<string> {
  const { id = '' } = await client.send(new CreateResourceCommand({ restApiId, parentId, pathPart }));
  return id;
}

/** A method that answers 200 by itself, in JSON. */
export async function addMockMethod(
  client: APIGatewayClient,
  { restApiId }: MadeApi,
  resourceId: string,
  httpMethod: string,
  rest: Partial<PutMethodCommandInput> = {},
): Promise<void> {
  const name = { restApiId, resourceId, httpMethod };
  await client.send(new PutMethodCommand({ ...name, authorizationType: 'NONE', ...rest }));
  await client.send(
    new PutIntegrationCommand({
      ...name,
      type: 'MOCK',
      requestTemplates: { 'application/json': '{"statusCode": 200}' },
    }),
  );
  await client.send(new PutMethodResponseCommand({ ...name, statusCode: '200' }));
  await client.send(
    new PutIntegrationResponseCommand({
      ...name,
      statusCode: '200',
      responseTemplates: { 'application/json': `{"method": "${httpMethod}"}` },
    }),
  );
}

/** An API whose root answers to GET. */
export async function makeDeployableApi(client: APIGatewayClient, name?: string): Promise<MadeApi> {
  const api = await makeApi(client, name);
  await addMockMethod(client, api, api.rootId, 'GET');
  return api;
}

export function deploy(
  client: APIGatewayClient,
  { restApiId }: MadeApi,
  rest: Partial<CreateDeploymentCommandInput> = {},
): Promise<Deployment> {
  return client.send(new CreateDeploymentCommand({ restApiId, ...rest }));
}
