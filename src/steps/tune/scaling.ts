/** The first part: a load above the target, and auto scaling that follows it. */
import { compare } from '../../lab/check.js';
import type { Check, Evidence } from '../../lab/events.js';
import type { Lab } from '../../lab/lab.js';
import type { ScalingSpec } from '../../resources/scaling.js';
import { scalingOf } from '../orders-table.js';
import { thenRemove } from '../then-remove.js';
import {
  type Activity,
  activitiesSince,
  alarmNamesOf,
  madeFor,
  minutesInWords,
  showActivities,
} from './activities.js';
import {
  driveLoad,
  hasRoom,
  type Load,
  MINUTES_MEASURED,
  rateOf,
  TOLERANCE,
  utilizationOf,
  writeUnits,
} from './load.js';
import {
  type LoadOrder,
  putLoadOrder,
  readLoadOrder,
  removeLoadOrder,
  UNITS_OF_A_WRITE,
} from './load-order.js';
import { awaitMinutes, chartOf, completed, readWrites } from './write-metrics.js';

const MINUTE = 60_000; /* ms */
/** What auto scaling did within this time need not be shown by a new load, and a load as old is gone on with. */
const RECENT = 20 * MINUTE;
/** What is shown of the time before such an activity. */
const LEAD = 5 * MINUTE;
/** Percent of the target below which auto scaling takes capacity away. */
const SLACK = 20;

/** The writes of the table itself: its indexes scale by themselves. */
function writeScaling(lab: Lab): ScalingSpec {
  const [spec] = scalingOf(lab.names).filter(({ direction }) => direction === 'write');
  if (spec === undefined) throw new Error('the table scales its writes');
  return spec;
}

/** Shows what auto scaling did a while ago, or makes it do something. */
export async function* followLoad(lab: Lab): AsyncGenerator<Check | Evidence> {
  const spec = writeScaling(lab);
  const alarmNames = await alarmNamesOf(lab, spec);
  const unfinished = await unfinishedLoad(lab);
  const since = lab.clock.now() - RECENT;
  const recent = madeFor(await activitiesSince(lab, spec, since), alarmNames);
  if (unfinished === undefined && recent.length > 0) {
    yield* showRecent(lab, spec, alarmNames, recent);
    return;
  }
  yield* thenRemove(newLoad(lab, spec, alarmNames, unfinished), {
    remove: () => removeLoadOrder(lab),
    tellLeftovers: () => tellLeftovers(lab),
  });
  yield loadRemovedCheck(lab, await readLoadOrder(lab));
}

/** The load of a run that was killed: gone on with, or removed when it is too old. */
async function unfinishedLoad(lab: Lab): Promise<LoadOrder | undefined> {
  const order = await readLoadOrder(lab);
  if (order === undefined || order.startedAt > lab.clock.now() - RECENT) return order;
  await removeLoadOrder(lab);
  return undefined;
}

async function* showRecent(
  lab: Lab,
  spec: ScalingSpec,
  alarmNames: readonly string[],
  recent: readonly Activity[],
): AsyncGenerator<Check | Evidence> {
  const now = lab.clock.now();
  const from = (recent[0]?.at ?? now) - LEAD;
  const minutes = await readWrites(lab, { from, to: now });
  yield chartOf(
    minutes,
    `From CloudWatch: capacity followed a load ${minutesInWords(now - (recent.at(-1)?.at ?? now))} ago, so no new one was begun. ` +
      'A refused write counts as much as the others of its minute.',
  );
  const activities = await activitiesSince(lab, spec, from);
  yield* showActivities(activities, from);
  yield byPolicyCheck(lab, madeFor(activities, alarmNames), activities);
}

async function* newLoad(
  lab: Lab,
  spec: ScalingSpec,
  alarmNames: readonly string[],
  unfinished: LoadOrder | undefined,
): AsyncGenerator<Check | Evidence> {
  const unitsBefore = unfinished?.unitsBefore ?? (await writeUnits(lab, spec.tableName));
  yield roomCheck(lab, spec, unitsBefore);
  if (!hasRoom(unitsBefore, spec)) return;
  announce(lab, spec, unitsBefore, unfinished !== undefined);
  const order = unfinished ?? { startedAt: lab.clock.now(), unitsBefore, written: new Set<number>() };
  if (unfinished === undefined) await putLoadOrder(lab, order);
  const load = await driveLoad(lab, order, spec);

  const told = await awaitMinutes(lab, load);
  yield chartOf(completed(told, load), captionOf(spec, unitsBefore));
  const activities = await activitiesSince(lab, spec, order.startedAt);
  yield* showActivities(activities, order.startedAt);
  yield followedCheck(lab, load);
  yield byPolicyCheck(lab, madeFor(activities, alarmNames), activities);
  yield nearTargetCheck(lab, spec, load);
  yield nothingLostCheck(lab, load, await readLoadOrder(lab));
  yield comesDown(spec, load);
}

