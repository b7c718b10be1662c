/** Queues: made, found, configured, purged, deleted. */
import type {
  CreateQueueRequest,
  CreateQueueResult,
  DeleteQueueRequest,
  GetQueueAttributesRequest,
  GetQueueAttributesResult,
  GetQueueUrlRequest,
  GetQueueUrlResult,
  ListDeadLetterSourceQueuesRequest,
  ListDeadLetterSourceQueuesResult,
  ListQueuesRequest,
  ListQueuesResult,
  PurgeQueueRequest,
  SetQueueAttributesRequest,
} from '@aws-sdk/client-sqs';
import { AwsError } from '../../errors.js';
import type { Handler, HandlerTable, RequestContext } from '../../service.js';
import { type Page, pageOf } from '../page-token.js';
import {
  checkAttributes,
  checkQueueName,
  numberSetting,
  redrivePolicyOf,
  requireSameAttributes,
  setAttributes,
  settingsOf,
} from './attributes.js';
import { checkRange, invalidParameter, missingParameter, noQueue } from './errors.js';
import { placeKey, type QueueRecord, queueArn, queueKey } from './records.js';
import { findQueue, queueUrl, type Sqs, scheduleRemoval } from './sqs.js';
import { checkTags } from './tags.js';

/** Answered where no number is asked for; there is no token then. */
const MOST_QUEUES = 1000;
const MAX_RESULTS = { min: 1, max: 1000, reason: 'Must be between 1 and 1000, if provided.' };
/** A name cannot be used again so soon, nor a queue be purged. */
const PAUSE = 60 * 1000; /* 60 s, virtual */
const SECOND = 1000; /* milliseconds */

export function queueHandlers(sqs: Sqs): HandlerTable {
  const { host, records, waiting } = sqs;

  const create: Handler<CreateQueueRequest, CreateQueueResult> = (input, context) => {
    const { QueueName: name = '', Attributes = {}, tags } = input;
    if (name === '') throw missingParameter('QueueName');
    checkQueueName(name);
    checkAttributes(records, Attributes);
    checkTags(tags ?? {});
    const key = queueKey(context, name);
    const now = host.clock.now();
    records.store.write(() => {
      const existing = records.queues.get(key);
      if (existing !== undefined) return requireSameAttributes(existing, Attributes);
      if (host.hazards.has('queue-name-reserved')) refuseReserved(records.deleted.get(key), now);
      records.deleted.delete(key);
      records.queues.put(key, {
        name,
        storage: records.takeNumber(),
        attributes: setAttributes({}, Attributes),
        ...(tags === undefined ? {} : { tags }),
        createdAt: now,
        modifiedAt: now,
      });
    });
    return { QueueUrl: queueUrl(host, context, name) };
  };

  const getUrl: Handler<GetQueueUrlRequest, GetQueueUrlResult> = (input, context) => {
    const { QueueName: name = '', QueueOwnerAWSAccountId: account = context.account } = input;
    if (name === '') throw missingParameter('QueueName');
    if (records.queues.get(queueKey({ ...context, account }, name)) === undefined) throw noQueue();
    return { QueueUrl: queueUrl(host, { ...context, account }, name) };
  };

  const list: Handler<ListQueuesRequest, ListQueuesResult> = (input, context) => {
    const { QueueNamePrefix: prefix = '' } = input;
    const page = pageOfQueues(input, {
      queues: records.queues.list(queueKey(context, prefix)),
      request: ['ListQueues', prefix],
    });
    const urls = page.items.map(({ name }) => queueUrl(host, context, name));
    return {
      ...(urls.length === 0 ? {} : { QueueUrls: urls }),
      ...(page.nextToken === undefined || input.MaxResults === undefined
        ? {}
        : { NextToken: page.nextToken }),
    };
  };

  const listSources: Handler<ListDeadLetterSourceQueuesRequest, ListDeadLetterSourceQueuesResult> = (
    input,
    context,
  ) => {
    const { queue } = findQueue(records, context, input.QueueUrl);
    const arn = queueArn(context, queue.name);
    const queues = [...records.queues.list(placeKey(context))];
    const page = pageOfQueues(input, {
      queues: queues.filter(({ value }) => redrivePolicyOf(value)?.deadLetterTargetArn === arn),
      request: ['ListDeadLetterSourceQueues', queue.name],
    });
    return {
      queueUrls: page.items.map(({ name }) => queueUrl(host, context, name)),
      ...(page.nextToken === undefined || input.MaxResults === undefined
        ? {}
        : { NextToken: page.nextToken }),
    };
  };

  const getAttributes: Handler<GetQueueAttributesRequest, GetQueueAttributesResult> = (input, context) => {
    const { queue } = findQueue(records, context, input.QueueUrl);
    const told = describeQueue(sqs, queue, context);
    const names: readonly string[] = input.AttributeNames ?? [];
    const chosen = Object.entries(told).filter(([name]) => names.includes('All') || names.includes(name));
    const unknown = names.find((name) => name !== 'All' && !KNOWN.has(name));
    if (unknown !== undefined) throw new AwsError('InvalidAttributeName', `Unknown Attribute ${unknown}.`);
    return chosen.length === 0 ? {} : { Attributes: Object.fromEntries(chosen) };
  };

  const set: Handler<SetQueueAttributesRequest, object> = ({ QueueUrl, Attributes = {} }, context) => {
    records.store.write(() => {
      const { key, queue } = findQueue(records, context, QueueUrl);
      checkAttributes(records, Attributes);
      const attributes = setAttributes(queue.attributes, Attributes);
      records.queues.put(key, { ...queue, attributes, modifiedAt: host.clock.now() });
    });
    return {};
  };

  const remove: Handler<DeleteQueueRequest, object> = ({ QueueUrl }, context) => {
    const { key, queue } = findQueue(records, context, QueueUrl);
    records.store.write(() => {
      records.queues.delete(key);
      records.deleted.put(key, host.clock.now());
      scheduleRemoval(host, queue.storage);
    });
    waiting.wake(key);
    return {};
  };

  const purge: Handler<PurgeQueueRequest, object> = ({ QueueUrl }, context) => {
    const now = host.clock.now();
    records.store.write(() => {
      const { key, queue } = findQueue(records, context, QueueUrl);
      if (queue.purgedAt !== undefined && now < queue.purgedAt + PAUSE) {
        throw new AwsError(
          'PurgeQueueInProgress',
          `Only one PurgeQueue operation on ${queue.name} is allowed every 60 seconds.`,
        );
      }
      scheduleRemoval(host, queue.storage);
      records.queues.put(key, { ...queue, storage: records.takeNumber(), purgedAt: now });
    });
    return {};
  };

  return {
    CreateQueue: create,
    GetQueueUrl: getUrl,
    ListQueues: list,
    ListDeadLetterSourceQueues: listSources,
    GetQueueAttributes: getAttributes,
    SetQueueAttributes: set,
    DeleteQueue: remove,
    PurgeQueue: purge,
  };
}

