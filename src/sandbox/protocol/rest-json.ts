/**
 * REST-JSON: method and path name the operation; its members are bound to path, query string, headers and body.
 * AWS: "Smithy: AWS restJson1 protocol".
 */
import { unknownOperation } from '../errors.js';
import type { WireRequest, WireResponse } from '../http/message.js';
import { readBoundInput } from './http-input.js';
import { writeBoundOutput } from './http-output.js';
import type { Operation, ServiceModel } from './model.js';
import { type Protocol, servedOperation } from './protocol.js';
import {
  compareTemplates,
  matchTemplate,
  parseQuery,
  parseUriTemplate,
  splitPath,
  type UriTemplate,
} from './uri-template.js';

interface Route {
  readonly template: UriTemplate;
  readonly operation: Operation;
}

export const restJson: Protocol = {
  read(request, service) {
    const parameters = parseQuery(request.rawQuery);
    const match = matchRoute(request, service.model, parameters);
    const served = match === undefined ? undefined : servedOperation(service, match.route.operation.name);
    if (match === undefined || served === undefined) {
      throw unknownOperation();
    }
    const { route, labels } = match;
    const unbound = new Map([...parameters].filter(([name]) => !route.template.query.has(name)));
    return {
      ...served,
      input: readBoundInput(served.operation.input, { request, labels, parameters: unbound }),
    };
  },

  answer(_request, _service, { operation }, output, requestId) {
    const { status, headers, body } = writeBoundOutput(operation.output, output);
    return respond(status ?? operation.http?.status ?? 200, headers, body, requestId);
  },

  fail(_request, service, error, requestId) {
    const modelled = service?.model.errors.get(error.code);
    const members = {
      ...error.members,
      ...(error.message === '' ? {} : { [modelled?.messageMember ?? 'message']: error.message }),
    };
    const bound = modelled === undefined ? undefined : writeBoundOutput(modelled.shape, members);
    const status = error.code === 'UnknownOperationException' ? 404 : (modelled?.status ?? error.status);
    const headers = { 'content-type': 'application/json', ...bound?.headers, 'x-amzn-ErrorType': error.code };
    return respond(status, headers, bound?.body ?? JSON.stringify(members), requestId);
  },
};

function matchRoute(
  request: WireRequest,
  model: ServiceModel,
  parameters: ReadonlyMap<string, readonly string[]>,
): { route: Route; labels: Record<string, string> } | undefined {
  const path = splitPath(request.rawPath);
  for (const route of routesOf(model).get(request.method) ?? []) {
    const labels = matchTemplate(route.template, path, parameters);
    if (labels !== undefined) {
      return { route, labels };
    }
  }
  return undefined;
}

const routeTables = new WeakMap<ServiceModel, ReadonlyMap<string, readonly Route[]>>();

/** A service's operations by method, the most particular template first. */
function routesOf(model: ServiceModel): ReadonlyMap<string, readonly Route[]> {
  const known = routeTables.get(model);
  if (known !== undefined) {
    return known;
  }
  const table = new Map<string, Route[]>();
  for (const operation of model.operations.values()) {
    if (operation.http !== undefined) {
      const routes = table.get(operation.http.method) ?? [];
      routes.push({ template: parseUriTemplate(operation.http.uri), operation });
      table.set(operation.http.method, routes);
    }
  }
  for (const routes of table.values()) {
    routes.sort((a, b) => compareTemplates(a.template, b.template));
  }
  routeTables.set(model, table);
  return table;
}

function respond(
  status: number,
  headers: Readonly<Record<string, string>>,
  body: string | Uint8Array,
  requestId: string,
): WireResponse {
  return { status, headers: { ...headers, 'x-amzn-RequestId': requestId }, body };
}
