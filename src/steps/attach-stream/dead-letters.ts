/**
 * The queue of what the function could not process. A message says where a batch was, not what was in it: the
 * records are read again from the stream, which keeps them for a day.
 */
import {
  DynamoDBStreamsClient,
  GetRecordsCommand,
  GetShardIteratorCommand,
  type _Record as StreamRecord,
} from '@aws-sdk/client-dynamodb-streams';
import { DeleteMessageCommand, type Message, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { z } from 'zod';
import { isNotFound, isTrimmed } from '../../aws/errors.js';
import type { Lab } from '../../lab/lab.js';
import { outlastThrottling } from '../../lab/patience.js';
import { queueUrl } from '../../resources/queue.js';
import { PROBE_ID } from './probes.js';

/** SQS gives no more at once. */
const MOST_MESSAGES = 10;
/** Seconds after which what we have not deleted is there again for others. */
const HIDDEN = 15;
/** Records that fit into one answer. */
const MOST_RECORDS = 1000;
/** A shard may answer with empty pages on the way to its end. */
const MOST_PAGES = 20;

/** AWS: "Capturing discarded batches for a DynamoDB Streams event source". */
const letter = z.object({
  requestContext: z.object({ condition: z.string(), approximateInvokeCount: z.number() }),
  DDBStreamBatchInfo: z.object({
    shardId: z.string(),
    startSequenceNumber: z.string(),
    endSequenceNumber: z.string(),
    batchSize: z.number(),
    streamArn: z.string(),
  }),
});

/** A batch that Lambda has given up, about orders of ours. */
export interface DeadLetter {
  /** The message as it was, JSON. */
  readonly body: string;
  /** Why it was given up: RetryAttemptsExhausted. */
  readonly condition: string;
  /** How often Lambda has called the function with it. */
  readonly invocations: number;
  readonly records: readonly StreamRecord[];
}

/**
 * Takes what is in the queue about orders that this step has written, in this run or in one that was killed.
 * Everything else comes back after some seconds.
 */
export async function takeDeadLetters(lab: Lab): Promise<DeadLetter[]> {
  const client = lab.client(SQSClient);
  const QueueUrl = await queueUrl(lab, lab.names.streamDeadLetters);
  if (QueueUrl === undefined) return [];
  const { Messages = [] } = await client.send(
    new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: MOST_MESSAGES, VisibilityTimeout: HIDDEN }),
  );
  const taken: DeadLetter[] = [];
  for (const message of Messages) {
    const found = await open(lab, message);
    if (found === undefined) continue;
    await client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: message.ReceiptHandle }));
    taken.push(found);
  }
  return taken;
}

/** Undefined for what is about other orders, or is no such message at all. */
async function open(lab: Lab, { Body = '' }: Message): Promise<DeadLetter | undefined> {
  const parsed = letter.safeParse(parse(Body));
  if (!parsed.success) return undefined;
  const { requestContext, DDBStreamBatchInfo } = parsed.data;
  const records = await readAgain(lab, DDBStreamBatchInfo);
  const isOurs =
    records.length > 0 && records.every(({ dynamodb }) => dynamodb?.Keys?.order_id?.S === PROBE_ID);
  if (!isOurs) return undefined;
  const { condition, approximateInvokeCount: invocations } = requestContext;
  return { body: Body, condition, invocations, records };
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

/** The records of a batch, from the stream; none where it does not keep them any more. */
async function readAgain(
  lab: Lab,
  {
    streamArn,
    shardId,
    startSequenceNumber,
    endSequenceNumber,
  }: z.infer<typeof letter>['DDBStreamBatchInfo'],
): Promise<StreamRecord[]> {
  const client = lab.client(DynamoDBStreamsClient);
  const last = BigInt(endSequenceNumber);
  const records: StreamRecord[] = [];
  try {
    const { ShardIterator } = await client.send(
      new GetShardIteratorCommand({
        StreamArn: streamArn,
        ShardId: shardId,
        ShardIteratorType: 'AT_SEQUENCE_NUMBER',
        SequenceNumber: startSequenceNumber,
      }),
    );
    let iterator = ShardIterator;
    for (let page = 0; page < MOST_PAGES && iterator !== undefined; page += 1) {
      const command = new GetRecordsCommand({ ShardIterator: iterator, Limit: MOST_RECORDS });
      const answer = await outlastThrottling(lab, { what: 'the stream to be read' }, () =>
        client.send(command),
      );
      const numbered = (answer.Records ?? []).map((record) => ({ record, at: numberOf(record) }));
      records.push(...numbered.filter(({ at }) => at <= last).map(({ record }) => record));
      if (numbered.some(({ at }) => at >= last)) break;
      iterator = answer.NextShardIterator;
    }
  } catch (error) {
    if (!isTrimmed(error) && !isNotFound(error)) throw error;
    return [];
  }
  return records;
}

function numberOf({ dynamodb }: StreamRecord): bigint {
  return BigInt(dynamodb?.SequenceNumber ?? 0);
}
