/** The lab's REST API: found by name and tags, brought to its definition, removed with all that is in it. */
import {
  type APIGatewayClient,
  CreateModelCommand,
  CreateRequestValidatorCommand,
  CreateResourceCommand,
  CreateRestApiCommand,
  DeleteGatewayResponseCommand,
  DeleteMethodCommand,
  DeleteRequestValidatorCommand,
  DeleteResourceCommand,
  DeleteRestApiCommand,
  PutIntegrationCommand,
  PutIntegrationResponseCommand,
  PutMethodCommand,
  PutMethodResponseCommand,
  UpdateModelCommand,
  UpdateRequestValidatorCommand,
  UpdateRestApiCommand,
} from '@aws-sdk/client-api-gateway';
import { isAlreadyExists, isNotFound, isTransientInUse } from '../aws/errors.js';
import { poll } from '../aws/polling.js';
import type { Lab } from '../lab/lab.js';
import { tagMap } from '../lab/ownership.js';
import { longWait } from '../lab/patience.js';
import { type Found, type Ours, type Resource, resourceKey } from '../lab/resource.js';
import { apiGatewayArnOf } from './arns.js';
import {
  type ExistingApi,
  foreignApiBecause,
  ownRestApis,
  readDefinition,
  readRestApi,
  theRestApi,
} from './read-rest-api.js';
import { createInApiGateway, deleteFromApiGateway, sendToApiGateway } from './rest-api-calls.js';
import { apiChanges, type Change, definitionChanges } from './rest-api-changes.js';
import type { RestApiSpec } from './rest-api-spec.js';

export const REST_API_KIND = 'rest-api';

/** Milliseconds between two looks, and in all: a class shares ten calls per second. */
const POLL = 500;
const DEADLINE = 10 * 60_000;

/**
 * The API as cleanup and status see it: one resource, also where there are several of its name.
 * @param uses what it was built upon: the function that it calls.
 */
export function restApiResource(name: string, uses: readonly Pick<Resource, 'kind' | 'name'>[]): Resource {
  return {
    kind: REST_API_KIND,
    name,
    after: uses.map(resourceKey),
    find: async (lab) => {
      const [api] = await ownRestApis(lab);
      return api === undefined ? { state: 'absent' } : oursOf(lab, api);
    },
    remove: removeOwnRestApis,
  };
}

/** An API that its tags have told of, unless its name leads to it as well: somebody may have renamed it. */
export function strayRestApiResource(id: string): Resource {
  return {
    kind: REST_API_KIND,
    name: id,
    after: [],
    find: async (lab): Promise<Found> => {
      const api = await readRestApi(lab, id);
      if (api === undefined || api.name === lab.names.restApi) return { state: 'absent' };
      const because = foreignApiBecause(lab, api);
      return because === undefined ? oursOf(lab, api) : { state: 'foreign', arn: arnOf(lab, api), because };
    },
    remove: (lab) => removeRestApi(lab, id),
  };
}

function oursOf(lab: Lab, api: ExistingApi): Ours {
  const { createdDate } = api;
  return {
    state: 'ours',
    arn: arnOf(lab, api),
    ...(createdDate === undefined ? {} : { createdAt: createdDate.getTime() }),
  };
}

function arnOf(lab: Lab, { id }: ExistingApi): string {
  return apiGatewayArnOf(lab, `/restapis/${id}`);
}

/**
 * Brings the lab's one API and its definition to the spec; safe to repeat. Of several of its name, as a lost answer
 * leaves them, the one with the stage is kept. Nothing of the change is served before it is deployed.
 * @returns its id.
 */
export async function ensureRestApi(lab: Lab, spec: RestApiSpec): Promise<string> {
  // Every round either waits or makes changes, and looks again at what has become of them.
  return poll({
    what: `the REST API ${spec.name} to become what it should be`,
    ...longWait(lab),
    every: POLL,
    deadline: DEADLINE,
    // Somebody else changes the same API, or a lost answer was for a change that was made.
    tolerate: (error) => isAlreadyExists(error) || isTransientInUse(error) || isNotFound(error),
    ask: async () => {
      const apis = await ownRestApis(lab);
      const api = await theRestApi(lab, apis, spec.stage.name);
      if (api === undefined) {
        await createRestApi(lab, spec);
        return undefined;
      }
      for (const other of apis) if (other.id !== api.id) await removeRestApi(lab, other.id);
      const definition = await readDefinition(lab, api.id);
      const changes = [...apiChanges(api, spec), ...definitionChanges(api.id, definition, spec)];
      for (const change of changes) await sendToApiGateway(lab, (client) => carryOut(client, change));
      return changes.length === 0 ? api.id : undefined;
    },
    onWait: (elapsed) =>
      lab.progress({
        title: `Building the REST API ${spec.name}`,
        elapsed,
        reason: 'one call after another, for API Gateway takes ten per second from an account',
      }),
  });
}

async function createRestApi(lab: Lab, { name, description }: RestApiSpec): Promise<void> {
  const command = new CreateRestApiCommand({
    name,
    description,
    // The default, EDGE, is made once in 30 s.
    endpointConfiguration: { types: ['REGIONAL'] },
    tags: tagMap(lab.ownership),
  });
  await createInApiGateway(lab, (client) => client.send(command));
}

function carryOut(client: APIGatewayClient, { call, input }: Change): Promise<object> {
  switch (call) {
    case 'UpdateRestApi':
      return client.send(new UpdateRestApiCommand(input));
    case 'CreateModel':
      return client.send(new CreateModelCommand(input));
    case 'UpdateModel':
      return client.send(new UpdateModelCommand(input));
    case 'CreateRequestValidator':
      return client.send(new CreateRequestValidatorCommand(input));
    case 'UpdateRequestValidator':
      return client.send(new UpdateRequestValidatorCommand(input));
    case 'CreateResource':
      return client.send(new CreateResourceCommand(input));
    case 'DeleteResource':
      return client.send(new DeleteResourceCommand(input));
    case 'DeleteRequestValidator':
      return client.send(new DeleteRequestValidatorCommand(input));
    case 'DeleteGatewayResponse':
      return client.send(new DeleteGatewayResponseCommand(input));
    case 'PutMethod':
      return client.send(new PutMethodCommand(input));
    case 'DeleteMethod':
      return client.send(new DeleteMethodCommand(input));
    case 'PutIntegration':
      return client.send(new PutIntegrationCommand(input));
    case 'PutMethodResponse':
      return client.send(new PutMethodResponseCommand(input));
    case 'PutIntegrationResponse':
      return client.send(new PutIntegrationResponseCommand(input));
  }
}

async function removeOwnRestApis(lab: Lab): Promise<void> {
  await poll({
    what: `the REST API ${lab.names.restApi} to be gone`,
    ...longWait(lab),
    every: POLL,
    deadline: DEADLINE,
    tolerate: isTransientInUse,
    ask: async () => {
      const apis = await ownRestApis(lab);
      if (apis.length === 0) return 'gone';
      for (const { id } of apis) await removeRestApi(lab, id);
      return undefined;
    },
    onWait: (elapsed) =>
      lab.progress({
        title: `Deleting the REST API ${lab.names.restApi}`,
        elapsed,
        reason: 'it is told of for a moment after it has gone',
      }),
  });
}

/** With its stages, deployments and resources. */
async function removeRestApi(lab: Lab, restApiId: string): Promise<void> {
  await deleteFromApiGateway(lab, (client) => client.send(new DeleteRestApiCommand({ restApiId })));
}
