/**
 * Searches a group's events by time, stream and pattern. A page ends where it is full, or where enough has been
 * looked through: one with a token may hold few events or none.
 * AWS: "FilterLogEvents" in the CloudWatch Logs API Reference.
 */
import type { FilterLogEventsRequest, FilterLogEventsResponse } from '@aws-sdk/client-cloudwatch-logs';
import { checkConstraints } from '../../protocol/constraints.js';
import type { Handler, Host } from '../../service.js';
import { readToken, writeToken } from '../page-token.js';
import { invalidParameter, invalidToken } from './errors.js';
import { eventIdOf, positionOfId } from './event-id.js';
import { END_POSITION, FIRST_POSITION, type Position, type StoredEvent } from './event-store.js';
import type { Logs } from './logs.js';
import { groupOfRequest } from './lookup.js';
import { EventPage } from './page.js';
import { parseFilterPattern } from './patterns/filter-pattern.js';
import { type GroupRecord, type Records, streamKey } from './records.js';
import { RULES } from './rules.js';
import { retentionCutoff } from './upkeep.js';

/** How many events one request looks at. */
const SCAN_LIMIT = 10000;
/** How long a search does not find an event, where `late-logs` is on. */
const LATENESS = 5 * 1000; /* 5 s, virtual */

export function filterLogEvents(logs: Logs): Handler<FilterLogEventsRequest, FilterLogEventsResponse> {
  const { host, records } = logs;
  return (input, context) => {
    checkConstraints(RULES.FilterLogEvents, input, 'InvalidParameterException');
    const { nextToken, limit, ...filter } = input;
    const group = groupOfRequest(records, context, input);
    const matches = parseFilterPattern(filter.filterPattern ?? '');
    const streams = chosenStreams(records, group, filter);
    const request = { operation: 'FilterLogEvents', ...filter };
    const start = nextToken === undefined ? undefined : positionIn(nextToken, request);
    const from = start ?? { ...FIRST_POSITION, timestamp: firstTime(filter, group, host) };
    if (nextToken === undefined && host.hazards.has('empty-log-pages')) {
      return { events: [], searchedLogStreams: [], nextToken: writeToken(eventIdOf(from), request) };
    }
    const { page, next } = search(candidates(logs, group, streams, { from, before: endOf(filter) }), {
      limit,
      matches: (event) => streams.has(event.stream) && isFound(event, host) && matches(event.message),
    });
    return {
      events: page.map(({ position, stream, message, ingestedAt }) => ({
        logStreamName: streams.get(stream) ?? '',
        timestamp: position.timestamp,
        message,
        ingestionTime: ingestedAt,
        eventId: eventIdOf(position),
      })),
      searchedLogStreams: [],
      ...(next === undefined ? {} : { nextToken: writeToken(eventIdOf(next), request) }),
    };
  };
}

function positionIn(token: string, request: unknown): Position {
  return positionOfId(readToken(token, request, invalidToken)) ?? invalidToken();
}

function firstTime({ startTime = 0 }: FilterLogEventsRequest, group: GroupRecord, host: Host): number {
  const time = Math.max(startTime, retentionCutoff(group, host.clock.now()) ?? 0);
  return Math.min(time, END_POSITION.timestamp);
}

/** Unlike that of GetLogEvents, the end of the time is included. */
function endOf({ endTime }: FilterLogEventsRequest): Position {
  if (endTime === undefined) return END_POSITION;
  return { ...FIRST_POSITION, timestamp: Math.min(endTime + 1, END_POSITION.timestamp) };
}

function isFound({ ingestedAt }: StoredEvent, { hazards, clock }: Host): boolean {
  return !hazards.has('late-logs') || ingestedAt + LATENESS <= clock.now();
}

/** The names of the streams that are searched, by number. */
function chosenStreams(
  records: Records,
  group: GroupRecord,
  { logStreamNames: names, logStreamNamePrefix: prefix }: FilterLogEventsRequest,
): ReadonlyMap<number, string> {
  if (names !== undefined && prefix !== undefined) {
    throw invalidParameter('logStreamNames and logStreamNamePrefix are mutually exclusive parameters.');
  }
  const found =
    names === undefined
      ? [...records.streams.list(streamKey(group, prefix))].map(({ value }) => value)
      : names.flatMap((name) => records.streams.get(streamKey(group, name)) ?? []);
  return new Map(found.map(({ id, name }) => [id, name]));
}

/** A single stream is read by itself, however much else the group holds. */
function candidates(
  { events }: Logs,
  group: GroupRecord,
  streams: ReadonlyMap<number, string>,
  range: { readonly from: Position; readonly before: Position },
): Iterable<StoredEvent> {
  const [stream, ...others] = streams.keys();
  if (stream === undefined) return [];
  return others.length === 0
    ? events.ofStream({ group: group.id, stream }, range)
    : events.ofGroup(group.id, range);
}

/** The matching events, and where the next page begins if this one ended early. */
function search(
  events: Iterable<StoredEvent>,
  { limit, matches }: { limit: number | undefined; matches: (event: StoredEvent) => boolean },
): { page: readonly StoredEvent[]; next?: Position } {
  const page = new EventPage(limit);
  let looked = 0;
  for (const event of events) {
    if (looked === SCAN_LIMIT || (matches(event) && !page.add(event))) {
      return { page: page.events, next: event.position };
    }
    looked += 1;
  }
  return { page: page.events };
}
