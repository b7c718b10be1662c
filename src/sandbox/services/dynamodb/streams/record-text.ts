/**
 * How a change is kept and told. Items are text already, so a record is put together from their texts; what is
 * the same for all of a stream's records, or follows from their place, is added when they are read.
 *
 * Kept: `26"eventName":"INSERT","dynamodb":{…}`, its size in front.
 */
import { hash } from 'node:crypto';
import { keyAttributes } from '../items/item-keys.js';
import type { StoredItem } from '../items/item-text.js';
import type { StreamViewType } from '../tables/record.js';
import type { Table } from '../tables/table.js';
import { itemSize } from '../values/size.js';
import { formatSequence, type Sequence } from './sequence.js';

const MILLISECONDS = 1000;

/** Who made a change that no request made. Time to Live: `dynamodb.amazonaws.com`, `Service`. */
export interface UserIdentity {
  readonly PrincipalId: string;
  readonly Type: string;
}

export interface ItemVersions {
  readonly before: StoredItem | undefined;
  readonly after: StoredItem | undefined;
  readonly identity?: UserIdentity | undefined;
}

export interface ReadRecord {
  readonly sequence: Sequence;
  /** Keys and images, in bytes as DynamoDB counts. */
  readonly size: number;
  /** The record as GetRecords answers it, in JSON. */
  readonly json: string;
}

/** The text to keep of a change. One of the versions has to be there. */
export function recordText(
  table: Table,
  viewType: StreamViewType,
  { before, after, identity }: ItemVersions,
  sequence: Sequence,
  time: number,
): string {
  const eventName = before === undefined ? 'INSERT' : after === undefined ? 'REMOVE' : 'MODIFY';
  const keys = keyAttributes((after ?? before)?.item ?? {}, [table.key]);
  const newImage = viewType === 'NEW_IMAGE' || viewType === 'NEW_AND_OLD_IMAGES' ? after : undefined;
  const oldImage = viewType === 'OLD_IMAGE' || viewType === 'NEW_AND_OLD_IMAGES' ? before : undefined;
  const size = itemSize(keys) + (newImage?.size ?? 0) + (oldImage?.size ?? 0);
  return (
    `${size}"eventName":"${eventName}","dynamodb":{` +
    `"ApproximateCreationDateTime":${Math.floor(time / MILLISECONDS)},` +
    `"Keys":${JSON.stringify(keys)},` +
    (newImage === undefined ? '' : `"NewImage":${newImage.json},`) +
    (oldImage === undefined ? '' : `"OldImage":${oldImage.json},`) +
    `"SequenceNumber":"${formatSequence(sequence)}","SizeBytes":${size},"StreamViewType":"${viewType}"}` +
    (identity === undefined ? '' : `,"userIdentity":${JSON.stringify(identity)}`)
  );
}

/** `streamId` is what makes the record's place unique: the stream's ARN. */
export function readRecord(text: string, sequence: Sequence, streamId: string, region: string): ReadRecord {
  const start = text.indexOf('"');
  const eventId = hash('md5', `${streamId}/${sequence}`);
  return {
    sequence,
    size: Number(text.slice(0, start)),
    json:
      `{"eventID":"${eventId}","eventVersion":"1.1","eventSource":"aws:dynamodb","awsRegion":"${region}",` +
      `${text.slice(start)}}`,
  };
}
