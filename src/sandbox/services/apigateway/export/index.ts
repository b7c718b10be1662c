/** GetExport: what is deployed to a stage, as a document. AWS: "Export a REST API from API Gateway". */
import type { ExportResponse, GetExportRequest } from '@aws-sdk/client-api-gateway';
import type { Handler, HandlerTable } from '../../../service.js';
import { type ApiGateway, findApi } from '../apigateway.js';
import { findDeployment } from '../deployments.js';
import { badRequest } from '../errors.js';
import { findStage } from '../stages.js';
import { openApiDocument } from './open-api.js';
import { type ExportExtensions, type ExportSource, type Json, timeText } from './source.js';
import { swaggerDocument } from './swagger.js';

const FORMATS: Readonly<Record<string, (source: ExportSource) => Json>> = {
  oas30: openApiDocument,
  swagger: swaggerDocument,
};
/** The ends of file names, by what the document is wanted as. Every JSON text is YAML 1.2 as well. */
const FILE_TYPES: Readonly<Record<string, string>> = {
  'application/json': 'json',
  'application/yaml': 'yaml',
};
/** What each name brings into the document. Postman needs nothing of its own. */
const EXTENSIONS: Readonly<Record<string, ExportExtensions>> = {
  integrations: { integrations: true, authorizers: false },
  authorizers: { integrations: false, authorizers: true },
  apigateway: { integrations: true, authorizers: true },
  postman: { integrations: false, authorizers: false },
};

export function exportHandlers({ host, records }: ApiGateway): HandlerTable {
  const get: Handler<GetExportRequest, ExportResponse> = (input, context) => {
    const { exportType = '', accepts, parameters = {} } = input;
    const api = findApi(records, context, input.restApiId);
    const stage = findStage(records, context, input.restApiId, input.stageName);
    const format = chosen(FORMATS, exportType, 'export type');
    const fileType = chosen(FILE_TYPES, accepts ?? 'application/json', 'content type');
    const deployment = findDeployment(records, context, api.id, stage.deploymentId);
    const version = api.settings.version ?? timeText(deployment.createdAt);
    const document = format({
      api,
      stage,
      definition: deployment.definition,
      version,
      endpoint: host.endpoint,
      extensions: extensionsOf(parameters.extensions),
    });
    return {
      contentType: 'application/octet-stream',
      contentDisposition: `attachment; filename="${exportType}_${version}.${fileType}"`,
      body: Buffer.from(JSON.stringify(document, undefined, 2)),
    };
  };

  return { GetExport: get };
}

/** @param names `integrations,authorizers` */
function extensionsOf(names = ''): ExportExtensions {
  const asked = names.split(',').filter((name) => name !== '');
  const brought = asked.map((name) => chosen(EXTENSIONS, name.trim(), 'extension'));
  return {
    integrations: brought.some(({ integrations }) => integrations),
    authorizers: brought.some(({ authorizers }) => authorizers),
  };
}

function chosen<V>(choices: Readonly<Record<string, V>>, name: string, what: string): V {
  const choice = Object.hasOwn(choices, name) ? choices[name] : undefined;
  if (choice !== undefined) return choice;
  throw badRequest(
    `Invalid ${what} specified: ${name}. Must be one of: [${Object.keys(choices).join(', ')}]`,
  );
}
