/**
 * Labs that still stand, anywhere: where the records in the state folder lead, and in every region of this account that
 * roles and dashboards tell of. Each is asked for by tag and by name, as cleanup does.
 */
import type { Finding } from '../lab/finding.js';
import type { Lab } from '../lab/lab.js';
import { DEFAULT_LAB_ID, prefixOf } from '../lab/names.js';
import { LAB_TAG, OWNER_TAG } from '../lab/ownership.js';
import { isOfSamePlace, type LabRecord, readLabRecords } from '../lab/record.js';
import { survey } from '../lab/survey.js';
import { attempt } from '../resources/attempt.js';
import { findTraces, type Trace, tagsOfTrace } from '../resources/lab-traces.js';
import { labsByTags, sweepByTags } from '../resources/sweep.js';
import { taggedOfAnyLab } from '../resources/tag-search.js';
import { STEPS } from '../steps/index.js';
import type { Examination, Examine } from './examination.js';
import {
  damagedRecord,
  damagedTags,
  foreignLabs,
  incompleteSearch,
  noLabs,
  recordedElsewhere,
  standingLab,
} from './lab-findings.js';
import { closedRegion } from './other-region.js';

/** Milliseconds to go on asking for one thing while AWS is busy or out of order. */
const PATIENCE = 60_000;

export const examineLabs: Examine = async function* (examination) {
  const { lab, stateFolder } = examination;
  const { records, problems } = readLabRecords(stateFolder);
  for (const problem of problems) yield damagedRecord(problem);
  const { traces, gaps } = await findTraces(lab);
  const here = records.filter((record) => isOfSamePlace(record, inRegion(lab, record.region)));
  const regions = [
    ...new Set([lab.target.region, ...[...here, ...traces].map(({ region }) => region)]),
  ].sort();
  const missed: string[] = [...gaps];
  let standing = 0;
  for (const region of regions) {
    const clues = {
      records: here.filter((record) => record.region === region),
      traces: traces.filter((trace) => trace.region === region),
    };
    const found = await searchOpenRegion(examination, region, clues);
    missed.push(...found.gaps);
    standing += found.findings.length;
    yield* found.findings;
    if (found.others.size > 0) yield foreignLabs(region, found.others);
  }
  for (const record of records) {
    if (!here.includes(record)) yield recordedElsewhere(record, lab);
  }
  if (missed.length > 0) yield incompleteSearch(missed);
  else if (standing === 0) yield noLabs(regions);
};

/** The lab's place, but for the region. */
function inRegion(lab: Lab, region: string): Lab {
  return { ...lab, target: { ...lab.target, region } };
}

interface Clues {
  readonly records: readonly LabRecord[];
  readonly traces: readonly Trace[];
}

interface RegionFindings {
  /** One for each lab of ours that stands, or has a record. */
  readonly findings: readonly Finding[];
  /** Labs of others that the tags tell of: their ids, with their owners. */
  readonly others: ReadonlyMap<string, ReadonlySet<string>>;
  readonly gaps: readonly string[];
}

/** Nobody may keep us from our own labs by a role that is named for a region which we cannot enter. */
async function searchOpenRegion(
  examination: Examination,
  region: string,
  clues: Clues,
): Promise<RegionFindings> {
  try {
    return await searchRegion(examination, region, clues);
  } catch (error) {
    const closed = closedRegion(error, region, examination.lab);
    if (closed === undefined) throw error;
    return { findings: [], others: new Map(), gaps: [closed] };
  }
}

async function searchRegion(
  examination: Examination,
  region: string,
  { records, traces }: Clues,
): Promise<RegionFindings> {
  const visitor = examination.elsewhere({ region, prefix: '' });
  try {
    const tagged = await labsByTags(visitor);
    const others = await labsOfOthers(visitor);
    const byTag = [...tagged.labIds].filter((labId) => prefixOf(labId) !== undefined);
    const byRecord = records.map(({ prefix }) => prefix || DEFAULT_LAB_ID);
    const known = new Set([...byTag, ...byRecord]);
    const untold = traces.filter(({ prefix }) => {
      const labId = prefix || DEFAULT_LAB_ID;
      return !known.has(labId) && !others.has(labId);
    });
    const byTrace = await ownersOfTraces(visitor, untold);
    for (const [labId, owners] of byTrace.others) others.set(labId, owners);
    const labIds = [...new Set([...known, ...byTrace.ours])].sort();
    const findings: Finding[] = [];
    for (const labId of labIds) {
      const record = records.find(({ prefix }) => (prefix || DEFAULT_LAB_ID) === labId);
      const finding = await lookAtLab(examination, region, labId, record);
      if (finding !== undefined) findings.push(finding);
    }
    const impossible = [...tagged.labIds].filter((labId) => prefixOf(labId) === undefined);
    if (impossible.length > 0) findings.push(damagedTags(region, impossible));
    return {
      findings,
      others,
      gaps: tagged.incomplete === undefined ? [] : [`${region}: ${tagged.incomplete}`],
    };
  } finally {
    visitor.close();
  }
}

/** Undefined where nothing of it exists and nothing says that it should. */
async function lookAtLab(
  { elsewhere }: Examination,
  region: string,
  labId: string,
  record: LabRecord | undefined,
): Promise<Finding | undefined> {
  const lab = elsewhere({ region, prefix: prefixOf(labId) ?? '' });
  try {
    const { surveyed } = await survey(lab, STEPS, { sweep: sweepByTags, patience: PATIENCE });
    return standingLab(lab, surveyed, record);
  } finally {
    lab.close();
  }
}

/** Where the search is refused, others cannot be told of; that was said of our own labs already. */
async function labsOfOthers(visitor: Lab): Promise<Map<string, Set<string>>> {
  const { result = [] } = await attempt(visitor, 'the tag search', () => taggedOfAnyLab(visitor));
  const others = new Map<string, Set<string>>();
  for (const { tags } of result) {
    const labId = tags[LAB_TAG];
    const owner = tags[OWNER_TAG];
    if (labId === undefined || owner === undefined || owner === visitor.ownership.owner) continue;
    const owners = others.get(labId) ?? new Set();
    others.set(labId, owners.add(owner));
  }
  return others;
}

interface Owned {
  /** Ids of labs. */
  readonly ours: readonly string[];
  readonly others: ReadonlyMap<string, Set<string>>;
}

/** Whose the labs are that only a role or a dashboard tells of. */
async function ownersOfTraces(visitor: Lab, traces: readonly Trace[]): Promise<Owned> {
  const ours: string[] = [];
  const others = new Map<string, Set<string>>();
  for (const trace of traces) {
    const what = `the tags of ${trace.name}`;
    const { result } = await attempt(visitor, what, async () => ({
      tags: await tagsOfTrace(visitor, trace),
    }));
    const labId = trace.prefix || DEFAULT_LAB_ID;
    const owner = result?.tags?.[OWNER_TAG];
    if (owner === undefined || result?.tags?.[LAB_TAG] !== labId) continue;
    if (owner === visitor.ownership.owner) ours.push(labId);
    else others.set(labId, new Set([owner]));
  }
  return { ours, others };
}
