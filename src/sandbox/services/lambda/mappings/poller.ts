/**
 * Reads streams for event source mappings and calls their functions: one shard after its parent, one batch after
 * the other in a shard, shards side by side. It works when something was written and when a pause is over, on
 * virtual time, and not otherwise.
 */
import type { VirtualClock } from '../../../clock.js';
import { AwsError } from '../../../errors.js';
import type { StreamsPeer } from '../../dynamodb/peer.js';
import { parseStreamArn } from '../../dynamodb/streams/catalog.js';
import {
  arnOf,
  isExpired,
  type ShardRecord,
  type StreamState,
  visibleShards,
} from '../../dynamodb/streams/stream.js';
import type { IamPeer, SqsPeer } from '../../peers.js';
import type { FunctionMetric } from '../function-metrics.js';
import { failureMessage } from './failure-message.js';
import { isObstacle, obstacleOf } from './obstacle.js';
import { type MappingRecord, type Progress, progressKey, type Records } from './records.js';
import { type Invoked, ShardWorker, type Turn } from './shard-worker.js';

export const POLL_TIMER = 'lambda.mapping-poll';

/** Milliseconds from a write to the poll that finds it: Lambda polls a shard four times a second. */
const POLL_DELAY = 250;
/** Milliseconds after which something is tried again that only others can put right: a permission, a function. */
const TROUBLE_PAUSE = 30_000;

/** The result of processing, in AWS's words. */
export const NOTHING_PROCESSED = 'No records processed';

/** The wording is ours. */
const NO_STREAM = 'PROBLEM: The DynamoDB stream does not exist.';

const NOTHING_DONE: Progress = { parts: [] };

export interface PollerOptions {
  readonly records: Records;
  readonly clock: VirtualClock;
  readonly log: (line: string) => void;
  readonly peers: {
    readonly dynamodb: () => Promise<StreamsPeer>;
    readonly iam: () => Promise<IamPeer>;
    readonly sqs: () => Promise<SqsPeer>;
  };
  /** The ARN of the role of the function; undefined where there is no such function. */
  readonly roleOf: (functionArn: string) => string | undefined;
  /** Calls the function. Rejects with AwsError where it cannot be called: it is gone, or busy. */
  readonly invoke: (functionArn: string, event: string) => Promise<Invoked>;
  readonly count: (functionArn: string, metric: FunctionMetric, value: number) => void;
}

/** A shard of a mapping, as timers and sets name it. */
interface Address {
  /** The mapping's key in the store. */
  readonly mapping: string;
  readonly shardId: string;
}

export class Poller {
  readonly #options: PollerOptions;
  /** Mappings by the ARN of their stream, for what is written. */
  readonly #byStream = new Map<string, Set<string>>();
  /** Shards whose timer is set, and for when. */
  readonly #awake = new Map<string, number>();
  /** Shards that wait for more records until their batching window is over: the next write is looked at. */
  readonly #gathering = new Set<string>();
  /** Shards that something was written to while they were being worked on. */
  readonly #written = new Set<string>();
  /** Shards that are being worked on, by mapping. */
  readonly #busy = new Map<string, Set<string>>();
  #closed = false;
  #listening: Promise<void> | undefined;

