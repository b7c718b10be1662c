import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  FilterLogEventsCommand,
  type FilterLogEventsCommandInput,
  GetLogEventsCommand,
  type GetLogEventsCommandInput,
  PutLogEventsCommand,
  type PutLogEventsCommandInput,
  PutRetentionPolicyCommand,
  paginateFilterLogEvents,
  paginateGetLogEvents,
} from '@aws-sdk/client-cloudwatch-logs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestSandbox, type TestSandbox } from '../../../support/sandbox.js';

const HOUR = 60 * 60 * 1000;
const DAY = 24 * HOUR;

let sandbox: TestSandbox;
let client: CloudWatchLogsClient;
let groups = 0;

beforeAll(async () => {
  sandbox = await startTestSandbox();
  client = sandbox.client(CloudWatchLogsClient);
});
afterAll(() => sandbox.close());

const now = (): number => sandbox.server.clock.now();

/** A group of its own, with streams. */
async function makeGroup(...streams: string[]): Promise<string> {
  groups += 1;
  const logGroupName = `group-${groups}`;
  await client.send(new CreateLogGroupCommand({ logGroupName }));
  for (const logStreamName of streams) {
    await client.send(new CreateLogStreamCommand({ logGroupName, logStreamName }));
  }
  return logGroupName;
}

const put = (logGroupName: string, logStreamName: string, logEvents: PutLogEventsCommandInput['logEvents']) =>
  client.send(new PutLogEventsCommand({ logGroupName, logStreamName, logEvents }));

/** Events a millisecond apart, with their number as text. */
const numbered = (from: number, count: number, start: number) =>
  Array.from({ length: count }, (_, index) => ({ timestamp: start + index, message: `${from + index}` }));

const filter = (logGroupName: string, input: FilterLogEventsCommandInput = {}) =>
  client.send(new FilterLogEventsCommand({ logGroupName, ...input }));
const filtered = async (logGroupName: string, input: FilterLogEventsCommandInput = {}) =>
  (await filter(logGroupName, input)).events?.map(({ message }) => message);

describe('PutLogEvents', () => {
  it('takes events and answers a token that nobody needs', async () => {
    const group = await makeGroup('s');

    const answer = await put(group, 's', [{ timestamp: now(), message: 'hello ä' }]);

    expect(answer.nextSequenceToken).toMatch(/^\d{56}$/);
    expect(answer.rejectedLogEventsInfo).toBeUndefined();
    expect((await filter(group)).events).toEqual([
      {
        logStreamName: 's',
        message: 'hello ä',
        timestamp: expect.any(Number),
        ingestionTime: expect.any(Number),
        eventId: expect.stringMatching(/^\d{56}$/),
      },
    ]);
  });

  it('tells which events are too old, expired or too new, and takes the others', async () => {
    const [group, kept] = [await makeGroup('s'), await makeGroup('s')];
    await client.send(new PutRetentionPolicyCommand({ logGroupName: kept, retentionInDays: 1 }));
    const at = (offset: number) => ({ timestamp: now() + offset, message: `${offset}` });

    const old = await put(group, 's', [at(-14 * DAY - HOUR), at(-14 * DAY + HOUR)]);
    const young = await put(group, 's', [at(0), at(HOUR), at(3 * HOUR)]);
    const expired = await put(kept, 's', [at(-DAY - HOUR), at(-DAY - 1000), at(-HOUR)]);

    expect(old.rejectedLogEventsInfo).toEqual({ tooOldLogEventEndIndex: 1 });
    expect(young.rejectedLogEventsInfo).toEqual({ tooNewLogEventStartIndex: 2 });
    expect(expired.rejectedLogEventsInfo).toEqual({ expiredLogEventEndIndex: 2 });
    expect(await filtered(group)).toEqual([`${-14 * DAY + HOUR}`, '0', `${HOUR}`]);
    expect(await filtered(kept)).toEqual([`${-HOUR}`]);
  });

  it.each<[string, () => PutLogEventsCommandInput['logEvents'], string]>([
    [
      'events out of order',
      () => [
        { timestamp: now(), message: 'b' },
        { timestamp: now() - 1000, message: 'a' },
      ],
      'Log events in a single PutLogEvents request must be in chronological order.',
    ],
    [
      'more than a day at once',
      () => [
        { timestamp: now() - DAY - HOUR, message: 'a' },
        { timestamp: now(), message: 'b' },
      ],
      'The batch of log events in a single PutLogEvents request cannot span more than 24 hours.',
    ],
    [
      'more than 1 MiB with what is added to each event',
      () => [{ timestamp: now(), message: 'x'.repeat(1024 * 1024 - 25) }],
      'Upload too large: 1048577 bytes exceeds limit of 1048576',
    ],
    [
      'an empty message',
      () => [{ timestamp: now(), message: '' }],
      "1 validation error detected: Value '' at 'logEvents.1.member.message' failed to satisfy constraint: Member must have length greater than or equal to 1",
    ],
    ['nothing', () => [], "at 'logEvents' failed to satisfy constraint: Member must have length greater"],
    [
      'too many events',
      () => Array.from({ length: 10001 }, () => ({ timestamp: now(), message: 'x' })),
      "at 'logEvents' failed to satisfy constraint: Member must have length less than or equal to 10000",
    ],
  ])('refuses %s', async (_what, events, message) => {
    const group = await makeGroup('s');

    await expect(put(group, 's', events())).rejects.toMatchObject({
      name: 'InvalidParameterException',
      message: expect.stringContaining(message),
    });
  });

  it('takes a message of 1 MiB', async () => {
    const group = await makeGroup('s');

    await put(group, 's', [{ timestamp: now(), message: 'x'.repeat(1024 * 1024 - 26) }]);

    expect((await filtered(group))?.[0]).toHaveLength(1024 * 1024 - 26);
  });

  it('needs a group and a stream', async () => {
    const group = await makeGroup();

    await expect(put('nowhere', 's', numbered(0, 1, now()))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: 'The specified log group does not exist.',
    });
    await expect(put(group, 's', numbered(0, 1, now()))).rejects.toMatchObject({
      message: 'The specified log stream does not exist.',
    });
  });
});

