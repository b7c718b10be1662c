/** An SQS queue that takes what a function could not process. */
import {
  CreateQueueCommand,
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ListQueueTagsCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { isAlreadyExists, isNotFound, isQueueDeletedRecently } from '../aws/errors.js';
import { poll } from '../aws/polling.js';
import type { Lab } from '../lab/lab.js';
import { foreignBecause, tagMap } from '../lab/ownership.js';
import { longWait } from '../lab/patience.js';
import type { Found, Resource } from '../lab/resource.js';
import { refuse } from './foreign.js';

export const QUEUE_KIND = 'sqs-queue';

/** Milliseconds between two looks. */
const POLL = 2_000;
/** A name is free again 60 s after its queue was deleted, and deleting one takes as long. */
const DEADLINE = 3 * 60_000;

/** The queue as cleanup and status see it. */
export function queueResource(name: string): Resource {
  return {
    kind: QUEUE_KIND,
    name,
    after: [],
    find: (lab) => findQueue(lab, name),
    remove: (lab) => removeQueue(lab, name),
  };
}

/** Where its messages are sent to and received from; undefined when there is no such queue. */
export async function queueUrl(lab: Lab, name: string): Promise<string | undefined> {
  try {
    const { QueueUrl } = await lab.client(SQSClient).send(new GetQueueUrlCommand({ QueueName: name }));
    return QueueUrl;
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

export async function findQueue(lab: Lab, name: string): Promise<Found> {
  const url = await queueUrl(lab, name);
  return url === undefined ? { state: 'absent' } : foundOf(lab, url);
}

async function foundOf(lab: Lab, QueueUrl: string): Promise<Found> {
  const client = lab.client(SQSClient);
  try {
    const { Attributes = {} } = await client.send(
      new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn', 'CreatedTimestamp'] }),
    );
    const { Tags = {} } = await client.send(new ListQueueTagsCommand({ QueueUrl }));
    const { QueueArn, CreatedTimestamp } = Attributes;
    const arn = QueueArn === undefined ? {} : { arn: QueueArn };
    const because = foreignBecause(Tags, lab.ownership);
    if (because !== undefined) return { state: 'foreign', ...arn, because };
    const seconds = Number(CreatedTimestamp);
    return { state: 'ours', ...arn, ...(Number.isNaN(seconds) ? {} : { createdAt: seconds * 1000 }) };
  } catch (error) {
    // It is being deleted.
    if (isNotFound(error)) return { state: 'absent' };
    throw error;
  }
}

/**
 * Makes the queue when there is none; safe to repeat. SQS's own settings suit it: a message is kept for four days,
 * and the record it tells of for one.
 * @throws {Problem} when a queue of that name is not ours.
 */
export async function ensureQueue(lab: Lab, name: string): Promise<void> {
  let blocked = false;
  await poll({
    what: `the queue ${name} to be there`,
    ...longWait(lab),
    every: POLL,
    deadline: DEADLINE,
    tolerate: (error) => {
      blocked = isQueueDeletedRecently(error);
      return blocked || isAlreadyExists(error);
    },
    ask: async () => {
      const found = await findQueue(lab, name);
      if (found.state === 'foreign') throw refuse(`a queue ${name}`, found.because);
      if (found.state === 'ours') return found;
      // Where somebody is quicker, the answer is their queue: the next round looks whose it is.
      await lab
        .client(SQSClient)
        .send(new CreateQueueCommand({ QueueName: name, tags: tagMap(lab.ownership) }));
      return undefined;
    },
    onWait: (elapsed) =>
      lab.progress({
        title: `Waiting for the queue ${name}`,
        elapsed,
        reason: blocked
          ? 'one of that name was deleted just now, and SQS blocks the name for 60 s'
          : 'SQS tells of a new queue some seconds later',
      }),
  });
}

async function removeQueue(lab: Lab, name: string): Promise<void> {
  await poll({
    what: `the queue ${name} to be gone`,
    ...longWait(lab),
    every: POLL,
    deadline: DEADLINE,
    ask: async () => {
      const url = await queueUrl(lab, name);
      if (url === undefined) return 'gone';
      await deleteQueue(lab, url);
      return undefined;
    },
    onWait: (elapsed) =>
      lab.progress({ title: `Deleting the queue ${name}`, elapsed, reason: 'SQS may take 60 s for it' }),
  });
}

async function deleteQueue(lab: Lab, QueueUrl: string): Promise<void> {
  try {
    await lab.client(SQSClient).send(new DeleteQueueCommand({ QueueUrl }));
  } catch (error) {
    if (!isNotFound(error)) throw error;
  }
}
