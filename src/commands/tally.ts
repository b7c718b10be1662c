import type { LabEvent, Remaining, Section, StepState, SummaryEvent } from '../lab/events.js';

/** Counts what a run did, for its summary: the last line of `--json`, however the run ends. */
export class Tally {
  readonly #startedAt = performance.now();
  readonly #states = new Map<Section, Exclude<StepState, 'started'>>();
  #calls = 0;
  #retries = 0;
  #summarized = false;

  /** Whether the summary has been given. */
  get summarized(): boolean {
    return this.#summarized;
  }

  /** What the run sets out to do, in order. What it does not get to is told as skipped. */
  plan(sections: readonly Section[]): void {
    for (const section of sections) this.#states.set(section, 'skipped');
  }

  readonly event = (event: LabEvent): void => {
    if (event.event === 'call') {
      this.#calls += 1;
      this.#retries += event.attempts - 1;
    } else if (event.event === 'step' && event.state !== 'started') {
      this.#states.set(event.step, event.state);
    } else if (event.event === 'summary') {
      this.#summarized = true;
    }
  };

  /** @param remaining undefined where it is not known. */
  summary(ok: boolean, remaining: readonly Remaining[] | undefined): SummaryEvent {
    return {
      event: 'summary',
      ok,
      steps: [...this.#states].map(([id, state]) => ({ id, state })),
      calls: this.#calls,
      retries: this.#retries,
      ms: Math.round(performance.now() - this.#startedAt),
      ...(remaining === undefined ? { remaining: [], remainingUnknown: true } : { remaining }),
    };
  }
}
