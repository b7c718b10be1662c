/** What other services ask of SQS. */
import type { SqsPeer, TagSource } from '../peers.js';
import { keyOfArn } from './records.js';
import { deliver } from './send.js';
import type { Sqs } from './sqs.js';
import { taggedQueues } from './tags.js';

/** Who a message of a service of this sandbox is from. */
const SENDER = 'AROAORDERSLABSANDBOX';

export function createPeer(sqs: Sqs): SqsPeer & TagSource {
  return {
    send(queueArn, body) {
      const key = keyOfArn(queueArn);
      const queue = key === undefined ? undefined : sqs.records.queues.get(key);
      if (key === undefined || queue === undefined) return false;
      deliver(sqs, { key, queue }, { body, attributes: {}, systemAttributes: {} }, SENDER);
      return true;
    },

    taggedResources: (account, region) => taggedQueues(sqs.records, { account, region }),
  };
}
