/** Finds the group and stream that a request means. */
import { AwsError } from '../../errors.js';
import type { Place } from '../peers.js';
import { invalidParameter, noGroup, noStream } from './errors.js';
import { type GroupRecord, groupKey, type Records, type StreamRecord, streamKey } from './records.js';

const GROUP_ARN = /^arn:aws:logs:([^:]+):(\d{12}):log-group:([^:]+)$/;
const GROUP_ARN_FIELDS = 7;

/** Throws `ResourceNotFoundException`. */
export function findGroup(records: Records, place: Place, name: string): GroupRecord {
  const group = records.groups.get(groupKey(place, name));
  if (group === undefined) throw noGroup();
  return group;
}

/** The group of that ARN, or in which what it means is: `…:log-group:NAME:log-stream:STREAM`. */
export function groupOfArn(records: Records, place: Place, arn: string): GroupRecord | undefined {
  const name = groupNameOf(place, arn.split(':').slice(0, GROUP_ARN_FIELDS).join(':'));
  return name === undefined ? undefined : records.groups.get(groupKey(place, name));
}

/** Throws `ResourceNotFoundException`. */
export function findStream(records: Records, group: GroupRecord, name: string): StreamRecord {
  const stream = records.streams.get(streamKey(group, name));
  if (stream === undefined) throw noStream();
  return stream;
}

/** The members of requests that take a group by its name, or by its name or ARN. */
export interface GroupReference {
  readonly logGroupName?: string | undefined;
  readonly logGroupIdentifier?: string | undefined;
}

/** Throws where there is no such group, or not exactly one of the two is given. */
export function groupOfRequest(
  records: Records,
  place: Place,
  { logGroupName, logGroupIdentifier }: GroupReference,
): GroupRecord {
  if (logGroupName !== undefined && logGroupIdentifier !== undefined) {
    throw new AwsError(
      'ValidationException',
      'LogGroup name and LogGroup ARN are mutually exclusive parameters.',
    );
  }
  const reference = logGroupName ?? logGroupIdentifier;
  if (reference === undefined) {
    throw invalidParameter('Either LogGroup name or LogGroup ARN must be specified.');
  }
  return findGroup(records, place, groupNameOf(place, reference) ?? '');
}

/** The name in a group's ARN of that place, or a name as it is; undefined where the ARN means something else. */
export function groupNameOf({ account, region }: Place, nameOrArn: string): string | undefined {
  if (!nameOrArn.includes(':')) return nameOrArn;
  const [, arnRegion, arnAccount, name] = GROUP_ARN.exec(nameOrArn) ?? [];
  return arnRegion === region && arnAccount === account ? name : undefined;
}
