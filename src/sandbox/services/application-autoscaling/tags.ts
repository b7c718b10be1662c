/** Tags of scalable targets, by the target's ARN. */
import type {
  ListTagsForResourceRequest,
  ListTagsForResourceResponse,
  TagResourceRequest,
  UntagResourceRequest,
} from '@aws-sdk/client-application-auto-scaling';
import { AwsError, validationException } from '../../errors.js';
import { checkConstraints } from '../../protocol/constraints.js';
import type { Handler, HandlerTable, RequestContext } from '../../service.js';
import type { Place } from '../peers.js';
import { accountKey, type Records, type TargetRecord } from './records.js';
import { RULES } from './rules.js';

/** Per resource. */
const MAX_TAGS = 50;

export function tagHandlers(records: Records): HandlerTable {
  const change = (
    arn: string,
    context: RequestContext,
    tagsOf: (target: TargetRecord) => Record<string, string>,
  ) =>
    records.store.write(() => {
      const { key, target } = requireByArn(records, context, arn);
      const tags = tagsOf(target);
      if (Object.keys(tags).length > MAX_TAGS) {
        throw new AwsError('TooManyTagsException', `A resource can have at most ${MAX_TAGS} tags`, {
          members: { ResourceName: arn },
        });
      }
      records.targets.put(key, { ...target, tags });
      return {};
    });

  const tag: Handler<TagResourceRequest, object> = (input, context) => {
    checkConstraints(RULES.TagResource, input);
    checkTags(input.Tags ?? {});
    return change(input.ResourceARN ?? '', context, ({ tags }) => ({ ...tags, ...input.Tags }));
  };

  const untag: Handler<UntagResourceRequest, object> = (input, context) => {
    checkConstraints(RULES.UntagResource, input);
    const removed = new Set(input.TagKeys);
    return change(input.ResourceARN ?? '', context, ({ tags }) =>
      Object.fromEntries(Object.entries(tags).filter(([key]) => !removed.has(key))),
    );
  };

  const list: Handler<ListTagsForResourceRequest, ListTagsForResourceResponse> = (input, context) => {
    checkConstraints(RULES.ListTagsForResource, input);
    return { Tags: { ...requireByArn(records, context, input.ResourceARN ?? '').target.tags } };
  };

  return { TagResource: tag, UntagResource: untag, ListTagsForResource: list };
}

/** Throws `ValidationException` for keys that AWS keeps to itself. */
export function checkTags(tags: Readonly<Record<string, string>>): void {
  if (Object.keys(tags).some((key) => key.toLowerCase().startsWith('aws:'))) {
    throw validationException('aws: prefixed tag key names are not allowed for external use.');
  }
}

export interface FoundTarget {
  readonly key: string;
  readonly target: TargetRecord;
}

export function findByArn(records: Records, place: Place, arn: string): FoundTarget | undefined {
  for (const { key, value } of records.targets.list(accountKey(place))) {
    if (value.arn === arn) return { key, target: value };
  }
  return undefined;
}

function requireByArn(records: Records, context: RequestContext, arn: string): FoundTarget {
  const found = findByArn(records, context, arn);
  if (found !== undefined) return found;
  throw new AwsError('ResourceNotFoundException', `No scalable target found for resource ARN: ${arn}`, {
    members: { ResourceName: arn },
  });
}
