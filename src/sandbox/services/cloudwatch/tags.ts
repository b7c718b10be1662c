/** Tags of alarms and dashboards, by their ARNs. */
import type {
  ListTagsForResourceInput,
  ListTagsForResourceOutput,
  Tag,
  TagResourceInput,
  UntagResourceInput,
} from '@aws-sdk/client-cloudwatch';
import { AwsError } from '../../errors.js';
import { checkConstraints } from '../../protocol/constraints.js';
import type { AccessTable, Handler, HandlerTable, RequestContext } from '../../service.js';
import type { Place } from '../peers.js';
import { type Alarms, alarmArn } from './alarms.js';
import { type Dashboards, dashboardArn } from './dashboards.js';
import { RULES } from './rules.js';

type Tags = Readonly<Record<string, string>>;

/** Per resource. */
const MAX_TAGS = 50;

/** Something that has tags, and how it gets others. */
export interface Taggable {
  readonly tags: Tags | undefined;
  retag(tags: Tags): void;
}

/** The alarm or dashboard of that ARN. */
export function taggable(
  alarms: Alarms,
  dashboards: Dashboards,
  place: Place,
  arn: string,
): Taggable | undefined {
  return alarmOf(alarms, place, arn) ?? dashboardOf(dashboards, place, arn);
}

export function tagHandlers(alarms: Alarms, dashboards: Dashboards): HandlerTable {
  const required = (context: RequestContext, arn = ''): Taggable => {
    const found = taggable(alarms, dashboards, context, arn);
    if (found !== undefined) return found;
    throw new AwsError('ResourceNotFoundException', `The resource ${arn} does not exist`, {
      members: { ResourceType: 'Alarm', ResourceId: arn },
    });
  };

  const tag: Handler<TagResourceInput, object> = (input, context) => {
    checkConstraints(RULES.TagResource, input);
    const { tags, retag } = required(context, input.ResourceARN);
    retag(newTags(input.Tags ?? [], tags));
    return {};
  };

  const untag: Handler<UntagResourceInput, object> = (input, context) => {
    checkConstraints(RULES.UntagResource, input);
    const { tags, retag } = required(context, input.ResourceARN);
    const removed = new Set(input.TagKeys);
    if (tags !== undefined) {
      retag(Object.fromEntries(Object.entries(tags).filter(([key]) => !removed.has(key))));
    }
    return {};
  };

  const list: Handler<ListTagsForResourceInput, ListTagsForResourceOutput> = (input, context) => {
    checkConstraints(RULES.ListTagsForResource, input);
    const { tags = {} } = required(context, input.ResourceARN);
    return { Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) };
  };

  return { TagResource: tag, UntagResource: untag, ListTagsForResource: list };
}

/** AWS: "Actions, resources, and condition keys for Amazon CloudWatch". */
export const TAG_ACCESS: AccessTable = {
  TagResource: onResource('TagResource'),
  UntagResource: onResource('UntagResource'),
  ListTagsForResource: onResource('ListTagsForResource'),
};

function onResource(action: string): AccessTable[string] {
  return ({ ResourceARN }: ListTagsForResourceInput) => [
    { action: `cloudwatch:${action}`, resource: ResourceARN ?? '*' },
  ];
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

function alarmOf(alarms: Alarms, context: Place, arn: string): Taggable | undefined {
  const prefix = alarmArn(context, '');
  const alarm = arn.startsWith(prefix) ? alarms.find(context, arn.slice(prefix.length)) : undefined;
  return alarm && { tags: alarm.tags, retag: (tags) => alarms.save({ ...alarm, tags }) };
}

function dashboardOf(dashboards: Dashboards, { account }: Place, arn: string): Taggable | undefined {
  const prefix = dashboardArn(account, '');
  const dashboard = arn.startsWith(prefix) ? dashboards.find(account, arn.slice(prefix.length)) : undefined;
  return dashboard && { tags: dashboard.tags, retag: (tags) => dashboards.save({ ...dashboard, tags }) };
}

function invalidValue(message: string): AwsError {
  return new AwsError('InvalidParameterValueException', message);
}
