/** What the on-failure destination gets: where the records were, not what was in them. */
import { randomUUID } from 'node:crypto';
import type { Part } from './parts.js';
import type { MappingRecord } from './records.js';

export type Condition = 'RetryAttemptsExhausted' | 'RecordAgeExceeded';

export interface Discarded {
  readonly part: Part;
  /** How many records there are in it. */
  readonly size: number;
  readonly condition: Condition;
  readonly shardId: string;
  /** When its first and its last record were written, in virtual milliseconds. */
  readonly firstArrival: number;
  readonly lastArrival: number;
  /** Of the last invocation, where there was one. */
  readonly invocation?: { readonly requestId: string; readonly functionError?: string };
}

/** AWS: "Capturing discarded batches for a DynamoDB Streams event source", its example. */
export function failureMessage(
  { functionArn, streamArn }: MappingRecord,
  { part, size, condition, shardId, firstArrival, lastArrival, invocation }: Discarded,
  now: number,
): string {
  return JSON.stringify({
    requestContext: {
      requestId: invocation?.requestId ?? randomUUID(),
      functionArn,
      condition,
      approximateInvokeCount: part.invocations,
    },
    ...(invocation === undefined
      ? {}
      : {
          responseContext: {
            statusCode: 200,
            executedVersion: '$LATEST',
            functionError: invocation.functionError ?? null,
          },
        }),
    version: '1.0',
    timestamp: new Date(now).toISOString(),
    DDBStreamBatchInfo: {
      shardId,
      startSequenceNumber: part.first,
      endSequenceNumber: part.last,
      approximateArrivalOfFirstRecord: seconds(firstArrival),
      approximateArrivalOfLastRecord: seconds(lastArrival),
      batchSize: size,
      streamArn,
    },
  });
}

/** `2026-11-23T00:13:19Z` */
function seconds(time: number): string {
  return new Date(time).toISOString().replace(/\.\d+Z$/, 'Z');
}
