/** The tree of an API's resources. AWS: "API Gateway REST API Reference: CreateResource" and its neighbours. */
import type {
  CreateResourceRequest,
  DeleteResourceRequest,
  GetResourceRequest,
  GetResourcesRequest,
  Method,
  Resource,
  Resources,
  UpdateResourceRequest,
} from '@aws-sdk/client-api-gateway';
import type { Handler, HandlerTable } from '../../service.js';
import { type ApiGateway, findApi, findResource, ownValue, putDefinition } from './apigateway.js';
import { badRequest, conflict, resourceNotFound } from './errors.js';
import { newPartId } from './ids.js';
import { pageAnswer } from './paging.js';
import { applyPatch, type PatchRules } from './patch.js';
import { requiredValue } from './patch-rules.js';
import type { ResourceRecord } from './records.js';
import { checkInput } from './rules.js';

type Tree = Readonly<Record<string, ResourceRecord>>;

const PATH_PART = /^(?:[a-zA-Z0-9._:-]+|\{[a-zA-Z0-9._:-]+\+?\})$/;
const VARIABLE = /^\{.*\}$/;
const GREEDY = /\+\}$/;

export function resourceHandlers({ records }: ApiGateway): HandlerTable {
  const create: Handler<CreateResourceRequest, Resource> = (input, context) => {
    checkInput('CreateResource', input);
    const { parentId = '', pathPart = '' } = input;
    return records.store.write(() => {
      const api = findApi(records, context, input.restApiId);
      const { resources } = api.definition;
      const id = newPartId((taken) => Object.hasOwn(resources, taken));
      const path = pathUnder(resources, { id, parentId, pathPart });
      const resource: ResourceRecord = { id, parentId, pathPart, path, methods: {} };
      putDefinition(records, api, { resources: { ...resources, [id]: resource } });
      return describeResource(resource, false);
    });
  };

  const get: Handler<GetResourceRequest, Resource> = (input, context) =>
    describeResource(findResource(records, context, input).resource, withMethods(input.embed));

  const list: Handler<GetResourcesRequest, Resources> = (input, context) => {
    const { resources } = findApi(records, context, input.restApiId).definition;
    const { items, ...rest } = pageAnswer(
      Object.values(resources),
      ({ path }) => path,
      ['resources', input.restApiId],
      input,
    );
    return { items: items.map((each) => describeResource(each, withMethods(input.embed))), ...rest };
  };

  const update: Handler<UpdateResourceRequest, Resource> = (input, context) => {
    checkInput('UpdateResource', input);
    return records.store.write(() => {
      const { api, resource } = findResource(records, context, input);
      const { resources } = applyPatch(
        PATCH_RULES,
        { id: resource.id, resources: api.definition.resources },
        input.patchOperations,
      );
      putDefinition(records, api, { resources });
      return describeResource(resources[resource.id] ?? resource, false);
    });
  };

  const remove: Handler<DeleteResourceRequest, object> = (input, context) => {
    records.store.write(() => {
      const { api, resource } = findResource(records, context, input);
      if (resource.parentId === undefined) throw badRequest('Root resource cannot be deleted.');
      const { resources } = api.definition;
      const kept = Object.entries(resources).filter(([id]) => !isWithin(resources, id, resource.id));
      putDefinition(records, api, { resources: Object.fromEntries(kept) });
    });
    return {};
  };

  return {
    CreateResource: create,
    GetResource: get,
    GetResources: list,
    UpdateResource: update,
    DeleteResource: remove,
  };
}

/** A resource in the tree that it is changed in. */
interface Located {
  readonly id: string;
  readonly resources: Tree;
}

const PATCH_RULES: PatchRules<Located> = [
  {
    path: '/parentId',
    replace: (located, change) => moved(located, { parentId: requiredValue(change) }),
  },
  {
    path: '/pathPart',
    replace: (located, change) => moved(located, { pathPart: requiredValue(change) }),
  },
];

/** The tree with a resource elsewhere, or under another name, and all that is below it. */
function moved(
  { id, resources }: Located,
  change: { readonly parentId: string } | { readonly pathPart: string },
): Located {
  const resource = resources[id];
  if (resource === undefined) throw resourceNotFound();
  if (resource.parentId === undefined) {
    throw badRequest(`Root resource cannot update its ${Object.keys(change)[0]}.`);
  }
  const named = { parentId: resource.parentId, pathPart: resource.pathPart ?? '', ...change };
  if (!Object.hasOwn(resources, named.parentId)) throw resourceNotFound();
  if (isWithin(resources, named.parentId, id)) throw badRequest('Resources cannot be cyclical.');
  const path = pathUnder(resources, { id, ...named });
  const changed = Object.values(resources).map((each): [string, ResourceRecord] => {
    if (each.id === id) return [id, { ...each, ...named, path }];
    if (!isWithin(resources, each.id, id)) return [each.id, each];
    return [each.id, { ...each, path: path + each.path.slice(resource.path.length) }];
  });
  return { id, resources: Object.fromEntries(changed) };
}

/** The path of a resource of that name there. Throws BadRequestException, ConflictException, NotFoundException. */
function pathUnder(
  resources: Tree,
  { id, parentId, pathPart }: { readonly id: string; readonly parentId: string; readonly pathPart: string },
): string {
  const parent = ownValue(resources, parentId);
  if (parent === undefined) throw resourceNotFound();
  if (!PATH_PART.test(pathPart)) {
    throw badRequest(
      "Resource's path part only allow a-zA-Z0-9._-: or a valid greedy path variable and curly braces at the beginning and the end.",
    );
  }
  if (GREEDY.test(parent.pathPart ?? '')) {
    throw badRequest(`Cannot create a child of a resource with a greedy path variable: ${parent.pathPart}`);
  }
  const siblings = Object.values(resources).filter((each) => each.parentId === parentId && each.id !== id);
  if (siblings.some((each) => each.pathPart === pathPart)) {
    throw conflict(`Another resource with the same parent already has this name: ${pathPart}`);
  }
  const variable = siblings.find((each) => VARIABLE.test(each.pathPart ?? ''))?.pathPart;
  if (variable !== undefined && VARIABLE.test(pathPart)) {
    throw badRequest(
      `A sibling (${variable}) of this resource already has a variable path part -- only one is allowed`,
    );
  }
  return `${parent.path === '/' ? '' : parent.path}/${pathPart}`;
}

/** Whether a resource is `ancestorId`, or below it. */
function isWithin(resources: Tree, id: string, ancestorId: string): boolean {
  for (let at: string | undefined = id; at !== undefined; at = resources[at]?.parentId) {
    if (at === ancestorId) return true;
  }
  return false;
}

function withMethods(embed: readonly string[] | undefined): boolean {
  return embed?.includes('methods') ?? false;
}

/** Methods are named only, unless they are asked for. */
function describeResource({ methods, ...resource }: ResourceRecord, embedded: boolean): Resource {
  const shown = Object.entries(methods).map(([verb, method]): [string, Method] => [
    verb,
    embedded ? method : {},
  ]);
  return shown.length === 0 ? resource : { ...resource, resourceMethods: Object.fromEntries(shown) };
}
