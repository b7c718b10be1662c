/**
 * Messages come out: those that wait longest first, each invisible for a while, and into the dead-letter queue once
 * it has been received too often.
 * AWS: "ReceiveMessage" in the SQS API Reference; "Using dead-letter queues in Amazon SQS".
 */
import { randomUUID } from 'node:crypto';
import type {
  Message as MessageAnswer,
  MessageSystemAttributeName,
  ReceiveMessageRequest,
  ReceiveMessageResult,
} from '@aws-sdk/client-sqs';
import type { Handler, RequestContext } from '../../service.js';
import type { Place } from '../peers.js';
import { numberSetting, redrivePolicyOf } from './attributes.js';
import { checkRange } from './errors.js';
import {
  attributesDigest,
  bodyDigest,
  type MessageAttributes,
  writeMessageAttributes,
} from './message-attributes.js';
import type { Message } from './message-store.js';
import { writeReceiptHandle } from './receipt-handle.js';
import { keyOfArn, type QueueRecord, queueArn } from './records.js';
import { type FoundQueue, findQueue, type Sqs } from './sqs.js';

const MAX_MESSAGES = { min: 1, max: 10, reason: 'Must be between 1 and 10, if provided.' };
const VISIBILITY = { min: 0, max: 43200, reason: 'Must be >= 0 and <= 43200, if provided.' };
const WAIT = { min: 0, max: 20, reason: 'Must be >= 0 and <= 20, if provided.' };
const SECOND = 1000; /* milliseconds */
/** Expired messages that one receive clears away. */
const CLEARED = 100;

export function receiveMessage(sqs: Sqs): Handler<ReceiveMessageRequest, ReceiveMessageResult> {
  return async (input, context) => {
    const { host, records, messages, waiting } = sqs;
    checkRange(input.MaxNumberOfMessages, 'MaxNumberOfMessages', MAX_MESSAGES);
    checkRange(input.VisibilityTimeout, 'VisibilityTimeout', VISIBILITY);
    checkRange(input.WaitTimeSeconds, 'WaitTimeSeconds', WAIT);
    const { key, queue } = findQueue(records, context, input.QueueUrl);
    const seconds = input.WaitTimeSeconds ?? numberSetting(queue, 'ReceiveMessageWaitTimeSeconds');
    const received = await waiting.wait({
      queue: key,
      deadline: host.clock.now() + seconds * SECOND,
      attempt: () => {
        const answers = receiveNow(sqs, context, input);
        return answers.length === 0 ? undefined : answers;
      },
      nextChance: () => {
        const { storage } = findQueue(records, context, input.QueueUrl).queue;
        return messages.nextVisibleAt(storage, host.clock.now());
      },
    });
    return received === undefined ? {} : { Messages: received };
  };
}

/** What is there at this moment. */
function receiveNow(sqs: Sqs, context: RequestContext, input: ReceiveMessageRequest): MessageAnswer[] {
  const found = findQueue(sqs.records, context, input.QueueUrl);
  const { taken, moved } = sqs.records.store.write(() => take(sqs, context, found, input));
  if (moved !== undefined) sqs.waiting.wake(moved);
  return taken.map((message) => answerOf(message, found.queue, input));
}

