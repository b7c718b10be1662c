/** An alarm is brought to ALARM by reads of the table, and back to OK by leaving it alone. */
import { compare } from '../../lab/check.js';
import type { Check, Evidence } from '../../lab/events.js';
import type { Lab } from '../../lab/lab.js';
import { alarmOf } from '../../lab/names.js';
import { describeAlarm } from '../../resources/alarm.js';
import { readStateChanges, type StateChange } from '../../resources/alarm-history.js';
import { awaitProof } from '../await-proof.js';
import { readWithinAMinute } from './reads.js';

/** Milliseconds: metrics are up to five minutes late, and alarms look at the last five minutes. */
const LONGEST_WAIT = 15 * 60_000;
const WHY_IT_TAKES = 'metrics are one to five minutes late on AWS, and the alarm looks at five minutes';

export async function* driveAlarm(lab: Lab): AsyncGenerator<Check | Evidence> {
  const name = alarmOf(lab.names, 'table-reads');
  tellTime(lab, name);
  const calm = await awaitCalm(lab, name);
  yield compare({
    id: 'alarm-calm',
    claim: `While nobody reads much, the alarm ${name} is quiet`,
    expected: 'OK',
    actual: calm?.StateValue ?? 'no such alarm',
    hint: `Somebody reads from ${lab.names.table}, or the alarm looks at something else. Run ${lab.commandLine('monitor')} again.`,
  });
  if (calm?.StateValue !== 'OK') return;
  const { Threshold: threshold = 0, StateUpdatedTimestamp: since = new Date(0) } = calm;

  const units = await readWithinAMinute(lab, threshold);
  const enough = `more than ${threshold} units in a minute`;
  yield compare({
    id: 'alarm-load',
    claim: `${lab.names.table} is read at more than 80 % of its capacity`,
    expected: enough,
    actual: units > threshold ? enough : `${units} units in a minute`,
    hint: `The table refuses more than it has capacity for. Wait five minutes, then run ${lab.commandLine('monitor')} again.`,
  });
  if (units <= threshold) return;

  const hint = `Metrics may be late. Run ${lab.commandLine('monitor')} again; an alarm with wrong dimensions would never change.`;
  const fired = await awaitChanges(lab, name, since.getTime(), 'ALARM', reachesAlarm);
  const hasFired = reachesAlarm(fired);
  yield compare({
    id: 'alarm-fires',
    claim: `The alarm goes off above ${threshold} units: ${units} were read`,
    expected: 'ALARM',
    actual: hasFired ? 'ALARM' : latestState(fired, 'OK'),
    hint,
  });
  const all = hasFired ? await awaitChanges(lab, name, since.getTime(), 'OK', comesBack) : fired;
  if (hasFired) {
    yield compare({
      id: 'alarm-recovers',
      claim: 'When nobody reads any more, it is quiet again',
      expected: 'OK',
      actual: comesBack(all) ? 'OK' : latestState(all, 'ALARM'),
      hint,
    });
  }
  yield* showHistory(name, all);
}

function tellTime(lab: Lab, name: string): void {
  const takes = lab.target.kind === 'aws' ? 'This takes ten to fifteen minutes' : 'On AWS this takes minutes';
  lab.emit({
    event: 'note',
    step: 'monitor',
    tone: 'info',
    text: `The alarm ${name} is brought to ALARM and back. ${takes}; --skip-alarm leaves it out.`,
  });
}

/** A new alarm has to be evaluated first; one that a run before this has set off must have calmed down. */
function awaitCalm(lab: Lab, name: string) {
  return awaitProof(lab, {
    what: `the alarm ${name} to be OK`,
    reason: (alarm) => `it is ${alarm?.StateValue ?? 'not there'}; ${WHY_IT_TAKES}`,
    look: () => describeAlarm(lab, name),
    isAll: (alarm) => alarm === undefined || alarm.StateValue === 'OK',
    deadline: LONGEST_WAIT,
  });
}

function awaitChanges(
  lab: Lab,
  name: string,
  since: number,
  state: string,
  isAll: (changes: readonly StateChange[]) => boolean,
): Promise<readonly StateChange[]> {
  return awaitProof(lab, {
    what: `the alarm ${name} to be ${state}`,
    reason: WHY_IT_TAKES,
    look: () => readStateChanges(lab, name, since),
    isAll,
    deadline: LONGEST_WAIT,
  });
}

function reachesAlarm(changes: readonly StateChange[]): boolean {
  return changes.some(({ to }) => to === 'ALARM');
}

function comesBack(changes: readonly StateChange[]): boolean {
  return reachesAlarm(changes) && changes.at(-1)?.to === 'OK';
}

function latestState(changes: readonly StateChange[], otherwise: string): string {
  return changes.at(-1)?.to ?? otherwise;
}

function* showHistory(name: string, changes: readonly StateChange[]): Generator<Evidence> {
  const clockTime = ({ time }: StateChange): string => new Date(time).toISOString().slice(11, 19);
  yield {
    kind: 'table',
    title: `The history of ${name}`,
    data: {
      columns: ['time (UTC)', 'state', 'units in the minutes it looked at'],
      rows: changes.map((change) => [
        clockTime(change),
        `${change.from} → ${change.to}`,
        change.datapoints.join(', ') || 'no data',
      ]),
      caption: 'DescribeAlarmHistory keeps this for 30 days. The step only read: there is nothing to remove.',
    },
  };
  const reasons = changes.map((change) => `${clockTime(change)} ${change.reason}`);
  yield { kind: 'text', title: "Why, in CloudWatch's words", data: { text: reasons.join('\n') } };
}
