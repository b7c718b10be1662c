/** The function that is uploaded: the zip of the build, unpacked and called in a process of its own. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { unzipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeTestFolder, type TestFolder } from '../support/store.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const ZIP = join(ROOT, 'dist/lambda/stream-processor.zip');
/** Calls the handler with the event on stdin; its answer goes to a file, since its log goes to stdout. */
const CALL = `
  import { readFileSync, writeFileSync } from 'node:fs';
  import { handler } from './index.mjs';
  const answer = await handler(JSON.parse(readFileSync(0, 'utf8')), { awsRequestId: 'request-1' });
  writeFileSync('answer.json', JSON.stringify(answer));
`;

let folder: TestFolder;
beforeAll(() => {
  folder = makeTestFolder();
  const [content] = Object.entries(unzipSync(readFileSync(ZIP)));
  if (content?.[0] !== 'index.mjs') throw new Error('the zip holds index.mjs');
  writeFileSync(join(folder.path, 'index.mjs'), content[1]);
  writeFileSync(join(folder.path, 'call.mjs'), CALL);
});
afterAll(() => folder.remove());

interface Called {
  readonly answer: unknown;
  readonly log: readonly Readonly<Record<string, unknown>>[];
}

function call(records: readonly object[]): Called {
  const { stdout, stderr, status } = spawnSync(process.execPath, ['call.mjs'], {
    cwd: folder.path,
    input: JSON.stringify({ Records: records }),
    encoding: 'utf8',
  });
  expect(status, stderr).toBe(0);
  const lines = `${stdout}${stderr}`.split('\n').filter((line) => line.startsWith('{'));
  return {
    answer: JSON.parse(readFileSync(join(folder.path, 'answer.json'), 'utf8')),
    log: lines.map((line) => JSON.parse(line)),
  };
}

function record(sequence: number, eventName: string, images: object): object {
  return {
    eventID: `event-${sequence}`,
    eventName,
    eventVersion: '1.1',
    eventSource: 'aws:dynamodb',
    awsRegion: 'us-east-1',
    eventSourceARN: 'arn:aws:dynamodb:us-east-1:111122223333:table/Orders/stream/2026-11-23T00:00:00.000',
    dynamodb: {
      ApproximateCreationDateTime: 1_795_392_000 + sequence,
      Keys: { order_id: { S: 'order-1' }, created_at: { N: '1795392000' } },
      SequenceNumber: `${sequence}`,
      SizeBytes: 100,
      StreamViewType: 'NEW_AND_OLD_IMAGES',
      ...images,
    },
  };
}

const PROCESSING = {
  order_status: { S: 'processing' },
  total: { N: '12345678901234567890123456789.012345678' },
};
const COMPLETED = { order_status: { S: 'completed' }, nothing: { NULL: true }, tags: { SS: ['a', 'b'] } };

describe('the stream processor', () => {
  it('tells each change with both images as DynamoDB has them, in order, undated by its own clock', () => {
    const { answer, log } = call([
      record(1, 'INSERT', { NewImage: PROCESSING }),
      record(2, 'MODIFY', { OldImage: PROCESSING, NewImage: COMPLETED }),
      record(3, 'REMOVE', { OldImage: COMPLETED }),
    ]);

    expect(answer).toEqual({ batchItemFailures: [] });
    expect(log).toMatchObject([
      { message: 'INSERT', event_id: 'event-1', happened_at: 1_795_392_001, new_image: PROCESSING },
      { message: 'MODIFY', sequence_number: '2', old_image: PROCESSING, new_image: COMPLETED },
      { message: 'REMOVE', old_image: COMPLETED, keys: { order_id: { S: 'order-1' } } },
    ]);
    for (const line of log) {
      expect(line).toMatchObject({ level: 'INFO', function_request_id: 'request-1' });
      expect(line).not.toHaveProperty('timestamp');
    }
  });

  it('lets an order that it cannot process fail alone, and says which', () => {
    const { answer, log } = call([
      record(1, 'INSERT', { NewImage: PROCESSING }),
      record(2, 'INSERT', { NewImage: { order_status: { S: 'poison' } } }),
      record(3, 'MODIFY', { OldImage: PROCESSING, NewImage: COMPLETED }),
    ]);

    expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: '2' }] });
    expect(log.map(({ level }) => level).sort()).toEqual(['ERROR', 'INFO', 'INFO']);
    expect(log.find(({ level }) => level === 'ERROR')).toMatchObject({
      record: { eventID: 'event-2' },
      error: { message: expect.stringContaining('poison') },
    });
  });

  it('lets the removal of such an order pass', () => {
    const { answer } = call([record(1, 'REMOVE', { OldImage: { order_status: { S: 'poison' } } })]);

    expect(answer).toEqual({ batchItemFailures: [] });
  });

  it('answers a batch in which all have failed record by record, too', () => {
    const unknown = { ...record(2, 'UPSERT', { NewImage: PROCESSING }) };
    const { answer } = call([record(1, 'INSERT', { NewImage: { order_status: { S: 'poison' } } }), unknown]);

    expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: '1' }, { itemIdentifier: '2' }] });
  });
});

it('is the same zip wherever and whenever it is made', () => {
  const again = join(folder.path, 'again');
  mkdirSync(again);
  const script = `
    import { bundleFunctions } from ${JSON.stringify(join(ROOT, 'scripts/bundle-functions.mjs'))};
    await bundleFunctions(${JSON.stringify(join(ROOT, 'assets/lambda'))}, ${JSON.stringify(again)});
  `;
  execFileSync(process.execPath, ['--input-type=module', '--eval', script], {
    cwd: again,
    env: { ...process.env, TZ: 'Asia/Tokyo' },
  });

  expect(readFileSync(join(again, 'stream-processor.zip')).equals(readFileSync(ZIP))).toBe(true);
});
