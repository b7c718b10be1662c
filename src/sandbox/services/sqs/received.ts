/**
 * What becomes of received messages: they are deleted, or stay invisible for longer or shorter.
 * AWS: "DeleteMessage" and "ChangeMessageVisibility" in the SQS API Reference.
 */
import type {
  ChangeMessageVisibilityBatchRequest,
  ChangeMessageVisibilityBatchResult,
  ChangeMessageVisibilityRequest,
  DeleteMessageBatchRequest,
  DeleteMessageBatchResult,
  DeleteMessageRequest,
} from '@aws-sdk/client-sqs';
import type { Handler, HandlerTable } from '../../service.js';
import { checkBatch, runBatch } from './batch.js';
import { checkRange, invalidParameter, missingParameter } from './errors.js';
import { readReceiptHandle } from './receipt-handle.js';
import { type FoundQueue, findQueue, type Sqs } from './sqs.js';

const VISIBILITY = {
  min: 0,
  max: 43200,
  reason: 'VisibilityTimeout must be an integer between 0 and 43200.',
};
const SECOND = 1000; /* milliseconds */

export function receivedHandlers(sqs: Sqs): HandlerTable {
  const remove: Handler<DeleteMessageRequest, object> = ({ QueueUrl, ReceiptHandle }, context) =>
    deleteReceived(sqs, findQueue(sqs.records, context, QueueUrl), ReceiptHandle);

  const removeBatch: Handler<DeleteMessageBatchRequest, DeleteMessageBatchResult> = (input, context) => {
    const found = findQueue(sqs.records, context, input.QueueUrl);
    const entries = checkBatch(input.Entries, 'DeleteMessageBatchRequestEntry');
    return runBatch(entries, ({ ReceiptHandle }) => deleteReceived(sqs, found, ReceiptHandle));
  };

  const change: Handler<ChangeMessageVisibilityRequest, object> = (input, context) =>
    changeVisibility(sqs, findQueue(sqs.records, context, input.QueueUrl), input);

  const changeBatch: Handler<ChangeMessageVisibilityBatchRequest, ChangeMessageVisibilityBatchResult> = (
    input,
    context,
  ) => {
    const found = findQueue(sqs.records, context, input.QueueUrl);
    const entries = checkBatch(input.Entries, 'ChangeMessageVisibilityBatchRequestEntry');
    return runBatch(entries, (entry) => changeVisibility(sqs, found, entry));
  };

  return {
    DeleteMessage: remove,
    DeleteMessageBatch: removeBatch,
    ChangeMessageVisibility: change,
    ChangeMessageVisibilityBatch: changeBatch,
  };
}

/** A message that is gone, or has been received again since, is left as it is: AWS says nothing to that either. */
function deleteReceived(
  { records, messages }: Sqs,
  { queue }: FoundQueue,
  handle: string | undefined,
): object {
  const { storage, sequence, receipt } = readReceiptHandle(queue, handle);
  records.store.write(() => {
    const message = messages.get(storage, sequence);
    if (message?.receipt === receipt) messages.remove(storage, message);
  });
  return {};
}

function changeVisibility(
  { host, records, messages, waiting }: Sqs,
  { key, queue }: FoundQueue,
  {
    ReceiptHandle,
    VisibilityTimeout,
  }: { readonly ReceiptHandle: string | undefined; readonly VisibilityTimeout?: number | undefined },
): object {
  const { storage, sequence, receipt } = readReceiptHandle(queue, ReceiptHandle);
  if (VisibilityTimeout === undefined) throw missingParameter('VisibilityTimeout');
  checkRange(VisibilityTimeout, 'VisibilityTimeout', VISIBILITY);
  const now = host.clock.now();
  records.store.write(() => {
    const message = messages.get(storage, sequence);
    if (message?.receipt !== receipt || message.visibleAt <= now || storage !== queue.storage) {
      throw invalidParameter(
        ReceiptHandle,
        'ReceiptHandle',
        'Message does not exist or is not available for visibility timeout change.',
      );
    }
    messages.put(storage, { ...message, visibleAt: now + VisibilityTimeout * SECOND }, message);
  });
  waiting.wake(key);
  return {};
}
