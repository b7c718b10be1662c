/** Records of a stream as a function gets them. AWS: "Using AWS Lambda with Amazon DynamoDB", its example event. */
import type { ReadRecord } from '../../dynamodb/streams/record-text.js';
import type { Matcher } from './filter.js';

/** A record on its way to a function. */
export interface EventRecord {
  readonly sequence: bigint;
  readonly json: string;
}

/** How many bytes an invocation may carry (AWS: "Lambda quotas", synchronous payload). */
export const MAX_EVENT_BYTES = 6 * 1024 * 1024; /* 6 MiB */
const ENVELOPE = '{"Records":[]}'.length;

/** The record as it stands in an event; undefined where no pattern matches it. */
export function eventRecord(
  { sequence, json }: ReadRecord,
  streamArn: string,
  patterns: readonly Matcher[],
): EventRecord | undefined {
  const text = `${renamed(json).slice(0, -1)},"eventSourceARN":${JSON.stringify(streamArn)}}`;
  if (patterns.length > 0 && !matchesAny(text, patterns)) return undefined;
  return { sequence, json: text };
}

/** GetRecords tells who changed an item in capitals, events do not. Only Time to Live is told of. */
function renamed(json: string): string {
  return json.replace(
    /"userIdentity":\{"PrincipalId":("[^"]*"),"Type":("[^"]*")\}\}$/,
    '"userIdentity":{"principalId":$1,"type":$2}}',
  );
}

function matchesAny(text: string, patterns: readonly Matcher[]): boolean {
  const record = JSON.parse(text) as unknown;
  return patterns.some((matches) => matches(record));
}

/** As many of the records, from the first on, as fit into one event. One always does: items end at 400 KB. */
export function fitting(records: readonly EventRecord[]): readonly EventRecord[] {
  let bytes = ENVELOPE;
  const end = records.findIndex(({ json }) => {
    bytes += Buffer.byteLength(json) + 1;
    return bytes > MAX_EVENT_BYTES;
  });
  return end < 0 ? records : records.slice(0, Math.max(1, end));
}

export function eventText(records: readonly EventRecord[]): string {
  return `{"Records":[${records.map(({ json }) => json).join(',')}]}`;
}
