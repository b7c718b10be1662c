/** What exists on AWS of everything that the steps can build: asked of AWS, by name and tag. */
import type { Remaining } from './events.js';
import type { Lab } from './lab.js';
import { type Foreign, type Ours, type Resource, resourceKey } from './resource.js';
import type { StepEntry, StepId } from './step.js';

export interface Surveyed {
  readonly step: StepId;
  readonly resource: Resource;
  readonly found: Ours | Foreign;
}

/** Everything of every step that exists, ours and foreign, in the order in which the steps build it. */
export async function survey(lab: Lab, entries: readonly StepEntry[]): Promise<Surveyed[]> {
  const candidates = new Map<string, { step: StepId; resource: Resource }>();
  for (const entry of entries) {
    const step = await entry.load();
    for (const resource of step.resources(lab.names)) {
      const key = resourceKey(resource);
      if (!candidates.has(key)) candidates.set(key, { step: entry.id, resource });
    }
  }
  const surveyed: Surveyed[] = [];
  for (const candidate of candidates.values()) {
    const found = await candidate.resource.find(lab);
    if (found.state !== 'absent') surveyed.push({ ...candidate, found });
  }
  return surveyed;
}

/** What exists now and is ours. */
export async function remaining(lab: Lab, entries: readonly StepEntry[]): Promise<Remaining[]> {
  const surveyed = await survey(lab, entries);
  return surveyed.flatMap(({ resource, found }) =>
    found.state === 'ours' ? [describe(resource, found)] : [],
  );
}

/** A resource as events name it. */
export function describe({ kind, name }: Resource, { arn }: Ours | Foreign): Remaining {
  return { kind, name, ...(arn === undefined ? {} : { arn }) };
}