describe('GetLogEvents', () => {
  const get = async (logGroupName: string, input: Partial<GetLogEventsCommandInput> = {}) => {
    const answer = await client.send(new GetLogEventsCommand({ logGroupName, logStreamName: 's', ...input }));
    return { ...answer, messages: answer.events?.map(({ message }) => message) };
  };

  it('reads the end first, or the beginning if asked to', async () => {
    const group = await makeGroup('s');
    await put(group, 's', numbered(0, 5, now()));

    expect((await get(group, { limit: 2 })).messages).toEqual(['3', '4']);
    expect((await get(group, { limit: 2, startFromHead: true })).messages).toEqual(['0', '1']);
  });

  it('goes back and forth; at an end the same token comes back', async () => {
    const group = await makeGroup('s');
    await put(group, 's', numbered(0, 5, now()));

    const end = await get(group, { limit: 2 });
    const middle = await get(group, { limit: 2, nextToken: end.nextBackwardToken });
    const start = await get(group, { limit: 2, nextToken: middle.nextBackwardToken });
    const before = await get(group, { nextToken: start.nextBackwardToken });
    const again = await get(group, { nextToken: start.nextForwardToken });
    const after = await get(group, { nextToken: again.nextForwardToken });

    expect([middle.messages, start.messages, before.messages]).toEqual([['1', '2'], ['0'], []]);
    expect(before.nextBackwardToken).toBe(start.nextBackwardToken);
    expect([again.messages, after.messages]).toEqual([['1', '2', '3', '4'], []]);
    expect(after.nextForwardToken).toBe(again.nextForwardToken);
  });

  it('finds later what is written behind a token, in an empty stream too', async () => {
    const group = await makeGroup('s');
    const empty = await get(group);
    await client.send(new PutRetentionPolicyCommand({ logGroupName: group, retentionInDays: 1 }));
    const still = await get(group, { nextToken: empty.nextForwardToken });

    await put(group, 's', numbered(0, 2, now()));

    expect(still.nextForwardToken).toBe(empty.nextForwardToken);
    expect((await get(group, { nextToken: still.nextForwardToken })).messages).toEqual(['0', '1']);
  });

  it('reads a time, whose end is not included', async () => {
    const group = await makeGroup('s');
    const start = now();
    await put(group, 's', numbered(0, 5, start));

    expect((await get(group, { startTime: start + 1, endTime: start + 3 })).messages).toEqual(['1', '2']);
  });

  it('serves the paginator of the SDK to its end', async () => {
    const group = await makeGroup('s');
    await put(group, 's', numbered(0, 25, now()));

    const messages: unknown[] = [];
    const input = { logGroupName: group, logStreamName: 's', startFromHead: true, limit: 10 };
    for await (const page of paginateGetLogEvents({ client, stopOnSameToken: true }, input)) {
      messages.push(...(page.events ?? []).map(({ message }) => message));
    }

    expect(messages).toEqual(numbered(0, 25, 0).map(({ message }) => message));
  });

  it.each(['x', 'f/1/s', `g/${'0'.repeat(56)}/s`, `f/${'9'.repeat(56)}/s`])(
    'refuses the token %s',
    async (nextToken) => {
      const group = await makeGroup('s');

      await expect(get(group, { nextToken })).rejects.toMatchObject({
        name: 'InvalidParameterException',
        message: 'The specified nextToken is invalid.',
      });
    },
  );
});

