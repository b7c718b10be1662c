/** What exists on AWS of everything that the steps can build: asked of AWS, by name and tag. */
import { isHopeless } from '../aws/errors.js';
import { toProblem } from '../aws/explain.js';
import type { Problem } from '../problem.js';
import { total } from './cost.js';
import type { Remaining } from './events.js';
import type { Lab } from './lab.js';
import { outlastTrouble } from './patience.js';
import { type Absent, type Foreign, type Found, type Ours, type Resource, resourceKey } from './resource.js';
import type { StepEntry } from './step.js';
import type { Sweep, Swept } from './sweep.js';

/** It may exist: AWS would not tell. */
export interface Unseen {
  readonly state: 'unseen';
  readonly problem: Problem;
}

export interface Surveyed {
  readonly resource: Resource;
  readonly found: Exclude<Found, Absent> | Unseen;
}

export interface Survey {
  /** In the order in which the steps build it, then what only its tags have told of. */
  readonly surveyed: readonly Surveyed[];
  /** Why there may be more, as a sentence. */
  readonly incomplete?: string;
}

export interface SurveyOptions {
  /** Searches by tag. Absent: only names are looked for. */
  readonly sweep?: Sweep | undefined;
  /** Milliseconds to go on asking for one thing where AWS is busy or out of order. Default: none. */
  readonly patience?: number;
}

/**
 * Everything that exists, ours and foreign. What one resource's question comes to does not keep the others
 * from being asked.
 * @throws what makes every question fail: credentials that are refused, an endpoint that nobody answers at.
 */
export async function survey(
  lab: Lab,
  entries: readonly StepEntry[],
  { sweep, patience = 0 }: SurveyOptions = {},
): Promise<Survey> {
  const named = await namedResources(lab, entries);
  const byName = await lookAtAll(lab, [...named.values()], patience);
  const { resources, incomplete }: Swept = (await sweep?.(lab)) ?? { resources: [] };
  const unnamed = new Map(resources.map((resource) => [resourceKey(resource), resource]));
  for (const key of named.keys()) unnamed.delete(key);
  const byTag = await lookAtAll(lab, [...unnamed.values()], patience);
  return {
    // What has none of our names and turns out to be somebody else's is none of our business.
    surveyed: [...byName, ...byTag.filter(({ found }) => found.state !== 'foreign')],
    ...(incomplete === undefined ? {} : { incomplete }),
  };
}

async function namedResources(lab: Lab, entries: readonly StepEntry[]): Promise<Map<string, Resource>> {
  const named = new Map<string, Resource>();
  for (const entry of entries) {
    const step = await entry.load();
    for (const resource of step.resources(lab.names, lab.target.region)) {
      const key = resourceKey(resource);
      if (!named.has(key)) named.set(key, resource);
    }
  }
  return named;
}

async function lookAtAll(lab: Lab, resources: readonly Resource[], patience: number): Promise<Surveyed[]> {
  const looks = await Promise.allSettled(resources.map((resource) => lookAt(lab, resource, patience)));
  return looks.flatMap((look, index) => {
    // Only now, when all have ended: what still asked would be heard after the last word.
    if (look.status === 'rejected') throw look.reason;
    const resource = resources[index];
    return resource === undefined || look.value.state === 'absent' ? [] : [{ resource, found: look.value }];
  });
}

/**
 * Asks for one resource, for `patience` milliseconds where AWS is busy or out of order.
 * @throws what makes every question fail, and what is a bug of ours.
 */
export async function lookAt(lab: Lab, resource: Resource, patience: number): Promise<Found | Unseen> {
  try {
    if (patience === 0) return await resource.find(lab);
    const what = `an answer about ${resource.kind} ${resource.name}`;
    return await outlastTrouble(lab, { what, deadline: patience }, () => resource.find(lab));
  } catch (error) {
    if (lab.signal.aborted || isHopeless(error)) throw error;
    const problem = toProblem(error, lab);
    if (problem === undefined) throw error;
    return { state: 'unseen', problem };
  }
}

/** What exists now and is ours. */
export interface Existing {
  readonly resource: Resource;
  readonly found: Ours;
}

/** All that exists now and is ours. */
export interface AllExisting {
  readonly existing: readonly Existing[];
  /** As in {@link Survey}. */
  readonly incomplete?: string;
}

/** @throws {Problem} when something could not be looked at. */
export async function findExisting(
  lab: Lab,
  entries: readonly StepEntry[],
  sweep?: Sweep,
): Promise<AllExisting> {
  const { surveyed, ...rest } = await survey(lab, entries, { sweep });
  const existing = surveyed.flatMap(({ resource, found }): Existing[] => {
    if (found.state === 'unseen') throw found.problem;
    return found.state === 'ours' ? [{ resource, found }] : [];
  });
  return { existing, ...rest };
}

/**
 * What exists now and is ours, as events name it.
 * @throws {Problem} when something could not be looked at.
 */
export async function remaining(
  lab: Lab,
  entries: readonly StepEntry[],
  sweep?: Sweep,
): Promise<Remaining[]> {
  const { existing } = await findExisting(lab, entries, sweep);
  return existing.map(({ resource, found }) => describe(resource, found));
}

/** A resource as events name it. */
export function describe({ kind, name }: Resource, found: Ours | Foreign | Unseen): Remaining {
  const arn = found.state === 'unseen' ? undefined : found.arn;
  const dollarsPerHour = found.state === 'ours' ? total(found.perHour ?? []) : 0;
  return {
    kind,
    name,
    ...(arn === undefined ? {} : { arn }),
    ...(dollarsPerHour === 0 ? {} : { dollarsPerHour }),
  };
}
