/** REST APIs themselves. AWS: "CreateRestApi" and its neighbours. */
import type {
  CreateRestApiRequest,
  DeleteRestApiRequest,
  GetRestApiRequest,
  GetRestApisRequest,
  RestApi,
  RestApis,
  UpdateRestApiRequest,
} from '@aws-sdk/client-api-gateway';
import type { Handler, HandlerTable } from '../../service.js';
import { API_PATCH_RULES } from './api-patch.js';
import { checkSettings, newSettings } from './api-settings.js';
import { type ApiGateway, findApi, wholeSecond } from './apigateway.js';
import { newApiId } from './ids.js';
import { builtInModels } from './models.js';
import { pageAnswer } from './paging.js';
import { applyPatch, plainRefusal } from './patch.js';
import { type ApiRecord, apiKey, type Definition, partKey } from './records.js';
import { checkInput } from './rules.js';
import { apiArn, checkTags, stageArn } from './tags.js';

export function apiHandlers({ host, records, journal }: ApiGateway): HandlerTable {
  const create: Handler<CreateRestApiRequest, RestApi> = (input, context) => {
    checkInput('CreateRestApi', input);
    const settings = newSettings(input);
    const { account, region } = context;
    return records.store.write(() => {
      const id = unusedId();
      const rootResourceId = newApiId();
      const api: ApiRecord = {
        id,
        account,
        region,
        settings,
        rootResourceId,
        createdAt: host.clock.now(),
        definition: emptyDefinition(rootResourceId, input.binaryMediaTypes ?? []),
        ...(input.tags === undefined ? {} : { tags: checkTags(input.tags) }),
      };
      records.apis.put(apiKey(context, id), api);
      records.places.put(id, { account, region });
      if (api.tags !== undefined) journal.note(context, apiArn(api), api.tags);
      return describeApi(api);
    });
  };

  const unusedId = (): string => {
    let id = newApiId();
    while (records.places.get(id) !== undefined) id = newApiId();
    return id;
  };

  const get: Handler<GetRestApiRequest, RestApi> = ({ restApiId }, context) =>
    describeApi(findApi(records, context, restApiId));

  const list: Handler<GetRestApisRequest, RestApis> = (input, context) => {
    const apis = [...records.apis.list(apiKey(context, ''))].map(({ value }) => value);
    const { items, ...rest } = pageAnswer(apis, ({ id }) => id, ['apis'], input);
    return { items: items.map(describeApi), ...rest };
  };

  const update: Handler<UpdateRestApiRequest, RestApi> = (input, context) => {
    checkInput('UpdateRestApi', input);
    return records.store.write(() => {
      const before = findApi(records, context, input.restApiId);
      const api = applyPatch(API_PATCH_RULES, before, input.patchOperations, plainRefusal);
      checkSettings(api.settings);
      records.apis.put(apiKey(context, api.id), api);
      return { ...describeApi(api), tags: { ...api.tags } };
    });
  };

  const remove: Handler<DeleteRestApiRequest, object> = ({ restApiId }, context) => {
    records.store.write(() => {
      const api = findApi(records, context, restApiId);
      const parts = partKey(context, api.id);
      for (const { key, value } of [...records.stages.list(parts)]) {
        if (value.tags !== undefined) journal.note(context, stageArn(context, value), undefined);
        records.stages.delete(key);
      }
      for (const { key } of [...records.deployments.list(parts)]) records.deployments.delete(key);
      if (api.tags !== undefined) journal.note(context, apiArn(api), undefined);
      records.places.delete(api.id);
      records.apis.delete(apiKey(context, api.id));
    });
    return {};
  };

  return {
    CreateRestApi: create,
    GetRestApi: get,
    GetRestApis: list,
    UpdateRestApi: update,
    DeleteRestApi: remove,
  };
}

function emptyDefinition(rootId: string, binaryMediaTypes: readonly string[]): Definition {
  return {
    resources: { [rootId]: { id: rootId, path: '/', methods: {} } },
    models: builtInModels(),
    validators: {},
    gatewayResponses: {},
    binaryMediaTypes: [...new Set(binaryMediaTypes)],
  };
}

function describeApi({ id, settings, rootResourceId, createdAt, tags = {}, definition }: ApiRecord): RestApi {
  const { binaryMediaTypes } = definition;
  return {
    id,
    ...settings,
    createdDate: wholeSecond(createdAt),
    rootResourceId,
    ...(binaryMediaTypes.length === 0 ? {} : { binaryMediaTypes: [...binaryMediaTypes] }),
    ...(Object.keys(tags).length === 0 ? {} : { tags: { ...tags } }),
  };
}