function announce(lab: Lab, spec: ScalingSpec, unitsBefore: number, again: boolean): void {
  const how = again ? 'The load of a run before goes on' : 'A load begins';
  lab.emit({
    event: 'note',
    step: 'tune',
    tone: 'info',
    text:
      `${how}: ${Math.round(rateOf(unitsBefore, spec))} write units per second, where ${unitsBefore} are provisioned. ` +
      'Auto scaling wants to see two minutes of it. On AWS this takes 6 to 10 minutes, and at most 15 until its metrics are told; in the sandbox ' +
      `minutes pass in a moment. To go without: ${lab.commandLine('tune --skip-scaling')}.`,
  });
}

function captionOf({ utilization }: ScalingSpec, unitsBefore: number): string {
  return (
    `${unitsBefore} units were provisioned; the target is ${utilization} % in use. More than is provisioned is served ` +
    `from what was saved in the five minutes before. A refused write counts as ${UNITS_OF_A_WRITE} units.`
  );
}

function roomCheck(lab: Lab, spec: ScalingSpec, unitsBefore: number): Check {
  const expected = `well below ${spec.maximum} write units`;
  return compare({
    id: 'scaling-room',
    claim: 'Auto scaling has room to add capacity',
    expected,
    actual: hasRoom(unitsBefore, spec) ? expected : `${unitsBefore} write units`,
    hint: `Without load it takes capacity away after 15 minutes: wait, or go on with ${lab.commandLine('tune --skip-scaling')}.`,
  });
}

function followedCheck(lab: Lab, { unitsBefore, samples }: Load): Check {
  const units = samples.at(-1)?.units ?? 0;
  const expected = `more than ${unitsBefore} write units`;
  return compare({
    id: 'capacity-followed',
    claim: 'The provisioned capacity went up',
    expected,
    actual: units > unitsBefore ? expected : `${units} write units`,
    hint: `Look whether the table still scales: ${lab.commandLine('status')}. ${lab.commandLine('create-table')} sets it right.`,
  });
}

function byPolicyCheck(lab: Lab, made: readonly Activity[], all: readonly Activity[]): Check {
  const expected = "a change for an alarm of the lab's own policy";
  return compare({
    id: 'by-our-policy',
    claim: 'Auto scaling changed it, because an alarm of our policy asked for it',
    expected,
    actual: made.length > 0 ? expected : (all.at(-1)?.cause ?? 'no change by auto scaling'),
    hint: `Somebody else may have changed the capacity. ${lab.commandLine('create-table')} sets the policy right.`,
  });
}

function nearTargetCheck(lab: Lab, { utilization }: ScalingSpec, load: Load): Check {
  const [low, high] = [utilization - SLACK, utilization + TOLERANCE];
  const found = Math.round(utilizationOf(load));
  const expected = `${low} to ${high} % in use`;
  return compare({
    id: 'near-target',
    claim: `Under the same load, about ${utilization} % of the capacity is in use again`,
    expected,
    actual: found >= low && found <= high ? expected : `${found} %, over ${MINUTES_MEASURED} minutes`,
    hint: `The policy may have another target: ${lab.commandLine('create-table')} sets it right. Then ${lab.commandLine('tune')} again.`,
  });
}

function nothingLostCheck(lab: Lab, { writes }: Load, order: LoadOrder | undefined): Check {
  const kept = writes.filter(({ number }) => order?.written.has(number)).length;
  return compare({
    id: 'nothing-lost',
    claim: 'Every write that was answered is there, also those that had to be sent again',
    expected: `${writes.length} of ${writes.length} writes`,
    actual: `${kept} of ${writes.length} writes`,
    hint: `Somebody else may have changed the order orders-lab-load: run ${lab.commandLine('tune')} again.`,
  });
}

function loadRemovedCheck(lab: Lab, order: LoadOrder | undefined): Check {
  return compare({
    id: 'load-removed',
    claim: 'The table holds the orders that it held before',
    expected: 'nothing of the load left',
    actual: order === undefined ? 'nothing of the load left' : 'the order orders-lab-load',
    hint: `Run ${lab.commandLine('tune')} again: it removes it.`,
  });
}

function comesDown({ minimum }: ScalingSpec, { samples }: Load): Evidence {
  const units = samples.at(-1)?.units ?? 0;
  return {
    kind: 'text',
    title: 'And down again',
    data: {
      text:
        `The table has ${units} write units now. Auto scaling takes them away by itself, down to ${minimum}, when ` +
        'for 15 minutes in a row much less than the target was in use: it is quick to add and slow to take away, for ' +
        'too little capacity refuses writes, while too much only costs.',
    },
  };
}

function tellLeftovers(lab: Lab): void {
  lab.emit({
    event: 'note',
    step: 'tune',
    tone: 'warning',
    text: `The order that the load was written to may still be in the table. ${lab.commandLine('tune')} goes on with it, and removes it.`,
  });
}
