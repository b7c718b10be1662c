/** The Resource Groups Tagging API: what carries our tags, whatever its name. It is late by minutes, both ways. */
import {
  GetResourcesCommand,
  ResourceGroupsTaggingAPIClient,
  type TagFilter,
} from '@aws-sdk/client-resource-groups-tagging-api';
import type { Lab } from '../lab/lab.js';
import { foreignBecause, LAB_TAG, OWNER_TAG } from '../lab/ownership.js';
import type { Found, Resource } from '../lab/resource.js';
import { Problem } from '../problem.js';

/** The most that a page of the search holds. */
const PAGE = 100;

export interface TaggedThing {
  readonly arn: string;
  readonly tags: Readonly<Record<string, string>>;
}

/** What the search shows of this lab and this owner. It may be gone by now. */
export function taggedOfLab(lab: Lab): Promise<TaggedThing[]> {
  const { labId, owner } = lab.ownership;
  return searchTags(lab, [
    { Key: LAB_TAG, Values: [labId] },
    { Key: OWNER_TAG, Values: [owner] },
  ]);
}

/** What the search shows of all labs of this owner. */
export function taggedOfOwner(lab: Lab): Promise<TaggedThing[]> {
  return searchTags(lab, [{ Key: LAB_TAG }, { Key: OWNER_TAG, Values: [lab.ownership.owner] }]);
}

/** What the search shows of all labs of everybody, also what has lost one of the two tags. */
export async function taggedOfAnyLab(lab: Lab): Promise<TaggedThing[]> {
  const found = new Map<string, TaggedThing>();
  for (const Key of [LAB_TAG, OWNER_TAG]) {
    for (const thing of await searchTags(lab, [{ Key }])) found.set(thing.arn, thing);
  }
  return [...found.values()];
}

async function searchTags(lab: Lab, filters: TagFilter[]): Promise<TaggedThing[]> {
  const client = lab.client(ResourceGroupsTaggingAPIClient);
  const things: TaggedThing[] = [];
  let token: string | undefined;
  do {
    const page = await client.send(
      new GetResourcesCommand({ TagFilters: filters, ResourcesPerPage: PAGE, PaginationToken: token }),
    );
    for (const { ResourceARN: arn, Tags = [] } of page.ResourceTagMappingList ?? []) {
      if (arn !== undefined) things.push({ arn, tags: asMap(Tags) });
    }
    // The last page has an empty token.
    token = page.PaginationToken || undefined;
  } while (token !== undefined);
  return things;
}

function asMap(tags: readonly { Key?: string | undefined; Value?: string | undefined }[]) {
  return Object.fromEntries(tags.map(({ Key = '', Value = '' }) => [Key, Value]));
}

/** `arn:aws:lambda:us-east-1:111122223333:function:orders-api`; SQS names a queue without its type. */
const ARN = /^arn:[^:]*:([^:]*):[^:]*:[^:]*:(?:([^:/]+)[:/])?(.+)$/;

/** A thing with our tags whose kind nobody here knows: shown, never touched. */
export function resourceOfUnknownKind(arn: string): Resource {
  const [, service = 'unknown', type, name = arn] = ARN.exec(arn) ?? [];
  const stays = 'it has the tags of this lab, but this version of orders-lab does not know its kind';
  return {
    kind: type === undefined ? service : `${service}-${type}`,
    name,
    after: [],
    stays,
    find: (lab) => findByArn(lab, arn),
    remove: async () => {
      throw new Problem(`${arn} cannot be removed.`, {
        because: stays,
        next: 'Remove it in the AWS console, or with a newer version of orders-lab.',
      });
    },
  };
}

/** The search itself is all that can be asked about a kind that nobody knows. */
async function findByArn(lab: Lab, arn: string): Promise<Found> {
  const { ResourceTagMappingList = [] } = await lab
    .client(ResourceGroupsTaggingAPIClient)
    .send(new GetResourcesCommand({ ResourceARNList: [arn] }));
  const [thing] = ResourceTagMappingList;
  if (thing === undefined) return { state: 'absent' };
  const because = foreignBecause(asMap(thing.Tags ?? []), lab.ownership);
  return because === undefined ? { state: 'ours', arn } : { state: 'foreign', arn, because };
}
