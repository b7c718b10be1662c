/** Which resources a GetResources request finds, and on which page. */
import type { GetResourcesInput, TagFilter } from '@aws-sdk/client-resource-groups-tagging-api';
import { type Page, pageOf } from '../page-token.js';
import type { TaggedResource } from '../peers.js';
import { invalidParameter } from './errors.js';

const RESOURCES_PER_PAGE = 50;

/** A page of `resources`, which are in the order of their ARNs. Throws `InvalidParameterException`. */
export function searchResources(
  resources: readonly TaggedResource[],
  input: GetResourcesInput,
): Page<TaggedResource> {
  const { PaginationToken, ResourcesPerPage, TagsPerPage, ...filter } = input;
  const found = resources.filter((resource) => matches(resource, filter));
  return pageOf(
    found.map((resource) => ({ key: resource.arn, value: resource })),
    {
      limit: ResourcesPerPage ?? RESOURCES_PER_PAGE,
      ...(TagsPerPage === undefined ? {} : { weight: { of: tagWeight, limit: TagsPerPage } }),
      token: PaginationToken === '' ? undefined : PaginationToken,
      request: filter,
      invalid: () => {
        throw invalidParameter('Invalid pagination token');
      },
    },
  );
}

/** A resource without tags counts as one with one. */
function tagWeight({ tags }: TaggedResource): number {
  return Math.max(1, Object.keys(tags).length);
}

function matches(
  { arn, tags }: TaggedResource,
  { ResourceARNList, ResourceTypeFilters = [], TagFilters = [] }: GetResourcesInput,
): boolean {
  return (
    (ResourceARNList === undefined || ResourceARNList.includes(arn)) &&
    (ResourceTypeFilters.length === 0 || ResourceTypeFilters.some((type) => isOfType(arn, type))) &&
    TagFilters.every((filter) => hasTag(tags, filter))
  );
}

/** `dynamodb` means all of a service's resources, `dynamodb:table` one type. */
function isOfType(arn: string, filter: string): boolean {
  const [, , service = '', , , ...rest] = arn.split(':');
  // API Gateway's names begin with a slash: `/restapis/a1b2c3d4e5`.
  const [type] = rest.join(':').replace(/^\//, '').split(/[/:]/, 1);
  return filter === service || filter === `${service}:${type}`;
}

function hasTag(tags: Readonly<Record<string, string>>, { Key = '', Values = [] }: TagFilter): boolean {
  const value = Object.hasOwn(tags, Key) ? tags[Key] : undefined;
  return value !== undefined && (Values.length === 0 || Values.includes(value));
}
