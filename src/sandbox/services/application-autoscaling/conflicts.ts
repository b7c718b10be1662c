/**
 * The hazard `scaling-conflicts`: changes of one target that follow each other too closely. Where a change was
 * made just now, the next one is refused; a target that is new just now is not known to what needs one.
 * AWS: "RegisterScalableTarget": a brief delay until the operation achieves eventual consistency; retry.
 */
import { AwsError } from '../../errors.js';
import type { Host } from '../../service.js';

/** How long a change keeps others away. */
const PENDING = 1000; /* 1 s */

interface Change {
  readonly kind: 'registered' | 'changed';
  /** Milliseconds since the epoch, virtual. */
  readonly at: number;
}

export interface Conflicts {
  /** Throws `ConcurrentUpdateException` where the target was changed just now. */
  requireQuiet(targetKey: string): void;
  /** Whether the target was registered just now, so that a policy does not find it. */
  isUnknownYet(targetKey: string): boolean;
  /** A change was made. */
  note(targetKey: string, kind: Change['kind']): void;
}

/** In memory: a restart takes longer than a change is pending. */
export function createConflicts({ clock, hazards }: Host): Conflicts {
  const changes = new Map<string, Change>();
  const pending = (targetKey: string): Change | undefined => {
    const change = changes.get(targetKey);
    const isPending = change !== undefined && clock.now() < change.at + PENDING;
    return isPending && hazards.has('scaling-conflicts') ? change : undefined;
  };
  return {
    requireQuiet(targetKey) {
      if (pending(targetKey) === undefined) return;
      throw new AwsError(
        'ConcurrentUpdateException',
        'You already have a pending update to an Auto Scaling resource.',
      );
    },
    isUnknownYet: (targetKey) => pending(targetKey)?.kind === 'registered',
    note(targetKey, kind) {
      const now = clock.now();
      for (const [key, { at }] of changes) {
        if (now >= at + PENDING) changes.delete(key);
      }
      changes.set(targetKey, { kind, at: now });
    },
  };
}
