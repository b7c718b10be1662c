/** Labs that stand, or may, as findings of `doctor`. Pure: words for what was read. */
import { costSoFar } from '../lab/cost.js';
import { dollars } from '../lab/dollars.js';
import { duration } from '../lab/duration.js';
import type { Finding } from '../lab/finding.js';
import type { Lab } from '../lab/lab.js';
import { DEFAULT_LAB_ID } from '../lab/names.js';
import { shortOwner } from '../lab/ownership.js';
import { FORGOTTEN_AFTER, type LabRecord, recordedCommand } from '../lab/record.js';
import { kindsInWords, type Ours } from '../lab/resource.js';
import type { Surveyed } from '../lab/survey.js';
import type { Problem } from '../problem.js';
import { TABLE_KIND } from '../resources/table.js';
import { perHour } from '../steps/costs.js';
import { STEPS } from '../steps/index.js';

/** Milliseconds of an hour. */
const HOUR = 3_600_000;
/** Things that a sentence names before it only counts them. */
const MOST_NAMED = 4;

/**
 * A lab of ours that was looked for.
 * @returns undefined where nothing of it exists and no record says that it should.
 */
export function standingLab(
  lab: Lab,
  surveyed: readonly Surveyed[],
  record: LabRecord | undefined,
): Finding | undefined {
  const { region } = lab.target;
  const { prefix, labId } = lab.names;
  const about = { id: `lab/${region}/${labId}`, area: 'labs' } as const;
  const title = labTitle(prefix);
  const next = `Remove it with: ${lab.commandLine('cleanup')}`;
  const ours = surveyed.flatMap(({ resource, found }) =>
    found.state === 'ours' ? [{ resource, found }] : [],
  );
  const unseen = surveyed.filter(({ found }) => found.state === 'unseen').length;
  // A table that may not be looked at is not gone.
  const mayHaveTable = surveyed.some(
    ({ resource, found }) => resource.kind === TABLE_KIND && found.state !== 'foreign',
  );
  const untold = unseen === 0 ? '' : `; ${unseen} more could not be looked at`;
  if (ours.length === 0 && unseen > 0) {
    const found = `nothing was found, but ${counted(unseen, 'thing')} could not be looked at`;
    return {
      ...about,
      claim: `What stands of ${theLab(prefix)} in ${region} is known`,
      state: 'unknown',
      found,
    };
  }
  if (ours.length === 0) {
    if (record === undefined) return undefined;
    const found = `nothing of it exists any more; only its record of ${record.startedAt} is left here`;
    return { ...about, claim: `${title} in ${region} is gone`, state: 'note', found, next };
  }
  const startedAt = record === undefined ? undefined : Date.parse(record.startedAt) + lab.clockSkew;
  const things = ours.map(({ found }) => found);
  const age = ageOf(things, lab.clock.now(), startedAt);
  const kinds = kindsInWords(ours.map(({ resource }) => resource.kind));
  const old = age === undefined ? '' : `, the oldest ${duration(age)} old`;
  const what = `${counted(ours.length, 'resource')} (${kinds}${untold})${old}`;
  const found = `${what}; ${costInWords(lab, things, startedAt)}`;
  if (!mayHaveTable) {
    const claim = `Nothing is left over of ${theLab(prefix)} in ${region}`;
    return {
      ...about,
      claim,
      state: 'warning',
      found: `its table is gone, but there is more: ${found}`,
      next,
    };
  }
  const isForgotten = lab.target.kind === 'aws' && (age ?? 0) >= FORGOTTEN_AFTER;
  const claim = `${title} in ${region} is not forgotten`;
  return { ...about, claim, state: isForgotten ? 'warning' : 'note', found, next };
}

/** Milliseconds since the oldest of them was made, else since the lab was begun. */
function ageOf(things: readonly Ours[], now: number, startedAt: number | undefined): number | undefined {
  const told = things.flatMap(({ createdAt }) => createdAt ?? []);
  const since = told.length === 0 ? startedAt : Math.min(...told);
  return since === undefined ? undefined : Math.max(0, now - since);
}

function costInWords(lab: Lab, things: readonly Ours[], startedAt: number | undefined): string {
  if (lab.target.kind === 'sandbox') return 'in the sandbox, where nothing is paid';
  const { perHour, soFar } = costSoFar(things, lab.clock.now(), startedAt);
  return perHour === 0
    ? 'it costs nothing while nobody uses it'
    : `about ${dollars(soFar)} so far, ${dollars(perHour * 24)} a day`;
}

