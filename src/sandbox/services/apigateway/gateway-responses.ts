/**
 * What the gateway answers by itself, where there is no integration to ask.
 * AWS: "Gateway responses for REST APIs in API Gateway", "Gateway response types".
 */
import type {
  DeleteGatewayResponseRequest,
  GatewayResponse,
  GatewayResponses,
  GetGatewayResponseRequest,
  GetGatewayResponsesRequest,
  PutGatewayResponseRequest,
  UpdateGatewayResponseRequest,
} from '@aws-sdk/client-api-gateway';
import type { Handler, HandlerTable } from '../../service.js';
import { type ApiGateway, findApi, ownValue, putDefinition, withoutEntry } from './apigateway.js';
import { badRequest, notFound } from './errors.js';
import { pageAnswer } from './paging.js';
import { applyPatch, type PatchRules, pathRefusal } from './patch.js';
import { existingEntryRule, requiredValue } from './patch-rules.js';
import type { Definition } from './records.js';
import { checkInput } from './rules.js';

type ResponseType = NonNullable<GatewayResponse['responseType']>;

/** The status of each type, unless it is changed; the two DEFAULT types have none. In the order of their names. */
const STATUS = {
  ACCESS_DENIED: '403',
  API_CONFIGURATION_ERROR: '500',
  AUTHORIZER_CONFIGURATION_ERROR: '500',
  AUTHORIZER_FAILURE: '500',
  BAD_REQUEST_BODY: '400',
  BAD_REQUEST_PARAMETERS: '400',
  DEFAULT_4XX: undefined,
  DEFAULT_5XX: undefined,
  EXPIRED_TOKEN: '403',
  INTEGRATION_FAILURE: '504',
  INTEGRATION_TIMEOUT: '504',
  INVALID_API_KEY: '403',
  INVALID_SIGNATURE: '403',
  MISSING_AUTHENTICATION_TOKEN: '403',
  QUOTA_EXCEEDED: '429',
  REQUEST_TOO_LARGE: '413',
  RESOURCE_NOT_FOUND: '404',
  THROTTLED: '429',
  UNAUTHORIZED: '401',
  UNSUPPORTED_MEDIA_TYPE: '415',
  WAF_FILTERED: '403',
} as const satisfies Readonly<Record<ResponseType, string | undefined>>;

const TEMPLATES = { 'application/json': '{"message":$context.error.messageString}' } as const;
const STATUS_CODE = /^[1-5]\d\d$/;

export function gatewayResponseHandlers({ records }: ApiGateway): HandlerTable {
  const put: Handler<PutGatewayResponseRequest, GatewayResponse> = (input, context) => {
    checkInput('PutGatewayResponse', input);
    return records.store.write(() => {
      const api = findApi(records, context, input.restApiId);
      const { responseType = 'DEFAULT_4XX', statusCode = STATUS[responseType] } = input;
      const response: GatewayResponse = {
        responseType,
        responseParameters: input.responseParameters ?? {},
        responseTemplates: input.responseTemplates ?? { ...TEMPLATES },
        defaultResponse: false,
        ...(statusCode === undefined ? {} : { statusCode: checkStatus(statusCode) }),
      };
      const gatewayResponses = { ...api.definition.gatewayResponses, [responseType]: response };
      putDefinition(records, api, { gatewayResponses });
      return response;
    });
  };

  const get: Handler<GetGatewayResponseRequest, GatewayResponse> = (input, context) => {
    checkInput('GetGatewayResponse', input);
    const { definition } = findApi(records, context, input.restApiId);
    return gatewayResponse(definition, input.responseType ?? 'DEFAULT_4XX');
  };

  const list: Handler<GetGatewayResponsesRequest, GatewayResponses> = (input, context) => {
    const { definition } = findApi(records, context, input.restApiId);
    const all = responseTypes().map((type) => gatewayResponse(definition, type));
    const name = ['gateway responses', input.restApiId];
    return pageAnswer(all, ({ responseType = '' }) => responseType, name, input);
  };

  const update: Handler<UpdateGatewayResponseRequest, GatewayResponse> = (input, context) => {
    checkInput('UpdateGatewayResponse', input);
    return records.store.write(() => {
      const api = findApi(records, context, input.restApiId);
      const { responseType = 'DEFAULT_4XX', patchOperations } = input;
      const before = gatewayResponse(api.definition, responseType);
      const response: GatewayResponse = {
        ...applyPatch(PATCH_RULES, before, patchOperations, pathRefusal),
        defaultResponse: false,
      };
      const gatewayResponses = { ...api.definition.gatewayResponses, [responseType]: response };
      putDefinition(records, api, { gatewayResponses });
      return response;
    });
  };

  const remove: Handler<DeleteGatewayResponseRequest, object> = (input, context) => {
    checkInput('DeleteGatewayResponse', input);
    records.store.write(() => {
      const api = findApi(records, context, input.restApiId);
      const { gatewayResponses } = api.definition;
      const { responseType = '' } = input;
      if (ownValue(gatewayResponses, responseType) === undefined) {
        throw notFound('Gateway response type not defined on api');
      }
      putDefinition(records, api, { gatewayResponses: withoutEntry(gatewayResponses, responseType) });
    });
    return {};
  };

  return {
    PutGatewayResponse: put,
    GetGatewayResponse: get,
    GetGatewayResponses: list,
    UpdateGatewayResponse: update,
    DeleteGatewayResponse: remove,
  };
}

/** What is answered for a type: its own response, that of its DEFAULT type, or that which every API begins with. */
export function gatewayResponse(
  { gatewayResponses }: Pick<Definition, 'gatewayResponses'>,
  responseType: ResponseType,
): GatewayResponse {
  const own = ownValue(gatewayResponses, responseType);
  if (own !== undefined) return own;
  const statusCode: string | undefined = STATUS[responseType];
  const family = statusCode === undefined ? undefined : `DEFAULT_${statusCode.charAt(0)}XX`;
  const inherited = family === undefined ? undefined : ownValue(gatewayResponses, family);
  return {
    ...(statusCode === undefined ? {} : { statusCode }),
    responseParameters: {},
    responseTemplates: { ...TEMPLATES },
    ...inherited,
    responseType,
    defaultResponse: true,
  };
}

const PATCH_RULES: PatchRules<GatewayResponse> = [
  {
    path: '/statusCode',
    replace: (response, change) => ({ ...response, statusCode: checkStatus(requiredValue(change)) }),
  },
  existingEntryRule('/responseParameters/{name}', {
    get: ({ responseParameters }) => responseParameters,
    set: (response, responseParameters = {}) => ({ ...response, responseParameters }),
    read: requiredValue,
    missing: () => notFound('Invalid parameter name specified'),
  }),
  existingEntryRule('/responseTemplates/{content-type}', {
    get: ({ responseTemplates }) => responseTemplates,
    set: (response, responseTemplates = {}) => ({ ...response, responseTemplates }),
    read: requiredValue,
    missing: () => notFound('Content-Type specified was not found'),
  }),
];

function responseTypes(): ResponseType[] {
  return Object.keys(STATUS).filter((name): name is ResponseType => Object.hasOwn(STATUS, name));
}

function checkStatus(statusCode: string): string {
  if (!STATUS_CODE.test(statusCode)) throw badRequest(`Invalid status code specified: ${statusCode}`);
  return statusCode;
}
