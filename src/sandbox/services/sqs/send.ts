/**
 * Messages go in.
 * AWS: "SendMessage" and "SendMessageBatch" in the SQS API Reference.
 */
import { randomUUID } from 'node:crypto';
import type {
  SendMessageBatchRequest,
  SendMessageBatchRequestEntry,
  SendMessageBatchResult,
  SendMessageRequest,
  SendMessageResult,
} from '@aws-sdk/client-sqs';
import { AwsError } from '../../errors.js';
import type { Handler, HandlerTable } from '../../service.js';
import { numberSetting } from './attributes.js';
import { checkBatch, runBatch } from './batch.js';
import { checkRange, invalidValue, missingParameter } from './errors.js';
import {
  attributesDigest,
  attributesSize,
  bodyDigest,
  readMessageAttributes,
  readSystemAttributes,
} from './message-attributes.js';
import type { Message } from './message-store.js';
import type { QueueRecord } from './records.js';
import { type FoundQueue, findQueue, type Sqs } from './sqs.js';

const MAX_BATCH = 1024 * 1024; /* 1 MiB */
const DELAY = { min: 0, max: 900, reason: 'DelaySeconds must be >= 0 and <= 900.' };
const SECOND = 1000; /* milliseconds */
/** XML's characters, as AWS says. */
const VALID_TEXT = /^[\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]*$/u;
const INVALID_TEXT =
  'Invalid characters found. Valid unicode characters are #x9 | #xA | #xD | #x20 to #xD7FF | #xE000 to #xFFFD | #x10000 to #x10FFFF';

export function sendHandlers(sqs: Sqs): HandlerTable {
  const send: Handler<SendMessageRequest, SendMessageResult> = (input, context) => {
    const found = findQueue(sqs.records, context, input.QueueUrl);
    return answerOf(deliver(sqs, found, readMessage(input, found.queue), context.principal.userId));
  };

  const sendBatch: Handler<SendMessageBatchRequest, SendMessageBatchResult> = (input, context) => {
    const found = findQueue(sqs.records, context, input.QueueUrl);
    const entries = checkBatch(input.Entries, 'SendMessageBatchRequestEntry');
    checkBatchSize(entries);
    return runBatch(entries, (entry) =>
      answerOf(deliver(sqs, found, readMessage(entry, found.queue), context.principal.userId)),
    );
  };

  return { SendMessage: send, SendMessageBatch: sendBatch };
}

/** What a sender says of a message. */
export interface NewMessage extends Pick<Message, 'body' | 'attributes' | 'systemAttributes' | 'group'> {
  /** Seconds. Default: as the queue says. */
  readonly delay?: number;
}

/** Puts a message into a queue and tells those who wait for one. */
export function deliver(
  { host, records, messages, waiting }: Sqs,
  { key, queue }: FoundQueue,
  { delay = numberSetting(queue, 'DelaySeconds'), ...content }: NewMessage,
  sender: string,
): Message {
  const sentAt = host.clock.now();
  const message = records.store.write(() => {
    const sent: Message = {
      ...content,
      sequence: records.takeNumber(),
      id: randomUUID(),
      sender,
      sentAt,
      visibleAt: sentAt + delay * SECOND,
      receives: 0,
    };
    messages.put(queue.storage, sent);
    return sent;
  });
  waiting.wake(key);
  return message;
}

/** Throws where AWS does not take it. */
function readMessage(input: Omit<SendMessageBatchRequestEntry, 'Id'>, queue: QueueRecord): NewMessage {
  const { MessageBody: body = '', DelaySeconds, MessageDeduplicationId, MessageGroupId } = input;
  if (body === '') throw missingParameter('MessageBody');
  if (!VALID_TEXT.test(body)) throw new AwsError('InvalidMessageContents', INVALID_TEXT);
  checkRange(DelaySeconds, 'DelaySeconds', DELAY);
  if (MessageDeduplicationId !== undefined) {
    throw invalidValue(
      'The request include parameter MessageDeduplicationId which is not valid for this queue type',
    );
  }
  const attributes = readMessageAttributes(input.MessageAttributes);
  const systemAttributes = readSystemAttributes(input.MessageSystemAttributes);
  const limit = numberSetting(queue, 'MaximumMessageSize');
  if (Buffer.byteLength(body) + attributesSize(attributes) > limit) {
    throw invalidValue(
      `One or more parameters are invalid. Reason: Message must be shorter than ${limit} bytes.`,
    );
  }
  return {
    body,
    attributes,
    systemAttributes,
    ...(MessageGroupId === undefined ? {} : { group: MessageGroupId }),
    ...(DelaySeconds === undefined ? {} : { delay: DelaySeconds }),
  };
}

function checkBatchSize(entries: readonly SendMessageBatchRequestEntry[]): void {
  const bytes = entries.reduce(
    (sum, { MessageBody = '', MessageAttributes }) =>
      sum + Buffer.byteLength(MessageBody) + attributesSize(readMessageAttributes(MessageAttributes)),
    0,
  );
  if (bytes > MAX_BATCH) {
    throw new AwsError(
      'BatchRequestTooLong',
      `Batch requests cannot be longer than ${MAX_BATCH} bytes. You have sent ${bytes} bytes.`,
    );
  }
}

interface Sent {
  MessageId: string;
  MD5OfMessageBody: string;
  MD5OfMessageAttributes?: string;
  MD5OfMessageSystemAttributes?: string;
}

function answerOf({ id, body, attributes, systemAttributes }: Message): Sent {
  const [digest, systemDigest] = [attributesDigest(attributes), attributesDigest(systemAttributes)];
  return {
    MessageId: id,
    MD5OfMessageBody: bodyDigest(body),
    ...(digest === undefined ? {} : { MD5OfMessageAttributes: digest }),
    ...(systemDigest === undefined ? {} : { MD5OfMessageSystemAttributes: systemDigest }),
  };
}
