/** An API as OpenAPI 3.0.1, as API Gateway exports it. OpenAPI: "OpenAPI Specification 3.0.1". */
import type { Method, MethodResponse } from '@aws-sdk/client-api-gateway';
import { documentExtensions, operationExtensions } from './extensions.js';
import { OPEN_API_SCHEMAS, referenceTo, schemasOf } from './schemas.js';
import { securityOf, securitySchemes } from './security.js';
import {
  addressOf,
  compact,
  type ExportSource,
  type Json,
  parametersOf,
  pathsOf,
  responseHeaders,
} from './source.js';

/** Every header and parameter of API Gateway is a text. */
const TEXT = { type: 'string' };

export function openApiDocument(source: ExportSource): Json {
  const { api, stage, definition, version, endpoint } = source;
  return {
    openapi: '3.0.1',
    info: compact({ title: api.settings.name, description: api.settings.description, version }),
    servers: [
      {
        url: `${endpoint}${addressOf(source)}/{basePath}`,
        variables: { basePath: { default: stage.name } },
      },
    ],
    paths: pathsOf(source, (method, path, verb) => operation(method, path, verb, source)),
    components: compact({
      schemas: schemasOf(Object.values(definition.models), OPEN_API_SCHEMAS),
      securitySchemes: securitySchemes(source),
    }),
    ...documentExtensions(source),
  };
}

function operation(method: Method, path: string, verb: string, source: ExportSource): Json {
  return {
    ...compact({
      operationId: method.operationName,
      parameters: parametersOf(method, path).map(({ name, in: place, required }) => ({
        name,
        in: place,
        ...(required ? { required } : {}),
        schema: TEXT,
      })),
      requestBody: requestBody(method),
    }),
    responses: responses(method, path, verb),
    ...compact({ security: securityOf(method) }),
    ...operationExtensions(method, source),
  };
}

function requestBody({ requestModels = {} }: Method): Json | undefined {
  return Object.keys(requestModels).length === 0
    ? undefined
    : { content: contentOf(requestModels), required: true };
}

/** A method that is a proxy need not say what it answers, but an operation must. */
function responses({ methodResponses = {} }: Method, path: string, verb: string): Json {
  const told = Object.entries(methodResponses);
  if (told.length === 0) return { default: { description: `Default response for ${verb} ${path}` } };
  return Object.fromEntries(told.map(([status, response]) => [status, responseObject(status, response)]));
}

function responseObject(status: string, { responseParameters, responseModels = {} }: MethodResponse): Json {
  const headers = responseHeaders(responseParameters).map((name) => [name, { schema: TEXT }]);
  return {
    description: `${status} response`,
    ...compact({ headers: Object.fromEntries(headers) }),
    content: contentOf(responseModels),
  };
}

/** By content type, as a method has its models. */
function contentOf(models: Readonly<Record<string, string>>): Json {
  return Object.fromEntries(
    Object.entries(models).map(([type, model]) => [type, { schema: referenceTo(model, OPEN_API_SCHEMAS) }]),
  );
}
