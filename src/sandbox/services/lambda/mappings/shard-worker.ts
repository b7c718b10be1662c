/**
 * Works through one shard for a mapping: reads a batch, calls the function, and keeps in the store what came of
 * it before anything else happens. So a sandbox that is killed goes on where it was: what was in work is sent
 * again, nothing is left out.
 */
import type { ReadRecord } from '../../dynamodb/streams/record-text.js';
import {
  formatSequence,
  later,
  type Sequence,
  sequenceAt,
  storedSequence,
  timeOf,
} from '../../dynamodb/streams/sequence.js';
import { endOf, type ShardRecord, type StreamState, startOf } from '../../dynamodb/streams/stream.js';
import type { Streams } from '../../dynamodb/streams/streams.js';
import type { Condition, Discarded } from './failure-message.js';
import { type Matcher, parsePattern } from './filter.js';
import { afterFailure, type BatchResult, type Part, readBatchResponse, wholePart } from './parts.js';
import type { MappingRecord, Progress } from './records.js';
import { type EventRecord, eventRecord, eventText, fitting, MAX_EVENT_BYTES } from './stream-event.js';

const MILLISECONDS = 1000;

/** What a function made of an event. */
export interface Invoked {
  readonly requestId: string;
  readonly payload: string;
  /** `Handled`, `Unhandled`; absent where it answered. */
  readonly functionError?: string;
}

/** What came of one turn, to be kept together. */
export interface Turn {
  readonly progress: Progress;
  readonly discarded: readonly Discarded[];
  /** Undefined: as it was. */
  readonly result?: string;
  /** When to go on: at once, at a time, or when something is written. */
  readonly next: 'at once' | { readonly at: number } | 'when woken';
}

export interface ShardWorkerOptions {
  readonly mapping: MappingRecord;
  readonly stream: StreamState;
  readonly shard: ShardRecord;
  readonly streams: Streams;
  readonly now: () => number;
  /** Rejects where the function could not be called at all. */
  readonly invoke: (event: string) => Promise<Invoked>;
  /** Before the function is called: how many virtual milliseconds ago the last of the records was written. */
  readonly onSending: (age: number) => void;
}

/** Milliseconds before a failed part is sent again, doubled with each retry, up to the longest. */
const FIRST_RETRY = 500;
const LONGEST_RETRY = 60_000;

export class ShardWorker {
  readonly #options: ShardWorkerOptions;
  readonly #patterns: readonly Matcher[];

  constructor(options: ShardWorkerOptions) {
    this.#options = options;
    this.#patterns = options.mapping.filters.flatMap((filter) => parsePattern(filter) ?? []);
  }

  /**
   * Reads what comes next, if nothing is in work. To be kept before it is worked on, so that a part means the
   * same records after a restart.
   */
  gather(progress: Progress): Turn {
    const { mapping, stream, shard, streams, now } = this.#options;
    const from = this.#positionOf(progress);
    const page = streams.read(stream, shard, from, {
      records: mapping.batchSize,
      bytes: MAX_EVENT_BYTES,
    });
    const matching = this.#eventRecords(page.records);
    const wanted = fitting(matching);
    const isWhole = wanted.length === matching.length;
    const [first] = wanted;
    const last = wanted.at(-1);
    if (first === undefined || last === undefined) return this.#nothing(progress, page.records, page.next);
    const deadline = timeOf(first.sequence) + mapping.batchingWindow * MILLISECONDS;
    const isFull = !isWhole || page.records.length >= mapping.batchSize || page.next === undefined;
    if (!isFull && now() < deadline && !this.#isAnyFrom(page.next)) {
      return { progress, discarded: [], next: { at: deadline } };
    }
    const read = isWhole ? page.records.at(-1) : last;
    return {
      progress: {
        position: formatSequence((read ?? last).sequence + 1n),
        parts: [wholePart(wanted.map(({ sequence }) => formatSequence(sequence)))],
      },
      discarded: [],
      next: 'at once',
    };
  }

