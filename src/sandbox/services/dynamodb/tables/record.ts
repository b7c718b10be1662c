/** What is kept of a table. Records are never changed in place: a change is a new record. */
import type { TableScope } from '../arns.js';
import type { TagWrite } from './tag-delays.js';

/** The types that a key attribute may have. */
export type KeyType = 'S' | 'N' | 'B';

export interface AttributeDefinition {
  readonly AttributeName: string;
  readonly AttributeType: KeyType;
}

export interface KeySchemaElement {
  readonly AttributeName: string;
  readonly KeyType: 'HASH' | 'RANGE';
}

export interface Projection {
  readonly ProjectionType: 'ALL' | 'KEYS_ONLY' | 'INCLUDE';
  readonly NonKeyAttributes?: readonly string[];
}

export type BillingMode = 'PROVISIONED' | 'PAY_PER_REQUEST';
export type StreamViewType = 'KEYS_ONLY' | 'NEW_IMAGE' | 'OLD_IMAGE' | 'NEW_AND_OLD_IMAGES';
export type TableClass = 'STANDARD' | 'STANDARD_INFREQUENT_ACCESS';

export interface Units {
  readonly read: number;
  readonly write: number;
}

/** Provisioned throughput; both units are 0 on an on-demand table. Times are milliseconds since the epoch. */
export interface Throughput extends Units {
  readonly increasedAt?: number;
  readonly decreasedAt?: number;
  /** Decreases on the UTC day of `decreasedAt`. */
  readonly decreases: number;
}

/** The most an on-demand table or index serves per second. */
export interface OnDemandLimits {
  readonly MaxReadRequestUnits?: number;
  readonly MaxWriteRequestUnits?: number;
}

export interface IndexRecord {
  readonly name: string;
  /** Under this number its entries are stored; never used again. */
  readonly storage: number;
  readonly keySchema: readonly KeySchemaElement[];
  readonly projection: Projection;
}

export interface GlobalIndexRecord extends IndexRecord {
  readonly status: 'CREATING' | 'UPDATING' | 'ACTIVE' | 'DELETING';
  /** While it is being created: false during resource allocation, then true. */
  readonly backfilling?: boolean;
  readonly throughput: Throughput;
  readonly onDemandLimits?: OnDemandLimits;
  /** What ends the status. A status without one ends with the table's. */
  readonly change?: PendingChange;
}

/** A change under way, to be done at a virtual time. */
export interface PendingChange {
  /** Milliseconds since the epoch, virtual. */
  readonly at: number;
  readonly throughput?: Units;
}

export interface TableChange extends PendingChange {
  readonly billingMode?: BillingMode;
}

export interface StreamRecord {
  /** Undefined once the stream is disabled: its label and ARN linger, as on AWS. */
  readonly viewType?: StreamViewType;
  /** ISO 8601 without a zone, the last part of the stream's ARN. */
  readonly label: string;
}

export interface TableRecord extends TableScope {
  readonly name: string;
  /** A UUID. A table created again under the same name has another. */
  readonly id: string;
  /** Under this number its rows are stored; never used again. */
  readonly storage: number;
  /** Milliseconds since the epoch, virtual. */
  readonly createdAt: number;
  readonly status: 'CREATING' | 'UPDATING' | 'ACTIVE' | 'DELETING';
  readonly change?: TableChange;
  readonly attributes: readonly AttributeDefinition[];
  readonly keySchema: readonly KeySchemaElement[];
  readonly localIndexes: readonly IndexRecord[];
  readonly globalIndexes: readonly GlobalIndexRecord[];
  readonly billingMode: BillingMode;
  /** When it became an on-demand table; undefined if it has always been provisioned. */
  readonly onDemandSince?: number;
  readonly throughput: Throughput;
  readonly onDemandLimits?: OnDemandLimits;
  readonly stream?: StreamRecord;
  readonly deletionProtection: boolean;
  /** Only where one was asked for. */
  readonly tableClass?: { readonly name: TableClass; readonly changedAt?: number };
  /** Only where encryption with a KMS key was asked for. */
  readonly kmsKeyArn?: string;
  /** Undefined until it gets its first tag, so that the tag search can tell never from no longer. */
  readonly tags?: Readonly<Record<string, string>>;
  /** The last change of tags that took its time. */
  readonly tagWrite?: TagWrite;
  readonly timeToLive?: TimeToLive;
}

export interface TimeToLive {
  readonly attribute: string;
  readonly enabled: boolean;
  /** Milliseconds since the epoch, virtual. */
  readonly changedAt: number;
}