/** A lab that these credentials, this region or this endpoint do not lead to. */
export function recordedElsewhere(record: LabRecord, lab: Lab): Finding {
  const { target, account, region, prefix, owner, endpoint, startedAt } = record;
  const age = Math.max(0, Date.now() - Date.parse(startedAt));
  const place = target === 'sandbox' ? 'the sandbox' : `account ${account}, ${endpoint ?? 'AWS'}`;
  const about = {
    id: `lab/${target}/${account}/${region}/${prefix || DEFAULT_LAB_ID}`,
    area: 'labs',
    claim: `${labTitle(prefix)} in ${region} of ${place} is not forgotten`,
  } as const;
  const begun = `it was begun ${duration(age)} ago, and cannot be looked at from here: ${whyNot(record, lab)}`;
  const next = `See what stands with: ${recordedCommand('status', record)}\nRemove it with: ${recordedCommand('cleanup', record)}`;
  if (target === 'sandbox' || endpoint !== undefined) return { ...about, state: 'note', found: begun, next };
  const most = dollars((perHour(STEPS) * age) / HOUR);
  const found = `${begun}. If all of it stands, it has cost about ${most}`;
  const profile =
    record.profile === undefined ? `\nIt was run by ${owner}: add the --profile of that identity.` : '';
  const state = age >= FORGOTTEN_AFTER ? 'warning' : 'note';
  return { ...about, state, found, next: next + profile };
}

function whyNot({ target, account, owner, endpoint }: LabRecord, lab: Lab): string {
  if (target !== lab.target.kind) {
    return target === 'aws' ? 'this is the sandbox' : 'this is AWS';
  }
  if (account !== lab.target.account) return `these credentials are of account ${lab.target.account}`;
  if (endpoint !== lab.target.endpoint) return `this is ${lab.target.endpoint ?? "AWS's own endpoint"}`;
  return `it is ${owner}'s, and you are ${lab.ownership.owner}`;
}

export function damagedRecord({ message, because, next }: Problem): Finding {
  const found = [message, because].filter((part) => part !== undefined).join(' ');
  const claim = 'The records of labs can be read';
  const remedy = `${next}\nThe lab itself is found by its tags: orders-lab doctor, in its region.`;
  return { id: 'lab-record', area: 'labs', claim, state: 'warning', found, next: remedy };
}

/** Things of ours whose tag names a lab that cannot be. */
export function damagedTags(region: string, labIds: readonly string[]): Finding {
  return {
    id: `lab-tags/${region}`,
    area: 'labs',
    claim: `The tags in ${region} name labs that can be`,
    state: 'warning',
    found: `${listed(labIds.map((labId) => JSON.stringify(labId)))}: somebody has changed the tag`,
    next: `List what carries it: aws resourcegroupstaggingapi get-resources --region ${region} --tag-filters Key=orders-lab\nThen set the tag back, or remove what has it by hand.`,
  };
}

export function foreignLabs(region: string, others: ReadonlyMap<string, ReadonlySet<string>>): Finding {
  const labs = [...others].flatMap(([labId, owners]) =>
    [...owners].map((owner) => `${labId} of ${shortOwner(owner)}`),
  );
  return {
    id: `labs-of-others/${region}`,
    area: 'labs',
    claim: `Labs of others in ${region} are left alone`,
    state: 'note',
    found: listed(labs),
  };
}

/** @param gaps what could not be listed and why, each a sentence. */
export function incompleteSearch(gaps: readonly string[]): Finding {
  return {
    id: 'labs-searched',
    area: 'labs',
    claim: 'Labs were searched for everywhere',
    state: 'unknown',
    found: gaps.join(' '),
    next: 'The lab works without. Look into other regions with --region, or ask whoever manages the account to allow what is missing.',
  };
}

export function noLabs(regions: readonly string[]): Finding {
  const found = `none in ${regions.join(', ')}, by records, names and tags; of other regions, roles and dashboards tell nothing`;
  return { id: 'labs', area: 'labs', claim: 'No lab of yours is left standing', state: 'ok', found };
}

function theLab(prefix: string): string {
  return prefix === '' ? 'the lab without a prefix' : `the lab ${prefix}`;
}

/** At the beginning of a sentence. */
function labTitle(prefix: string): string {
  return theLab(prefix).replace(/^t/, 'T');
}

/** `a, b, c, d and 14 more` */
export function listed(names: readonly string[]): string {
  const more = names.length - MOST_NAMED;
  return more > 0 ? `${names.slice(0, MOST_NAMED).join(', ')} and ${more} more` : names.join(', ');
}

function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}
