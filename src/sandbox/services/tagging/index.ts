/**
 * The tag search across services. It holds nothing itself: it asks the services for their tagged resources, and,
 * where it is to be as late as on AWS, the journal that they write.
 * AWS: "Resource Groups Tagging API Reference".
 */
import type {
  GetResourcesInput,
  GetResourcesOutput,
  GetTagKeysInput,
  GetTagKeysOutput,
  GetTagValuesInput,
  GetTagValuesOutput,
} from '@aws-sdk/client-resource-groups-tagging-api';
import { checkConstraints } from '../../protocol/constraints.js';
import type { Handler, Host, RequestContext, Service } from '../../service.js';
import { pageOf } from '../page-token.js';
import type { TaggedResource, TagSource } from '../peers.js';
import { openTagJournal } from '../tag-journal.js';
import { invalidParameter } from './errors.js';
import { checkGetResources } from './rules.js';
import { searchResources } from './search.js';

/** The services whose resources are found, by signing name. On AWS, IAM roles and scalable targets are not. */
const SOURCES = ['apigateway', 'dynamodb', 'lambda', 'logs', 'monitoring', 'sqs'] as const;

/** Keys or values on one page. */
const TAGS_PER_PAGE = 1000;

export function createTagging(host: Host): Service {
  const journal = openTagJournal(host.store, host.clock);
  const gather = async (context: RequestContext): Promise<TaggedResource[]> => {
    const { account, region } = context;
    const sources = await Promise.all(SOURCES.map((name) => host.peer<TagSource>(name)));
    const actual = sources.flatMap((source) => [...source.taggedResources(account, region)]);
    const resources = host.hazards.has('tag-search-lag') ? journal.late(context, actual) : actual;
    return resources.sort((a, b) => compareText(a.arn, b.arn));
  };

  const getResources: Handler<GetResourcesInput, GetResourcesOutput> = async (input, context) => {
    checkGetResources(input);
    const { items, nextToken } = searchResources(await gather(context), input);
    return {
      ResourceTagMappingList: items.map(({ arn, tags }) => ({
        ResourceARN: arn,
        Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
      })),
      PaginationToken: nextToken ?? '',
    };
  };

  const getTagKeys: Handler<GetTagKeysInput, GetTagKeysOutput> = async ({ PaginationToken }, context) => {
    const keys = (await gather(context)).flatMap(({ tags }) => Object.keys(tags));
    const { items, nextToken } = distinctPage(keys, PaginationToken, 'GetTagKeys');
    return { TagKeys: items, PaginationToken: nextToken ?? '' };
  };

  const getTagValues: Handler<GetTagValuesInput, GetTagValuesOutput> = async (input, context) => {
    checkConstraints(
      { Key: { required: true, length: { min: 1, max: 128 } } },
      input,
      'InvalidParameterException',
    );
    const { Key = '', PaginationToken } = input;
    const values = (await gather(context)).flatMap(({ tags }) => tags[Key] ?? []);
    const { items, nextToken } = distinctPage(values, PaginationToken, ['GetTagValues', Key]);
    return { TagValues: items, PaginationToken: nextToken ?? '' };
  };

  return { handlers: { GetResources: getResources, GetTagKeys: getTagKeys, GetTagValues: getTagValues } };
}

function distinctPage(
  texts: readonly string[],
  token: string | undefined,
  request: unknown,
): { items: string[]; nextToken?: string } {
  const sorted = [...new Set(texts)].sort(compareText).map((text) => ({ key: text, value: text }));
  return pageOf(sorted, {
    limit: TAGS_PER_PAGE,
    token: token === '' ? undefined : token,
    request,
    invalid: () => {
      throw invalidParameter('Invalid pagination token');
    },
  });
}

function compareText(a: string, b: string): number {
  if (a === b) {
    return 0;
  }
  return a < b ? -1 : 1;
}
