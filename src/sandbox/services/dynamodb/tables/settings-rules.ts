/** AWS's rules for what a table has beside keys, indexes and throughput. Each throws ValidationException. */
import type { SSESpecification, StreamSpecification } from '@aws-sdk/client-dynamodb';
import { validationException } from '../../../errors.js';
import type { Wire } from '../../../service.js';
import type { TableScope } from '../arns.js';
import { invalidParameters } from './errors.js';
import type { StreamRecord, StreamViewType, TableClass } from './record.js';

/** The stream that a new table starts with. `now` is virtual time in milliseconds. */
export function newTableStream(
  requested: Wire<StreamSpecification> | undefined,
  now: number,
): StreamRecord | undefined {
  if (requested === undefined) return undefined;
  const { StreamEnabled, StreamViewType } = requested;
  if (StreamEnabled && StreamViewType === undefined) {
    throw invalidParameters('Table is being created with a stream enabled, UpdateViewType is required');
  }
  if (!StreamEnabled && StreamViewType !== undefined) {
    throw invalidParameters(
      'Table is being created with a stream disabled, UpdateViewType should not be specified',
    );
  }
  return StreamViewType === undefined ? undefined : enabledStream(StreamViewType, now);
}

/** A new label each time, since it is a part of the stream's ARN: `2026-11-22T10:00:00.123`. */
export function enabledStream(viewType: StreamViewType, now: number): StreamRecord {
  return { viewType, label: new Date(now).toISOString().replace('Z', '') };
}

/** The view type to enable a stream with; undefined to disable it. */
export function streamChange(requested: Wire<StreamSpecification>): StreamViewType | undefined {
  const { StreamEnabled, StreamViewType } = requested;
  if (StreamEnabled && StreamViewType === undefined) {
    throw invalidParameters('If stream is being enabled then UpdateViewType is required');
  }
  if (!StreamEnabled && StreamViewType !== undefined) {
    throw invalidParameters('If stream is being disabled, then UpdateViewType must not be specified');
  }
  return StreamViewType;
}

export function checkedTableClass(requested: string | undefined): TableClass | undefined {
  if (requested === undefined || requested === 'STANDARD' || requested === 'STANDARD_INFREQUENT_ACCESS') {
    return requested;
  }
  throw validationException(
    'Invalid table-class parameter provided. Please try again with a valid table-class value: ' +
      '[STANDARD, STANDARD_INFREQUENT_ACCESS].',
  );
}

/** The ARN of the KMS key that a table is encrypted with; undefined for DynamoDB's own. Nothing is encrypted here. */
export function kmsKeyArn(
  scope: TableScope,
  requested: Wire<SSESpecification> | undefined,
): string | undefined {
  const { Enabled, SSEType, KMSMasterKeyId } = requested ?? {};
  if (!Enabled) {
    if (SSEType !== undefined) throw invalidParameters('SSEType can not be specified if Enabled is false');
    if (KMSMasterKeyId !== undefined) {
      throw invalidParameters('KMSMasterKeyId can not be specified if Enabled is false');
    }
    return undefined;
  }
  if (SSEType === 'AES256') throw invalidParameters('SSEType AES256 is not supported');
  if (KMSMasterKeyId?.startsWith('arn:')) return KMSMasterKeyId;
  const key = KMSMasterKeyId?.startsWith('alias/')
    ? KMSMasterKeyId
    : `key/${KMSMasterKeyId ?? 'aws-dynamodb'}`;
  return `arn:aws:kms:${scope.region}:${scope.account}:${key}`;
}
