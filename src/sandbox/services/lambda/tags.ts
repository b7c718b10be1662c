/** Tags of functions, by their ARN. AWS: "Using tags on Lambda functions". */
import type {
  ListTagsRequest,
  ListTagsResponse,
  TagResourceRequest,
  UntagResourceRequest,
} from '@aws-sdk/client-lambda';
import { checkConstraints } from '../../protocol/constraints.js';
import type { Handler, HandlerTable } from '../../service.js';
import type { Place } from '../peers.js';
import { type Found, findLiving } from './catalog.js';
import { invalidParameter } from './errors.js';
import type { Lambda } from './lambda.js';
import { parseFunctionName } from './names.js';
import type { Records } from './records.js';
import { RULES } from './rules.js';

const MAX_TAGS = 50;

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

export function tagHandlers({ journal, records }: Lambda): HandlerTable {
  const tag: Handler<TagResourceRequest, object> = (input, context) => {
    checkConstraints(RULES.TagResource, input);
    records.store.write(() => {
      const { key, record } = findTagged(records, context, input.Resource);
      const tags = checkTags({ ...record.tags, ...input.Tags });
      records.functions.put(key, { ...record, tags });
      journal.note(context, record.arn, tags);
    });
    return {};
  };

  const untag: Handler<UntagResourceRequest, object> = (input, context) => {
    checkConstraints(RULES.UntagResource, input);
    const removed = new Set(input.TagKeys);
    records.store.write(() => {
      const { key, record } = findTagged(records, context, input.Resource);
      if (record.tags === undefined) return;
      const tags = Object.fromEntries(Object.entries(record.tags).filter(([name]) => !removed.has(name)));
      records.functions.put(key, { ...record, tags });
      journal.note(context, record.arn, tags);
    });
    return {};
  };

  const list: Handler<ListTagsRequest, ListTagsResponse> = (input, context) => {
    checkConstraints(RULES.ListTags, input);
    return { Tags: { ...findTagged(records, context, input.Resource).record.tags } };
  };

  return { TagResource: tag, UntagResource: untag, ListTags: list };
}

/** Versions have no tags of their own. */
function findTagged(records: Records, place: Place, arn = ''): Found {
  if (parseFunctionName(arn, place).qualifier !== undefined) {
    throw invalidParameter(
      'Tags on function aliases and versions are not supported. Please specify a function ARN.',
    );
  }
  return findLiving(records, place, arn);
}
