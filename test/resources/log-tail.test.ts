/** A log as it is tailed: each event once, however late and by however many pages it comes. */
import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  PutLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type LogLine, tailLog } from '../../src/resources/log-tail.js';
import { openTestLab, type TestLab } from '../support/lab.js';
import { startTestSandbox, type TestSandbox } from '../support/sandbox.js';

const group = '/aws/lambda/tailed';

let sandbox: TestSandbox;
let opened: TestLab;
beforeEach(async () => {
  sandbox = await startTestSandbox();
  opened = await openTestLab(sandbox);
});
afterEach(async () => {
  opened.lab.close();
  await sandbox.close();
});

async function createGroup(): Promise<void> {
  const client = sandbox.client(CloudWatchLogsClient);
  await client.send(new CreateLogGroupCommand({ logGroupName: group }));
  await client.send(new CreateLogStreamCommand({ logGroupName: group, logStreamName: 'one' }));
}

async function log(...messages: string[]): Promise<void> {
  await sandbox.client(CloudWatchLogsClient).send(
    new PutLogEventsCommand({
      logGroupName: group,
      logStreamName: 'one',
      logEvents: messages.map((message) => ({ message, timestamp: Math.floor(opened.lab.clock.now()) })),
    }),
  );
}

/** The first `count` messages that the tail brings, and no more. */
async function take(tail: AsyncGenerator<LogLine>, count: number): Promise<string[]> {
  const messages: string[] = [];
  while (messages.length < count) {
    const next = await tail.next();
    if (next.done) break;
    messages.push(next.value.message);
  }
  return messages;
}

describe('a tail', () => {
  it('tells what there is since a time, without line breaks at its end, and ends', async () => {
    sandbox.server.hazards.set(['empty-log-pages']);
    await createGroup();
    await log('long ago');
    await opened.lab.clock.sleep(60_000);
    await log('first\n', 'second');

    const lines: LogLine[] = [];
    const since = opened.lab.clock.now() - 30_000;
    for await (const line of tailLog(opened.lab, { group, since })) lines.push(line);

    expect(lines.map(({ message }) => message)).toEqual(['first', 'second']);
    expect(lines[0]).toMatchObject({ stream: 'one', time: expect.any(Number) });
  });

  it('tells only what matches a pattern', async () => {
    await createGroup();
    await log('{"level":"INFO","n":1}', '{"level":"ERROR","n":2}', 'no JSON at all');

    const tail = tailLog(opened.lab, { group, since: 0, pattern: '{ $.level = "ERROR" }' });

    expect(await take(tail, 9)).toEqual(['{"level":"ERROR","n":2}']);
  });

  it('that is followed tells each event once, and late ones, too', async () => {
    sandbox.server.hazards.set(['late-logs', 'empty-log-pages']);
    await createGroup();
    const tail = tailLog(opened.lab, { group, since: 0, follow: opened.lab.clock });
    await log('first');
    expect(await take(tail, 1)).toEqual(['first']);
    await log('second', 'third');
    expect(await take(tail, 2)).toEqual(['second', 'third']);
    await opened.lab.clock.sleep(20 * 60_000);
    await log('fourth');

    expect(await take(tail, 1)).toEqual(['fourth']);
  });

  it('that is followed may begin before the group is there', async () => {
    const tail = tailLog(opened.lab, { group, since: 0, follow: opened.lab.clock });
    const first = take(tail, 1);
    await createGroup();
    await log('at last');

    expect(await first).toEqual(['at last']);
  });

  it('that is followed ends with the lab', async () => {
    await createGroup();
    const next = tailLog(opened.lab, { group, since: 0, follow: opened.lab.clock }).next();
    opened.interrupt();

    await expect(next).rejects.toThrow();
  });
});
