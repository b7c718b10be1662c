/** What REST APIs there are, down to their methods and stages: a part of the inventory, asked with the SDK alone. */
import {
  APIGatewayClient,
  GetDeploymentCommand,
  GetDeploymentsCommand,
  GetGatewayResponsesCommand,
  GetModelsCommand,
  GetRequestValidatorsCommand,
  GetResourcesCommand,
  GetRestApisCommand,
  GetStagesCommand,
  type Method,
  type RequestValidator,
  type Resource,
  type RestApi,
  type Stage,
} from '@aws-sdk/client-api-gateway';
import type { TestSandbox } from '../support/sandbox.js';

/** One line each for an API, its resources, methods, models, stages and so on, without ids and times. */
export async function restApis(sandbox: TestSandbox): Promise<string[]> {
  const client = sandbox.client(APIGatewayClient);
  const { items = [] } = await client.send(new GetRestApisCommand({ limit: 500 }));
  return (await Promise.all(items.map((api) => partsOf(client, api)))).flat();
}

async function partsOf(client: APIGatewayClient, api: RestApi): Promise<string[]> {
  const name = { restApiId: api.id, limit: 500 };
  const resources = await client.send(new GetResourcesCommand({ ...name, embed: ['methods'] }));
  const { items: validators = [] } = await client.send(new GetRequestValidatorsCommand(name));
  const models = await client.send(new GetModelsCommand(name));
  const responses = await client.send(new GetGatewayResponsesCommand(name));
  const deployments = await client.send(new GetDeploymentsCommand(name));
  const stages = await client.send(new GetStagesCommand(name));
  const { id: _id, createdDate: _created, rootResourceId: _root, ...settings } = api;
  return [
    json(settings),
    ...(resources.items ?? []).flatMap((resource) => resourceLines(resource, validators)),
    ...validators.map(({ id: _, ...validator }) => `validator ${json(validator)}`),
    ...(models.items ?? []).map(({ id: _, ...model }) => `model ${json(model)}`),
    // Of those that nobody has put there is nothing to tell.
    ...(responses.items ?? [])
      .filter(({ defaultResponse }) => !defaultResponse)
      .map((response) => `gateway response ${json(response)}`),
    `${deployments.items?.length ?? 0} deployments`,
    ...(await Promise.all((stages.item ?? []).map((stage) => stageLine(client, api.id, stage)))),
  ].map((line) => `API ${api.name}: ${line}`);
}

function resourceLines({ path, resourceMethods = {} }: Resource, validators: RequestValidator[]): string[] {
  const methods = Object.values(resourceMethods).map((method) => `${path} ${methodText(method, validators)}`);
  return [`${path}`, ...methods];
}

function methodText({ requestValidatorId, ...method }: Method, validators: RequestValidator[]): string {
  const validator = validators.find(({ id }) => id !== undefined && id === requestValidatorId)?.name;
  // The id of its resource, unless it was given another name.
  const { cacheNamespace: _, ...methodIntegration } = method.methodIntegration ?? {};
  return json({ ...method, methodIntegration, validator });
}

/** With the methods that are deployed to it. */
async function stageLine(
  client: APIGatewayClient,
  restApiId: string | undefined,
  { deploymentId, createdDate: _created, lastUpdatedDate: _updated, ...stage }: Stage,
): Promise<string> {
  const deployed = { restApiId, deploymentId, embed: ['apisummary'] };
  const { apiSummary, description } = await client.send(new GetDeploymentCommand(deployed));
  return `stage ${json(stage)} of ${json({ apiSummary, description })}`;
}

/** With the members of every object in one order, so that equal things look alike. */
function json(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}
