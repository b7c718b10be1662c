/** What API Gateway tells of REST APIs, and which of them is the lab's. Reads only. */
import {
  type Deployment,
  type GatewayResponse,
  GetDeploymentsCommand,
  GetGatewayResponsesCommand,
  GetModelsCommand,
  GetRequestValidatorsCommand,
  GetResourcesCommand,
  GetRestApiCommand,
  GetRestApisCommand,
  GetStagesCommand,
  type Model,
  type RequestValidator,
  type Resource,
  type RestApi,
  type Stage,
} from '@aws-sdk/client-api-gateway';
import type { Lab } from '../lab/lab.js';
import { foreignBecause } from '../lab/ownership.js';
import { orUndefined } from './or-undefined.js';
import { sendToApiGateway } from './rest-api-calls.js';

/** The most that a page holds. */
const PAGE = 500;

/** An API that has been made: what is asked about always has an id. */
export type ExistingApi = RestApi & { readonly id: string };

/** All that a deployment takes a copy of, as it is now. */
export interface Definition {
  readonly resources: readonly Resource[];
  readonly validators: readonly RequestValidator[];
  readonly models: readonly Model[];
  /** Those that somebody has set; without API Gateway's own. */
  readonly gatewayResponses: readonly GatewayResponse[];
}

/** Why an API is not ours; undefined when it is. */
export function foreignApiBecause({ ownership }: Lab, { tags }: RestApi): string | undefined {
  return foreignBecause(tags ?? {}, ownership);
}

/**
 * The lab's APIs: of its name and with its tags, the oldest first. One of that name which has not our tags is
 * somebody else's and in nobody's way, for names are not unique.
 */
export async function ownRestApis(lab: Lab): Promise<ExistingApi[]> {
  const apis = await allPages((position) =>
    sendToApiGateway(lab, (client) => client.send(new GetRestApisCommand({ limit: PAGE, position }))),
  );
  return apis
    .filter((api) => api.name === lab.names.restApi && foreignApiBecause(lab, api) === undefined)
    .filter(hasId)
    .sort((one, other) => createdAt(one) - createdAt(other));
}

/**
 * The one API of the lab. There may be several, where the answer to CreateRestApi was lost: it is the one with the
 * stage, else the oldest.
 */
export async function theRestApi(
  lab: Lab,
  apis: readonly ExistingApi[],
  stageName: string,
): Promise<ExistingApi | undefined> {
  if (apis.length > 1) {
    for (const api of apis) {
      const stages = await readStages(lab, api.id);
      if (stages.some((stage) => stage.stageName === stageName)) return api;
    }
  }
  return apis[0];
}

function hasId(api: RestApi): api is ExistingApi {
  return api.id !== undefined;
}

function createdAt({ createdDate }: Pick<RestApi, 'createdDate'>): number {
  return createdDate?.getTime() ?? 0;
}

/** Undefined when there is none. */
export async function readRestApi(lab: Lab, restApiId: string): Promise<ExistingApi | undefined> {
  const api = await orUndefined(() =>
    sendToApiGateway(lab, (client) => client.send(new GetRestApiCommand({ restApiId }))),
  );
  return api !== undefined && hasId(api) ? api : undefined;
}

/** The definition of an API. Of one that is gone, there is nothing in it. */
export async function readDefinition(lab: Lab, restApiId: string): Promise<Definition> {
  const resources = await allPages((position) =>
    sendToApiGateway(lab, (client) =>
      client.send(new GetResourcesCommand({ restApiId, embed: ['methods'], limit: PAGE, position })),
    ),
  );
  const validators = await allPages((position) =>
    sendToApiGateway(lab, (client) =>
      client.send(new GetRequestValidatorsCommand({ restApiId, limit: PAGE, position })),
    ),
  );
  const models = await allPages((position) =>
    sendToApiGateway(lab, (client) =>
      client.send(new GetModelsCommand({ restApiId, limit: PAGE, position })),
    ),
  );
  const gatewayResponses = await allPages((position) =>
    sendToApiGateway(lab, (client) =>
      client.send(new GetGatewayResponsesCommand({ restApiId, limit: PAGE, position })),
    ),
  );
  return {
    resources,
    validators,
    models,
    gatewayResponses: gatewayResponses.filter(({ defaultResponse }) => defaultResponse === false),
  };
}

/** All stages of an API; none where it is gone. */
export async function readStages(lab: Lab, restApiId: string): Promise<readonly Stage[]> {
  const answer = await orUndefined(() =>
    sendToApiGateway(lab, (client) => client.send(new GetStagesCommand({ restApiId }))),
  );
  return answer?.item ?? [];
}

/** All deployments of an API, the newest first; none where it is gone. */
export async function readDeployments(lab: Lab, restApiId: string): Promise<Deployment[]> {
  const deployments = await allPages((position) =>
    sendToApiGateway(lab, (client) =>
      client.send(new GetDeploymentsCommand({ restApiId, limit: PAGE, position })),
    ),
  );
  return deployments.sort((one, other) => createdAt(other) - createdAt(one));
}

interface Page<T> {
  readonly items?: T[] | undefined;
  readonly position?: string | undefined;
}

async function allPages<T>(read: (position: string | undefined) => Promise<Page<T>>): Promise<T[]> {
  const items: T[] = [];
  let position: string | undefined;
  do {
    const page: Page<T> | undefined = await orUndefined(() => read(position));
    items.push(...(page?.items ?? []));
    position = page?.position;
  } while (position !== undefined);
  return items;
}
