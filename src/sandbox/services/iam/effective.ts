/**
 * From when on changes to roles count. IAM is eventually consistent: with the hazards `role-propagation` and
 * `policy-propagation` a new role cannot be assumed for some seconds, and a changed one does for some what it did.
 * AWS: "Troubleshoot IAM: Changes that I make are not always immediately visible".
 */
import type { Host } from '../../service.js';
import type { Grants, RoleRecord } from './records.js';

const ROLE_PROPAGATION = 8_000; /* 8 s */
const POLICY_PROPAGATION = 4_000; /* 4 s */

export function knownAt({ clock, hazards }: Pick<Host, 'clock' | 'hazards'>): number {
  return clock.now() + (hazards.has('role-propagation') ? ROLE_PROPAGATION : 0);
}

/** The role with these grants. Those that it had count a while longer. */
export function regranted(
  { clock, hazards }: Pick<Host, 'clock' | 'hazards'>,
  role: RoleRecord,
  changes: Partial<Grants>,
): RoleRecord {
  const { earlier: _, ...rest } = role;
  const changed = { ...rest, grants: { ...role.grants, ...changes } };
  if (!hazards.has('policy-propagation')) return changed;
  const now = clock.now();
  return { ...changed, earlier: { grants: effectiveGrants(role, now), until: now + POLICY_PROPAGATION } };
}

export function effectiveGrants({ grants, earlier }: RoleRecord, now: number): Grants {
  return earlier !== undefined && now < earlier.until ? earlier.grants : grants;
}
