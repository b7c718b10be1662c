/** What the operations of API Gateway work with, and where they find an API. */

import type { Method } from '@aws-sdk/client-api-gateway';
import type { Host } from '../../service.js';
import type { Place } from '../peers.js';
import { openTagJournal, type TagJournal } from '../tag-journal.js';
import { apiNotFound, methodNotFound, resourceNotFound } from './errors.js';
import { type ApiRecord, apiKey, type Definition, type Records, type ResourceRecord } from './records.js';

export interface ApiGateway {
  readonly host: Host;
  readonly records: Records;
  readonly journal: TagJournal;
}

export function openApiGateway(host: Host, records: Records): ApiGateway {
  return { host, records, journal: openTagJournal(host.store, host.clock) };
}

/** Throws NotFoundException. */
export function findApi(records: Records, place: Place, apiId = ''): ApiRecord {
  const api = records.apis.get(apiKey(place, apiId));
  if (api === undefined) throw apiNotFound(place.account, apiId);
  return api;
}

/** Throws NotFoundException. */
export function findResource({ definition }: Pick<ApiRecord, 'definition'>, resourceId = ''): ResourceRecord {
  const resource = ownValue(definition.resources, resourceId);
  if (resource === undefined) throw resourceNotFound();
  return resource;
}

/** Throws NotFoundException. */
export function findMethod({ methods }: ResourceRecord, httpMethod = ''): Method {
  const method = ownValue(methods, httpMethod);
  if (method === undefined) throw methodNotFound();
  return method;
}

/** Keeps an API with parts of its definition changed. Gives the API as it is now. */
export function changeDefinition(records: Records, api: ApiRecord, change: Partial<Definition>): ApiRecord {
  const changed = { ...api, definition: { ...api.definition, ...change } };
  records.apis.put(apiKey(api, api.id), changed);
  return changed;
}

/** Not what an object has from its prototype: `constructor` is a name like any other. */
export function ownValue<V>(values: Readonly<Record<string, V>>, name: string): V | undefined {
  return Object.hasOwn(values, name) ? values[name] : undefined;
}
