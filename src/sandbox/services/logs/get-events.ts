/**
 * One stream's events, page by page in both directions. The tokens of a page are never missing: at an end, the
 * same one comes back.
 * AWS: "GetLogEvents" in the CloudWatch Logs API Reference.
 */
import type { GetLogEventsRequest, GetLogEventsResponse } from '@aws-sdk/client-cloudwatch-logs';
import { checkConstraints } from '../../protocol/constraints.js';
import type { Handler } from '../../service.js';
import { invalidToken } from './errors.js';
import { eventIdOf, positionOfId } from './event-id.js';
import {
  END_POSITION,
  FIRST_POSITION,
  type Position,
  type PositionRange,
  type StoredEvent,
} from './event-store.js';
import type { Logs } from './logs.js';
import { findStream, groupOfRequest } from './lookup.js';
import { pageOfEvents } from './page.js';
import { RULES } from './rules.js';
import { retentionCutoff } from './upkeep.js';

const TOKEN = /^([fb])\/(\d+)\/s$/;

type Direction = 'forward' | 'backward';

export function getLogEvents({
  host,
  records,
  events,
}: Logs): Handler<GetLogEventsRequest, GetLogEventsResponse> {
  return (input, context) => {
    checkConstraints(RULES.GetLogEvents, input, 'InvalidParameterException');
    const group = groupOfRequest(records, context, input);
    const stream = findStream(records, group, input.logStreamName ?? '');
    const { direction, range, point } = readerOf(input, retentionCutoff(group, host.clock.now()) ?? 0);
    const address = { group: group.id, stream: stream.id };
    const page = pageOfEvents(events.ofStream(address, range, direction), input.limit);
    if (direction === 'backward') page.reverse();
    return {
      events: page.map(({ position, message, ingestedAt }) => ({
        timestamp: position.timestamp,
        message,
        ingestionTime: ingestedAt,
      })),
      ...tokensOf(page, point),
    };
  };
}

/** Where a request reads, and which way. The end of its time is not included. */
interface Reader {
  readonly direction: Direction;
  readonly range: PositionRange;
  /** Where it stands, if it finds nothing: going on from there finds what comes later. */
  readonly point: Position;
}

function readerOf(
  { nextToken, startTime = 0, endTime = END_POSITION.timestamp, startFromHead }: GetLogEventsRequest,
  cutoff: number,
): Reader {
  const from = { ...FIRST_POSITION, timestamp: within(Math.max(startTime, cutoff)) };
  const before = { ...END_POSITION, timestamp: within(endTime) };
  if (nextToken === undefined) {
    const point = { ...FIRST_POSITION, timestamp: within(startTime) };
    return { direction: startFromHead === true ? 'forward' : 'backward', range: { from, before }, point };
  }
  const [, letter, id = ''] = TOKEN.exec(nextToken) ?? [];
  const point = positionOfId(id) ?? invalidToken();
  return letter === 'f'
    ? { direction: 'forward', range: { from: later(from, point), before }, point }
    : { direction: 'backward', range: { from, before: earlier(before, point) }, point };
}

/** A token stands between two events: `f/` for what comes from there on, `b/` for what comes before. */
function tokensOf(
  page: readonly StoredEvent[],
  point: Position,
): Pick<GetLogEventsResponse, 'nextForwardToken' | 'nextBackwardToken'> {
  const last = page.at(-1)?.position;
  const end = last === undefined ? point : { ...last, sequence: last.sequence + 1 };
  return {
    nextForwardToken: `f/${eventIdOf(end)}/s`,
    nextBackwardToken: `b/${eventIdOf(page[0]?.position ?? point)}/s`,
  };
}

function within(timestamp: number): number {
  return Math.min(timestamp, END_POSITION.timestamp);
}

function later(a: Position, b: Position): Position {
  return isBefore(a, b) ? b : a;
}

function earlier(a: Position, b: Position): Position {
  return isBefore(a, b) ? a : b;
}

function isBefore(a: Position, b: Position): boolean {
  return a.timestamp < b.timestamp || (a.timestamp === b.timestamp && a.sequence < b.sequence);
}
