/**
 * `doctor --class`: every lab of an account at once, for whoever looks after a class. Labs are told apart by the tags of
 * what stands, in all regions that roles and dashboards, records and the command line name. Reads only, and judges not.
 */

import type { ClassLab, ClassReport, Orphan } from '../lab/class-report.js';
import { costSoFar } from '../lab/cost.js';
import type { Lab } from '../lab/lab.js';
import { DEFAULT_LAB_ID, namesFor, prefixOf } from '../lab/names.js';
import { FORGOTTEN_AFTER, isOfSamePlace, readLabRecords, recordedCommand } from '../lab/record.js';
import { resourceKey } from '../lab/resource.js';
import type { StepId } from '../lab/step.js';
import { attempt } from '../resources/attempt.js';
import { DASHBOARD_KIND } from '../resources/dashboard.js';
import { dashboardCost } from '../resources/hourly-cost.js';
import { findTraces, type Trace, tagsOfTrace } from '../resources/lab-traces.js';
import { STEPS } from '../steps/index.js';
import type { Elsewhere, Examination } from './examination.js';
import { closedRegion } from './other-region.js';
import { ownershipOf, readStanding, type StandingThing } from './standing.js';

/** @throws what makes every question fail: credentials that are refused, an endpoint that nobody answers at. */
export async function readClass({ lab, stateFolder, elsewhere }: Examination): Promise<ClassReport> {
  const { target } = lab;
  const { traces, strange, gaps } = await findTraces(lab);
  const { records, problems } = readLabRecords(stateFolder);
  const recorded = records.filter((record) =>
    isOfSamePlace(record, { ...lab, target: { ...target, region: record.region } }),
  );
  const regions = [
    ...new Set([target.region, ...[...traces, ...recorded].map(({ region }) => region)]),
  ].sort();
  const labs: ClassLab[] = [];
  const orphans: Orphan[] = strange.map((role) => ({ ...role, because: 'no lab would name a role so' }));
  const incomplete = [...problems.map(({ message }) => message), ...gaps];
  for (const region of regions) {
    const visitor = elsewhere({ region, prefix: '' });
    try {
      const standing = await readStanding(visitor);
      const traced = await thingsOfTraces(
        visitor,
        standing.things,
        traces.filter((trace) => trace.region === region),
      );
      const things = [...standing.things, ...traced.things];
      incomplete.push(...[...standing.gaps, ...traced.gaps].map((gap) => `${region}: ${gap}`));
      for (const owned of labsOf(things)) labs.push(await described(visitor, owned, elsewhere));
      orphans.push(...things.flatMap((thing) => orphanOf(thing, region)));
    } catch (error) {
      const closed = closedRegion(error, region, lab);
      if (closed === undefined) throw error;
      incomplete.push(closed);
    } finally {
      visitor.close();
    }
  }
  return {
    v: 1,
    target: target.kind,
    account: target.account,
    owner: lab.ownership.owner,
    regions,
    labs: labs.sort((one, other) => (other.ageSeconds ?? 0) - (one.ageSeconds ?? 0)),
    orphans,
    ...(incomplete.length === 0 ? {} : { incomplete: incomplete.join(' ') }),
  };
}

interface Traced {
  readonly things: readonly StandingThing[];
  readonly gaps: readonly string[];
}

/**
 * Roles and dashboards belong to the lab whose name they have, where one stands that is the only one of that prefix.
 * Otherwise their tags are asked for, one by one.
 */
async function thingsOfTraces(
  visitor: Lab,
  standing: readonly StandingThing[],
  traces: readonly Trace[],
): Promise<Traced> {
  const things: StandingThing[] = [];
  const gaps: string[] = [];
  for (const trace of traces) {
    const { kind, name, arn, prefix, createdAt } = trace;
    const labId = prefix || DEFAULT_LAB_ID;
    const cost = kind === DASHBOARD_KIND ? { perHour: [dashboardCost()] } : {};
    const thing = { kind, name, arn, ...(createdAt === undefined ? {} : { createdAt }), ...cost };
    const owners = new Set(standing.flatMap((other) => (other.labId === labId ? (other.owner ?? []) : [])));
    const [owner] = owners;
    if (owner !== undefined && owners.size === 1) {
      things.push({ ...thing, labId, owner });
      continue;
    }
    const what = `the tags of ${name}`;
    const { result, failure } = await attempt(visitor, what, async () => ({
      tags: await tagsOfTrace(visitor, trace),
    }));
    if (failure !== undefined) gaps.push(`Whose ${name} is could not be read. ${failure}`);
    else if (result.tags !== undefined) things.push({ ...thing, ...ownershipOf(result.tags) });
  }
  return { things, gaps };
}

