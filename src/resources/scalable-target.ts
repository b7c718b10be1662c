/**
 * A scalable target of Application Auto Scaling with its target-tracking policy. It is a resource of its own:
 * deleting the table does not remove it, nor its alarms. Deregistering it removes policy and alarms alike.
 */
import {
  ApplicationAutoScalingClient,
  DeregisterScalableTargetCommand,
  ListTagsForResourceCommand,
  PutScalingPolicyCommand,
  RegisterScalableTargetCommand,
  type ScalableTarget,
  type ScalingPolicy,
} from '@aws-sdk/client-application-auto-scaling';
import {
  isAlreadyExists,
  isNotFound,
  isServiceFault,
  isTransientScaling,
  isUnknownOperation,
} from '../aws/errors.js';
import { poll } from '../aws/polling.js';
import type { Lab } from '../lab/lab.js';
import { foreignBecause, tagMap } from '../lab/ownership.js';
import { longWait } from '../lab/patience.js';
import { type Found, type Resource, resourceKey } from '../lab/resource.js';
import { refuse } from './foreign.js';
import { scalingCost } from './hourly-cost.js';
import {
  describeTarget,
  hasRange,
  hasTracking,
  identityOf,
  policiesOf,
  readScaling,
  SCALING_METRICS,
  SCALING_NAMESPACE,
  type Scaled,
  type Scaling,
  type ScalingSpec,
  scalableTargetName,
  trackingPolicyOf,
} from './scaling.js';
import { awaitAlarmsGone } from './scaling-alarms.js';
import { findTable, TABLE_KIND } from './table.js';

export const SCALABLE_TARGET_KIND = 'scalable-target';

/** Milliseconds between two attempts while Auto Scaling creates its service-linked role. */
const ROLE_POLL = 2_000;
const ROLE_DEADLINE = 5 * 60_000;
/** How often a policy may be told that its target, registered just now, is not there. */
const MOST_NOT_KNOWN_YET = 15;
/** Milliseconds between two looks at whether a target is gone, and in all. */
const GONE_POLL = 1_000;
const GONE_DEADLINE = 2 * 60_000;

/** The target as cleanup and status see it. */
export function scalableTargetResource(spec: Scaled): Resource {
  return {
    kind: SCALABLE_TARGET_KIND,
    name: scalableTargetName(spec),
    after: [resourceKey({ kind: TABLE_KIND, name: spec.tableName })],
    find: (lab) => findScalableTarget(lab, spec),
    remove: (lab) => deregister(lab, spec),
  };
}

async function findScalableTarget(lab: Lab, spec: Scaled): Promise<Found> {
  const target = await describeTarget(lab, spec);
  return target === undefined ? { state: 'absent' } : foundOf(lab, spec, target);
}

/**
 * Whose a target is. Its tags decide. Where it has no ARN (registered before Auto Scaling knew tags) or the
 * service cannot tell its tags, it belongs to the table that it scales.
 */
async function foundOf(lab: Lab, spec: Scaled, target: ScalableTarget): Promise<Found> {
  const { ScalableTargetARN: arn, CreationTime } = target;
  const tags = arn === undefined ? 'unreadable' : await tagsOfTarget(lab, arn);
  if (tags === 'gone') return { state: 'absent' };
  const because =
    tags === 'unreadable' ? await foreignTableBecause(lab, spec) : foreignBecause(tags, lab.ownership);
  const known = arn === undefined ? {} : { arn };
  if (because !== undefined) return { state: 'foreign', ...known, because };
  return {
    state: 'ours',
    ...known,
    ...(CreationTime === undefined ? {} : { createdAt: CreationTime.getTime() }),
    perHour: [scalingCost(scalableTargetName(spec))],
  };
}

/** A target's tags, by its ARN. `unreadable` where an endpoint does not know how to tell them. */
export async function tagsOfTarget(
  lab: Lab,
  arn: string,
): Promise<Record<string, string> | 'unreadable' | 'gone'> {
  try {
    const { Tags = {} } = await lab
      .client(ApplicationAutoScalingClient)
      .send(new ListTagsForResourceCommand({ ResourceARN: arn }));
    return Tags;
  } catch (error) {
    if (isNotFound(error)) return 'gone';
    // An emulator may not know the operation, which some answer with a fault. A fault of AWS itself says nothing.
    if (isUnknownOperation(error) || (lab.target.endpoint !== undefined && isServiceFault(error))) {
      return 'unreadable';
    }
    throw error;
  }
}

async function foreignTableBecause(lab: Lab, { tableName }: Scaled): Promise<string | undefined> {
  const table = await findTable(lab, tableName);
  if (table.state === 'ours') return undefined;
  const owner = table.state === 'foreign' ? table.because : `its table ${tableName} does not exist`;
  return `its tags cannot be read, and ${owner}`;
}

/**
 * Registers the target with its policy, or corrects what differs; safe to repeat. The table or index must be
 * ACTIVE.
 * @throws {Problem} when the same thing is already scaled by a target that is not ours.
 */
