/** An API as Swagger 2.0, as API Gateway exports it. OpenAPI: "OpenAPI Specification 2.0". */
import type { Method, MethodResponse } from '@aws-sdk/client-api-gateway';
import { documentExtensions, operationExtensions } from './extensions.js';
import { referenceTo, SWAGGER_SCHEMAS, schemasOf } from './schemas.js';
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

const JSON_TYPE = 'application/json';

export function swaggerDocument(source: ExportSource): Json {
  const { api, stage, definition, version, endpoint } = source;
  const { host, protocol } = new URL(endpoint);
  return {
    swagger: '2.0',
    info: compact({ description: api.settings.description, version, title: api.settings.name }),
    host,
    basePath: `${addressOf(source)}/${stage.name}`,
    schemes: [protocol.replace(':', '')],
    paths: pathsOf(source, (method, path, verb) => operation(method, path, verb, source)),
    ...compact({
      definitions: schemasOf(Object.values(definition.models), SWAGGER_SCHEMAS),
      securityDefinitions: securitySchemes(source),
    }),
    ...documentExtensions(source),
  };
}

function operation(method: Method, path: string, verb: string, source: ExportSource): Json {
  const { requestModels, methodIntegration } = method;
  return {
    ...compact({
      operationId: method.operationName,
      consumes: unique(
        Object.keys(requestModels ?? {}),
        Object.keys(methodIntegration?.requestTemplates ?? {}),
      ),
      produces: produces(method),
      parameters: [
        ...parametersOf(method, path).map(({ name, in: place, required }) => ({
          name,
          in: place,
          required,
          type: 'string',
        })),
        ...bodyParameter(method),
      ],
    }),
    responses: responses(method, path, verb),
    ...compact({ security: securityOf(method) }),
    ...operationExtensions(method, source),
  };
}

/** A body has one schema here, whatever its content type. */
function bodyParameter({ requestModels = {} }: Method): Json[] {
  const model = modelOf(requestModels);
  if (model === undefined) return [];
  return [{ in: 'body', name: model, required: true, schema: referenceTo(model, SWAGGER_SCHEMAS) }];
}

function produces({ methodResponses = {}, methodIntegration }: Method): string[] {
  const { integrationResponses = {} } = methodIntegration ?? {};
  return unique(
    ...Object.values(methodResponses).map(({ responseModels = {} }) => Object.keys(responseModels)),
    ...Object.values(integrationResponses).map(({ responseTemplates = {} }) =>
      Object.keys(responseTemplates),
    ),
  );
}

/** A method that is a proxy need not say what it answers, but an operation must. */
function responses({ methodResponses = {} }: Method, path: string, verb: string): Json {
  const told = Object.entries(methodResponses);
  if (told.length === 0) return { default: { description: `Default response for ${verb} ${path}` } };
  return Object.fromEntries(told.map(([status, response]) => [status, responseObject(status, response)]));
}

function responseObject(status: string, { responseParameters, responseModels = {} }: MethodResponse): Json {
  const model = modelOf(responseModels);
  const headers = responseHeaders(responseParameters).map((name) => [name, { type: 'string' }]);
  return compact({
    description: `${status} response`,
    schema: model === undefined ? undefined : referenceTo(model, SWAGGER_SCHEMAS),
    headers: Object.fromEntries(headers),
  });
}

function modelOf(models: Readonly<Record<string, string>>): string | undefined {
  return models[JSON_TYPE] ?? Object.values(models)[0];
}

function unique(...lists: readonly (readonly string[])[]): string[] {
  return [...new Set(lists.flat())];
}
