/** What all operations of SQS work on, and how a request names its queue. */
import { AwsError } from '../../errors.js';
import type { Host } from '../../service.js';
import type { Place } from '../peers.js';
import { missingParameter, noQueue } from './errors.js';
import { MessageStore } from './message-store.js';
import { openRecords, type QueueRecord, queueKey, type Records } from './records.js';
import { Waiting } from './waiting.js';

export interface Sqs {
  readonly host: Host;
  readonly records: Records;
  readonly messages: MessageStore;
  readonly waiting: Waiting;
}

/** A queue, and the key that it is kept under. */
export interface FoundQueue {
  readonly key: string;
  readonly queue: QueueRecord;
}

/** Removed in one transaction, after a purge or a queue's deletion. */
const PIECE = 1000; /* messages */

export const REMOVAL_TIMER = 'sqs.removal';

export function openSqs(host: Host): Sqs {
  const records = openRecords(host.store);
  const messages = new MessageStore(host.store);
  host.clock.onTimer(REMOVAL_TIMER, (payload) => {
    const storage = Number(payload);
    host.store.write(() => {
      if (!messages.removeSome(storage, PIECE)) scheduleRemoval(host, storage);
    });
  });
  return { host, records, messages, waiting: new Waiting(host.clock) };
}

/** Messages that nobody can reach any more are removed in pieces, so that nothing has to wait for it. */
export function scheduleRemoval({ clock }: Host, storage: number): void {
  clock.setTimer(REMOVAL_TIMER, String(storage), clock.now(), storage);
}

export function queueUrl({ endpoint }: Host, { account }: Place, name: string): string {
  return `${endpoint}/${account}/${name}`;
}

const QUEUE_PATH = /^(?:https?:\/\/[^/]+)?\/(\d{12})\/([^/]+)$/;

/** Account and name in a queue URL. Its host and port do not matter: the sandbox may have moved to another port. */
export function parseQueueUrl(url: string): { account: string; name: string } | undefined {
  const [, account, name] = QUEUE_PATH.exec(url) ?? [];
  return account === undefined || name === undefined ? undefined : { account, name };
}

/** Throws `QueueDoesNotExist`, and `InvalidAddress` where the URL is none of a queue. */
export function findQueue(records: Records, { region }: Place, url: string | undefined): FoundQueue {
  if (url === undefined || url === '') throw missingParameter('QueueUrl');
  const parsed = parseQueueUrl(url);
  if (parsed === undefined) {
    throw new AwsError('InvalidAddress', `The address ${url} is not valid for this endpoint.`);
  }
  const key = queueKey({ account: parsed.account, region }, parsed.name);
  const queue = records.queues.get(key);
  if (queue === undefined) throw noQueue();
  return { key, queue };
}