export async function ensureScaling(lab: Lab, spec: ScalingSpec): Promise<void> {
  const { scaling } = await patiently(lab, spec, () => ensureRegistered(lab, spec));
  if (scaling === undefined || !hasTracking(scaling, spec)) await putPolicy(lab, spec, scaling);
}

/** What was there before, of ours; undefined where it must be looked at again. */
async function ensureRegistered(
  lab: Lab,
  spec: ScalingSpec,
): Promise<{ readonly scaling: Scaling | undefined } | undefined> {
  const read = await readScaling(lab, spec);
  const found = read === undefined ? undefined : await foundOf(lab, spec, read.target);
  if (found?.state === 'foreign') {
    throw refuse(`a scalable target ${scalableTargetName(spec)}`, found.because);
  }
  // It may have gone between the two questions.
  const scaling = found?.state === 'ours' ? read : undefined;
  if (scaling !== undefined && hasRange(scaling, spec)) return { scaling };
  try {
    await register(lab, spec, scaling === undefined);
  } catch (error) {
    // Somebody was quicker, or the SDK repeats a call of ours whose answer was lost: the tags say which.
    if (isAlreadyExists(error)) return undefined;
    throw error;
  }
  return { scaling };
}

/** Tags are taken with the creating call only. */
async function register(lab: Lab, spec: ScalingSpec, isNew: boolean): Promise<void> {
  await lab.client(ApplicationAutoScalingClient).send(
    new RegisterScalableTargetCommand({
      ...SCALING_NAMESPACE,
      ...identityOf(spec),
      MinCapacity: spec.minimum,
      MaxCapacity: spec.maximum,
      ...(isNew ? { Tags: tagMap(lab.ownership) } : {}),
    }),
  );
}

/** An existing policy for the metric is corrected under its own name: a second one would be refused. */
async function putPolicy(lab: Lab, spec: ScalingSpec, scaling: Scaling | undefined): Promise<void> {
  const known = scaling === undefined ? undefined : trackingPolicyOf(scaling, spec)?.PolicyName;
  const name = known ?? `${SCALING_METRICS[spec.direction]}:${identityOf(spec).ResourceId}`;
  let unknown = 0;
  // "There might be a brief delay until the operation achieves eventual consistency", says AWS of registering.
  const isNotKnownYet = (error: unknown): boolean => {
    unknown += isNotFound(error) ? 1 : 0;
    return isNotFound(error) && unknown <= MOST_NOT_KNOWN_YET;
  };
  const put = (): Promise<object> =>
    lab.client(ApplicationAutoScalingClient).send(
      new PutScalingPolicyCommand({
        ...SCALING_NAMESPACE,
        ...identityOf(spec),
        PolicyName: name,
        PolicyType: 'TargetTrackingScaling',
        TargetTrackingScalingPolicyConfiguration: {
          TargetValue: spec.utilization,
          PredefinedMetricSpecification: { PredefinedMetricType: SCALING_METRICS[spec.direction] },
        },
      }),
    );
  await patiently(lab, spec, put, isNotKnownYet);
}

/**
 * The first registration in an account creates Auto Scaling's own role, which takes a while to be usable. Where
 * a whole class registers at once, its quota is short for longer than the SDK goes on asking.
 */
async function patiently<T extends object>(
  lab: Lab,
  spec: Scaled,
  call: () => Promise<T | undefined>,
  isPassing: (error: unknown) => boolean = () => false,
): Promise<T> {
  return await poll({
    what: `auto scaling of ${scalableTargetName(spec)}`,
    ...longWait(lab),
    every: ROLE_POLL,
    deadline: ROLE_DEADLINE,
    tolerate: (error) => isTransientScaling(error) || isPassing(error),
    ask: call,
    onWait: (elapsed) =>
      lab.progress({
        title: 'Waiting for auto scaling',
        elapsed,
        reason: 'its own role is being created, another change is under way, or too many ask at once',
      }),
  });
}

/** Which alarms its policies have can be asked only as long as they are there. */
async function deregister(lab: Lab, spec: Scaled): Promise<void> {
  const alarmNames = alarmsOf(await policiesOf(lab, spec));
  await patiently(lab, spec, async () => {
    try {
      return await lab
        .client(ApplicationAutoScalingClient)
        .send(new DeregisterScalableTargetCommand({ ...SCALING_NAMESPACE, ...identityOf(spec) }));
    } catch (error) {
      if (isNotFound(error)) return {};
      throw error;
    }
  });
  await poll({
    what: `the scalable target ${scalableTargetName(spec)} to be gone`,
    ...longWait(lab),
    every: GONE_POLL,
    deadline: GONE_DEADLINE,
    ask: async () => ((await describeTarget(lab, spec)) === undefined ? 'gone' : undefined),
    onWait: (elapsed) =>
      lab.progress({
        title: `Removing auto scaling of ${scalableTargetName(spec)}`,
        elapsed,
        reason: 'it is told of for a moment after it has gone',
      }),
  });
  await awaitAlarmsGone(lab, `the scalable target ${scalableTargetName(spec)}`, alarmNames);
}

function alarmsOf(policies: readonly ScalingPolicy[]): string[] {
  return policies.flatMap(({ Alarms = [] }) => Alarms.flatMap(({ AlarmName }) => AlarmName ?? []));
}
