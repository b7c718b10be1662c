/**
 * Runs steps: settles what each one requires, asks, builds, reads every check, demonstrates. Says everything
 * as events and prints nothing.
 */
import { toProblem } from '../aws/explain.js';
import type { Problem } from '../problem.js';
import type { StepState } from './events.js';
import { parseInput, type StepInputs } from './input.js';
import type { Lab } from './lab.js';
import { firstReady, tellOrder } from './order.js';
import { requireSteps } from './requirements.js';
import { requirementsOf } from './selection.js';
import { isSettled, type Pending, settle } from './settle.js';
import type { AnyStep, StepEntry, StepId, StepInput } from './step.js';

/** A step that is about to run. */
export interface Upcoming {
  readonly entry: StepEntry;
  readonly step: AnyStep;
  readonly input: StepInput;
  /** 1 for the first of `count`. */
  readonly position: number;
  readonly count: number;
}

/** What the learner decides about it. `run` with an input replaces the one that was given. */
export type Decision = 'run' | 'skip' | 'quit' | { readonly run: StepInput };

export interface RunOptions {
  readonly lab: Lab;
  /** The whole table of contents: requirements may lie outside the selection. */
  readonly entries: readonly StepEntry[];
  /** What to run, in order: see `selectSteps`. */
  readonly selection: readonly StepEntry[];
  readonly inputs?: StepInputs;
  /** Absent: every step runs. */
  ask?(upcoming: Upcoming): Promise<Decision>;
}

export interface StepResult {
  readonly id: StepId;
  readonly state: Exclude<StepState, 'started'>;
}

export interface RunOutcome {
  /**
   * `done`: every selected step is done or was skipped. `quit`: the learner stopped between two steps.
   * `failed`: a call or a check failed; where it was a call, `problem` says which (its event has been
   * emitted). `interrupted`: the lab's signal was aborted.
   */
  readonly result: 'done' | 'failed' | 'quit' | 'interrupted';
  readonly steps: readonly StepResult[];
  readonly problem?: Problem;
}

/**
 * Runs the selection in order and stops at the first failure. Safe to repeat: every step converges.
 * @throws {Problem} (usage) before anything is done, when an input is refused; and whatever is no AWS error
 * and no Problem, since that is a bug of ours (its step is reported as failed first).
 */
export async function runSteps(options: RunOptions): Promise<RunOutcome> {
  const run = new Run(options);
  return run.all();
}

class Run {
  readonly #options: RunOptions;
  readonly #states = new Map<StepId, StepResult['state']>();
  readonly #pending = new Map<StepId, Pending>();

  constructor(options: RunOptions) {
    this.#options = options;
  }

