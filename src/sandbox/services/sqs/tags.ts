/** Tags of queues. */
import type {
  ListQueueTagsRequest,
  ListQueueTagsResult,
  TagQueueRequest,
  UntagQueueRequest,
} from '@aws-sdk/client-sqs';
import type { Handler, HandlerTable } from '../../service.js';
import type { Place, TaggedResource } from '../peers.js';
import { invalidValue, missingParameter } from './errors.js';
import { placeKey, queueArn, type Records } from './records.js';
import { findQueue, type Sqs } from './sqs.js';

const MAX_TAGS = 50;
const MAX_KEY_LENGTH = 128;
const MAX_VALUE_LENGTH = 256;
const ALLOWED = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;
const RESERVED_PREFIX = 'aws:';

type Tags = Readonly<Record<string, string>>;

export function tagHandlers({ records }: Sqs): HandlerTable {
  const tag: Handler<TagQueueRequest, object> = ({ QueueUrl, Tags: added }, context) => {
    if (added === undefined) throw missingParameter('Tags');
    records.store.write(() => {
      const { key, queue } = findQueue(records, context, QueueUrl);
      const tags = { ...queue.tags, ...added };
      checkTags(tags);
      records.queues.put(key, { ...queue, tags });
    });
    return {};
  };

  const untag: Handler<UntagQueueRequest, object> = ({ QueueUrl, TagKeys }, context) => {
    if (TagKeys === undefined) throw missingParameter('TagKeys');
    records.store.write(() => {
      const { key, queue } = findQueue(records, context, QueueUrl);
      if (queue.tags === undefined) return;
      const tags = Object.entries(queue.tags).filter(([name]) => !TagKeys.includes(name));
      records.queues.put(key, { ...queue, tags: Object.fromEntries(tags) });
    });
    return {};
  };

  const list: Handler<ListQueueTagsRequest, ListQueueTagsResult> = ({ QueueUrl }, context) => {
    const { tags = {} } = findQueue(records, context, QueueUrl).queue;
    return Object.keys(tags).length === 0 ? {} : { Tags: { ...tags } };
  };

  return { TagQueue: tag, UntagQueue: untag, ListQueueTags: list };
}

/** Throws `InvalidParameterValue`. */
export function checkTags(tags: Tags): void {
  if (Object.keys(tags).length > MAX_TAGS) throw invalidValue(`Too many tags: a queue can have ${MAX_TAGS}.`);
  for (const [key, value] of Object.entries(tags)) {
    if (key === '' || key.length > MAX_KEY_LENGTH || !ALLOWED.test(key)) {
      throw invalidValue(`Tag keys must be between 1 and ${MAX_KEY_LENGTH} characters in length.`);
    }
    if (key.toLowerCase().startsWith(RESERVED_PREFIX)) {
      throw invalidValue('Tag keys must not start with aws:, which is reserved.');
    }
    if (value.length > MAX_VALUE_LENGTH || !ALLOWED.test(value)) {
      throw invalidValue(`Tag values must be between 0 and ${MAX_VALUE_LENGTH} characters in length.`);
    }
  }
}

/** Every queue that has, or has had, tags. */
export function* taggedQueues(records: Records, place: Place): Generator<TaggedResource> {
  for (const { value: queue } of records.queues.list(placeKey(place))) {
    if (queue.tags !== undefined) yield { arn: queueArn(place, queue.name), tags: queue.tags };
  }
}
