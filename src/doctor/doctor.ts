/** The examination as a whole: every area at the same time, told in their order. */
import { isHopeless } from '../aws/errors.js';
import { toProblem } from '../aws/explain.js';
import { FINDING_AREAS, type Finding, type FindingArea } from '../lab/finding.js';
import type { Lab, Target } from '../lab/lab.js';
import { Problem } from '../problem.js';
import { type AccessFacts, examineAccess, noAccess } from './access.js';
import type { Examination } from './examination.js';
import { examineLabs } from './labs.js';
import { clockFinding, examineMachine, type Machine } from './machine.js';
import { examineNames } from './names.js';
import { examinePermissions } from './permissions.js';
import { examineQuotas } from './quotas.js';
import { recordedLabs } from './recorded-labs.js';

export interface AreaFindings {
  readonly area: FindingArea;
  readonly findings: readonly Finding[];
}

/** What the examination of an area came to. */
interface Outcome {
  readonly findings: readonly Finding[];
  /** What has ended it before its time; hopeless: it would end every other question, too. */
  readonly end?: { readonly problem: Problem; readonly hopeless: boolean };
}

/**
 * Examines all areas. Where credentials are refused on the way, or nobody answers any more, that is one blocker, and
 * the areas that it has cut short say so.
 * @throws after an interruption, and for a bug of ours.
 */
export async function* examineAll(
  examination: Omit<Examination, 'stateFolder'>,
  machine: Machine,
  facts: AccessFacts,
): AsyncGenerator<AreaFindings> {
  const { lab } = examination;
  const areas: Readonly<Record<FindingArea, () => AsyncIterable<Finding>>> = {
    machine: async function* () {
      yield* examineMachine(machine, lab.target);
      if (lab.target.kind === 'aws') yield clockFinding(lab.clockSkew);
    },
    access: () => examineAccess(examination, facts),
    permissions: () => examinePermissions(examination),
    quotas: () => examineQuotas(examination),
    names: () => examineNames(examination),
    labs: async function* () {
      const { stateFolder } = machine;
      if (stateFolder instanceof Problem) yield notExamined('labs', stateFolder.message);
      else yield* examineLabs({ ...examination, stateFolder });
    },
  };
  const outcomes = FINDING_AREAS.map(async (area) => ({ area, ...(await collect(lab, areas[area])) }));
  // They are awaited one after the other: what fails meanwhile is heard of when its turn comes.
  for (const outcome of outcomes) outcome.catch(() => {});
  let isTold = false;
  for await (const { area, findings, end } of outcomes) {
    if (end === undefined) {
      yield { area, findings };
      continue;
    }
    const isNews = end.hopeless && !isTold;
    yield { area, findings: [...findings, isNews ? broken(area, end.problem) : cutShort(area, end.problem)] };
    isTold ||= end.hopeless;
  }
}

/** What can be examined where nobody was reached, or nobody let us in: this machine, and its records. */
export function* examineUnreached(
  machine: Machine,
  target: Pick<Target, 'kind' | 'endpoint'>,
  problem: Problem,
): Generator<AreaFindings> {
  yield { area: 'machine', findings: examineMachine(machine, target) };
  const { stateFolder } = machine;
  // The sandbox lives in that folder, and has said what the machine has.
  const isTold = stateFolder instanceof Problem && stateFolder.message === problem.message;
  yield { area: 'access', findings: isTold ? [notExamined('access', problem.message)] : [noAccess(problem)] };
  for (const area of ['permissions', 'quotas', 'names'] as const) {
    yield { area, findings: [notExamined(area, 'nobody could be asked')] };
  }
  yield { area: 'labs', findings: stateFolder instanceof Problem ? [] : recordedLabs(stateFolder) };
}

/** What an area is about, where nothing in particular was looked at. */
const CLAIMS: Readonly<Record<FindingArea, string>> = {
  machine: 'This machine fits',
  access: 'AWS is reached, and lets us in',
  permissions: 'The lab may do what it needs',
  quotas: 'The account has room for the lab',
  names: 'The names of this lab are free, or its own',
  labs: 'No lab of yours is left standing',
};

/** What stands for areas that cannot be looked at where nobody lets us in. */
function notExamined(area: FindingArea, found: string): Finding {
  return { id: `${area}-not-examined`, area, claim: CLAIMS[area], state: 'unknown', found };
}

function broken(area: FindingArea, { message, because, next }: Problem): Finding {
  const found = [message, because].filter(Boolean).join(' ');
  return { id: 'access-lost', area, claim: 'AWS answers to the end', state: 'blocker', found, next };
}

function cutShort(area: FindingArea, { message, next }: Problem): Finding {
  return { ...notExamined(area, `not to the end: ${message}`), next };
}

async function collect(lab: Lab, examine: () => AsyncIterable<Finding>): Promise<Outcome> {
  const findings: Finding[] = [];
  try {
    for await (const finding of examine()) findings.push(finding);
    return { findings };
  } catch (error) {
    const problem = toProblem(error, lab);
    if (lab.signal.aborted || problem === undefined) throw error;
    return { findings, end: { problem, hopeless: isHopeless(error) || isHopeless(problem.cause) } };
  }
}
