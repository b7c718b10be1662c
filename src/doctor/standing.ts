/**
 * Everything in one region that carries the tags of a lab, anybody's, with few calls: the tag search, one listing for
 * each kind that it told of, and a question for each table. Reads only.
 */
import type { CostItem } from '../lab/cost.js';
import type { Lab } from '../lab/lab.js';
import { LAB_TAG, OWNER_TAG } from '../lab/ownership.js';
import { ALARM_KIND, describeAlarm } from '../resources/alarm.js';
import { attempt } from '../resources/attempt.js';
import { DASHBOARD_KIND } from '../resources/dashboard.js';
import { describeTable } from '../resources/describe-table.js';
import { alarmCost, scalingCost } from '../resources/hourly-cost.js';
import { LISTINGS, listAll } from '../resources/listings.js';
import { SCALABLE_TARGET_KIND, tagsOfTarget } from '../resources/scalable-target.js';
import { scalableTargetName } from '../resources/scaling.js';
import { resourceByTags } from '../resources/sweep.js';
import { TABLE_KIND } from '../resources/table.js';
import { tableCost } from '../resources/table-cost.js';
import { type TaggedThing, taggedOfAnyLab } from '../resources/tag-search.js';
import { allTables, allTargets, lostTargets, type Target } from '../resources/unnamed-targets.js';

/** Kinds whose price is in what describes them. */
const PAID_KINDS: ReadonlySet<string> = new Set([TABLE_KIND, ALARM_KIND]);

/** A thing of a lab, as its tags say. */
export interface StandingThing {
  readonly kind: string;
  /** As the steps name it. */
  readonly name: string;
  readonly arn?: string;
  /** Absent: it has lost that tag. */
  readonly labId?: string;
  readonly owner?: string;
  /** Milliseconds since the epoch, where AWS tells. */
  readonly createdAt?: number;
  /** Absent: nothing, but for what is done with it. */
  readonly perHour?: readonly CostItem[];
}

export interface Standing {
  readonly things: readonly StandingThing[];
  /** What could not be read and why, each a sentence. */
  readonly gaps: readonly string[];
}

type Tagged = Pick<StandingThing, 'kind' | 'name' | 'arn' | 'labId' | 'owner'>;

/** Roles and dashboards are not among it: they are the account's (see `findTraces`). */
export async function readStanding(lab: Lab): Promise<Standing> {
  const gaps: string[] = [];
  const tell = (failure: string | undefined, gap: string): void => {
    if (failure !== undefined) gaps.push(`${gap} ${failure}`);
  };
  const search = await attempt(lab, 'the tag search', () => taggedOfAnyLab(lab));
  tell(search.failure, 'The tags were not searched.');
  const byKind = kindsOf(search.result ?? []);
  const confirmed = await Promise.all(
    [...byKind].map(async ([kind, tagged]) => {
      const what = LISTINGS[kind]?.what ?? `what ${kind} there is`;
      const { result, failure } = await attempt(lab, what, () => confirm(lab, kind, tagged));
      const unpriced = PAID_KINDS.has(kind) ? ', and what they cost is in no sum' : '';
      tell(failure, `Of ${kind}, some may be gone already${unpriced}.`);
      return result ?? tagged;
    }),
  );
  const things = confirmed.flat();
  const scaling = await attempt(lab, 'the list of scalable targets', () => targetsOf(lab, things));
  tell(scaling.failure, 'Scalable targets were not listed.');
  tell(scaling.result?.unread, 'Whose some scalable targets of tables that are gone are could not be read.');
  return { things: [...things, ...(scaling.result?.things ?? [])], gaps };
}

/** A stage of an API has tags of its own, and is no thing of its own; a dashboard is the account's. */
function kindsOf(found: readonly TaggedThing[]): ReadonlyMap<string, readonly Tagged[]> {
  const kinds = new Map<string, Map<string, Tagged>>();
  for (const thing of found) {
    const { kind, name } = resourceByTags(thing);
    if (kind === DASHBOARD_KIND) continue;
    const things = kinds.get(kind) ?? new Map<string, Tagged>();
    if (!things.has(name)) things.set(name, { kind, name, arn: thing.arn, ...ownershipOf(thing.tags) });
    kinds.set(kind, things);
  }
  return new Map([...kinds].map(([kind, things]) => [kind, [...things.values()]]));
}