/** Those that a request may name, whether or not the queue has them. */
const KNOWN: ReadonlySet<string> = new Set([
  'ApproximateNumberOfMessages',
  'ApproximateNumberOfMessagesDelayed',
  'ApproximateNumberOfMessagesNotVisible',
  'ContentBasedDeduplication',
  'CreatedTimestamp',
  'DeduplicationScope',
  'DelaySeconds',
  'FifoQueue',
  'FifoThroughputLimit',
  'KmsDataKeyReusePeriodSeconds',
  'KmsMasterKeyId',
  'LastModifiedTimestamp',
  'MaximumMessageSize',
  'MessageRetentionPeriod',
  'Policy',
  'QueueArn',
  'ReceiveMessageWaitTimeSeconds',
  'RedriveAllowPolicy',
  'RedrivePolicy',
  'SqsManagedSseEnabled',
  'VisibilityTimeout',
]);

function describeQueue(
  { host, messages }: Sqs,
  queue: QueueRecord,
  context: RequestContext,
): Record<string, string> {
  const now = host.clock.now();
  const cutoff = now - numberSetting(queue, 'MessageRetentionPeriod') * SECOND;
  const { visible, inFlight, delayed } = messages.count(queue.storage, now, cutoff);
  return {
    QueueArn: queueArn(context, queue.name),
    ApproximateNumberOfMessages: String(visible),
    ApproximateNumberOfMessagesNotVisible: String(inFlight),
    ApproximateNumberOfMessagesDelayed: String(delayed),
    CreatedTimestamp: String(Math.floor(queue.createdAt / SECOND)),
    LastModifiedTimestamp: String(Math.floor(queue.modifiedAt / SECOND)),
    ...settingsOf(queue),
  };
}

function refuseReserved(deletedAt: number | undefined, now: number): void {
  if (deletedAt !== undefined && now < deletedAt + PAUSE) {
    throw new AwsError(
      'QueueDeletedRecently',
      'You must wait 60 seconds after deleting a queue before you can create another with the same name.',
    );
  }
}

function pageOfQueues(
  { MaxResults, NextToken }: ListQueuesRequest,
  {
    queues,
    request,
  }: { readonly queues: Iterable<{ key: string; value: QueueRecord }>; readonly request: unknown },
): Page<QueueRecord> {
  checkRange(MaxResults, 'MaxResults', MAX_RESULTS);
  return pageOf(queues, {
    limit: MaxResults ?? MOST_QUEUES,
    token: NextToken,
    request,
    invalid: () => {
      throw invalidParameter(NextToken, 'NextToken', 'Invalid or expired next token.');
    },
  });
}
