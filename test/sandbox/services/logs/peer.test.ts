import { afterEach, beforeEach, expect, it } from 'vitest';
import type { RequestContext } from '../../../../src/sandbox/service.js';
import { ACCESS } from '../../../../src/sandbox/services/logs/access.js';
import { filterLogEvents } from '../../../../src/sandbox/services/logs/filter-events.js';
import { type Logs, openLogs } from '../../../../src/sandbox/services/logs/logs.js';
import { createPeer } from '../../../../src/sandbox/services/logs/peer.js';
import { openTestHost, type TestHost } from '../test-host.js';

const CONTEXT: RequestContext = {
  requestId: 'r',
  account: '111122223333',
  region: 'eu-west-1',
  principal: { arn: 'arn:aws:iam::111122223333:user/learner', userId: 'AIDA', accessKeyId: 'AKIA' },
};
const ARN = 'arn:aws:logs:eu-west-1:111122223333:log-group:';

let test: TestHost;
let logs: Logs;

beforeEach(() => {
  test = openTestHost();
  logs = openLogs(test.host);
});
afterEach(() => test.close());

it('appends to a stream, which is made, of a group, which is not', async () => {
  const peer = createPeer(logs);
  const timestamp = test.clock.now();
  const append = (message: string) => peer.append(CONTEXT, '/aws/lambda/f', 's', [{ timestamp, message }]);

  const without = append('nowhere');
  peer.createGroup(CONTEXT, '/aws/lambda/f');
  const answers = [append('one'), append('two')];

  expect([without, ...answers]).toEqual([false, true, true]);
  const { events } = Object(await filterLogEvents(logs)({ logGroupName: '/aws/lambda/f' }, CONTEXT));
  expect(events).toMatchObject([
    { logStreamName: 's', message: 'one', timestamp },
    { logStreamName: 's', message: 'two', timestamp },
  ]);
});

it('keeps a group that is there as it is', () => {
  const peer = createPeer(logs);
  peer.createGroup(CONTEXT, 'g');
  const before = [...logs.records.groups.list()];

  peer.createGroup(CONTEXT, 'g');

  expect([...logs.records.groups.list()]).toEqual(before);
});

it.each<[string, object, string]>([
  ['PutLogEvents', { logGroupName: 'g', logStreamName: 's' }, `${ARN}g:log-stream:s`],
  ['CreateLogGroup', { logGroupName: 'g' }, `${ARN}g:log-stream:`],
  ['FilterLogEvents', { logGroupIdentifier: `${ARN}g` }, `${ARN}g:log-stream:`],
  ['DescribeLogGroups', {}, `${ARN}:log-stream:`],
  ['TagResource', { resourceArn: `${ARN}g` }, `${ARN}g`],
])('%s needs permission for what it is about', (operation, input, resource) => {
  expect(ACCESS[operation]?.(input, CONTEXT)).toEqual([{ action: `logs:${operation}`, resource }]);
});