/** Whose a thing with these tags is. */
export function ownershipOf(
  tags: Readonly<Record<string, string | undefined>>,
): Pick<StandingThing, 'labId' | 'owner'> {
  const { [LAB_TAG]: labId, [OWNER_TAG]: owner } = tags;
  return { ...(labId === undefined ? {} : { labId }), ...(owner === undefined ? {} : { owner }) };
}

/** Those that exist; of a kind that nobody here knows, all. */
async function confirm(lab: Lab, kind: string, tagged: readonly Tagged[]): Promise<StandingThing[]> {
  const listing = LISTINGS[kind];
  if (listing !== undefined) {
    const listed = await listAll(lab, listing);
    return tagged.flatMap((thing) => {
      const { name, createdAt } = listed.get(thing.name) ?? {};
      if (name === undefined) return [];
      return [{ ...thing, name, ...(createdAt === undefined ? {} : { createdAt }) }];
    });
  }
  const looks = tagged.map((thing): Promise<StandingThing | undefined> => {
    if (kind === TABLE_KIND) return confirmTable(lab, thing);
    return kind === ALARM_KIND ? confirmAlarm(lab, thing) : Promise.resolve(thing);
  });
  return (await Promise.all(looks)).flatMap((thing) => thing ?? []);
}

async function confirmTable(lab: Lab, thing: Tagged): Promise<StandingThing | undefined> {
  const table = await describeTable(lab, thing.name);
  if (table === undefined) return undefined;
  const createdAt = table.CreationDateTime?.getTime();
  return { ...thing, ...(createdAt === undefined ? {} : { createdAt }), perHour: tableCost(table) };
}

async function confirmAlarm(lab: Lab, thing: Tagged): Promise<StandingThing | undefined> {
  return (await describeAlarm(lab, thing.name)) === undefined
    ? undefined
    : { ...thing, perHour: [alarmCost(1)] };
}

interface FoundTargets {
  readonly things: readonly StandingThing[];
  /** Why the tags of some could not be read. */
  readonly unread?: string;
}

/** The targets of these tables, which are whose the table is, and those of tables that are gone, by their tags. */
async function targetsOf(lab: Lab, things: readonly StandingThing[]): Promise<FoundTargets> {
  const targets = await allTargets(lab);
  const tables = new Map(
    things.filter(({ kind }) => kind === TABLE_KIND).map((table) => [table.name, table]),
  );
  const ofTables = targets.flatMap((target) => {
    const table = tables.get(target.scaled.tableName);
    if (table === undefined) return [];
    const { labId, owner } = table;
    return [{ ...asThing(target), ...ownershipOf({ [LAB_TAG]: labId, [OWNER_TAG]: owner }) }];
  });
  if (ofTables.length === targets.length) return { things: ofTables };
  const lost: StandingThing[] = [];
  let unread: string | undefined;
  for (const target of lostTargets(targets, await allTables(lab))) {
    const thing = asThing(target);
    const { arn } = target;
    const { result, failure } = await attempt(lab, `the tags of ${thing.name}`, async () =>
      arn === undefined ? 'unreadable' : tagsOfTarget(lab, arn),
    );
    unread ??= failure;
    const ownership = typeof result === 'object' ? ownershipOf(result) : {};
    // Of a table that is gone, and without a tag of ours: somebody else's.
    if (ownership.labId !== undefined || ownership.owner !== undefined) lost.push({ ...thing, ...ownership });
  }
  return { things: [...ofTables, ...lost], ...(unread === undefined ? {} : { unread }) };
}

function asThing({ scaled, arn, createdAt }: Target): StandingThing {
  const name = scalableTargetName(scaled);
  return {
    kind: SCALABLE_TARGET_KIND,
    name,
    ...(arn === undefined ? {} : { arn }),
    ...(createdAt === undefined ? {} : { createdAt }),
    perHour: [scalingCost(name)],
  };
}
