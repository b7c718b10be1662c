/**
 * The proof that a mapping tells its function of every change: what was written is read from the stream, what was
 * done from the function's journal, and what was given up from the queue, and the three must add up.
 */
import {
  DescribeStreamCommand,
  GetRecordsCommand,
  GetShardIteratorCommand,
} from '@aws-sdk/client-dynamodb-streams';
import { GetEventSourceMappingCommand } from '@aws-sdk/client-lambda';
import { DeleteMessageCommand, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { expect } from 'vitest';
import { doneOf, type Outcome, readJournal } from './failing-function.js';
import type { FailingLab } from './failing-lab.js';

/** Virtual; longer than all pauses between retries of all that fails. */
const UNTIL_SETTLED = 30 * 60 * 1000; /* 30 min */

/** A change, as the stream has it. */
interface Change {
  readonly shard: string;
  readonly sequence: string;
  readonly key: string;
  readonly isDeletion: boolean;
  /** Its item asks the function to fail. */
  readonly isPoisoned: boolean;
}

/** What became of all changes. */
export interface ProofCounts {
  readonly changes: number;
  readonly keys: number;
  readonly deletions: number;
  readonly invocations: number;
  /** Invocations by how they ended. */
  readonly ends: Readonly<Record<Outcome | 'cut off', number>>;
  /** Changes. */
  readonly done: number;
  readonly parked: number;
  readonly poisoned: number;
  /** How often a change was done once more. */
  readonly replays: number;
}

/**
 * Lets everything come to an end, then holds what the function did and what was parked against the stream. Fails
 * (by `expect`) unless every change was done or parked, those of a key were first done in their order, nothing was
 * done that is not in the stream, what is poisoned was parked, and nothing comes any more.
 * `exactly`: nobody killed the sandbox, so each change was done once or parked, and not both.
 */
export async function prove(
  lab: FailingLab,
  { exactly }: { readonly exactly: boolean },
): Promise<ProofCounts> {
  await lab.advance(UNTIL_SETTLED);
  const journal = readJournal(lab.journal);
  const changes = await readChanges(lab);
  const done = doneOf(journal);
  const firstDone = [...new Set(done)];
  const parked = await readParked(lab, changes);
  const poisoned = changes.filter(({ isPoisoned }) => isPoisoned).map(({ sequence }) => sequence);

  const settled = new Set([...done, ...parked]);
  expect(changes.filter(({ sequence }) => !settled.has(sequence))).toEqual([]);
  const known = new Set(changes.map(({ sequence }) => sequence));
  expect(firstDone.filter((sequence) => !known.has(sequence))).toEqual([]);
  expect(parked).toHaveLength(new Set(parked).size);
  expect(poisoned.filter((sequence) => !parked.includes(sequence))).toEqual([]);
  expectOrder(changes, firstDone);
  if (exactly) {
    expect(done).toHaveLength(firstDone.length);
    expect(done.filter((sequence) => parked.includes(sequence))).toEqual([]);
  }
  await expectRest(lab, journal.length);

  const ends = { done: 0, reported: 0, threw: 0, exited: 0, hung: 0, 'cut off': 0 };
  for (const { how } of journal) ends[how ?? 'cut off'] += 1;
  return {
    changes: changes.length,
    keys: new Set(changes.map(({ key }) => key)).size,
    deletions: changes.filter(({ isDeletion }) => isDeletion).length,
    invocations: journal.length,
    ends,
    done: firstDone.length,
    parked: parked.length,
    poisoned: poisoned.length,
    replays: done.length - firstDone.length,
  };
}

/** Of each key, what was done was first done in the order in which it was written. */
function expectOrder(changes: readonly Change[], firstDone: readonly string[]): void {
  const places = new Map(firstDone.map((sequence, place) => [sequence, place]));
  const latest = new Map<string, number>();
  for (const { key, sequence } of changes) {
    const place = places.get(sequence);
    if (place === undefined) continue;
    expect(place, `change ${sequence} of ${key}`).toBeGreaterThan(latest.get(key) ?? -1);
    latest.set(key, place);
  }
}

/** No invocation comes any more, and the mapping is well. */
async function expectRest(lab: FailingLab, invocations: number): Promise<void> {
  await lab.advance(UNTIL_SETTLED);
  expect(readJournal(lab.journal)).toHaveLength(invocations);
  const { State } = await lab.clients.lambda.send(new GetEventSourceMappingCommand({ UUID: lab.mappingId }));
  expect(State).toBe('Enabled');
}

/** All that the stream holds, each shard in order, the oldest shard first. */
async function readChanges({ clients: { streams }, streamArn }: FailingLab): Promise<Change[]> {
  const changes: Change[] = [];
  const { StreamDescription } = await streams.send(new DescribeStreamCommand({ StreamArn: streamArn }));
  for (const { ShardId: shard = '' } of StreamDescription?.Shards ?? []) {
    const begin = { StreamArn: streamArn, ShardId: shard, ShardIteratorType: 'TRIM_HORIZON' } as const;
    let { ShardIterator } = await streams.send(new GetShardIteratorCommand(begin));
    while (ShardIterator !== undefined) {
      const { Records = [], NextShardIterator } = await streams.send(
        new GetRecordsCommand({ ShardIterator }),
      );
      for (const { eventName, dynamodb } of Records) {
        const { Keys, NewImage, OldImage, SequenceNumber: sequence = '' } = dynamodb ?? {};
        changes.push({
          shard,
          sequence,
          key: Keys?.id?.S ?? '',
          isDeletion: eventName === 'REMOVE',
          isPoisoned: (NewImage ?? OldImage)?.mode !== undefined,
        });
      }
      ShardIterator = Records.length === 0 ? undefined : NextShardIterator;
    }
  }
  return changes;
}

/** The sequence numbers that the messages in the queue tell of. Each message is removed. */
async function readParked(
  { clients: { sqs }, queueUrl: QueueUrl }: FailingLab,
  changes: readonly Change[],
): Promise<string[]> {
  const parked: string[] = [];
  for (;;) {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }),
    );
    if (Messages.length === 0) return parked;
    for (const { Body = '{}', ReceiptHandle } of Messages) {
      const { shardId, startSequenceNumber, endSequenceNumber, batchSize } =
        JSON.parse(Body).DDBStreamBatchInfo;
      const [first, last] = [BigInt(startSequenceNumber), BigInt(endSequenceNumber)];
      const meant = changes.filter(
        ({ shard, sequence }) => shard === shardId && BigInt(sequence) >= first && BigInt(sequence) <= last,
      );
      expect(meant).toHaveLength(batchSize);
      parked.push(...meant.map(({ sequence }) => sequence));
      await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
    }
  }
}
