/** What `status` tells, read from AWS. */
import { pricesInWords } from '../aws/prices.js';
import { costSoFar } from './cost.js';
import type { Check, Remaining } from './events.js';
import type { Lab } from './lab.js';
import { requirementsOf } from './selection.js';
import type { StepEntry, StepId } from './step.js';
import { describe, findExisting } from './survey.js';
import type { Sweep } from './sweep.js';

/** `partial`: some checks hold and some do not. `settling`: the rest holds, and AWS is still working. */
export type StepStatus = 'todo' | 'done' | 'partial' | 'settling';

/** Contract: what `status --json` prints. */
export interface Status {
  readonly v: 1;
  readonly target: 'sandbox' | 'aws';
  readonly endpoint?: string;
  readonly region: string;
  readonly account: string;
  readonly prefix: string;
  readonly steps: readonly {
    readonly id: StepId;
    readonly state: StepStatus;
    readonly checks: readonly Check[];
  }[];
  readonly remaining: readonly Remaining[];
  /** Why there may be more, as a sentence. */
  readonly incomplete?: string;
  /** What that costs on AWS, or would, before any free tier. */
  readonly cost: StatusCost;
}

export interface StatusCost {
  /** US dollars for every hour, */
  readonly perHour: number;
  /** and until now, about: see `costSoFar`. */
  readonly soFar: number;
  /** Where the prices come from: "prices of us-east-1, 2026-06-13, before any free tier". */
  readonly prices: string;
}

/**
 * Reads every step's checks. Changes nothing.
 * @param proven steps that were proven since the last cleanup (see `provenSteps`): a step that builds nothing
 * leaves nothing to look at, so it is done when it was proven and what it rests on still stands.
 * @param sweep finds by tag what has none of the lab's names. Absent: only names are looked for.
 * @param startedAt when the lab was begun, as its record says, in milliseconds since the epoch.
 */
export async function readStatus(
  lab: Lab,
  entries: readonly StepEntry[],
  proven: ReadonlySet<StepId>,
  sweep?: Sweep,
  startedAt?: number,
): Promise<Status> {
  const { kind, endpoint, region, account } = lab.target;
  const steps: { id: StepId; state: StepStatus; checks: Check[] }[] = [];
  for (const entry of entries) {
    const step = await entry.load();
    const checks: Check[] = [];
    for await (const check of step.inspect?.(lab) ?? []) checks.push(check);
    const stands = requirementsOf(entries, entry.id).every((required) =>
      steps.some(({ id, state }) => id === required.id && state === 'done'),
    );
    const state = step.inspect === undefined ? stateByProof(proven.has(entry.id) && stands) : stateOf(checks);
    steps.push({ id: entry.id, state, checks });
  }
  const { existing, ...gaps } = await findExisting(lab, entries, sweep);
  const { perHour, soFar } = costSoFar(
    existing.map(({ found }) => found),
    lab.clock.now(),
    startedAt,
  );
  return {
    v: 1,
    target: kind,
    ...(endpoint === undefined ? {} : { endpoint }),
    region,
    account,
    prefix: lab.names.prefix,
    steps,
    remaining: existing.map(({ resource, found }) => describe(resource, found)),
    ...gaps,
    cost: { perHour, soFar, prices: pricesInWords(region) },
  };
}

function stateByProof(stillProven: boolean): StepStatus {
  return stillProven ? 'done' : 'todo';
}

/** The state that a step's checks add up to. */
export function stateOf(checks: readonly Check[]): StepStatus {
  const failed = checks.filter(({ ok, pending }) => !ok && !pending).length;
  const pending = checks.filter(({ ok, pending }) => !ok && pending).length;
  if (failed === 0) return pending === 0 ? 'done' : 'settling';
  return failed === checks.length ? 'todo' : 'partial';
}
