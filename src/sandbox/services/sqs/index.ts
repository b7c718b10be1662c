/**
 * Simple Queue Service: standard queues, messages, long polling, dead letters, tags.
 * AWS: "Amazon SQS API Reference".
 */
import type { Host, Service } from '../../service.js';
import { ACCESS } from './access.js';
import { createPeer } from './peer.js';
import { queueHandlers } from './queues.js';
import { receiveMessage } from './receive.js';
import { receivedHandlers } from './received.js';
import { keyOfArn } from './records.js';
import { sendHandlers } from './send.js';
import { openSqs } from './sqs.js';
import { tagHandlers } from './tags.js';

export function createSqs(host: Host): Service {
  const sqs = openSqs(host);
  return {
    handlers: {
      ...queueHandlers(sqs),
      ...tagHandlers(sqs),
      ...sendHandlers(sqs),
      ReceiveMessage: receiveMessage(sqs),
      ...receivedHandlers(sqs),
    },
    access: ACCESS,
    tagsOf: (arn) => sqs.records.queues.get(keyOfArn(arn) ?? '')?.tags,
    peer: createPeer(sqs),
    endWaits: () => sqs.waiting.end(),
  };
}
