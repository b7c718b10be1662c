/**
 * API Gateway's own extensions, without which an export could not be imported again as what it was.
 * AWS: "OpenAPI extensions for API Gateway".
 */
import type { Integration, IntegrationResponse, Method } from '@aws-sdk/client-api-gateway';
import type { Definition } from '../records.js';
import { compact, type ExportSource, type Json } from './source.js';

/** Not told: it is what an integration has that says nothing else. */
const DEFAULT_TIMEOUT = 29_000; /* 29 s */

/** Extensions of the document. */
export function documentExtensions({ api, definition, extensions }: ExportSource): Json {
  if (!extensions.integrations) return {};
  const { apiKeySource, minimumCompressionSize } = api.settings;
  return compact({
    'x-amazon-apigateway-request-validators': validatorsOf(definition),
    'x-amazon-apigateway-gateway-responses': gatewayResponsesOf(definition),
    'x-amazon-apigateway-binary-media-types': definition.binaryMediaTypes,
    'x-amazon-apigateway-minimum-compression-size': minimumCompressionSize,
    'x-amazon-apigateway-api-key-source': apiKeySource === 'AUTHORIZER' ? apiKeySource : undefined,
  });
}

/** Extensions of an operation. */
export function operationExtensions(
  { requestValidatorId = '', methodIntegration }: Method,
  { definition: { validators }, extensions }: ExportSource,
): Json {
  if (!extensions.integrations) return {};
  return compact({
    'x-amazon-apigateway-request-validator': validators[requestValidatorId]?.name,
    'x-amazon-apigateway-integration':
      methodIntegration === undefined ? undefined : integrationExtension(methodIntegration),
  });
}

function integrationExtension(integration: Integration): Json {
  const { type, passthroughBehavior, timeoutInMillis, integrationResponses = {} } = integration;
  return compact({
    type: type?.toLowerCase(),
    httpMethod: integration.httpMethod,
    uri: integration.uri,
    responses: Object.fromEntries(Object.values(integrationResponses).map(responseExtension)),
    requestParameters: integration.requestParameters,
    requestTemplates: integration.requestTemplates,
    passthroughBehavior: passthroughBehavior?.toLowerCase(),
    contentHandling: integration.contentHandling,
    timeoutInMillis: timeoutInMillis === DEFAULT_TIMEOUT ? undefined : timeoutInMillis,
  });
}

/** By the pattern that selects it; the one without a pattern is for everything else. */
function responseExtension(response: IntegrationResponse): [string, Json] {
  const {
    selectionPattern = '',
    statusCode,
    responseParameters,
    responseTemplates,
    contentHandling,
  } = response;
  return [
    selectionPattern === '' ? 'default' : selectionPattern,
    compact({ statusCode, responseParameters, responseTemplates, contentHandling }),
  ];
}

function validatorsOf({ validators }: Definition): Json {
  return Object.fromEntries(
    Object.values(validators).map(({ name = '', validateRequestBody, validateRequestParameters }) => [
      name,
      {
        validateRequestParameters: validateRequestParameters === true,
        validateRequestBody: validateRequestBody === true,
      },
    ]),
  );
}

function gatewayResponsesOf({ gatewayResponses }: Definition): Json {
  return Object.fromEntries(
    Object.entries(gatewayResponses).map(([type, { statusCode, responseParameters, responseTemplates }]) => [
      type,
      compact({ statusCode, responseParameters, responseTemplates }),
    ]),
  );
}
