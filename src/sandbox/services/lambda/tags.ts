/**
 * Tags of functions and of event source mappings, by their ARN. AWS: "Using tags on Lambda functions", "Using tags
 * on event source mappings".
 */
import type {
  ListTagsRequest,
  ListTagsResponse,
  TagResourceRequest,
  UntagResourceRequest,
} from '@aws-sdk/client-lambda';
import { checkConstraints } from '../../protocol/constraints.js';
import type { Handler, HandlerTable } from '../../service.js';
import type { Place, TaggedResource } from '../peers.js';
import { findLiving } from './catalog.js';
import { invalidParameter, notFound } from './errors.js';
import type { Lambda } from './lambda.js';
import {
  type MappingRecord,
  type Records as MappingRecords,
  mappingKey,
  openRecords as openMappingRecords,
} from './mappings/records.js';
import { parseFunctionName } from './names.js';
import { functionKey, type Records } from './records.js';
import { RULES } from './rules.js';

const MAX_TAGS = 50;
const FUNCTION_ARN = /:function:([^:]+)/;
const MAPPING_ARN = /:event-source-mapping:([^:]+)$/;

type Tags = Readonly<Record<string, string>>;

/** Tags as they may be. Throws InvalidParameterValueException. */
export function checkTags(tags: Tags): Tags {
  if (Object.keys(tags).some((key) => key.toLowerCase().startsWith('aws:'))) {
    throw invalidParameter('Tag keys that start with aws: are reserved for system use.');
  }
  if (Object.keys(tags).length > MAX_TAGS) {
    throw invalidParameter(`A resource can have at most ${MAX_TAGS} tags.`);
  }
  return tags;
}

/** What has tags, and how to give it others. */
interface Tagged {
  readonly arn: string;
  readonly tags: Tags | undefined;
  put(tags: Tags): void;
}

export function tagHandlers({ journal, records }: Lambda): HandlerTable {
  const mappings = openMappingRecords(records.store);
  const find = (place: Place, arn = ''): Tagged => {
    const uuid = MAPPING_ARN.exec(arn)?.[1];
    return uuid === undefined ? taggedFunction(records, place, arn) : taggedMapping(mappings, place, uuid);
  };

  const tag: Handler<TagResourceRequest, object> = (input, context) => {
    checkConstraints(RULES.TagResource, input);
    records.store.write(() => {
      const tagged = find(context, input.Resource);
      const tags = checkTags({ ...tagged.tags, ...input.Tags });
      tagged.put(tags);
      journal.note(context, tagged.arn, tags);
    });
    return {};
  };

  const untag: Handler<UntagResourceRequest, object> = (input, context) => {
    checkConstraints(RULES.UntagResource, input);
    const removed = new Set(input.TagKeys);
    records.store.write(() => {
      const tagged = find(context, input.Resource);
      if (tagged.tags === undefined) return;
      const tags = Object.fromEntries(Object.entries(tagged.tags).filter(([name]) => !removed.has(name)));
      tagged.put(tags);
      journal.note(context, tagged.arn, tags);
    });
    return {};
  };

  const list: Handler<ListTagsRequest, ListTagsResponse> = (input, context) => {
    checkConstraints(RULES.ListTags, input);
    return { Tags: { ...find(context, input.Resource).tags } };
  };

  return { TagResource: tag, UntagResource: untag, ListTags: list };
}

/** Versions have no tags of their own. */
function taggedFunction(records: Records, place: Place, arn: string): Tagged {
  if (parseFunctionName(arn, place).qualifier !== undefined) {
    throw invalidParameter(
      'Tags on function aliases and versions are not supported. Please specify a function ARN.',
    );
  }
  const { key, record } = findLiving(records, place, arn);
  return {
    arn: record.arn,
    tags: record.tags,
    put: (tags) => records.functions.put(key, { ...record, tags }),
  };
}

function taggedMapping({ mappings }: MappingRecords, place: Place, uuid: string): Tagged {
  const key = mappingKey(place, uuid);
  const record = mappings.get(key);
  if (record === undefined) throw notFound('The resource you requested does not exist.');
  return {
    arn: mappingArn(record),
    tags: record.tags,
    put: (tags) => mappings.put(key, { ...record, tags }),
  };
}

/** The tags of a function, of whatever version of it the ARN is, or of a mapping. */
export function tagsOf(records: Records, place: Place, arn: string): Tags | undefined {
  const uuid = MAPPING_ARN.exec(arn)?.[1];
  if (uuid !== undefined)
    return openMappingRecords(records.store).mappings.get(mappingKey(place, uuid))?.tags;
  const name = FUNCTION_ARN.exec(arn)?.[1];
  return name === undefined ? undefined : records.functions.get(functionKey(place, name))?.tags;
}

/** Every mapping with tags of its own, as the tag search lists it. */
export function* taggedMappings(records: Records, place: Place): Iterable<TaggedResource> {
  for (const { value } of openMappingRecords(records.store).mappings.list(mappingKey(place, ''))) {
    if (Object.keys(value.tags).length > 0) yield { arn: mappingArn(value), tags: value.tags };
  }
}

function mappingArn({ account, region, uuid }: MappingRecord): string {
  return `arn:aws:lambda:${region}:${account}:event-source-mapping:${uuid}`;
}