describe('FilterLogEvents', () => {
  it('searches all streams in the order of time', async () => {
    const group = await makeGroup('a', 'b');
    const start = now();
    await put(group, 'a', [
      { timestamp: start, message: '1' },
      { timestamp: start + 2, message: '3' },
    ]);
    await put(group, 'b', [{ timestamp: start + 1, message: '2' }]);

    expect(await filtered(group)).toEqual(['1', '2', '3']);
    expect(await filtered(group, { logStreamNames: ['a'] })).toEqual(['1', '3']);
    expect(await filtered(group, { logStreamNames: ['a', 'b', 'c'] })).toEqual(['1', '2', '3']);
    expect(await filtered(group, { logStreamNames: ['c'] })).toEqual([]);
    expect(await filtered(group, { logStreamNamePrefix: 'b' })).toEqual(['2']);
    expect(await filtered(group, { startTime: start + 1, endTime: start + 2 })).toEqual(['2', '3']);
  });

  it('takes patterns and says what is wrong with them', async () => {
    const group = await makeGroup('s');
    const timestamp = now();
    await put(group, 's', [
      { timestamp, message: 'INFO all is well' },
      { timestamp, message: '{"level":"ERROR","tries":[3]}' },
    ]);

    expect(await filtered(group, { filterPattern: 'well -ERROR' })).toEqual(['INFO all is well']);
    expect(await filtered(group, { filterPattern: '{ $.tries[0] >= 3 }' })).toHaveLength(1);
    await expect(filter(group, { filterPattern: '{ $.a = }' })).rejects.toMatchObject({
      name: 'InvalidParameterException',
      message: 'Invalid filter pattern',
    });
  });

  it('gives pages, some of them empty, in a long log', async () => {
    const group = await makeGroup('s', 't');
    const start = now() - HOUR;
    await put(group, 's', numbered(0, 10000, start));
    await put(group, 's', numbered(10000, 10000, start + 10000));
    await put(group, 't', [{ timestamp: start + 20000, message: 'needle' }]);

    const pages: number[] = [];
    for await (const page of paginateFilterLogEvents(
      { client },
      { logGroupName: group, filterPattern: 'needle' },
    )) {
      pages.push(page.events?.length ?? 0);
    }
    const first = await filter(group, { limit: 3 });
    const second = await filter(group, { limit: 3, nextToken: first.nextToken });

    expect(pages).toEqual([0, 0, 1]);
    expect([first, second].map(({ events }) => events?.map(({ message }) => message))).toEqual([
      ['0', '1', '2'],
      ['3', '4', '5'],
    ]);
  });

  it('ends a page before it is larger than 1 MiB', async () => {
    const group = await makeGroup('s');
    const message = 'x'.repeat(600 * 1024);
    await put(group, 's', [{ timestamp: now(), message }]);
    await put(group, 's', [{ timestamp: now(), message }]);

    const first = await filter(group);

    expect(first.events).toHaveLength(1);
    expect((await filter(group, { nextToken: first.nextToken })).events).toHaveLength(1);
  });

  it('refuses a token of another search', async () => {
    const group = await makeGroup('s');
    await put(group, 's', numbered(0, 3, now()));
    const { nextToken } = await filter(group, { limit: 1 });

    await expect(filter(group, { nextToken, filterPattern: 'x' })).rejects.toMatchObject({
      message: 'The specified nextToken is invalid.',
    });
    await expect(filter(group, { logStreamNames: ['s'], logStreamNamePrefix: 's' })).rejects.toMatchObject({
      name: 'InvalidParameterException',
    });
  });

  it('finds events late and an empty page first, where these hazards are on', async () => {
    const group = await makeGroup('s');
    sandbox.server.hazards.set(['late-logs', 'empty-log-pages']);
    try {
      await put(group, 's', numbered(0, 1, now()));
      const first = await filter(group);
      const early = await filter(group, { nextToken: first.nextToken });
      await sandbox.advance(6000);
      const late = await filter(group, { nextToken: first.nextToken });

      expect([first.events, early.events]).toEqual([[], []]);
      expect(late.events).toHaveLength(1);
    } finally {
      sandbox.server.hazards.set([]);
    }
  });
});

it('keeps everything over a restart', async () => {
  const group = await makeGroup('s');
  await put(group, 's', numbered(0, 2, now()));

  await sandbox.restart();
  // The first request after it may meet the old connection.
  client = sandbox.client(CloudWatchLogsClient, { maxAttempts: 3 });

  expect(await filtered(group)).toEqual(['0', '1']);
  await put(group, 's', [{ timestamp: now() + 1000, message: 'more' }]);
  expect(await filtered(group)).toEqual(['0', '1', 'more']);
});
