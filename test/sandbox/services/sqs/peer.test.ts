import { afterEach, beforeEach, expect, it } from 'vitest';
import type { RequestContext } from '../../../../src/sandbox/service.js';
import { ACCESS } from '../../../../src/sandbox/services/sqs/access.js';
import { createPeer } from '../../../../src/sandbox/services/sqs/peer.js';
import { queueHandlers } from '../../../../src/sandbox/services/sqs/queues.js';
import { receiveMessage } from '../../../../src/sandbox/services/sqs/receive.js';
import { openSqs, type Sqs } from '../../../../src/sandbox/services/sqs/sqs.js';
import { openTestHost, type TestHost } from '../test-host.js';

const CONTEXT: RequestContext = {
  requestId: 'r',
  account: '111122223333',
  region: 'eu-west-1',
  principal: { arn: 'arn:aws:iam::111122223333:user/learner', userId: 'AIDA', accessKeyId: 'AKIA' },
};
const ARN = 'arn:aws:sqs:eu-west-1:111122223333:dead';

let test: TestHost;
let sqs: Sqs;

beforeEach(() => {
  test = openTestHost();
  sqs = openSqs(test.host);
  queueHandlers(sqs).CreateQueue?.({ QueueName: 'dead', tags: { a: 'b' } }, CONTEXT);
});
afterEach(() => test.close());

it('sends to a queue by its ARN, and says where there is none', async () => {
  const peer = createPeer(sqs);

  const answers = ['dead', 'none', ''].map((name) => peer.send(ARN.replace('dead', name), '{"a":1}'));

  expect(answers).toEqual([true, false, false]);
  const received = await receiveMessage(sqs)({ QueueUrl: '/111122223333/dead' }, CONTEXT);
  expect(received).toMatchObject({ Messages: [{ Body: '{"a":1}' }] });
});

it('tells its tagged queues', () => {
  expect([...createPeer(sqs).taggedResources('111122223333', 'eu-west-1')]).toEqual([
    { arn: ARN, tags: { a: 'b' } },
  ]);
  expect([...createPeer(sqs).taggedResources('111122223333', 'us-east-1')]).toEqual([]);
});

it('names the queue that a call needs permission for', () => {
  const url = 'http://127.0.0.1:1/111122223333/dead';

  expect(ACCESS.SendMessageBatch?.({ QueueUrl: url }, CONTEXT)).toMatchObject([
    { action: 'sqs:SendMessage', resource: ARN },
  ]);
  expect(ACCESS.CreateQueue?.({ QueueName: 'dead' }, CONTEXT)).toMatchObject([
    { action: 'sqs:CreateQueue', resource: ARN },
  ]);
});
