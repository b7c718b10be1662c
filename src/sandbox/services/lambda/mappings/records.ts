/** What is kept of event source mappings, and of how far each has come in each shard. */
import type { Collection, Store } from '../../../store/store.js';
import type { Place } from '../../peers.js';
import type { Part } from './parts.js';

export type MappingState =
  | 'Creating'
  | 'Enabling'
  | 'Enabled'
  | 'Updating'
  | 'Disabling'
  | 'Disabled'
  | 'Deleting';

/** What a request may choose and change. */
export interface MappingSettings {
  /** Unqualified, or with a version or alias. */
  readonly functionArn: string;
  readonly batchSize: number;
  /** Seconds. */
  readonly batchingWindow: number;
  readonly parallelizationFactor: number;
  /** Seconds; -1: until the record expires. */
  readonly maximumRecordAge: number;
  /** -1: without end. */
  readonly maximumRetryAttempts: number;
  readonly bisect: boolean;
  readonly reportsItemFailures: boolean;
  /** Filter patterns as they were given; a record that matches any of them is sent. Empty: all are. */
  readonly filters: readonly string[];
  /** The ARN of the queue that what is given up goes to. */
  readonly onFailure?: string;
}

export interface MappingRecord extends Place, MappingSettings {
  readonly uuid: string;
  readonly streamArn: string;
  readonly startingPosition: 'TRIM_HORIZON' | 'LATEST';
  readonly state: MappingState;
  /** Where LATEST begins, and where polling began at all, in virtual milliseconds; undefined before that. */
  readonly enabledAt?: number;
  /** Milliseconds since the epoch, virtual. */
  readonly lastModified: number;
  readonly lastProcessingResult: string;
  readonly tags: Readonly<Record<string, string>>;
}

/** How far a mapping has come in a shard. */
export interface Progress {
  /** The first sequence number that was not read yet. Absent: the shard's beginning. */
  readonly position?: string;
  /** Read, and not done yet, in order. All of them are before `position`. */
  readonly parts: readonly Part[];
  /** The shard was closed and has been worked through. */
  readonly finished?: true;
}

export interface Records {
  readonly store: Store;
  readonly mappings: Collection<MappingRecord>;
  /** By `uuid/shardId`. */
  readonly progress: Collection<Progress>;
}

export function openRecords(store: Store): Records {
  return {
    store,
    // Named in the registry, too: Lambda is loaded at start while there are any.
    mappings: store.collection('lambda.mappings'),
    progress: store.collection('lambda.mapping-progress'),
  };
}

export function mappingKey({ account, region }: Place, uuid: string): string {
  return `${account}/${region}/${uuid}`;
}

export function progressKey(uuid: string, shardId: string): string {
  return `${uuid}/${shardId}`;
}
