/**
 * What a target tracking policy does about an alarm.
 * AWS: "How target tracking scaling for Application Auto Scaling works", "Cooldown period".
 */
import type { NotScaledReason } from '@aws-sdk/client-application-auto-scaling';

export type ScalingDirection = 'out' | 'in';

export interface Situation {
  readonly direction: ScalingDirection;
  /** Units of now. */
  readonly current: number;
  /** Units that the load asks for. Undefined where there is no data about it. Asked for only where it matters. */
  readonly wanted: () => number | undefined;
  readonly min: number;
  readonly max: number;
  /** Whether this direction is suspended. */
  readonly suspended: boolean;
  /** Of this direction, in milliseconds. */
  readonly cooldown: number;
  /** The last change in this direction that was made. */
  readonly last: { readonly at: number; readonly units: number } | undefined;
  /** Milliseconds since the epoch, virtual. */
  readonly now: number;
}

export type Decision =
  | { readonly kind: 'scale'; readonly capacity: number }
  | { readonly kind: 'not-scaled'; readonly reason: NotScaledReason }
  /** Nothing happens, and nothing is told of it. */
  | { readonly kind: 'stay' };

const STAY: Decision = { kind: 'stay' };

export function decide(situation: Situation): Decision {
  const { direction, current, min, max, suspended } = situation;
  if (suspended) return STAY;
  if (direction === 'out' && current >= max)
    return notScaled({ Code: 'AlreadyAtMaxCapacity', MaxCapacity: max });
  if (direction === 'in' && current <= min)
    return notScaled({ Code: 'AlreadyAtMinCapacity', MinCapacity: min });
  const wanted = situation.wanted();
  if (wanted === undefined) return STAY;
  const capacity = Math.min(max, Math.max(min, wanted));
  if (direction === 'out' ? capacity <= current : capacity >= current) {
    return notScaled({ Code: 'AlreadyAtDesiredCapacity', CurrentCapacity: current });
  }
  return isCoolingDown(situation, Math.abs(capacity - current)) ? STAY : { kind: 'scale', capacity };
}

/** While it cools down, more is added only where it is more than was added last; nothing is taken away. */
function isCoolingDown({ direction, last, cooldown, now }: Situation, units: number): boolean {
  if (last === undefined || now >= last.at + cooldown) return false;
  return direction === 'in' || units <= last.units;
}

function notScaled(reason: NotScaledReason): Decision {
  return { kind: 'not-scaled', reason };
}

/** The capacity of which consumption is `target` percent. @param consumed units in a period of `seconds` */
export function capacityFor(consumed: number, seconds: number, target: number): number {
  return Math.ceil((consumed * 100) / (seconds * target));
}

/** The capacity that brings a metric to its target, where it goes down as capacity goes up. */
export function proportionalCapacity(current: number, value: number, target: number): number {
  return Math.ceil((current * value) / target);
}
