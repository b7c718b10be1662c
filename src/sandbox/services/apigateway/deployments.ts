/**
 * Deployments: copies of an API's definition, which do not change any more. A stage says which of them answers.
 * AWS: "Deploy REST APIs in API Gateway".
 */
import type {
  CreateDeploymentRequest,
  DeleteDeploymentRequest,
  Deployment,
  Deployments,
  GetDeploymentRequest,
  GetDeploymentsRequest,
  MethodSnapshot,
  UpdateDeploymentRequest,
} from '@aws-sdk/client-api-gateway';
import type { Handler, HandlerTable } from '../../service.js';
import type { Place } from '../peers.js';
import { type ApiGateway, findApi, wholeSecond } from './apigateway.js';
import { badRequest, notFound } from './errors.js';
import { newPartId } from './ids.js';
import { pageAnswer } from './paging.js';
import { applyPatch, type PatchRules } from './patch.js';
import { textRule } from './patch-rules.js';
import { type Definition, type DeploymentRecord, partKey, type Records } from './records.js';
import { checkInput } from './rules.js';
import { checkStage } from './stage-rules.js';
import { newStage, stagesOf } from './stages.js';

/** What `embed` asks for the methods of a deployment with. */
const API_SUMMARY = 'apisummary';

const DEPLOYMENT_PATCH: PatchRules<DeploymentRecord> = [
  textRule('/description', (deployment, description) => ({ ...deployment, description })),
];

export function deploymentHandlers({ host, records }: ApiGateway): HandlerTable {
  const create: Handler<CreateDeploymentRequest, Deployment> = (input, context) => {
    checkInput('CreateDeployment', input);
    if (namesStage(input)) checkStage(input);
    return records.store.write(() => {
      const api = findApi(records, context, input.restApiId);
      checkDeployable(api.definition);
      const deployment: DeploymentRecord = {
        id: newPartId((id) => records.deployments.get(partKey(context, api.id, id)) !== undefined),
        apiId: api.id,
        ...(input.description === undefined ? {} : { description: input.description }),
        createdAt: host.clock.now(),
        definition: api.definition,
      };
      records.deployments.put(partKey(context, api.id, deployment.id), deployment);
      if (namesStage(input)) deployTo(records, context, deployment, input);
      return deploymentAnswer(deployment);
    });
  };

  const get: Handler<GetDeploymentRequest, Deployment> = ({ restApiId, deploymentId, embed }, context) => {
    const deployment = findDeployment(records, context, restApiId, deploymentId);
    const answer = deploymentAnswer(deployment);
    return embed?.includes(API_SUMMARY)
      ? { ...answer, apiSummary: apiSummary(deployment.definition) }
      : answer;
  };

  const list: Handler<GetDeploymentsRequest, Deployments> = (input, context) => {
    const api = findApi(records, context, input.restApiId);
    const deployments = [...records.deployments.list(partKey(context, api.id))].map(({ value }) => value);
    const page = pageAnswer(deployments, ({ id }) => id, ['deployments', api.id], input);
    return { ...page, items: page.items.map(deploymentAnswer) };
  };

  const update: Handler<UpdateDeploymentRequest, Deployment> = (input, context) => {
    checkInput('UpdateDeployment', input);
    return records.store.write(() => {
      const before = findDeployment(records, context, input.restApiId, input.deploymentId);
      const deployment = applyPatch(DEPLOYMENT_PATCH, before, input.patchOperations);
      records.deployments.put(partKey(context, deployment.apiId, deployment.id), deployment);
      return deploymentAnswer(deployment);
    });
  };

  const remove: Handler<DeleteDeploymentRequest, object> = (input, context) => {
    records.store.write(() => {
      const { apiId, id } = findDeployment(records, context, input.restApiId, input.deploymentId);
      if (stagesOf(records, context, apiId).some(({ deploymentId }) => deploymentId === id)) {
        throw badRequest('Active stages pointing to this deployment must be moved or deleted');
      }
      records.deployments.delete(partKey(context, apiId, id));
    });
    return {};
  };

  return {
    CreateDeployment: create,
    GetDeployment: get,
    GetDeployments: list,
    UpdateDeployment: update,
    DeleteDeployment: remove,
  };
}

/** Throws NotFoundException. */
export function findDeployment(records: Records, place: Place, apiId = '', id = ''): DeploymentRecord {
  const api = findApi(records, place, apiId);
  const deployment = records.deployments.get(partKey(place, api.id, id));
  if (deployment === undefined || id === '') throw notFound('Invalid Deployment identifier specified');
  return deployment;
}

/** Throws BadRequestException where there is nothing that could answer. */
function checkDeployable({ resources }: Definition): void {
  const methods = Object.values(resources).flatMap((resource) => Object.values(resource.methods));
  if (methods.length === 0) throw badRequest("The REST API doesn't contain any methods");
  if (methods.some(({ methodIntegration }) => methodIntegration === undefined)) {
    throw badRequest('No integration defined for method');
  }
}

function namesStage({ stageName }: CreateDeploymentRequest): boolean {
  return stageName !== undefined && stageName !== '';
}

/** Makes the stage that CreateDeployment names, or points it to the new deployment: what else it has stays. */
function deployTo(
  records: Records,
  place: Place,
  deployment: DeploymentRecord,
  input: CreateDeploymentRequest,
): void {
  const { apiId, id, createdAt } = deployment;
  const { stageName = '', stageDescription: description, variables, tracingEnabled } = input;
  const key = partKey(place, apiId, stageName);
  const before = records.stages.get(key);
  records.stages.put(
    key,
    before === undefined
      ? newStage(apiId, stageName, id, createdAt, { description, variables, tracingEnabled })
      : {
          ...before,
          deploymentId: id,
          ...(description === undefined ? {} : { description }),
          variables: { ...before.variables, ...variables },
          tracingEnabled: tracingEnabled ?? before.tracingEnabled,
          updatedAt: createdAt,
        },
  );
}

function apiSummary({ resources }: Definition): Record<string, Record<string, MethodSnapshot>> {
  const paths = Object.values(resources).filter(({ methods }) => Object.keys(methods).length > 0);
  return Object.fromEntries(
    paths.map(({ path, methods }) => [
      path,
      Object.fromEntries(
        Object.entries(methods).map(([verb, { authorizationType, apiKeyRequired }]) => [
          verb,
          { authorizationType, apiKeyRequired },
        ]),
      ),
    ]),
  );
}

function deploymentAnswer({ id, description, createdAt }: DeploymentRecord): Deployment {
  return { id, description, createdDate: wholeSecond(createdAt) };
}