interface OwnedThings {
  readonly prefix: string;
  readonly owner: string;
  readonly things: readonly StandingThing[];
}

function labsOf(things: readonly StandingThing[]): OwnedThings[] {
  const labs = new Map<string, { prefix: string; owner: string; things: StandingThing[] }>();
  for (const thing of things) {
    const prefix = prefixOf(thing.labId ?? '');
    const { owner } = thing;
    if (prefix === undefined || owner === undefined) continue;
    const key = `${prefix} ${owner}`;
    const lab = labs.get(key) ?? { prefix, owner, things: [] };
    lab.things.push(thing);
    labs.set(key, lab);
  }
  return [...labs.values()];
}

function orphanOf({ kind, name, arn, labId, owner }: StandingThing, region: string): Orphan[] {
  const isOwned = labId !== undefined && prefixOf(labId) !== undefined && owner !== undefined;
  if (isOwned) return [];
  const because =
    labId === undefined
      ? 'it has no tag orders-lab'
      : owner === undefined
        ? `it says no owner (lab ${labId})`
        : `its tag names a lab that cannot be: ${JSON.stringify(labId)}`;
  return [{ kind, name, ...(arn === undefined ? {} : { arn }), region, because }];
}

async function described(
  visitor: Lab,
  { prefix, owner, things }: OwnedThings,
  elsewhere: Examination['elsewhere'],
): Promise<ClassLab> {
  const { target, clock } = visitor;
  const told = things.flatMap(({ createdAt }) => createdAt ?? []);
  const now = clock.now();
  const since = told.length === 0 ? undefined : Math.min(...told);
  const age = since === undefined ? undefined : Math.max(0, now - since);
  const { perHour, soFar } = costSoFar(things, now, since);
  const { kind, region, endpoint } = target;
  const place = { target: kind, region, prefix, ...(endpoint === undefined ? {} : { endpoint }) };
  return {
    prefix,
    owner,
    region,
    ...(since === undefined ? {} : { since: new Date(since).toISOString() }),
    ...(age === undefined ? {} : { ageSeconds: Math.round(age / 1000) }),
    forgotten: (age ?? 0) >= FORGOTTEN_AFTER,
    resources: things.map(({ kind, name, arn }) => ({ kind, name, ...(arn === undefined ? {} : { arn }) })),
    steps: await stepsOf(prefix, region, things),
    dollarsPerHour: perHour,
    dollarsSoFar: soFar,
    command:
      owner === visitor.ownership.owner ? ownCommand(elsewhere, place) : recordedCommand('cleanup', place),
  };
}

/** With the flags that have led here, the profile among them. */
function ownCommand(elsewhere: Examination['elsewhere'], place: Elsewhere): string {
  const lab = elsewhere(place);
  try {
    return lab.commandLine('cleanup');
  } finally {
    lab.close();
  }
}

/** What each step builds, held against what stands, by name alone. */
async function stepsOf(
  prefix: string,
  region: string,
  things: readonly StandingThing[],
): Promise<ClassLab['steps']> {
  const standing = new Set(things.map(resourceKey));
  const steps: { id: StepId; state: 'done' | 'partial' }[] = [];
  for (const { id, load } of STEPS) {
    const built = (await load()).resources(namesFor(prefix), region).map(resourceKey);
    const there = built.filter((key) => standing.has(key)).length;
    if (there > 0) steps.push({ id, state: there === built.length ? 'done' : 'partial' });
  }
  return steps;
}
