/**
 * What the calls of SQS need permission for.
 * AWS: "Actions, resources, and condition keys for Amazon SQS". Its refusals write actions in lower case.
 */
import type { AccessOf, AccessTable } from '../../service.js';
import type { Place } from '../peers.js';
import { queueArn } from './records.js';
import { parseQueueUrl } from './sqs.js';

interface AboutQueue {
  readonly QueueUrl?: string | undefined;
  readonly QueueName?: string | undefined;
}

function onQueue(action: string): AccessOf<AboutQueue> {
  const named = { action: `sqs:${action}`, toldAs: `sqs:${action.toLowerCase()}` };
  return (input, place) => [{ ...named, resource: resourceOf(input, place) }];
}

function resourceOf({ QueueUrl = '', QueueName }: AboutQueue, place: Place): string {
  const { account, name } = parseQueueUrl(QueueUrl) ?? { account: place.account, name: QueueName ?? '' };
  return queueArn({ ...place, account }, name);
}

/** Tags on creation are tagging. AWS: "CreateQueue" in the Amazon SQS API Reference. */
const createQueue: AccessOf<AboutQueue & { readonly tags?: object | undefined }> = (input, place) => [
  ...onQueue('CreateQueue')(input, place),
  ...(input.tags === undefined ? [] : onQueue('TagQueue')(input, place)),
];

/** Batches need what each of their entries would; ListQueues is about no queue. */
export const ACCESS: AccessTable = {
  ChangeMessageVisibility: onQueue('ChangeMessageVisibility'),
  ChangeMessageVisibilityBatch: onQueue('ChangeMessageVisibility'),
  CreateQueue: createQueue,
  DeleteMessage: onQueue('DeleteMessage'),
  DeleteMessageBatch: onQueue('DeleteMessage'),
  DeleteQueue: onQueue('DeleteQueue'),
  GetQueueAttributes: onQueue('GetQueueAttributes'),
  GetQueueUrl: onQueue('GetQueueUrl'),
  ListDeadLetterSourceQueues: onQueue('ListDeadLetterSourceQueues'),
  ListQueueTags: onQueue('ListQueueTags'),
  PurgeQueue: onQueue('PurgeQueue'),
  ReceiveMessage: onQueue('ReceiveMessage'),
  SendMessage: onQueue('SendMessage'),
  SendMessageBatch: onQueue('SendMessage'),
  SetQueueAttributes: onQueue('SetQueueAttributes'),
  TagQueue: onQueue('TagQueue'),
  UntagQueue: onQueue('UntagQueue'),
};
