/** Methods of resources. AWS: "API Gateway REST API Reference: PutMethod" and its neighbours. */
import type {
  DeleteMethodRequest,
  GetMethodRequest,
  Method,
  PutMethodRequest,
  UpdateMethodRequest,
} from '@aws-sdk/client-api-gateway';
import type { Handler, HandlerTable } from '../../service.js';
import {
  type ApiGateway,
  changeMethod,
  findMethod,
  findResource,
  ownValue,
  putMethod,
} from './apigateway.js';
import { badRequest, conflict, notFound, notServed } from './errors.js';
import { checkRequestParameters } from './mapping-expressions.js';
import { applyPatch, type PatchRules, plainRefusal } from './patch.js';
import { existingEntryRule, parseBoolean, requiredValue, switchRule, textRule } from './patch-rules.js';
import type { ApiRecord } from './records.js';
import { checkInput } from './rules.js';

/** In the order in which AWS lists them. */
const HTTP_METHODS = ['GET', 'PUT', 'POST', 'DELETE', 'PATCH', 'OPTIONS', 'HEAD', 'ANY'];

export function methodHandlers({ records }: ApiGateway): HandlerTable {
  const put: Handler<PutMethodRequest, Method> = (input, context) => {
    checkInput('PutMethod', input);
    return records.store.write(() => {
      const { api, resource } = findResource(records, context, input);
      const { restApiId: _api, resourceId: _resource, ...settings } = input;
      const { httpMethod = '' } = settings;
      if (!HTTP_METHODS.includes(httpMethod)) {
        throw badRequest(`Invalid HttpMethod specified. Valid options are ${HTTP_METHODS.join(',')}`);
      }
      if (Object.hasOwn(resource.methods, httpMethod)) {
        throw conflict('Method already exists for this resource');
      }
      const method = checkMethod({ ...settings, apiKeyRequired: settings.apiKeyRequired ?? false }, api);
      putMethod(records, api, resource, httpMethod, method);
      return method;
    });
  };

  const get: Handler<GetMethodRequest, Method> = (input, context) =>
    findMethod(records, context, input).method;

  const update: Handler<UpdateMethodRequest, Method> = (input, context) => {
    checkInput('UpdateMethod', input);
    return changeMethod(records, context, input, (method, api) =>
      checkMethod(applyPatch(PATCH_RULES, method, input.patchOperations, plainRefusal), api),
    );
  };

  const remove: Handler<DeleteMethodRequest, object> = (input, context) => {
    records.store.write(() => {
      const { api, resource } = findMethod(records, context, input);
      putMethod(records, api, resource, input.httpMethod ?? '', undefined);
    });
    return {};
  };

  return { PutMethod: put, GetMethod: get, UpdateMethod: update, DeleteMethod: remove };
}

const PATCH_RULES: PatchRules<Method> = [
  textRule('/authorizationType', (method, authorizationType) => ({ ...method, authorizationType })),
  // As on AWS, an authorizer is passed over where the authorization type has none; no other type is possible here.
  textRule('/authorizerId', (method) => method),
  switchRule('/apiKeyRequired', (method, apiKeyRequired) => ({ ...method, apiKeyRequired })),
  textRule('/operationName', ({ operationName: _before, ...method }, operationName) =>
    operationName === '' ? method : { ...method, operationName },
  ),
  textRule(
    '/requestValidatorId',
    ({ requestValidatorId: _before, ...method }, requestValidatorId) =>
      requestValidatorId === '' ? method : { ...method, requestValidatorId },
    { required: false },
  ),
  existingEntryRule('/requestParameters/{name}', {
    get: ({ requestParameters }) => requestParameters,
    set: (method, requestParameters) => ({ ...method, requestParameters }),
    read: ({ value }) => parseBoolean(value),
    missing: () => notFound('Invalid parameter name specified'),
  }),
  existingEntryRule('/requestModels/{content-type}', {
    get: ({ requestModels }) => requestModels,
    set: (method, requestModels) => ({ ...method, requestModels }),
    read: requiredValue,
    missing: () => notFound('Content-Type specified was not found'),
  }),
];

/** The method, where all that it says may be so. Throws BadRequestException. */
function checkMethod(method: Method, { definition }: ApiRecord): Method {
  const { authorizationType, apiKeyRequired, requestValidatorId, requestModels = {} } = method;
  checkAuthorization(authorizationType);
  if (apiKeyRequired) throw notServed('API keys (apiKeyRequired)');
  if (method.authorizationScopes !== undefined) throw notServed('authorization scopes');
  checkRequestParameters(method.requestParameters);
  if (requestValidatorId !== undefined && !ownValue(definition.validators, requestValidatorId)) {
    throw badRequest('Invalid Request Validator identifier specified');
  }
  const unknown = Object.values(requestModels).find((name) => !ownValue(definition.models, name));
  if (unknown !== undefined) throw badRequest(`Invalid model identifier specified: ${unknown}`);
  return method;
}

/** There are no authorizers here, so none that is named exists. A method with AWS_IAM is closed to everybody. */
function checkAuthorization(type: string | undefined): void {
  if (type === 'NONE' || type === 'AWS_IAM') return;
  if (type !== 'CUSTOM' && type !== 'COGNITO_USER_POOLS') {
    throw badRequest(
      'Invalid authorization type specified. Valid options are NONE,AWS_IAM,CUSTOM,COGNITO_USER_POOLS',
    );
  }
  throw badRequest(
    'Invalid authorizer ID specified. Setting the authorization type to CUSTOM or COGNITO_USER_POOLS requires a valid authorizer.',
  );
}
