/** The answers that a method may give, by status. AWS: "PutMethodResponse" and its neighbours. */
import type {
  DeleteMethodResponseRequest,
  GetMethodResponseRequest,
  MethodResponse,
  PutMethodResponseRequest,
  UpdateMethodResponseRequest,
} from '@aws-sdk/client-api-gateway';
import type { Handler, HandlerTable } from '../../service.js';
import {
  type ApiGateway,
  changeMethod,
  findMethod,
  ownValue,
  withEntry,
  withoutEntry,
} from './apigateway.js';
import { badRequest, conflict, notFound } from './errors.js';
import { checkResponseParameters } from './mapping-expressions.js';
import { applyPatch, type PatchRules, pathRefusal } from './patch.js';
import { existingEntryRule, parseBoolean, requiredValue } from './patch-rules.js';
import type { ApiRecord } from './records.js';
import { checkInput } from './rules.js';

export function methodResponseHandlers({ records }: ApiGateway): HandlerTable {
  const put: Handler<PutMethodResponseRequest, MethodResponse> = (input, context) => {
    checkInput('PutMethodResponse', input);
    const { restApiId: _api, resourceId: _resource, httpMethod: _method, ...settings } = input;
    const { statusCode = '' } = settings;
    changeMethod(records, context, input, (method, api) => {
      if (ownValue(method.methodResponses, statusCode)) {
        throw conflict('Response already exists for this resource');
      }
      const response = checkResponse(settings, api);
      return { ...method, methodResponses: withEntry(method.methodResponses, statusCode, response) };
    });
    return settings;
  };

  const get: Handler<GetMethodResponseRequest, MethodResponse> = (input, context) => {
    checkInput('GetMethodResponse', input);
    const { method } = findMethod(records, context, input);
    return findResponse(method.methodResponses, input.statusCode);
  };

  const update: Handler<UpdateMethodResponseRequest, MethodResponse> = (input, context) => {
    checkInput('UpdateMethodResponse', input);
    const { statusCode = '' } = input;
    const { methodResponses } = changeMethod(records, context, input, (method, api) => {
      const before = findResponse(method.methodResponses, statusCode);
      const response = checkResponse(
        applyPatch(PATCH_RULES, before, input.patchOperations, pathRefusal),
        api,
      );
      return { ...method, methodResponses: withEntry(method.methodResponses, statusCode, response) };
    });
    return findResponse(methodResponses, statusCode);
  };

  const remove: Handler<DeleteMethodResponseRequest, object> = (input, context) => {
    checkInput('DeleteMethodResponse', input);
    changeMethod(records, context, input, ({ methodResponses, ...method }) => {
      findResponse(methodResponses, input.statusCode);
      const rest = withoutEntry(methodResponses, input.statusCode ?? '');
      return Object.keys(rest).length === 0 ? method : { ...method, methodResponses: rest };
    });
    return {};
  };

  return {
    PutMethodResponse: put,
    GetMethodResponse: get,
    UpdateMethodResponse: update,
    DeleteMethodResponse: remove,
  };
}

const PATCH_RULES: PatchRules<MethodResponse> = [
  existingEntryRule('/responseParameters/{name}', {
    get: ({ responseParameters }) => responseParameters,
    set: (response, responseParameters) => ({ ...response, responseParameters }),
    read: ({ value }) => parseBoolean(value),
    missing: () => notFound('Invalid parameter name specified'),
  }),
  existingEntryRule('/responseModels/{content-type}', {
    get: ({ responseModels }) => responseModels,
    set: (response, responseModels) => ({ ...response, responseModels }),
    read: requiredValue,
    missing: () => notFound('Content-Type specified was not found'),
  }),
];

function findResponse(
  responses: Readonly<Record<string, MethodResponse>> | undefined,
  statusCode = '',
): MethodResponse {
  const response = ownValue(responses, statusCode);
  if (response === undefined) throw notFound('Invalid Response status code specified');
  return response;
}

function checkResponse(response: MethodResponse, { definition }: ApiRecord): MethodResponse {
  checkResponseParameters(response.responseParameters);
  const names = Object.values(response.responseModels ?? {});
  const unknown = names.find((name) => !ownValue(definition.models, name));
  if (unknown !== undefined) throw badRequest(`Invalid model identifier specified: ${unknown}`);
  return response;
}
