/**
 * Events are taken in: within AWS's limits for a batch, and neither too old nor too new.
 * AWS: "PutLogEvents" in the CloudWatch Logs API Reference.
 */
import type {
  InputLogEvent,
  PutLogEventsRequest,
  PutLogEventsResponse,
  RejectedLogEventsInfo,
} from '@aws-sdk/client-cloudwatch-logs';
import { checkConstraints } from '../../protocol/constraints.js';
import type { Handler } from '../../service.js';
import type { Place } from '../peers.js';
import { recordEmbeddedMetrics } from './embedded-metrics.js';
import { invalidParameter } from './errors.js';
import { eventBytes } from './event-store.js';
import type { Logs } from './logs.js';
import { findGroup, findStream } from './lookup.js';
import { type GroupRecord, groupKey, type StreamRecord, streamKey } from './records.js';
import { RULES } from './rules.js';
import { uploadToken } from './streams.js';
import { retentionCutoff } from './upkeep.js';

const MAX_BATCH = 1024 * 1024; /* 1 MiB */
const HOUR = 60 * 60 * 1000; /* milliseconds */
/** Between the first and the last event of a batch. */
const LONGEST_SPAN = 24 * HOUR;
const OLDEST = 14 * 24 * HOUR;
/** Into the future. */
const NEWEST = 2 * HOUR;

export interface NewEvent {
  /** Milliseconds since the epoch. */
  readonly timestamp: number;
  readonly message: string;
}

export function putLogEvents(logs: Logs): Handler<PutLogEventsRequest, PutLogEventsResponse> {
  return (input, context) => {
    checkConstraints(RULES.PutLogEvents, input, 'InvalidParameterException');
    const events = (input.logEvents ?? []).map(newEvent);
    checkBatch(events);
    return logs.records.store.write(() => {
      const group = findGroup(logs.records, context, input.logGroupName ?? '');
      const stream = findStream(logs.records, group, input.logStreamName ?? '');
      const { accepted, rejected } = sift(events, group, logs.host.clock.now());
      const written = writeEvents(logs, { place: context, group, stream }, accepted);
      const { clock, metrics } = logs.host;
      recordEmbeddedMetrics(accepted, { metrics, place: context, now: clock.now(), timeFrom: 'metrics' });
      return {
        nextSequenceToken: uploadToken(written),
        ...(rejected === undefined ? {} : { rejectedLogEventsInfo: rejected }),
      };
    });
  };
}

export interface Destination {
  readonly place: Place;
  readonly group: GroupRecord;
  readonly stream: StreamRecord;
}

/** Writes events, and what the group and the stream tell of them. In a transaction of the store only. */
export function writeEvents(
  { host, records, events: store }: Logs,
  { place, group, stream }: Destination,
  events: readonly NewEvent[],
): StreamRecord {
  if (events.length === 0) return stream;
  const ingestedAt = host.clock.now();
  const first = records.takeNumbers(events.length);
  let storedBytes = group.storedBytes;
  let [firstEventAt, lastEventAt] = [
    stream.firstEventAt ?? Number.POSITIVE_INFINITY,
    stream.lastEventAt ?? 0,
  ];
  for (const [index, { timestamp, message }] of events.entries()) {
    const position = { timestamp, sequence: first + index };
    store.put({ group: group.id, stream: stream.id }, { position, ingestedAt, message });
    storedBytes += eventBytes(message);
    firstEventAt = Math.min(firstEventAt, timestamp);
    lastEventAt = Math.max(lastEventAt, timestamp);
  }
  const written: StreamRecord = { ...stream, firstEventAt, lastEventAt, lastIngestedAt: ingestedAt };
  records.streams.put(streamKey(group, stream.name), written);
  records.groups.put(groupKey(place, group.name), { ...group, storedBytes });
  return written;
}

/** The constraints have seen to it that nothing is missing. */
function newEvent({ timestamp = 0, message = '' }: InputLogEvent): NewEvent {
  return { timestamp, message };
}

function checkBatch(events: readonly NewEvent[]): void {
  const bytes = events.reduce((sum, { message }) => sum + eventBytes(message), 0);
  if (bytes > MAX_BATCH) {
    throw invalidParameter(`Upload too large: ${bytes} bytes exceeds limit of ${MAX_BATCH}`);
  }
  let previous = events[0]?.timestamp ?? 0;
  for (const { timestamp } of events) {
    if (timestamp < previous) {
      throw invalidParameter('Log events in a single PutLogEvents request must be in chronological order.');
    }
    previous = timestamp;
  }
  if (previous - (events[0]?.timestamp ?? 0) > LONGEST_SPAN) {
    throw invalidParameter(
      'The batch of log events in a single PutLogEvents request cannot span more than 24 hours.',
    );
  }
}

/** The events in the middle are taken; of those at the ends AWS tells where they begin or end. */
function sift(
  events: readonly NewEvent[],
  group: GroupRecord,
  now: number,
): { accepted: readonly NewEvent[]; rejected?: RejectedLogEventsInfo } {
  const countBefore = (time: number): number => events.filter(({ timestamp }) => timestamp < time).length;
  const tooOld = countBefore(now - OLDEST);
  const expired = countBefore(retentionCutoff(group, now) ?? 0);
  const newFrom = events.filter(({ timestamp }) => timestamp <= now + NEWEST).length;
  const accepted = events.slice(Math.max(tooOld, expired), newFrom);
  if (accepted.length === events.length) return { accepted };
  return {
    accepted,
    rejected: {
      ...(tooOld > 0 ? { tooOldLogEventEndIndex: tooOld } : {}),
      ...(expired > 0 ? { expiredLogEventEndIndex: expired } : {}),
      ...(newFrom < events.length ? { tooNewLogEventStartIndex: newFrom } : {}),
    },
  };
}
