/** What auto scaling has done about the writes of the table, and why. Reads only. */
import {
  ApplicationAutoScalingClient,
  DescribeScalingActivitiesCommand,
  type ScalingActivity,
} from '@aws-sdk/client-application-auto-scaling';
import type { Evidence } from '../../lab/events.js';
import type { Lab } from '../../lab/lab.js';
import { identityOf, policiesOf, SCALING_NAMESPACE, type ScalingSpec } from '../../resources/scaling.js';

const SECOND = 1000; /* ms */
/** `Setting write capacity units to 12.` */
const CAPACITY = /capacity units to (\d+)/;
/** `TargetTracking-table/Orders-AlarmHigh-<uuid>`: what matters of it. */
const ALARM = /(AlarmHigh|AlarmLow|ProvisionedCapacityHigh|ProvisionedCapacityLow)-[0-9a-f]/;

const ADDS_CAPACITY = '-AlarmHigh-';

/** A change that auto scaling has made, or tried to. */
export interface Activity {
  /** Milliseconds on the target's clock. */
  readonly at: number;
  readonly description: string;
  readonly status: string;
  /** In the words of Auto Scaling. */
  readonly cause: string;
  /** What it set the capacity to, in units; undefined where it was about something else. */
  readonly units: number | undefined;
}

/** The latest page of activities since a time, the oldest first. @param since milliseconds on the lab's clock */
export async function activitiesSince(
  lab: Lab,
  spec: ScalingSpec,
  since: number,
): Promise<readonly Activity[]> {
  const command = new DescribeScalingActivitiesCommand({ ...SCALING_NAMESPACE, ...identityOf(spec) });
  const { ScalingActivities = [] } = await lab.client(ApplicationAutoScalingClient).send(command);
  return ScalingActivities.map(activityOf)
    .filter(({ at }) => at >= since)
    .sort((one, other) => one.at - other.at);
}

function activityOf({ StartTime, Description = '', StatusCode, Cause = '' }: ScalingActivity): Activity {
  const units = CAPACITY.exec(Description)?.[1];
  return {
    at: StartTime?.getTime() ?? 0,
    description: Description,
    status: StatusCode ?? '?',
    cause: Cause,
    units: units === undefined ? undefined : Number(units),
  };
}

/** The names of the alarms by which the policies of a target add capacity. */
export async function alarmNamesOf(lab: Lab, spec: ScalingSpec): Promise<readonly string[]> {
  const policies = await policiesOf(lab, spec);
  const names = policies.flatMap(({ Alarms = [] }) => Alarms.flatMap(({ AlarmName }) => AlarmName ?? []));
  return names.filter((name) => name.includes(ADDS_CAPACITY));
}

/** The changes that were made because one of these alarms asked for them. */
export function madeFor(activities: readonly Activity[], alarmNames: readonly string[]): readonly Activity[] {
  return activities.filter(
    ({ status, units, cause }) =>
      status === 'Successful' && units !== undefined && alarmNames.some((name) => cause.includes(name)),
  );
}

/** @param since what times are counted from, in milliseconds on the lab's clock */
export function* showActivities(activities: readonly Activity[], since: number): Generator<Evidence> {
  const latest = activities.at(-1);
  if (latest === undefined) return;
  yield {
    kind: 'table',
    title: 'Scaling activities',
    data: {
      columns: ['after', 'activity', 'status', 'asked for by'],
      rows: activities.map(({ at, description, status, cause }) => [
        minutesInWords(at - since),
        description,
        status,
        ALARM.exec(cause)?.[1] ?? cause,
      ]),
    },
  };
  yield {
    kind: 'text',
    title: 'The cause of the last one, in the words of Auto Scaling',
    data: { text: latest.cause },
  };
}

/** `3:05 min` */
export function minutesInWords(milliseconds: number): string {
  const seconds = Math.max(0, Math.round(milliseconds / SECOND));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')} min`;
}
