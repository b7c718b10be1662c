/** Stages: the names under which deployments answer. AWS: "Setting up a stage for a REST API in API Gateway". */
import type {
  CreateStageRequest,
  DeleteStageRequest,
  FlushStageCacheRequest,
  GetStageRequest,
  GetStagesRequest,
  Stage,
  Stages,
  UpdateStageRequest,
} from '@aws-sdk/client-api-gateway';
import type { Handler, HandlerTable } from '../../service.js';
import type { Place } from '../peers.js';
import { type ApiGateway, findApi, wholeSecond } from './apigateway.js';
import { badRequest, conflict, notFound } from './errors.js';
import { accountKey, partKey, type Records, type StageRecord } from './records.js';
import { checkInput } from './rules.js';
import { patchStage } from './stage-patch.js';
import { checkStage } from './stage-rules.js';
import { checkTags, stageArn } from './tags.js';

export function stageHandlers({ host, records, journal }: ApiGateway): HandlerTable {
  const create: Handler<CreateStageRequest, Stage> = (input, context) => {
    checkInput('CreateStage', input);
    checkStage(input);
    checkTags(input.tags ?? {});
    return records.store.write(() => {
      const api = findApi(records, context, input.restApiId);
      const { deploymentId = '', stageName = '', tags = {} } = input;
      if (!hasDeployment(records, context, api.id, deploymentId))
        throw badRequest('Deployment id does not exist');
      const key = partKey(context, api.id, stageName);
      if (records.stages.get(key) !== undefined) throw conflict('Stage already exists');
      const stage = newStage(api.id, stageName, deploymentId, host.clock.now(), input);
      const tagged = Object.keys(tags).length === 0 ? stage : { ...stage, tags };
      records.stages.put(key, tagged);
      if (tagged.tags !== undefined) journal.note(context, stageArn(context, stage), tagged.tags);
      return stageAnswer(tagged);
    });
  };

  const get: Handler<GetStageRequest, Stage> = (input, context) =>
    stageAnswer(findStage(records, context, input.restApiId, input.stageName));

  const list: Handler<GetStagesRequest, Stages> = ({ restApiId, deploymentId }, context) => {
    const api = findApi(records, context, restApiId);
    const stages = stagesOf(records, context, api.id);
    return {
      item: stages
        .filter((stage) => deploymentId === undefined || stage.deploymentId === deploymentId)
        .map(stageAnswer),
    };
  };

  const update: Handler<UpdateStageRequest, Stage> = (input, context) => {
    checkInput('UpdateStage', input);
    return records.store.write(() => {
      const before = findStage(records, context, input.restApiId, input.stageName);
      const patched = patchStage(before, input.patchOperations, {
        hasDeployment: (id) => hasDeployment(records, context, before.apiId, id),
        hasLogRole: () => records.accounts.get(accountKey(context))?.cloudwatchRoleArn !== undefined,
      });
      const stage = { ...patched, updatedAt: host.clock.now() };
      records.stages.put(partKey(context, stage.apiId, stage.name), stage);
      return stageAnswer(stage);
    });
  };

  const remove: Handler<DeleteStageRequest, object> = (input, context) => {
    records.store.write(() => {
      const stage = findStage(records, context, input.restApiId, input.stageName);
      records.stages.delete(partKey(context, stage.apiId, stage.name));
      if (stage.tags !== undefined) journal.note(context, stageArn(context, stage), undefined);
    });
    return {};
  };

  /** There is no cache, so nothing is in it. */
  const flush: Handler<FlushStageCacheRequest, object> = (input, context) => {
    findStage(records, context, input.restApiId, input.stageName);
    return {};
  };

  return {
    CreateStage: create,
    GetStage: get,
    GetStages: list,
    UpdateStage: update,
    DeleteStage: remove,
    FlushStageCache: flush,
    FlushStageAuthorizersCache: flush,
  };
}

/** Throws NotFoundException. */
export function findStage(records: Records, place: Place, apiId = '', name = ''): StageRecord {
  const api = findApi(records, place, apiId);
  const stage = records.stages.get(partKey(place, api.id, name));
  if (stage === undefined || name === '') throw notFound('Invalid stage identifier specified');
  return stage;
}

/** In the order of their names. */
export function stagesOf(records: Records, place: Place, apiId: string): StageRecord[] {
  return [...records.stages.list(partKey(place, apiId))].map(({ value }) => value);
}

/** A stage without tags and settings. */
export function newStage(
  apiId: string,
  name: string,
  deploymentId: string,
  now: number,
  {
    description,
    variables = {},
    tracingEnabled = false,
  }: Omit<CreateStageRequest, 'restApiId' | 'stageName' | 'deploymentId'>,
): StageRecord {
  return {
    apiId,
    name,
    deploymentId,
    ...(description === undefined ? {} : { description }),
    variables,
    methodSettings: {},
    tracingEnabled,
    createdAt: now,
    updatedAt: now,
  };
}

function hasDeployment(records: Records, place: Place, apiId: string, id: string): boolean {
  return id !== '' && records.deployments.get(partKey(place, apiId, id)) !== undefined;
}

/** An answer has no member for what is empty. */
function noneIfEmpty(texts: Readonly<Record<string, string>> = {}): Record<string, string> | undefined {
  return Object.keys(texts).length === 0 ? undefined : { ...texts };
}

function stageAnswer(stage: StageRecord): Stage {
  return {
    deploymentId: stage.deploymentId,
    stageName: stage.name,
    description: stage.description,
    cacheClusterEnabled: false,
    cacheClusterStatus: 'NOT_AVAILABLE',
    methodSettings: stage.methodSettings,
    variables: noneIfEmpty(stage.variables),
    tracingEnabled: stage.tracingEnabled,
    tags: noneIfEmpty(stage.tags),
    createdDate: wholeSecond(stage.createdAt),
    lastUpdatedDate: wholeSecond(stage.updatedAt),
  };
}
