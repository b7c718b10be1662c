/** Tags of log groups, by ARN, and by name as older clients do it. */
import type {
  ListTagsForResourceRequest,
  ListTagsForResourceResponse,
  ListTagsLogGroupRequest,
  TagLogGroupRequest,
  TagResourceRequest,
  UntagLogGroupRequest,
  UntagResourceRequest,
} from '@aws-sdk/client-cloudwatch-logs';
import { AwsError } from '../../errors.js';
import { checkConstraints } from '../../protocol/constraints.js';
import type { Handler, HandlerTable } from '../../service.js';
import type { Place, TaggedResource } from '../peers.js';
import { invalidParameter } from './errors.js';
import type { Logs } from './logs.js';
import { findGroup, groupNameOf } from './lookup.js';
import { type GroupRecord, groupArn, groupKey, placeKey, type Records } from './records.js';
import { RULES } from './rules.js';

const MAX_TAGS = 50;
const RESERVED_PREFIX = 'aws:';

type Tags = Readonly<Record<string, string>>;

export function tagHandlers({ records }: Logs): HandlerTable {
  const change = (place: Place, group: GroupRecord, tags: Tags): void =>
    records.groups.put(groupKey(place, group.name), { ...group, tags });

  const add = (place: Place, group: GroupRecord, added: Tags): void => {
    checkTagKeys(added);
    const tags = { ...group.tags, ...added };
    if (Object.keys(tags).length > MAX_TAGS) {
      throw new AwsError('TooManyTagsException', `A resource can have no more than ${MAX_TAGS} tags.`, {
        members: { resourceName: groupArn(place, group.name) },
      });
    }
    change(place, group, tags);
  };

  const remove = (place: Place, group: GroupRecord, keys: readonly string[]): void => {
    if (group.tags === undefined) return;
    change(
      place,
      group,
      Object.fromEntries(Object.entries(group.tags).filter(([key]) => !keys.includes(key))),
    );
  };

  const tagResource: Handler<TagResourceRequest, object> = (input, context) => {
    checkConstraints(RULES.TagResource, input, 'InvalidParameterException');
    records.store.write(() =>
      add(context, findByArn(records, context, input.resourceArn ?? ''), input.tags ?? {}),
    );
    return {};
  };

  const untagResource: Handler<UntagResourceRequest, object> = (input, context) => {
    checkConstraints(RULES.UntagResource, input, 'InvalidParameterException');
    records.store.write(() =>
      remove(context, findByArn(records, context, input.resourceArn ?? ''), input.tagKeys ?? []),
    );
    return {};
  };

  const listTags: Handler<ListTagsForResourceRequest, ListTagsForResourceResponse> = (input, context) => {
    checkConstraints(RULES.ListTagsForResource, input, 'InvalidParameterException');
    return { tags: { ...findByArn(records, context, input.resourceArn ?? '').tags } };
  };

  const tagGroup: Handler<TagLogGroupRequest, object> = (input, context) => {
    checkConstraints(RULES.TagLogGroup, input, 'InvalidParameterException');
    records.store.write(() =>
      add(context, findGroup(records, context, input.logGroupName ?? ''), input.tags ?? {}),
    );
    return {};
  };

  const untagGroup: Handler<UntagLogGroupRequest, object> = (input, context) => {
    checkConstraints(RULES.UntagLogGroup, input, 'InvalidParameterException');
    records.store.write(() =>
      remove(context, findGroup(records, context, input.logGroupName ?? ''), input.tags ?? []),
    );
    return {};
  };

  const listGroupTags: Handler<ListTagsLogGroupRequest, ListTagsForResourceResponse> = (input, context) => {
    checkConstraints(RULES.ListTagsLogGroup, input, 'InvalidParameterException');
    return { tags: { ...findGroup(records, context, input.logGroupName ?? '').tags } };
  };

  return {
    TagResource: tagResource,
    UntagResource: untagResource,
    ListTagsForResource: listTags,
    TagLogGroup: tagGroup,
    UntagLogGroup: untagGroup,
    ListTagsLogGroup: listGroupTags,
  };
}

/** Throws `InvalidParameterException` for keys that AWS keeps to itself. */
export function checkTagKeys(tags: Tags): void {
  if (Object.keys(tags).some((key) => key.toLowerCase().startsWith(RESERVED_PREFIX))) {
    throw invalidParameter('Tag keys starting with aws: are reserved for system use.');
  }
}

/** Every group that has, or has had, tags. */
export function* taggedGroups(records: Records, place: Place): Generator<TaggedResource> {
  for (const { value: group } of records.groups.list(placeKey(place))) {
    if (group.tags !== undefined) yield { arn: groupArn(place, group.name), tags: group.tags };
  }
}

function findByArn(records: Records, place: Place, arn: string): GroupRecord {
  const name = arn.includes(':') ? groupNameOf(place, arn) : undefined;
  const group = name === undefined ? undefined : records.groups.get(groupKey(place, name));
  if (group === undefined) {
    throw new AwsError('ResourceNotFoundException', 'The specified resource does not exist.');
  }
  return group;
}
