/** Finds functions and versions by what requests call them. */
import type { Place } from '../peers.js';
import { conflict, functionNotFound, staleRevision } from './errors.js';
import { functionArn, LATEST, parseFunctionName } from './names.js';
import { type FunctionRecord, functionKey, type Records, type Version, versionKey } from './records.js';

export interface Found {
  readonly key: string;
  readonly record: FunctionRecord;
  /** As asked for: of `$LATEST` as it is told. */
  readonly version: Version;
  /** As the request named it. */
  readonly qualifier: string | undefined;
}

/** A function and the version that is meant. Throws ResourceNotFoundException. */
export function findVersion(records: Records, place: Place, text: string, wanted?: string): Found {
  const { name, qualifier } = parseFunctionName(text, place, wanted);
  const key = functionKey(place, name);
  const record = records.functions.get(key);
  const version = record === undefined ? undefined : versionOf(records, record, qualifier);
  if (record === undefined || version === undefined) {
    throw functionNotFound(functionArn(place, name, qualifier));
  }
  return { key, record, version, qualifier };
}

function versionOf(
  records: Records,
  record: FunctionRecord,
  qualifier: string | undefined,
): Version | undefined {
  if (qualifier === undefined || qualifier === LATEST) return record.latest;
  return /^\d+$/.test(qualifier) ? records.versions.get(versionKey(record, qualifier)) : undefined;
}

/** The same, where one that was deleted is gone at once. */
export function findLiving(records: Records, place: Place, text: string, wanted?: string): Found {
  const found = findVersion(records, place, text, wanted);
  if (found.record.deleted) throw functionNotFound(functionArn(place, found.record.name, found.qualifier));
  return found;
}

/**
 * A function that may be changed now. Throws ResourceConflictException while it is being created or updated, and
 * PreconditionFailedException where it is not what the caller has seen.
 */
export function findChangeable(records: Records, place: Place, text: string, revisionId?: string): Found {
  const found = findLiving(records, place, text);
  refusePending(found.record);
  if (found.record.update === 'InProgress') {
    throw conflict(
      `The operation cannot be performed at this time. An update is in progress for resource: ${found.record.arn}`,
    );
  }
  if (revisionId !== undefined && revisionId !== found.record.latest.revisionId) throw staleRevision();
  return found;
}

/** Throws ResourceConflictException. */
export function refusePending({ state }: FunctionRecord): void {
  if (state === 'Pending') {
    throw conflict(
      'The operation cannot be performed at this time. The function is currently in the following state: Pending',
    );
  }
}
