/**
 * Mappings change state when their time comes, on virtual time: timers of the clock, kept in the store, so that a
 * restart delays nothing.
 */
import type { VirtualClock } from '../../../clock.js';
import type { Hazards } from '../../../hazards.js';
import type { StreamsPeer } from '../../dynamodb/peer.js';
import { parseStreamArn } from '../../dynamodb/streams/catalog.js';
import { isExpired } from '../../dynamodb/streams/stream.js';
import type { IamPeer } from '../../peers.js';
import { invalidParameter } from '../errors.js';
import { mayReadStream } from './obstacle.js';
import type { Poller } from './poller.js';
import { type MappingRecord, mappingKey, type Records } from './records.js';

export const STATE_TIMER = 'lambda.mapping-state';

/** Milliseconds from one state to the next, and from Enabled to the first poll. */
const QUICK = { change: 300, firstPoll: 0 } as const;
/** As AWS: creation may take minutes, polling may start minutes after that. */
const SLOW = { change: 60_000, firstPoll: 60_000 } as const;
/** Milliseconds between two looks at whether a batch that is still at its function has come back. */
const DRAIN = 1_000;

export interface MappingLifecycleOptions {
  readonly records: Records;
  readonly clock: VirtualClock;
  readonly hazards: Hazards;
  readonly poller: Poller;
  readonly peers: { readonly dynamodb: () => Promise<StreamsPeer>; readonly iam: () => Promise<IamPeer> };
}

interface StateTimer {
  readonly key: string;
  readonly to: 'Enabled' | 'polling' | 'Disabled' | 'gone';
}

export class MappingLifecycle {
  readonly #options: MappingLifecycleOptions;

  constructor(options: MappingLifecycleOptions) {
    this.#options = options;
    options.clock.onTimer(STATE_TIMER, (payload) => this.#due(payload as StateTimer));
  }

  /**
   * Takes up at once what an earlier process had in hand. By timers, so that whoever advances the time next finds it
   * set before him and waits for it.
   */
  resume(): void {
    const { clock, records } = this.#options;
    for (const { key, value } of [...records.mappings.list()]) {
      if (value.state !== 'Enabled' || clock.hasTimer(STATE_TIMER, key)) continue;
      this.#schedule({ key, to: 'polling' }, 0);
    }
  }

  /** @throws AwsError as AWS does where the role may not do what a mapping does for it. */
  async checkAccess(role: string, streamArn: string, onFailure: string | undefined): Promise<void> {
    const iam = await this.#options.peers.iam();
    if (!mayReadStream(iam, role, streamArn)) {
      throw invalidParameter(
        `Cannot access stream ${streamArn}. Please ensure the role can perform the GetRecords, GetShardIterator, ` +
          'DescribeStream, and ListStreams Actions on your stream in IAM.',
      );
    }
    const { streams } = await this.#options.peers.dynamodb();
    const name = parseStreamArn(streamArn);
    const stream = name === undefined ? undefined : streams.catalog.get(name);
    if (stream === undefined || isExpired(stream, this.#options.clock.now())) {
      throw invalidParameter(`Stream not found: ${streamArn}`);
    }
    if (onFailure === undefined) return;
    if (!iam.decide(role, { action: 'sqs:SendMessage', resource: onFailure }).allowed) {
      throw invalidParameter(
        'The provided execution role does not have permissions to call SendMessage on SQS',
      );
    }
  }

  create(record: MappingRecord, enabled: boolean): void {
    this.#begin(keyOf(record), record, enabled ? 'Enabled' : 'Disabled');
  }

  /** `enabled` undefined: as it was. */
  update(key: string, record: MappingRecord, enabled: boolean | undefined): MappingRecord {
    const was = record.state === 'Enabled';
    const shall = enabled ?? was;
    const state = was === shall ? 'Updating' : shall ? 'Enabling' : 'Disabling';
    const changing: MappingRecord = { ...record, state };
    this.#options.poller.end(key, record);
    this.#begin(key, changing, shall ? 'Enabled' : 'Disabled');
    return changing;
  }

  remove(key: string, record: MappingRecord): MappingRecord {
    const deleting: MappingRecord = { ...record, state: 'Deleting' };
    this.#options.poller.end(key, record);
    this.#begin(key, deleting, 'gone');
    return deleting;
  }

  #begin(key: string, record: MappingRecord, to: StateTimer['to']): void {
    const { records } = this.#options;
    records.store.write(() => {
      records.mappings.put(key, record);
      this.#schedule({ key, to }, this.#times().change);
    });
  }

  #times(): typeof QUICK | typeof SLOW {
    return this.#options.hazards.has('slow-mappings') ? SLOW : QUICK;
  }

  #schedule(timer: StateTimer, wait: number): void {
    const { clock } = this.#options;
    clock.setTimer(STATE_TIMER, timer.key, clock.now() + wait, timer);
  }

  async #due(timer: StateTimer): Promise<void> {
    const { clock, poller, records } = this.#options;
    const { key, to } = timer;
    const record = records.mappings.get(key);
    if (record === undefined) return;
    if (to === 'polling') {
      await poller.begin(key, record);
      return;
    }
    if (to !== 'Enabled' && poller.isBusy(key)) {
      this.#schedule(timer, DRAIN);
      return;
    }
    if (to === 'gone') {
      this.#forget(key, record);
      return;
    }
    const enabledAt = record.enabledAt ?? clock.now();
    records.mappings.put(key, { ...record, state: to, ...(to === 'Enabled' ? { enabledAt } : {}) });
    if (to === 'Enabled') this.#schedule({ key, to: 'polling' }, this.#times().firstPoll);
  }

  #forget(key: string, { uuid }: MappingRecord): void {
    const { records } = this.#options;
    records.store.write(() => {
      for (const progress of [...records.progress.list(`${uuid}/`)]) records.progress.delete(progress.key);
      records.mappings.delete(key);
    });
  }
}

function keyOf(record: MappingRecord): string {
  return mappingKey(record, record.uuid);
}
