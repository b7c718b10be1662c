/** Whether the names that the lab is going to use are free, or its own. */
import type { Finding } from '../lab/finding.js';
import type { Lab } from '../lab/lab.js';
import { describe, type Surveyed, survey, type Unseen } from '../lab/survey.js';
import type { Problem } from '../problem.js';
import { STEPS } from '../steps/index.js';
import { listed } from './lab-findings.js';
import { PATIENCE } from './question.js';

/** Asks for every resource of every step by its name. @throws what makes every question fail. */
export async function* examineNames({ lab }: { readonly lab: Lab }): AsyncGenerator<Finding> {
  const { surveyed } = await survey(lab, STEPS, { patience: PATIENCE });
  const foreign = surveyed.flatMap(({ resource, found }) =>
    found.state === 'foreign' ? [{ ...describe(resource, found), because: found.because }] : [],
  );
  yield* foreign.map(
    ({ kind, name, because }): Finding => ({
      id: `name/${kind}/${name}`,
      area: 'names',
      claim: `The name ${name} is free for this lab`,
      state: 'blocker',
      found: `there is a ${kind} of that name, and ${because}`,
      next: `Choose names of your own, for example --prefix ada-, or remove it if it is yours.`,
    }),
  );
  yield* unseenFindings(surveyed);
  const ours = surveyed.filter(({ found }) => found.state === 'ours');
  if (ours.length > 0) yield standing(lab, ours);
  else if (foreign.length === 0) yield free(lab, surveyed);
}

function standing(lab: Lab, ours: readonly Surveyed[]): Finding {
  return {
    id: 'names',
    area: 'names',
    claim: 'The names of this lab are free, or its own',
    state: 'note',
    found: `this lab stands here: ${ours.length === 1 ? '1 resource is' : `${ours.length} resources are`} its own`,
    next: `Go on with: ${lab.commandLine('run')}, or remove everything with: ${lab.commandLine('cleanup')}`,
  };
}

function free({ names }: Lab, surveyed: readonly Surveyed[]): Finding {
  const prefix = names.prefix === '' ? 'no prefix' : `the prefix ${names.prefix}`;
  return {
    id: 'names',
    area: 'names',
    claim: 'The names of this lab are free, or its own',
    state: 'ok',
    found:
      surveyed.length === 0
        ? `with ${prefix}, all are free`
        : `with ${prefix}, all that could be asked for are free`,
  };
}

/** One for each reason, however many resources it hides: a permission that is missing hides many. */
function unseenFindings(surveyed: readonly Surveyed[]): Finding[] {
  const reasons = new Map<string, { readonly problem: Problem; readonly names: string[] }>();
  for (const { resource, found } of surveyed) {
    if (found.state !== 'unseen') continue;
    const { problem } = found satisfies Unseen;
    const known = reasons.get(problem.message);
    if (known === undefined) reasons.set(problem.message, { problem, names: [resource.name] });
    else known.names.push(resource.name);
  }
  return [...reasons.values()].map(({ problem, names }, index) => ({
    id: `names-unseen/${index + 1}`,
    area: 'names',
    claim: `It can be asked whether ${listed(names)} ${names.length === 1 ? 'is' : 'are'} free`,
    state: 'unknown',
    found: problem.message,
    next: problem.next,
  }));
}