  /** A page may have ended because of its bytes, before the records that there are. */
  #isAnyFrom(sequence: Sequence): boolean {
    const { stream, shard, streams } = this.#options;
    return streams.read(stream, shard, sequence, { records: 1, bytes: 0 }).records.length > 0;
  }

  /** There is nothing to send: at the end of the shard, at its open end, or because no pattern matches. */
  #nothing(progress: Progress, read: readonly ReadRecord[], next: Sequence | undefined): Turn {
    if (next === undefined) {
      return { progress: { ...progress, parts: [], finished: true }, discarded: [], next: 'when woken' };
    }
    const last = read.at(-1);
    if (last === undefined) return { progress, discarded: [], next: 'when woken' };
    const position = formatSequence(last.sequence + 1n);
    return { progress: { position, parts: [] }, discarded: [], next: 'at once' };
  }

  /** Sends the first part that is in work. */
  async work(progress: Progress): Promise<Turn> {
    const [part, ...others] = progress.parts;
    if (part === undefined) throw new Error('There is nothing in work');
    const all = this.#recordsOf(part);
    const records = this.#youngEnough(all);
    const expired = all.slice(0, all.length - records.length);
    const discarded = expired.length === 0 ? [] : [this.#discarded(part, expired, 'RecordAgeExceeded')];
    // Trimmed or too old meanwhile: there is nothing left to send.
    if (records.length === 0) {
      return { progress: { ...progress, parts: others }, discarded, next: 'at once' };
    }
    const last = records.at(-1)?.sequence;
    if (last !== undefined) this.#options.onSending(this.#options.now() - timeOf(last));
    const invoked = await this.#options.invoke(eventText(records));
    const sequences = records.map(({ sequence }) => formatSequence(sequence));
    const result = this.#resultOf(invoked, sequences);
    if (result.state === 'done') {
      return { progress: { ...progress, parts: others }, discarded, result: 'OK', next: 'at once' };
    }
    const after = afterFailure(part, sequences, result.checkpoint, this.#options.mapping);
    const failed = records.slice(result.checkpoint);
    if (after.discarded !== undefined) {
      discarded.push(this.#discarded(after.discarded, failed, 'RetryAttemptsExhausted', invoked));
    }
    return {
      progress: { ...progress, parts: [...after.next, ...others] },
      discarded,
      result: 'PROBLEM: Function call failed',
      next: this.#pauseAfter(part, after.next[0]),
    };
  }

  /** What was made smaller is sent at once; what is tried again as it was, after a pause. */
  #pauseAfter(before: Part, next: Part | undefined): Turn['next'] {
    if (next === undefined || next.retries === before.retries) return 'at once';
    const pause = Math.min(LONGEST_RETRY, FIRST_RETRY * 2 ** (next.retries - 1));
    return { at: this.#options.now() + pause };
  }

  #resultOf({ functionError, payload }: Invoked, sequences: readonly string[]): BatchResult {
    if (functionError !== undefined) return { state: 'failed', checkpoint: 0 };
    return this.#options.mapping.reportsItemFailures
      ? readBatchResponse(payload, sequences)
      : { state: 'done' };
  }

  #youngEnough(records: readonly EventRecord[]): readonly EventRecord[] {
    const { mapping, now } = this.#options;
    if (mapping.maximumRecordAge < 0) return records;
    const oldest = now() - mapping.maximumRecordAge * MILLISECONDS;
    const start = records.findIndex(({ sequence }) => timeOf(sequence) >= oldest);
    return start < 0 ? [] : records.slice(start);
  }

  #discarded(
    part: Part,
    records: readonly EventRecord[],
    condition: Condition,
    invocation?: Invoked,
  ): Discarded {
    const first = records[0]?.sequence ?? 0n;
    const last = records.at(-1)?.sequence ?? first;
    return {
      part: { ...part, first: formatSequence(first), last: formatSequence(last) },
      size: records.length,
      condition,
      shardId: this.#options.shard.id,
      firstArrival: timeOf(first),
      lastArrival: timeOf(last),
      ...(invocation === undefined ? {} : { invocation }),
    };
  }

  #recordsOf({ first, last }: Part): readonly EventRecord[] {
    const { stream, shard, streams } = this.#options;
    const from = storedSequence(first);
    const end = storedSequence(last);
    const limits = { records: Number.POSITIVE_INFINITY, bytes: Number.POSITIVE_INFINITY };
    return this.#eventRecords(streams.read(stream, shard, from, { ...limits, before: end + 1n }).records);
  }

  #eventRecords(records: readonly ReadRecord[]): EventRecord[] {
    const { streamArn } = this.#options.mapping;
    return records.flatMap((record) => eventRecord(record, streamArn, this.#patterns) ?? []);
  }

  #positionOf({ position }: Progress): Sequence {
    const { mapping, shard } = this.#options;
    const start = startOf(shard);
    if (position !== undefined) return later(start, storedSequence(position));
    if (mapping.startingPosition === 'TRIM_HORIZON' || mapping.enabledAt === undefined) return start;
    const latest = sequenceAt(mapping.enabledAt);
    const end = endOf(shard);
    return end === undefined ? later(start, latest) : later(start, latest < end ? latest : end + 1n);
  }
}
