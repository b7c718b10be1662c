/** What is in a log group, oldest first, and what comes in while one watches. */
import {
  CloudWatchLogsClient,
  type FilteredLogEvent,
  FilterLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import type { Clock } from '../aws/clock.js';
import { isNotFound } from '../aws/errors.js';
import type { Lab } from '../lab/lab.js';

export interface LogLine {
  /** Milliseconds since the epoch, in the target's time. */
  readonly time: number;
  readonly stream: string;
  /** Without line breaks at its end. */
  readonly message: string;
}

export interface LogTailOptions {
  readonly group: string;
  /** Events of this time and later, in milliseconds since the epoch, in the target's time. */
  readonly since: number;
  /** In CloudWatch's pattern language. */
  readonly pattern?: string | undefined;
  /** Watches for more, without end, and waits on this clock between two looks. Absent: what there is now. */
  readonly follow?: Clock | undefined;
}

/** Milliseconds between two looks. */
const EVERY = 2_000;
/** Milliseconds that an event may come late: so far back is looked again for what was not there before. */
const LATE = 5 * 60_000;

/**
 * Each event once, although a search finds late what was written early, and finds some events twice.
 * @throws what FilterLogEvents throws; ResourceNotFoundException where there is no such group, unless it is followed.
 */
export async function* tailLog(lab: Lab, options: LogTailOptions): AsyncGenerator<LogLine> {
  const { follow } = options;
  /** Event ids to their times, for as long as they can be found again. */
  const told = new Map<string, number>();
  let from = options.since;
  for (;;) {
    for await (const { eventId = '', timestamp = 0, logStreamName = '', message = '' } of search(
      lab,
      options,
      from,
    )) {
      if (told.has(eventId)) continue;
      told.set(eventId, timestamp);
      yield { time: timestamp, stream: logStreamName, message: message.trimEnd() };
    }
    if (follow === undefined) return;
    from = Math.max(options.since, Math.max(0, ...told.values()) - LATE);
    for (const [id, time] of told) if (time < from) told.delete(id);
    await follow.sleep(EVERY, lab.signal);
  }
}

/** All pages of one search. Pages may be empty; only the missing token says that there are no more. */
async function* search(
  lab: Lab,
  { group, pattern, follow }: LogTailOptions,
  startTime: number,
): AsyncGenerator<FilteredLogEvent> {
  const client = lab.client(CloudWatchLogsClient);
  let nextToken: string | undefined;
  do {
    try {
      const page = await client.send(
        new FilterLogEventsCommand({
          logGroupName: group,
          startTime,
          nextToken,
          ...(pattern === undefined ? {} : { filterPattern: pattern }),
        }),
      );
      yield* page.events ?? [];
      nextToken = page.nextToken;
    } catch (error) {
      // Who follows may have begun before the function did.
      if (follow !== undefined && isNotFound(error)) return;
      throw error;
    }
  } while (nextToken !== undefined);
}
