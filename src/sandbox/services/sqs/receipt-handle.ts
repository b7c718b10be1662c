/** Receipt handles: which message was received, from which queue, and at which of its receives. */
import { AwsError } from '../../errors.js';
import { missingParameter } from './errors.js';
import type { QueueRecord } from './records.js';

export interface Receipt {
  readonly storage: number;
  readonly sequence: number;
  /** As in the message's record after that receive. */
  readonly receipt: string;
}

const HANDLE = /^([^/]+)\/(\d+)\/(\d+)\/([0-9a-f-]+)$/;

export function writeReceiptHandle({ name }: QueueRecord, { storage, sequence, receipt }: Receipt): string {
  return Buffer.from(`${name}/${storage}/${sequence}/${receipt}`).toString('base64');
}

/** Throws `ReceiptHandleIsInvalid` for what was not given out for this queue. */
export function readReceiptHandle({ name }: QueueRecord, handle: string | undefined): Receipt {
  if (handle === undefined || handle === '') throw missingParameter('ReceiptHandle');
  const [, queue, storage, sequence, receipt = ''] =
    HANDLE.exec(Buffer.from(handle, 'base64').toString('utf8')) ?? [];
  if (queue !== name) {
    throw new AwsError(
      'ReceiptHandleIsInvalid',
      `The input receipt handle "${handle}" is not a valid receipt handle.`,
    );
  }
  return { storage: Number(storage), sequence: Number(sequence), receipt };
}
