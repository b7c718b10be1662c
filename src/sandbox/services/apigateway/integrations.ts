/** What answers for a method: a Lambda function, or the gateway itself. AWS: "PutIntegration" and its neighbours. */
import type {
  DeleteIntegrationRequest,
  GetIntegrationRequest,
  Integration,
  Method,
  PutIntegrationRequest,
  UpdateIntegrationRequest,
} from '@aws-sdk/client-api-gateway';
import type { Handler, HandlerTable } from '../../service.js';
import { type ApiGateway, changeMethod, findMethod } from './apigateway.js';
import { contentHandlingOf } from './content-handling.js';
import { notFound, notServed } from './errors.js';
import { checkIntegration } from './integration-rules.js';
import { applyPatch, type PatchRules, plainRefusal } from './patch.js';
import { existingEntryRule, itemRule, requiredValue, textRule } from './patch-rules.js';
import { checkInput } from './rules.js';

/** How long an integration may take, unless it says otherwise. */
const DEFAULT_TIMEOUT = 29_000; /* 29 s */

export function integrationHandlers({ records }: ApiGateway): HandlerTable {
  const put: Handler<PutIntegrationRequest, Integration> = (input, context) => {
    checkInput('PutIntegration', input);
    const { restApiId: _api, resourceId = '', httpMethod: _method, ...rest } = input;
    const { integrationHttpMethod, ...settings } = rest;
    const integration: Integration = {
      passthroughBehavior: 'WHEN_NO_MATCH',
      timeoutInMillis: DEFAULT_TIMEOUT,
      cacheNamespace: resourceId,
      cacheKeyParameters: [],
      ...settings,
      ...(integrationHttpMethod === undefined ? {} : { httpMethod: integrationHttpMethod }),
    };
    changeMethod(records, context, input, (method) => ({
      ...method,
      methodIntegration: checkIntegration(integration, method),
    }));
    return integration;
  };

  const get: Handler<GetIntegrationRequest, Integration> = (input, context) =>
    integrationOf(findMethod(records, context, input).method);

  const update: Handler<UpdateIntegrationRequest, Integration> = (input, context) => {
    checkInput('UpdateIntegration', input);
    const changed = changeMethod(records, context, input, (method) => {
      const before = integrationOf(method);
      const after = applyPatch(PATCH_RULES, before, input.patchOperations, plainRefusal);
      return { ...method, methodIntegration: checkIntegration(after, method) };
    });
    return integrationOf(changed);
  };

  const remove: Handler<DeleteIntegrationRequest, object> = (input, context) => {
    changeMethod(records, context, input, (before) => {
      integrationOf(before);
      const { methodIntegration: _removed, ...method } = before;
      return method;
    });
    return {};
  };

  return {
    PutIntegration: put,
    GetIntegration: get,
    UpdateIntegration: update,
    DeleteIntegration: remove,
  };
}

/** Throws NotFoundException. */
export function integrationOf({ methodIntegration }: Method): Integration {
  if (methodIntegration === undefined) throw notFound('Invalid Integration identifier specified');
  return methodIntegration;
}

const PATCH_RULES: PatchRules<Integration> = [
  textRule('/uri', (integration, uri) => ({ ...integration, uri })),
  textRule('/httpMethod', (integration, httpMethod) => ({ ...integration, httpMethod })),
  textRule('/passthroughBehavior', (integration, passthroughBehavior) => ({
    ...integration,
    passthroughBehavior,
  })),
  textRule('/timeoutInMillis', (integration, value) => ({ ...integration, timeoutInMillis: Number(value) })),
  textRule('/cacheNamespace', (integration, cacheNamespace) => ({ ...integration, cacheNamespace })),
  textRule('/contentHandling', ({ contentHandling: _before, ...integration }, value) =>
    value === '' ? integration : { ...integration, contentHandling: contentHandlingOf(value) },
  ),
  textRule(
    '/credentials',
    (integration, credentials) => {
      if (credentials !== '') throw notServed('credentials of integrations: give the function a permission');
      return integration;
    },
    { required: false },
  ),
  itemRule('/cacheKeyParameters/{name}', {
    get: ({ cacheKeyParameters = [] }) => cacheKeyParameters,
    set: (integration, cacheKeyParameters) => ({
      ...integration,
      cacheKeyParameters: [...cacheKeyParameters],
    }),
  }),
  existingEntryRule('/requestParameters/{name}', {
    get: ({ requestParameters }) => requestParameters,
    set: (integration, requestParameters) => ({ ...integration, requestParameters }),
    read: requiredValue,
    missing: () => notFound('Invalid parameter name specified'),
  }),
  existingEntryRule('/requestTemplates/{content-type}', {
    get: ({ requestTemplates }) => requestTemplates,
    set: (integration, requestTemplates) => ({ ...integration, requestTemplates }),
    read: ({ value = '' }) => value,
    missing: () => notFound('Content-Type specified was not found'),
  }),
];
