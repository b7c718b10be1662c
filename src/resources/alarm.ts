/** Alarms of CloudWatch, by name. PutMetricAlarm asks nobody before it overwrites, so each is looked at first. */
import {
  CloudWatchClient,
  DeleteAlarmsCommand,
  DescribeAlarmsCommand,
  ListTagsForResourceCommand,
  type MetricAlarm,
  PutMetricAlarmCommand,
} from '@aws-sdk/client-cloudwatch';
import { isNotFound } from '../aws/errors.js';
import { poll } from '../aws/polling.js';
import type { Lab } from '../lab/lab.js';
import { foreignBecause, tagList } from '../lab/ownership.js';
import { longWait } from '../lab/patience.js';
import type { Found, Resource } from '../lab/resource.js';
import { type AlarmSpec, alarmInWords, definitionOf } from './alarm-spec.js';
import { refuse } from './foreign.js';
import { alarmCost } from './hourly-cost.js';
import { inOneCall } from './in-one-call.js';

export const ALARM_KIND = 'cloudwatch-alarm';

/** Names in one DescribeAlarms or DeleteAlarms. */
const MOST_NAMES = 100;
/** Milliseconds between two looks, and in all: a class that starts together shares three puts a second. */
const POLL = 1_000;
const DEADLINE = 5 * 60_000;

/** The alarm as cleanup and status see it. */
export function alarmResource(name: string): Resource {
  return {
    kind: ALARM_KIND,
    name,
    after: [],
    find: (lab) => findAlarm(lab, name),
    remove: (lab) => removeAlarm(lab, name),
  };
}

/** What CloudWatch says of alarms of these names, by name; of those that do not exist, nothing. */
export async function describeAlarms(
  lab: Lab,
  names: readonly string[],
): Promise<ReadonlyMap<string, MetricAlarm>> {
  const alarms = await Promise.all(names.map((name) => describeAlarm(lab, name)));
  return new Map(
    alarms.flatMap((alarm) => (alarm?.AlarmName === undefined ? [] : [[alarm.AlarmName, alarm]])),
  );
}

/** Undefined when there is none. */
export const describeAlarm = inOneCall(MOST_NAMES, async (lab, names) => {
  const command = new DescribeAlarmsCommand({
    AlarmNames: [...names],
    AlarmTypes: ['MetricAlarm'],
    MaxRecords: MOST_NAMES,
  });
  const { MetricAlarms = [] } = await lab.client(CloudWatchClient).send(command);
  const byName = new Map(MetricAlarms.map((alarm) => [alarm.AlarmName, alarm]));
  return (name): MetricAlarm | undefined => byName.get(name);
});

const deleteAlarm = inOneCall(MOST_NAMES, async (lab, names) => {
  await lab.client(CloudWatchClient).send(new DeleteAlarmsCommand({ AlarmNames: [...names] }));
  return () => undefined;
});

export async function findAlarm(lab: Lab, name: string): Promise<Found> {
  const alarm = await describeAlarm(lab, name);
  return alarm === undefined ? { state: 'absent' } : foundOf(lab, alarm);
}

async function foundOf(lab: Lab, { AlarmArn, StateValue }: MetricAlarm): Promise<Found> {
  const arn = AlarmArn === undefined ? {} : { arn: AlarmArn };
  const command = new ListTagsForResourceCommand({ ResourceARN: AlarmArn });
  try {
    const { Tags = [] } = await lab.client(CloudWatchClient).send(command);
    const tags = Object.fromEntries(Tags.map(({ Key = '', Value = '' }) => [Key, Value]));
    const because = foreignBecause(tags, lab.ownership);
    if (because !== undefined) return { state: 'foreign', ...arn, because };
    return {
      state: 'ours',
      ...arn,
      ...(StateValue === undefined ? {} : { status: StateValue }),
      perHour: [alarmCost(1)],
    };
  } catch (error) {
    if (isNotFound(error)) return { state: 'absent' };
    throw error;
  }
}

/**
 * Makes alarms, and sets those anew that differ; safe to repeat. An alarm that exists keeps its state.
 * @throws {Problem} when one of those names is taken by an alarm that is not ours; then nothing has been changed.
 */
export async function ensureAlarms(lab: Lab, specs: readonly AlarmSpec[]): Promise<void> {
  await poll({
    what: 'the alarms to become what they should be',
    ...longWait(lab),
    every: POLL,
    deadline: DEADLINE,
    ask: async () => {
      const wrong = await differing(lab, specs);
      for (const { spec, isNew } of wrong) await putAlarm(lab, spec, isNew);
      return wrong.length === 0 ? 'done' : undefined;
    },
    onWait: (elapsed) =>
      lab.progress({
        title: 'Waiting for the alarms',
        elapsed,
        reason: 'CloudWatch tells of a change a moment later',
      }),
  });
}

interface Differing {
  readonly spec: AlarmSpec;
  readonly isNew: boolean;
}

/** All of them are looked at before any is changed. */
async function differing(lab: Lab, specs: readonly AlarmSpec[]): Promise<Differing[]> {
  const names = specs.map(({ name }) => name);
  const alarms = await describeAlarms(lab, names);
  const wrong: Differing[] = [];
  for (const spec of specs) {
    const alarm = alarms.get(spec.name);
    const found: Found = alarm === undefined ? { state: 'absent' } : await foundOf(lab, alarm);
    if (found.state === 'foreign') throw refuse(`an alarm ${spec.name}`, found.because);
    const isNew = alarm === undefined || found.state === 'absent';
    if (isNew || alarmInWords(alarm) !== alarmInWords(definitionOf(spec))) wrong.push({ spec, isNew });
  }
  return wrong;
}

/** Tags count with the call that makes the alarm, and are ignored with any other. */
async function putAlarm(lab: Lab, spec: AlarmSpec, isNew: boolean): Promise<void> {
  const tags = isNew ? { Tags: tagList(lab.ownership) } : {};
  const command = new PutMetricAlarmCommand({ ...definitionOf(spec), ...tags });
  await lab.client(CloudWatchClient).send(command);
}

async function removeAlarm(lab: Lab, name: string): Promise<void> {
  await poll({
    what: `the alarm ${name} to be gone`,
    ...longWait(lab),
    every: POLL,
    deadline: DEADLINE,
    // Another one of the same call was gone already: the rest is deleted all the same.
    tolerate: isNotFound,
    ask: async () => {
      if ((await describeAlarm(lab, name)) === undefined) return 'gone';
      await deleteAlarm(lab, name);
      return undefined;
    },
    onWait: (elapsed) =>
      lab.progress({
        title: `Deleting the alarm ${name}`,
        elapsed,
        reason: 'it is told of for a moment after it has gone',
      }),
  });
}