/** In a transaction of the store only. `moved`: the key of the dead-letter queue, if something went there. */
function take(
  { host, records, messages }: Sqs,
  place: Place,
  { key, queue }: FoundQueue,
  input: ReceiveMessageRequest,
): { taken: Message[]; moved?: string } {
  const now = host.clock.now();
  const wanted = input.MaxNumberOfMessages ?? 1;
  const visibility = input.VisibilityTimeout ?? numberSetting(queue, 'VisibilityTimeout');
  const cutoff = now - numberSetting(queue, 'MessageRetentionPeriod') * SECOND;
  const policy = redrivePolicyOf(queue);
  const deadLetterKey = policy && keyOfArn(policy.deadLetterTargetArn);
  // A queue that is its own dead-letter queue keeps its messages.
  const deadLetters =
    deadLetterKey === undefined || deadLetterKey === key ? undefined : records.queues.get(deadLetterKey);
  const taken = new Map<number, Message>();
  let moved: string | undefined;
  messages.removeExpired(queue.storage, cutoff, CLEARED);
  for (;;) {
    // With a visibility of nothing, what has been taken shows again.
    const next = messages
      .visible(queue.storage, now, wanted + taken.size)
      .filter(({ sequence }) => !taken.has(sequence));
    if (next.length === 0 || taken.size >= wanted) break;
    for (const message of next.slice(0, wanted - taken.size)) {
      if (message.sentAt < cutoff) {
        messages.remove(queue.storage, message);
      } else if (deadLetters !== undefined && message.receives >= (policy?.maxReceiveCount ?? 0)) {
        messages.remove(queue.storage, message);
        const { receipt: _, ...rest } = message;
        const deadLetterSource = queueArn(place, queue.name);
        messages.put(deadLetters.storage, {
          ...rest,
          sequence: records.takeNumber(),
          visibleAt: now,
          deadLetterSource,
        });
        moved = deadLetterKey;
      } else {
        const received: Message = {
          ...message,
          visibleAt: now + visibility * SECOND,
          receives: message.receives + 1,
          firstReceivedAt: message.firstReceivedAt ?? now,
          receipt: randomUUID(),
        };
        messages.put(queue.storage, received, message);
        taken.set(message.sequence, received);
      }
    }
  }
  return { taken: [...taken.values()], ...(moved === undefined ? {} : { moved }) };
}

function answerOf(message: Message, queue: QueueRecord, input: ReceiveMessageRequest): MessageAnswer {
  const { storage } = queue;
  const system = chosenSystemAttributes(message, input);
  const attributes = chosenAttributes(message.attributes, input.MessageAttributeNames ?? []);
  const digest = attributesDigest(attributes);
  return {
    MessageId: message.id,
    ReceiptHandle: writeReceiptHandle(queue, {
      storage,
      sequence: message.sequence,
      receipt: message.receipt ?? '',
    }),
    MD5OfBody: bodyDigest(message.body),
    Body: message.body,
    ...(Object.keys(system).length === 0 ? {} : { Attributes: system }),
    ...(digest === undefined
      ? {}
      : { MD5OfMessageAttributes: digest, MessageAttributes: writeMessageAttributes(attributes) }),
  };
}

function chosenSystemAttributes(
  message: Message,
  { AttributeNames = [], MessageSystemAttributeNames = [] }: ReceiveMessageRequest,
): Partial<Record<MessageSystemAttributeName, string>> {
  const trace = message.systemAttributes.AWSTraceHeader;
  const all: Partial<Record<MessageSystemAttributeName, string>> = {
    SenderId: message.sender,
    SentTimestamp: String(message.sentAt),
    ApproximateReceiveCount: String(message.receives),
    ApproximateFirstReceiveTimestamp: String(message.firstReceivedAt),
    ...(message.group === undefined ? {} : { MessageGroupId: message.group }),
    ...(trace === undefined ? {} : { AWSTraceHeader: trace.value }),
    ...(message.deadLetterSource === undefined ? {} : { DeadLetterQueueSourceArn: message.deadLetterSource }),
  };
  const names: ReadonlySet<string> = new Set([...AttributeNames, ...MessageSystemAttributeNames]);
  if (names.has('All')) return all;
  return Object.fromEntries(Object.entries(all).filter(([name]) => names.has(name)));
}

/** `All`, `.*`, names, and beginnings of names: `order.*`. */
function chosenAttributes(attributes: MessageAttributes, names: readonly string[]): MessageAttributes {
  const isChosen = (name: string): boolean =>
    names.some(
      (chosen) =>
        chosen === name ||
        chosen === 'All' ||
        (chosen.endsWith('.*') && name.startsWith(chosen.slice(0, -2))),
    );
  return Object.fromEntries(Object.entries(attributes).filter(([name]) => isChosen(name)));
}
