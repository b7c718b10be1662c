/** How an integration's answers become those of its method. AWS: "PutIntegrationResponse" and its neighbours. */
import type {
  DeleteIntegrationResponseRequest,
  GetIntegrationResponseRequest,
  Integration,
  IntegrationResponse,
  Method,
  PutIntegrationResponseRequest,
  UpdateIntegrationResponseRequest,
} from '@aws-sdk/client-api-gateway';
import type { Handler, HandlerTable } from '../../service.js';
import {
  type ApiGateway,
  changeMethod,
  findMethod,
  findResource,
  ownValue,
  withEntry,
} from './apigateway.js';
import { contentHandlingOf } from './content-handling.js';
import { badRequest, notFound } from './errors.js';
import { integrationOf } from './integrations.js';
import { checkResponseMapping, checkTemplates } from './mapping-expressions.js';
import { applyPatch, type PatchRules, pathRefusal } from './patch.js';
import { existingEntryRule, requiredValue, textRule } from './patch-rules.js';
import { checkInput } from './rules.js';

export function integrationResponseHandlers({ records }: ApiGateway): HandlerTable {
  const put: Handler<PutIntegrationResponseRequest, IntegrationResponse> = (input, context) => {
    checkInput('PutIntegrationResponse', input);
    const { restApiId: _api, resourceId: _resource, httpMethod: _method, ...response } = input;
    changeMethod(records, context, input, (method) =>
      withResponse(method, response.statusCode, checkResponse(response, method)),
    );
    return response;
  };

  const get: Handler<GetIntegrationResponseRequest, IntegrationResponse> = (input, context) => {
    checkInput('GetIntegrationResponse', input);
    const { method } = findMethod(records, context, input);
    return findResponse(integrationOf(method), input.statusCode);
  };

  const update: Handler<UpdateIntegrationResponseRequest, IntegrationResponse> = (input, context) => {
    checkInput('UpdateIntegrationResponse', input);
    const changed = changeMethod(records, context, input, (method) => {
      const before = findResponse(integrationOf(method), input.statusCode);
      const after = applyPatch(PATCH_RULES, before, input.patchOperations, pathRefusal);
      return withResponse(method, input.statusCode, checkResponse(after, method));
    });
    return findResponse(integrationOf(changed), input.statusCode);
  };

  const remove: Handler<DeleteIntegrationResponseRequest, object> = (input, context) => {
    checkInput('DeleteIntegrationResponse', input);
    records.store.write(() => {
      // As on AWS, it is the integration that is told not to be there where there is no method.
      const { resource } = findResource(records, context, input);
      integrationOf(ownValue(resource.methods, input.httpMethod ?? '') ?? {});
      changeMethod(records, context, input, (method) => {
        findResponse(integrationOf(method), input.statusCode);
        return withResponse(method, input.statusCode, undefined);
      });
    });
    return {};
  };

  return {
    PutIntegrationResponse: put,
    GetIntegrationResponse: get,
    UpdateIntegrationResponse: update,
    DeleteIntegrationResponse: remove,
  };
}

const PATCH_RULES: PatchRules<IntegrationResponse> = [
  textRule('/selectionPattern', (response, selectionPattern) => ({ ...response, selectionPattern }), {
    required: false,
  }),
  textRule('/contentHandling', ({ contentHandling: _before, ...response }, value) =>
    value === '' ? response : { ...response, contentHandling: contentHandlingOf(value) },
  ),
  existingEntryRule('/responseParameters/{name}', {
    get: ({ responseParameters }) => responseParameters,
    set: (response, responseParameters) => ({ ...response, responseParameters }),
    read: requiredValue,
    missing: () => notFound('Invalid parameter name specified'),
  }),
  existingEntryRule('/responseTemplates/{content-type}', {
    get: ({ responseTemplates }) => responseTemplates,
    set: (response, responseTemplates) => ({ ...response, responseTemplates }),
    read: ({ value = '' }) => value,
    missing: () => notFound('Content-Type specified was not found'),
  }),
];

/** The method with a response of its integration set, or, where it is undefined, without it. */
function withResponse(method: Method, statusCode = '', response: IntegrationResponse | undefined): Method {
  const { integrationResponses, ...integration } = integrationOf(method);
  const responses = withEntry(integrationResponses, statusCode, response);
  return {
    ...method,
    methodIntegration:
      Object.keys(responses).length === 0 ? integration : { ...integration, integrationResponses: responses },
  };
}

function findResponse({ integrationResponses }: Integration, statusCode = ''): IntegrationResponse {
  const response = ownValue(integrationResponses, statusCode);
  if (response === undefined) throw notFound('Invalid Response status code specified');
  return response;
}

/** Throws BadRequestException, and NotFoundException where the method has no integration. */
function checkResponse(response: IntegrationResponse, method: Method): IntegrationResponse {
  integrationOf(method);
  const declared = ownValue(method.methodResponses, response.statusCode ?? '');
  checkResponseMapping(
    response.responseParameters,
    declared === undefined ? undefined : { parameters: declared.responseParameters },
  );
  checkTemplates(response.responseTemplates);
  if (!isPattern(response.selectionPattern ?? '')) throw badRequest('Invalid selection pattern specified');
  return response;
}

function isPattern(text: string): boolean {
  try {
    return new RegExp(text) instanceof RegExp;
  } catch {
    return false;
  }
}
