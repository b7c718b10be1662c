/** The states that an alarm has been in, and why. */
import { CloudWatchClient, DescribeAlarmHistoryCommand } from '@aws-sdk/client-cloudwatch';
import { z } from 'zod';
import type { Lab } from '../lab/lab.js';

export interface StateChange {
  /** Milliseconds since the epoch, in the target's time. */
  readonly time: number;
  /** `OK`, `ALARM`, `INSUFFICIENT_DATA`. */
  readonly from: string;
  readonly to: string;
  /** In CloudWatch's words. */
  readonly reason: string;
  /** The minutes that were looked at and had data, latest last. */
  readonly datapoints: readonly number[];
}

const state = z.object({
  stateValue: z.string(),
  stateReason: z.string().default(''),
  stateReasonData: z.object({ recentDatapoints: z.array(z.number()).default([]) }).optional(),
});
const data = z.object({ oldState: state, newState: state });

/** Oldest first; those after `since` (milliseconds since the epoch). */
export async function readStateChanges(lab: Lab, alarm: string, since: number): Promise<StateChange[]> {
  const changes: StateChange[] = [];
  let token: string | undefined;
  do {
    const command = new DescribeAlarmHistoryCommand({
      AlarmName: alarm,
      HistoryItemType: 'StateUpdate',
      StartDate: new Date(since),
      ScanBy: 'TimestampAscending',
      NextToken: token,
    });
    const page = await lab.client(CloudWatchClient).send(command);
    for (const { Timestamp, HistoryData = '' } of page.AlarmHistoryItems ?? []) {
      const time = Timestamp?.getTime() ?? 0;
      if (time <= since) continue;
      const { oldState, newState } = data.parse(JSON.parse(HistoryData));
      const { stateValue: to, stateReason: reason, stateReasonData } = newState;
      const datapoints = stateReasonData?.recentDatapoints ?? [];
      changes.push({ time, from: oldState.stateValue, to, reason, datapoints });
    }
    token = page.NextToken;
  } while (token !== undefined);
  return changes;
}
