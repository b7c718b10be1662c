/** Tags of alarms, by the alarm's ARN. */
import type {
  ListTagsForResourceInput,
  ListTagsForResourceOutput,
  Tag,
  TagResourceInput,
  UntagResourceInput,
} from '@aws-sdk/client-cloudwatch';
import { AwsError } from '../../errors.js';
import { checkConstraints } from '../../protocol/constraints.js';
import type { Handler, HandlerTable, RequestContext } from '../../service.js';
import { type AlarmRecord, type Alarms, alarmArn } from './alarms.js';
import { RULES } from './rules.js';

type Tags = Readonly<Record<string, string>>;

/** Per resource. */
const MAX_TAGS = 50;

export function tagHandlers(alarms: Alarms): HandlerTable {
  const tag: Handler<TagResourceInput, object> = (input, context) => {
    checkConstraints(RULES.TagResource, input);
    const alarm = alarmOf(alarms, context, input.ResourceARN);
    alarms.save({ ...alarm, tags: newTags(input.Tags ?? [], alarm.tags) });
    return {};
  };

  const untag: Handler<UntagResourceInput, object> = (input, context) => {
    checkConstraints(RULES.UntagResource, input);
    const { tags, ...alarm } = alarmOf(alarms, context, input.ResourceARN);
    const removed = new Set(input.TagKeys);
    if (tags !== undefined) {
      const kept = Object.entries(tags).filter(([key]) => !removed.has(key));
      alarms.save({ ...alarm, tags: Object.fromEntries(kept) });
    }
    return {};
  };

  const list: Handler<ListTagsForResourceInput, ListTagsForResourceOutput> = (input, context) => {
    checkConstraints(RULES.ListTagsForResource, input);
    const { tags = {} } = alarmOf(alarms, context, input.ResourceARN);
    return { Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) };
  };

  return { TagResource: tag, UntagResource: untag, ListTagsForResource: list };
}

/** `existing` with the requested tags put over it. Throws `InvalidParameterValueException`. */
export function newTags(requested: readonly Tag[], existing: Tags = {}): Tags {
  const keys = requested.map(({ Key = '' }) => Key);
  if (keys.some((key) => key.toLowerCase().startsWith('aws:'))) {
    throw invalidValue('aws: prefixed tag key names are not allowed for external use.');
  }
  if (new Set(keys).size < keys.length) throw invalidValue('Tag keys must be unique');
  const tags = {
    ...existing,
    ...Object.fromEntries(requested.map(({ Key = '', Value = '' }) => [Key, Value])),
  };
  if (Object.keys(tags).length > MAX_TAGS) {
    throw invalidValue(`A resource can have at most ${MAX_TAGS} tags`);
  }
  return tags;
}

function alarmOf(alarms: Alarms, context: RequestContext, arn = ''): AlarmRecord {
  const prefix = alarmArn(context, '');
  const alarm = arn.startsWith(prefix) ? alarms.find(context, arn.slice(prefix.length)) : undefined;
  if (alarm !== undefined) return alarm;
  throw new AwsError('ResourceNotFoundException', `The resource ${arn} does not exist`, {
    members: { ResourceType: 'Alarm', ResourceId: arn },
  });
}

function invalidValue(message: string): AwsError {
  return new AwsError('InvalidParameterValueException', message);
}