  constructor(options: PollerOptions) {
    this.#options = options;
    options.clock.onTimer(POLL_TIMER, (payload) => this.#due(payload as Address));
  }

  /** Polls for a mapping from now on. */
  async begin(key: string, mapping: MappingRecord): Promise<void> {
    await this.#listen();
    const known = this.#byStream.get(mapping.streamArn) ?? new Set();
    this.#byStream.set(mapping.streamArn, known.add(key));
    const { streams } = await this.#options.peers.dynamodb();
    const state = streamOf(streams, mapping.streamArn);
    if (state === undefined) {
      this.#tell(key, NO_STREAM);
      return;
    }
    for (const { id } of visibleShards(state, this.#options.clock.now())) {
      this.#wake({ mapping: key, shardId: id }, this.#options.clock.now());
    }
  }

  /** Polls no more for a mapping. What is in work is finished, see `isBusy`. */
  end(key: string, { streamArn }: MappingRecord): void {
    this.#byStream.get(streamArn)?.delete(key);
  }

  /** Whether a batch of the mapping is at its function right now. */
  isBusy(key: string): boolean {
    return (this.#busy.get(key)?.size ?? 0) > 0;
  }

  close(): void {
    this.#closed = true;
  }

  #listen(): Promise<void> {
    this.#listening ??= this.#options.peers.dynamodb().then(({ streams }) => {
      streams.onAppend((stream, shard) => this.#wakeReaders(stream, shard));
    });
    return this.#listening;
  }

  /** In the transaction of the write, so that what it wakes is not lost. */
  #wakeReaders(stream: StreamState, { id }: ShardRecord): void {
    if (this.#byStream.size === 0) return;
    for (const mapping of this.#byStream.get(arnOf(stream)) ?? []) {
      this.#wake({ mapping, shardId: id }, this.#options.clock.now() + POLL_DELAY);
    }
  }

  #wake(address: Address, at: number): void {
    const id = timerId(address);
    if (this.#busy.get(address.mapping)?.has(address.shardId)) {
      this.#written.add(id);
      return;
    }
    const { clock } = this.#options;
    // A write that was undone takes its timer with it, or leaves the one that was there before: a later one, which
    // is seen by the time that is over.
    const set = clock.hasTimer(POLL_TIMER, id) ? this.#awake.get(id) : undefined;
    const isOver = set !== undefined && set <= clock.now();
    if (set !== undefined && !(this.#gathering.has(id) && (isOver || at < set))) return;
    const when = isOver ? clock.now() : at;
    this.#awake.set(id, when);
    clock.setTimer(POLL_TIMER, id, when, address);
  }

  #due(address: Address): void {
    const id = timerId(address);
    this.#awake.delete(id);
    this.#gathering.delete(id);
    const busy = this.#busy.get(address.mapping) ?? new Set();
    if (busy.has(address.shardId)) return;
    this.#busy.set(address.mapping, busy.add(address.shardId));
    this.#written.delete(id);
    const work = this.#turn(address)
      .catch((error: unknown) => {
        // The store may be closed already; after the next start all is as it was before.
        if (this.#closed) return 'when woken' as const;
        if (error instanceof AwsError) this.#tell(address.mapping, `PROBLEM: ${error.message}`);
        else this.#options.log(`event source mapping: ${stackOf(error)}`);
        return { at: this.#options.clock.now() + TROUBLE_PAUSE };
      })
      .then((next) => {
        busy.delete(address.shardId);
        if (busy.size === 0) this.#busy.delete(address.mapping);
        if (this.#closed) return;
        const { clock } = this.#options;
        const isLooking = next === 'when woken' || this.#gathering.has(id);
        if (next === 'at once' || (isLooking && this.#written.has(id))) this.#wake(address, clock.now());
        else if (next !== 'when woken') this.#wake(address, next.at);
      });
    this.#options.clock.during(work);
  }

  async #turn(address: Address): Promise<Turn['next']> {
    const { clock, peers, records } = this.#options;
    const { streams } = await peers.dynamodb();
    const mapping = records.mappings.get(address.mapping);
    if (mapping?.state !== 'Enabled') return 'when woken';
    const stream = streamOf(streams, mapping.streamArn);
    const shards = stream === undefined ? [] : visibleShards(stream, clock.now());
    const shard = shards.find(({ id }) => id === address.shardId);
    if (stream === undefined || shard === undefined) {
      if (stream === undefined || isExpired(stream, clock.now())) {
        this.#tell(address.mapping, NO_STREAM);
      }
      // Those that waited for it wait for nothing any more.
      this.#wakeChildren(address, shards);
      return 'when woken';
    }
    const parent = shards.find(({ id }) => id === shard.parent);
    if (parent !== undefined && !this.#progressOf(mapping, parent).finished) {
      this.#wake({ mapping: address.mapping, shardId: parent.id }, clock.now());
      return 'when woken';
    }
    const progress = this.#progressOf(mapping, shard);
    if (progress.finished) return 'when woken';
    const obstacle = obstacleOf(mapping, this.#options.roleOf(mapping.functionArn), await peers.iam());
    if (obstacle !== undefined) {
      this.#tell(address.mapping, obstacle);
      return { at: clock.now() + TROUBLE_PAUSE };
    }
    if (isObstacle(mapping, mapping.lastProcessingResult)) this.#tell(address.mapping, NOTHING_PROCESSED);
    const worker = new ShardWorker({
      mapping,
      stream,
      shard,
      streams,
      now: () => clock.now(),
      invoke: (event) => this.#options.invoke(mapping.functionArn, event),
      onSending: (age) => this.#options.count(mapping.functionArn, 'IteratorAge', age),
    });
    const turn = progress.parts.length === 0 ? worker.gather(progress) : await worker.work(progress);
    // A function that was ended with the sandbox has not failed: the batch is sent again after the next start.
    if (this.#closed) return 'when woken';
    await this.#keep(address, shard, turn);
    if (turn.progress.finished) this.#wakeChildren(address, shards);
    if (progress.parts.length === 0 && typeof turn.next === 'object') this.#gathering.add(timerId(address));
    return turn.next;
  }

  #wakeChildren({ mapping, shardId }: Address, shards: readonly ShardRecord[]): void {
    for (const { id, parent } of shards) {
      if (parent === shardId) this.#wake({ mapping, shardId: id }, this.#options.clock.now());
    }
  }

  /** All that came of a turn in one transaction; nothing where the mapping has gone meanwhile. */
  async #keep(address: Address, shard: ShardRecord, { progress, discarded, result }: Turn): Promise<void> {
    const { clock, records } = this.#options;
    const sqs = discarded.length === 0 ? undefined : await this.#options.peers.sqs();
    const iam = discarded.length === 0 ? undefined : await this.#options.peers.iam();
    if (this.#closed) return;
    records.store.write(() => {
      const mapping = records.mappings.get(address.mapping);
      if (mapping === undefined) return;
      records.progress.put(progressKey(mapping.uuid, shard.id), progress);
      const { onFailure, functionArn } = mapping;
      const role = this.#options.roleOf(functionArn);
      let outcome = result;
      for (const each of onFailure === undefined ? [] : discarded) {
        const access = { action: 'sqs:SendMessage', resource: onFailure ?? '' };
        const isAllowed = role !== undefined && iam?.decide(role, access).allowed === true;
        if (isAllowed && sqs?.send(access.resource, failureMessage(mapping, each, clock.now()))) continue;
        // AWS drops what it cannot deliver, too; the mapping tells.
        outcome = isAllowed
          ? `PROBLEM: There is no on-failure destination ${access.resource}.`
          : `PROBLEM: The function's role may not perform ${access.action} on ${access.resource}.`;
        this.#options.count(functionArn, 'DestinationDeliveryFailures', 1);
      }
      if (outcome !== undefined && outcome !== mapping.lastProcessingResult) {
        records.mappings.put(address.mapping, { ...mapping, lastProcessingResult: outcome });
      }
    });
  }

  #progressOf({ uuid }: MappingRecord, { id }: ShardRecord): Progress {
    return this.#options.records.progress.get(progressKey(uuid, id)) ?? NOTHING_DONE;
  }

  #tell(key: string, result: string): void {
    const { mappings } = this.#options.records;
    const mapping = mappings.get(key);
    if (mapping !== undefined && mapping.lastProcessingResult !== result) {
      mappings.put(key, { ...mapping, lastProcessingResult: result });
    }
  }
}

function streamOf({ catalog }: StreamsPeer['streams'], streamArn: string): StreamState | undefined {
  const name = parseStreamArn(streamArn);
  return name === undefined ? undefined : catalog.get(name);
}

function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

function timerId({ mapping, shardId }: Address): string {
  return `${mapping}/${shardId}`;
}
