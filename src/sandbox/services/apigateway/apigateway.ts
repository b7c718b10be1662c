/** What the operations of API Gateway work with, and where they find the parts of an API and keep them. */
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

/** What names a resource, or a method of it, in a request. */
export interface ResourceName {
  readonly restApiId: string | undefined;
  readonly resourceId: string | undefined;
}
export interface MethodName extends ResourceName {
  readonly httpMethod: string | undefined;
}

/** Throws NotFoundException. */
export function findApi(records: Records, place: Place, apiId = ''): ApiRecord {
  const api = records.apis.get(apiKey(place, apiId));
  if (api === undefined) throw apiNotFound(place.account, apiId);
  return api;
}

/** Throws NotFoundException, which as on AWS names the resource, also where there is no such API. */
export function findResource(
  records: Records,
  place: Place,
  { restApiId = '', resourceId = '' }: ResourceName,
): { readonly api: ApiRecord; readonly resource: ResourceRecord } {
  const api = records.apis.get(apiKey(place, restApiId));
  const resource = ownValue(api?.definition.resources, resourceId);
  if (api === undefined || resource === undefined) throw resourceNotFound();
  return { api, resource };
}

/** Throws NotFoundException. */
export function findMethod(
  records: Records,
  place: Place,
  name: MethodName,
): { readonly api: ApiRecord; readonly resource: ResourceRecord; readonly method: Method } {
  const { api, resource } = findResource(records, place, name);
  const method = ownValue(resource.methods, name.httpMethod ?? '');
  if (method === undefined) throw methodNotFound();
  return { api, resource, method };
}

/** Keeps an API with parts of its definition changed. */
export function putDefinition(records: Records, api: ApiRecord, change: Partial<Definition>): void {
  records.apis.put(apiKey(api, api.id), { ...api, definition: { ...api.definition, ...change } });
}

/** Keeps a method, or, where it is undefined, removes it. */
export function putMethod(
  records: Records,
  api: ApiRecord,
  resource: ResourceRecord,
  httpMethod: string,
  method: Method | undefined,
): void {
  const methods = withEntry(resource.methods, httpMethod, method);
  putDefinition(records, api, {
    resources: { ...api.definition.resources, [resource.id]: { ...resource, methods } },
  });
}

/** Changes a method in one transaction. Gives it as it is then. Throws NotFoundException. */
export function changeMethod(
  records: Records,
  place: Place,
  name: MethodName,
  change: (method: Method, api: ApiRecord, resource: ResourceRecord) => Method,
): Method {
  return records.store.write(() => {
    const { api, resource, method } = findMethod(records, place, name);
    const changed = change(method, api, resource);
    putMethod(records, api, resource, name.httpMethod ?? '', changed);
    return changed;
  });
}

/** A time as API Gateway tells it: in whole seconds. @param time milliseconds since the epoch */
export function wholeSecond(time: number): Date {
  return new Date(Math.floor(time / 1000) * 1000);
}

/** Not what an object has from its prototype: `constructor` is a name like any other. */
export function ownValue<V>(values: Readonly<Record<string, V>> | undefined, name: string): V | undefined {
  return values !== undefined && Object.hasOwn(values, name) ? values[name] : undefined;
}

/** A copy with an entry set, or, where the value is undefined, without it. */
export function withEntry<V>(
  values: Readonly<Record<string, V>> | undefined,
  name: string,
  value: V | undefined,
): Readonly<Record<string, V>> {
  return value === undefined ? withoutEntry(values, name) : { ...values, [name]: value };
}

export function withoutEntry<V>(
  values: Readonly<Record<string, V>> | undefined,
  name: string,
): Readonly<Record<string, V>> {
  const { [name]: _removed, ...others } = values ?? {};
  return others;
}
