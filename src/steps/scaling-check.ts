import { compare } from '../lab/check.js';
import type { Check } from '../lab/events.js';
import type { Lab } from '../lab/lab.js';
import type { Found } from '../lab/resource.js';
import type { ApiCall, StepId } from '../lab/step.js';
import { scalableTargetResource } from '../resources/scalable-target.js';
import { hasRange, hasTracking, readScaling, type Scaling, type ScalingSpec } from '../resources/scaling.js';

/** What a step may call that makes something scale and checks that it does. */
export const SCALING_CALLS: readonly ApiCall[] = [
  'application-autoscaling:DescribeScalableTargets',
  'application-autoscaling:ListTagsForResource',
  'application-autoscaling:RegisterScalableTarget',
  'application-autoscaling:DescribeScalingPolicies',
  'application-autoscaling:PutScalingPolicy',
];

/** Whether reads or writes scale as they should: the check `read-scaling` or `write-scaling` of a step. */
export async function scalingCheck(
  lab: Lab,
  spec: ScalingSpec,
  step: StepId,
  { pending = false }: { pending?: boolean } = {},
): Promise<Check> {
  const found = await scalableTargetResource(spec).find(lab);
  const scaling = found.state === 'ours' ? await readScaling(lab, spec) : undefined;
  return compare({
    id: `${spec.direction}-scaling`,
    claim: `${spec.direction === 'read' ? 'Read' : 'Write'} capacity scales by itself`,
    expected: inWords(spec),
    actual: actualInWords(found, scaling, spec),
    pending: pending && found.state === 'absent',
    hint:
      found.state === 'foreign'
        ? 'Choose names of your own, for example with --prefix ada-.'
        : `Run ${lab.commandLine(step)}: it registers what is missing.`,
  });
}

function inWords({ minimum, maximum, utilization }: ScalingSpec): string {
  return `${minimum} to ${maximum} units, aiming at ${utilization} % in use`;
}

function actualInWords(found: Found, scaling: Scaling | undefined, spec: ScalingSpec): string {
  if (found.state === 'foreign') return `not ours: ${found.because}`;
  if (scaling === undefined) return 'no scalable target';
  if (hasRange(scaling, spec) && hasTracking(scaling, spec)) return inWords(spec);
  const { MinCapacity, MaxCapacity } = scaling.target;
  const aim = hasTracking(scaling, spec) ? `aiming at ${spec.utilization} % in use` : 'without that policy';
  return `${MinCapacity} to ${MaxCapacity} units, ${aim}`;
}
