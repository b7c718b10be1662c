/** What the suite has counted, as a table. */
import type { Tally } from './every-call.js';
import { STAGES } from './stages.js';

const COLUMNS = ['stage', 'way', 'calls', 'done', 'told', 'converged', 'emptied'] as const;

/** A row for each stage and way that met any call, in the order of the lab, and one for all of them. */
export function tableOf(tallies: readonly Tally[]): string {
  const sorted = tallies.toSorted((one, other) => {
    return positionOf(one) - positionOf(other) || (one.way < other.way ? -1 : 1);
  });
  const rows = sorted.flatMap((tally) =>
    tally.calls === 0 ? [] : [[tally.stage, tally.way, ...countsOf([tally])]],
  );
  // Several calls went wrong in each run of the soak: they do not add up with the others.
  const single = tallies.filter(({ stage }) => stage !== 'run');
  const lines = [COLUMNS, ...rows, ['all', 'of a single call', ...countsOf(single)]];
  return lines.map((cells) => line(cells)).join('\n');
}

/** Runs of a stage under the learner's policy, less one action each. */
export interface WithoutActions {
  readonly tried: number;
  /** Runs after which the learner did not know which action was missing. */
  readonly wrong: number;
}

export function lineOf(counts: readonly WithoutActions[]): string {
  const tried = counts.reduce((sum, each) => sum + each.tried, 0);
  const wrong = counts.reduce((sum, each) => sum + each.wrong, 0);
  return `${tried} runs, each without one action of the learner's policy: ${tried - wrong} told which one`;
}

function positionOf({ stage }: Tally): number {
  return stage === 'run' ? STAGES.length : STAGES.indexOf(stage);
}

function countsOf(tallies: readonly Tally[]): string[] {
  const sum = (count: (tally: Tally) => number): string =>
    String(tallies.reduce((total, tally) => total + count(tally), 0));
  return [
    sum(({ calls }) => calls),
    sum(({ survived }) => survived),
    sum(({ told }) => told.length),
    sum(({ converged }) => converged),
    sum(({ emptied }) => emptied),
  ];
}

function line([stage = '', way = '', ...counts]: readonly string[]): string {
  return [stage.padEnd(14), way.padEnd(26), ...counts.map((count) => count.padStart(10))].join('').trimEnd();
}
