/**
 * Writes what functions log to CloudWatch Logs, as far as the function's role allows: without a permission, or
 * without a group that it may make, the log is lost, as on AWS. AWS: "Using CloudWatch Logs with Lambda".
 */
import { randomUUID } from 'node:crypto';
import type { VirtualClock } from '../../clock.js';
import type { LogEvent } from '../../functions/deployment.js';
import type { Hazards } from '../../hazards.js';
import type { IamPeer, LogsPeer, Place } from '../peers.js';

export const FLUSH_TIMER = 'lambda.log-flush';

/** Under the hazard `late-flush`, virtual milliseconds. */
const LATE = 8_000;

/** Lines of one environment, and with whose permission they are written. */
export interface Batch {
  readonly place: Place;
  readonly role: string;
  readonly group: string;
  readonly stream: string;
  readonly events: readonly LogEvent[];
}

export interface LogWriterOptions {
  readonly clock: VirtualClock;
  readonly hazards: Hazards;
  readonly iam: () => Promise<IamPeer>;
  readonly logs: () => Promise<LogsPeer>;
}

export interface LogWriter {
  /** Writes now, or, under the hazard, later. The peers have been loaded before. */
  write(batch: Batch, peers: LogPeers): void;
}

export interface LogPeers {
  readonly iam: IamPeer;
  readonly logs: LogsPeer;
}

export function createLogWriter({ clock, hazards, iam, logs }: LogWriterOptions): LogWriter {
  clock.onTimer(FLUSH_TIMER, async (payload) => {
    append(payload as Batch, { iam: await iam(), logs: await logs() });
  });
  return {
    write(batch, peers) {
      if (hazards.has('late-flush')) clock.setTimer(FLUSH_TIMER, randomUUID(), clock.now() + LATE, batch);
      else append(batch, peers);
    },
  };
}

function append({ place, role, group, stream, events }: Batch, { iam, logs }: LogPeers): void {
  const arn = `arn:aws:logs:${place.region}:${place.account}:log-group:${group}`;
  const may = (action: string, resource: string): boolean => iam.decide(role, { action, resource }).allowed;
  // A stream is made with the first line; whoever may write but not make one writes nothing.
  const streamArn = `${arn}:log-stream:${stream}`;
  if (!may('logs:CreateLogStream', streamArn) && !may('logs:CreateLogStream', `${arn}:*`)) return;
  if (!may('logs:PutLogEvents', streamArn)) return;
  if (logs.append(place, group, stream, events) || !may('logs:CreateLogGroup', arn)) return;
  logs.createGroup(place, group);
  logs.append(place, group, stream, events);
}
