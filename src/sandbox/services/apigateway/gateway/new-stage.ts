/**
 * The hazard `new-stage`: what was just deployed is not known everywhere at once. A new stage is not there at first,
 * then has no methods; a stage that was deployed to answers as it was before; a permission does not count yet.
 */
import type { VirtualClock } from '../../../clock.js';
import type { Hazards } from '../../../hazards.js';
import type { Place } from '../../peers.js';
import { type DeploymentRecord, partKey, type Records, type StageRecord } from '../records.js';

/** Virtual milliseconds. AWS promises nothing; these are what one meets. */
const UNKNOWN_FOR = 4 * 1000; /* 4 s: the stage */
const WITHOUT_METHODS_FOR = 8 * 1000; /* 8 s: the first deployment of the stage */
const OLD_DEPLOYMENT_FOR = 6 * 1000; /* 6 s: a later one */
const PERMISSION_AFTER = 4 * 1000; /* 4 s */

export interface Propagation {
  /** Permissions that were given later do not count yet: milliseconds since the epoch, virtual. */
  readonly permissionsUntil?: number;
  /** What the stage answers by. */
  readonly deployment: DeploymentRecord | 'no stage' | 'no methods';
}

export interface PropagationOptions {
  readonly records: Records;
  readonly hazards: Hazards;
  readonly clock: Pick<VirtualClock, 'now'>;
}

/** How far a stage has come with its deployment. At its end at once, unless the hazard is on. */
export function propagationOf(
  place: Place,
  stage: StageRecord,
  deployment: DeploymentRecord,
  { records, hazards, clock }: PropagationOptions,
): Propagation {
  if (!hazards.has('new-stage')) return { deployment };
  const now = clock.now();
  const permissionsUntil = now - PERMISSION_AFTER;
  if (now < stage.createdAt + UNKNOWN_FOR) return { deployment: 'no stage' };
  if (now < stage.createdAt + WITHOUT_METHODS_FOR) return { deployment: 'no methods' };
  if (deployment.createdAt <= stage.createdAt || now >= deployment.createdAt + OLD_DEPLOYMENT_FOR) {
    return { deployment, permissionsUntil };
  }
  return { deployment: before(place, deployment, records) ?? 'no methods', permissionsUntil };
}

/** The deployment before that one. */
function before(
  place: Place,
  { id, apiId, createdAt }: DeploymentRecord,
  records: Records,
): DeploymentRecord | undefined {
  return [...records.deployments.list(partKey(place, apiId))]
    .map(({ value }) => value)
    .filter((other) => other.id !== id && other.createdAt <= createdAt)
    .sort((a, b) => a.createdAt - b.createdAt)
    .at(-1);
}
