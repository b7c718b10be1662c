/** What the function has written into its log about the orders of a run. */
import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { z } from 'zod';
import { isNotFound } from '../../aws/errors.js';
import type { Lab } from '../../lab/lab.js';
import { logGroupOf } from '../../lab/names.js';
import type { OrderItem } from '../orders.js';
import type { Run } from './probes.js';

/** Milliseconds by which this clock and that of the log may differ; calls are refused at more. */
const CLOCKS_DIFFER = 15 * 60_000;

/** A change that the function has told of. */
export interface ToldChange {
  /** INSERT, MODIFY, REMOVE. */
  readonly event: string;
  readonly eventId: string;
  /** Digits: changes to one order are in the order of these. */
  readonly sequenceNumber: string;
  readonly oldImage: OrderItem | undefined;
  readonly newImage: OrderItem | undefined;
}

export interface Told {
  /** Once each, though Lambda may have brought one more than once; oldest first. */
  readonly changes: readonly ToldChange[];
  /** The event ids of records that the function could not process, one for each time that it tried. */
  readonly failures: readonly string[];
}

const image = z.custom<Record<string, AttributeValue>>(
  (value) => typeof value === 'object' && value !== null,
);
const processed = z.object({
  message: z.enum(['INSERT', 'MODIFY', 'REMOVE']),
  event_id: z.string(),
  sequence_number: z.string(),
  old_image: image.optional(),
  new_image: image.optional(),
});
const failed = z.object({ level: z.literal('ERROR'), record: z.object({ eventID: z.string() }) });

/** Everything about the orders of this run. CloudWatch may show it minutes later. */
export async function readLog(lab: Lab, run: Run): Promise<Told> {
  const changes = new Map<string, ToldChange>();
  const failures: string[] = [];
  for (const message of await linesAbout(lab, run)) {
    const line = parse(message);
    const change = processed.safeParse(line);
    if (change.success) {
      const { message: event, event_id: eventId, sequence_number: sequenceNumber } = change.data;
      const { old_image: oldImage, new_image: newImage } = change.data;
      changes.set(eventId, { event, eventId, sequenceNumber, oldImage, newImage });
    }
    const failure = failed.safeParse(line);
    if (failure.success) failures.push(failure.data.record.eventID);
  }
  return { changes: [...changes.values()].toSorted(bySequence), failures };
}

/** Lines that hold the mark of the run. A page may be empty and not be the last. */
async function linesAbout(lab: Lab, { mark, startedAt }: Run): Promise<string[]> {
  const client = lab.client(CloudWatchLogsClient);
  const lines: string[] = [];
  let token: string | undefined;
  try {
    do {
      const command = new FilterLogEventsCommand({
        logGroupName: logGroupOf(lab.names.streamProcessor),
        filterPattern: `"${mark}"`,
        startTime: Math.max(0, Math.floor(startedAt - CLOCKS_DIFFER)),
        nextToken: token,
      });
      const page = await client.send(command);
      lines.push(...(page.events ?? []).flatMap(({ message }) => message ?? []));
      token = page.nextToken;
    } while (token !== undefined);
  } catch (error) {
    // Somebody has deleted the log group: nothing is told.
    if (!isNotFound(error)) throw error;
  }
  return lines;
}

/** Lambda's own lines (START, END, REPORT) are no JSON. */
function parse(message: string): unknown {
  try {
    return JSON.parse(message);
  } catch {
    return undefined;
  }
}

/** Numbers of more digits than a JavaScript number holds. */
function bySequence({ sequenceNumber: one }: ToldChange, { sequenceNumber: other }: ToldChange): number {
  return BigInt(one) < BigInt(other) ? -1 : 1;
}
