/** Models: JSON schemas by name. AWS: "CreateModel", "Data models for REST APIs in API Gateway". */
import type {
  CreateModelRequest,
  DeleteModelRequest,
  GetModelRequest,
  GetModelsRequest,
  GetModelTemplateRequest,
  Model,
  Models,
  Template,
  UpdateModelRequest,
} from '@aws-sdk/client-api-gateway';
import type { Handler, HandlerTable } from '../../service.js';
import type { Place } from '../peers.js';
import { type ApiGateway, findApi, ownValue, putDefinition, withoutEntry } from './apigateway.js';
import { badRequest, conflict, notFound } from './errors.js';
import { newPartId } from './ids.js';
import { checkSchema, flattened } from './model-schema.js';
import { modelTemplate } from './model-template.js';
import { pageAnswer } from './paging.js';
import { applyPatch, type PatchRules } from './patch.js';
import { requiredValue } from './patch-rules.js';
import { type ApiRecord, apiKey } from './records.js';
import { checkInput } from './rules.js';

const NAME = /^[a-zA-Z0-9]+$/;

export function modelHandlers({ records }: ApiGateway): HandlerTable {
  /** As on AWS, it is the model that is told not to be there where there is no API. */
  const find = (
    place: Place,
    { restApiId = '', modelName = '' }: GetModelRequest,
  ): { readonly api: ApiRecord; readonly model: Model } => {
    const api = records.apis.get(apiKey(place, restApiId));
    const model = ownValue(api?.definition.models, modelName);
    if (api === undefined || model === undefined) {
      throw notFound(`Invalid model name specified: ${modelName}`);
    }
    return { api, model };
  };

  const create: Handler<CreateModelRequest, Model> = (input, context) => {
    checkInput('CreateModel', input);
    return records.store.write(() => {
      const api = findApi(records, context, input.restApiId);
      const { models } = api.definition;
      const { restApiId: _api, ...settings } = input;
      const name = checkName(settings.name);
      if (Object.hasOwn(models, name)) throw conflict('Model name already exists for this REST API');
      checkSchema(settings, api);
      const ids = new Set(Object.values(models).map((each) => each.id));
      const model: Model = { id: newPartId((taken) => ids.has(taken)), ...settings };
      putDefinition(records, api, { models: { ...models, [name]: model } });
      return model;
    });
  };

  const get: Handler<GetModelRequest, Model> = (input, context) => {
    const { api, model } = find(context, input);
    return input.flatten ? { ...model, schema: flattened(model, api) } : model;
  };

  const list: Handler<GetModelsRequest, Models> = (input, context) => {
    const { models } = findApi(records, context, input.restApiId).definition;
    const list = ['models', input.restApiId];
    return pageAnswer(Object.values(models), ({ name = '' }) => name, list, input);
  };

  const template: Handler<GetModelTemplateRequest, Template> = (input, context) => {
    const { api, model } = find(context, input);
    return { value: modelTemplate(flattened(model, api)) };
  };

  const update: Handler<UpdateModelRequest, Model> = (input, context) => {
    checkInput('UpdateModel', input);
    return records.store.write(() => {
      const { api, model } = find(context, input);
      const changed = applyPatch(PATCH_RULES, model, input.patchOperations);
      checkSchema(changed, api);
      const models = { ...api.definition.models, [input.modelName ?? '']: changed };
      putDefinition(records, api, { models });
      return changed;
    });
  };

  const remove: Handler<DeleteModelRequest, object> = (input, context) => {
    records.store.write(() => {
      const { api, model } = find(context, input);
      const { name = '' } = model;
      const used = referenceTo(api, name);
      if (used !== undefined) throw conflict(`Cannot delete model '${name}', is referenced in ${used}`);
      putDefinition(records, api, { models: withoutEntry(api.definition.models, name) });
    });
    return {};
  };

  return {
    CreateModel: create,
    GetModel: get,
    GetModels: list,
    GetModelTemplate: template,
    UpdateModel: update,
    DeleteModel: remove,
  };
}

const PATCH_RULES: PatchRules<Model> = [
  { path: '/description', replace: (model, { value = '' }) => ({ ...model, description: value }) },
  { path: '/schema', replace: (model, change) => ({ ...model, schema: requiredValue(change) }) },
];

/** The models that every API begins with. */
export function builtInModels(): Readonly<Record<string, Model>> {
  const empty = newPartId(() => false);
  return {
    Empty: {
      id: empty,
      name: 'Empty',
      description: 'This is a default empty schema model',
      schema:
        '{\n  "$schema": "http://json-schema.org/draft-04/schema#",\n  "title" : "Empty Schema",\n  "type" : "object"\n}',
      contentType: 'application/json',
    },
    Error: {
      id: newPartId((id) => id === empty),
      name: 'Error',
      description: 'This is a default error schema model',
      schema:
        '{\n  "$schema" : "http://json-schema.org/draft-04/schema#",\n  "title" : "Error Schema",\n  "type" : "object",\n  "properties" : {\n    "message" : { "type" : "string" }\n  }\n}',
      contentType: 'application/json',
    },
  };
}

function checkName(name = ''): string {
  if (name === '') throw badRequest('Model name must be non-empty');
  if (!NAME.test(name)) throw badRequest(`Model name must be alphanumeric: ${name}`);
  return name;
}

/** `method request: /orders/POST`: what keeps a model from being deleted. */
function referenceTo({ definition }: ApiRecord, name: string): string | undefined {
  for (const { path, methods } of Object.values(definition.resources)) {
    for (const [verb, { requestModels = {}, methodResponses = {} }] of Object.entries(methods)) {
      if (Object.values(requestModels).includes(name)) return `method request: ${path}/${verb}`;
      const responses = Object.values(methodResponses).flatMap(({ responseModels = {} }) =>
        Object.values(responseModels),
      );
      if (responses.includes(name)) return `method response: ${path}/${verb}`;
    }
  }
  return undefined;
}