  async all(): Promise<RunOutcome> {
    const { selection, inputs = {}, lab } = this.#options;
    const upcoming: Upcoming[] = [];
    for (const [index, entry] of selection.entries()) {
      const step = await entry.load();
      const input = parseInput(entry.id, step, inputs[entry.id]);
      upcoming.push({ entry, step, input, position: index + 1, count: selection.length });
    }
    while (upcoming.length > 0) {
      const next = await this.#takeFrom(upcoming);
      if ('result' in next) return next;
      const decision = await this.#decide(next);
      if (lab.signal.aborted) return this.#outcome('interrupted');
      if (decision === 'quit') return this.#outcome('quit');
      if (decision === 'skip') {
        this.#say(next.entry.id, 'skipped', 0);
        continue;
      }
      const input = decision === 'run' ? next.input : parseInput(next.entry.id, next.step, decision.run);
      const stopped = await this.#runOne({ ...next, input });
      if (stopped !== undefined) return stopped;
    }
    return (await this.#settleAll()) ?? this.#outcome('done');
  }

  /**
   * The next step, taken from those that are to come. On AWS, where waiting takes real time, one that needs what is
   * still settling lets the first one go before it that does not.
   */
  async #takeFrom(upcoming: Upcoming[]): Promise<Upcoming | RunOutcome> {
    const { entries, lab } = this.#options;
    const [first] = upcoming;
    if (first === undefined) throw new Error('there is a step to come');
    if (lab.target.kind === 'aws') {
      for (const pending of this.#awaitedBy(first)) {
        const stopped = await this.#proveIfSettled(pending);
        if (stopped !== undefined) return stopped;
      }
    }
    const [awaited] = this.#awaitedBy(first);
    const others = lab.target.kind === 'sandbox' || awaited === undefined ? [] : upcoming;
    const ready = firstReady(others, entries, this.#pending) ?? first;
    if (awaited !== undefined && ready !== first) tellOrder(lab, first.entry.id, awaited, ready.entry.id);
    upcoming.splice(upcoming.indexOf(ready), 1);
    return ready;
  }

  /** What is settling and the step rests on. */
  #awaitedBy({ entry }: Upcoming): Pending[] {
    return requirementsOf(this.#options.entries, entry.id).flatMap(({ id }) => this.#pending.get(id) ?? []);
  }

  async #proveIfSettled(pending: Pending): Promise<RunOutcome | undefined> {
    const { entry, step, input } = pending;
    const { lab } = this.#options;
    return this.#attempt(entry.id, (elapsed) =>
      lab.within(entry.id, async () => {
        if (!(await isSettled(lab, pending))) return undefined;
        this.#pending.delete(entry.id);
        return this.#prove(entry.id, step, input, elapsed);
      }),
    );
  }

  async #decide(upcoming: Upcoming): Promise<Decision> {
    const { ask, lab } = this.#options;
    if (ask === undefined || lab.signal.aborted) return 'run';
    return ask(upcoming);
  }

  /** Settles and checks what the step requires, then runs it. Returns an outcome only where the run ends here. */
  async #runOne(upcoming: Upcoming): Promise<RunOutcome | undefined> {
    const { entry, step, input } = upcoming;
    const { entries, lab } = this.#options;
    for (const pending of this.#awaitedBy(upcoming)) {
      const stopped = await this.#settleOne(pending);
      if (stopped !== undefined) return stopped;
    }
    return this.#attempt(entry.id, async (elapsed) => {
      this.#say(entry.id, 'started', 0);
      const proven = [...this.#states].flatMap(([id, state]) => (state === 'done' ? [id] : []));
      return lab.within(entry.id, async () => {
        await requireSteps(lab, entries, entry, new Set(proven));
        const built = (await step.build?.(lab, input)) ?? 'ready';
        if (built === 'ready') return this.#prove(entry.id, step, input, elapsed);
        this.#pending.set(entry.id, { entry, step, input, settling: built, since: lab.clock.now() });
        this.#say(entry.id, 'settling', elapsed());
        return undefined;
      });
    });
  }

  /** Waits until a step's work at AWS is finished, and proves it then. */
  async #settleOne(pending: Pending): Promise<RunOutcome | undefined> {
    const { entry, step, input } = pending;
    return this.#attempt(entry.id, async (elapsed) => {
      const { lab } = this.#options;
      return lab.within(entry.id, async () => {
        await settle(lab, pending);
        this.#pending.delete(entry.id);
        return this.#prove(entry.id, step, input, elapsed);
      });
    });
  }

  async #settleAll(): Promise<RunOutcome | undefined> {
    for (const pending of [...this.#pending.values()]) {
      const stopped = await this.#settleOne(pending);
      if (stopped !== undefined) return stopped;
    }
    return undefined;
  }

  /** Reads every check of a built step; the first part that has a failed one ends the run. */
  async #prove(
    id: StepId,
    step: AnyStep,
    input: StepInput,
    elapsed: () => number,
  ): Promise<RunOutcome | undefined> {
    const { lab } = this.#options;
    const parts = [step.inspect?.(lab), step.demonstrate?.(lab, input)];
    for (const part of parts) {
      let ok = true;
      for await (const said of part ?? []) {
        if ('claim' in said) {
          ok &&= said.ok;
          lab.emit({ event: 'check', step: id, ...said });
        } else {
          lab.emit({ event: 'evidence', step: id, ...said });
        }
      }
      if (!ok) {
        this.#say(id, 'failed', elapsed());
        return this.#outcome('failed');
      }
    }
    this.#say(id, 'done', elapsed());
    return undefined;
  }

  /** Does a step's work; an error ends the run as interrupted, as failed, or as a bug of ours. */
  async #attempt(
    id: StepId,
    work: (elapsed: () => number) => Promise<RunOutcome | undefined>,
  ): Promise<RunOutcome | undefined> {
    const { lab } = this.#options;
    const startedAt = performance.now();
    const elapsed = (): number => Math.round(performance.now() - startedAt);
    try {
      return await work(elapsed);
    } catch (error) {
      this.#say(id, 'failed', elapsed());
      if (lab.signal.aborted) return this.#outcome('interrupted');
      const problem = toProblem(error, lab);
      if (problem === undefined) throw error;
      const cause = problem.because === undefined ? {} : { cause: problem.because };
      lab.emit({ event: 'error', step: id, message: problem.message, ...cause, next: problem.next });
      return { ...this.#outcome('failed'), problem };
    }
  }

  #say(step: StepId, state: StepState, ms: number): void {
    if (state !== 'started') this.#states.set(step, state);
    this.#options.lab.emit({ event: 'step', step, state, ms });
  }

  #outcome(result: RunOutcome['result']): RunOutcome {
    return { result, steps: [...this.#states].map(([id, state]) => ({ id, state })) };
  }
}
