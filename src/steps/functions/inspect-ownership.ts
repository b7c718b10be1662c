/** Whether all that a step builds is there and this lab's. */
import { compare } from '../../lab/check.js';
import type { Check } from '../../lab/events.js';
import type { Lab } from '../../lab/lab.js';
import { type Found, type Resource, resourceKey } from '../../lab/resource.js';
import type { StepId } from '../../lab/step.js';

export interface Ownership {
  readonly check: Check;
  /** Something is somebody else's: what is true of it is no claim about this lab. */
  readonly isForeign: boolean;
}

/**
 * @param what "Log group, role and function"
 * @param step what builds it.
 */
export async function inspectOwnership(
  lab: Lab,
  what: string,
  resources: readonly Resource[],
  step: StepId,
): Promise<Ownership> {
  const found = await findAll(lab, resources);
  const problems = found.flatMap(({ resource, found: { state, ...rest } }) => {
    if (state === 'ours') return [];
    const name = resourceKey(resource);
    return [state === 'absent' ? `no ${name}` : `${name} is not: ${'because' in rest ? rest.because : ''}`];
  });
  const isForeign = found.some(({ found: { state } }) => state === 'foreign');
  const check = compare({
    id: 'ownership',
    claim: `${what} are this lab's`,
    expected: 'all of them',
    actual: problems.length === 0 ? 'all of them' : problems.join('; '),
    hint: isForeign
      ? 'Choose names of your own, for example with --prefix ada-.'
      : `Run ${lab.commandLine(step)}.`,
  });
  return { check, isForeign };
}

/** All are asked for at once: alarms share their questions. */
async function findAll(
  lab: Lab,
  resources: readonly Resource[],
): Promise<readonly { readonly resource: Resource; readonly found: Found }[]> {
  const looks = await Promise.allSettled(resources.map((resource) => resource.find(lab)));
  return resources.map((resource, index) => {
    const look = looks[index];
    // Only now, when all have ended: what still asked would be heard after the last word.
    if (look?.status !== 'fulfilled') throw look?.reason;
    return { resource, found: look.value };
  });
}
