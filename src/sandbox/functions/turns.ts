/**
 * Who may run next. A machine bears fewer processes than Lambda runs environments, so invocations beyond a number
 * wait for their turn. Turns go in the order in which they were asked for, but for two things. A process that is
 * warm is not ended for another function's sake while its own function has work: that would start processes without
 * end where two functions are busy. And where nobody is done for a while (functions that sleep, or that wait for each
 * other), more run at once.
 */
import { availableParallelism } from 'node:os';

/** What a machine does best with: functions wait for the sandbox about as long as they compute. */
const USUAL_TURNS = Math.max(8, 4 * availableParallelism());
/** What it bears. */
const MOST_TURNS = Math.max(50, USUAL_TURNS);
/** How long nobody is done before one more may run. Real time. */
const PATIENCE = 200; /* ms */

export interface TurnLimits {
  /** How many run at once. */
  readonly usual: number;
  /** How many run at once where nobody is done. */
  readonly most: number;
  /** Real milliseconds without anybody being done, before one more runs. */
  readonly patience: number;
}

const STANDARD: TurnLimits = { usual: USUAL_TURNS, most: MOST_TURNS, patience: PATIENCE };

interface Waiting {
  readonly deploymentId: string;
  readonly start: () => void;
  readonly refuse: (reason: Error) => void;
}

export class Turns {
  readonly #limits: TurnLimits;
  #running = 0;
  /** In the order in which they came. */
  #waiting: Waiting[] = [];
  /** How often others came before the first that waits. */
  #passed = 0;
  #timer: NodeJS.Timeout | undefined;
  #closed: Error | undefined;

  constructor(limits: Partial<TurnLimits> = {}) {
    this.#limits = { ...STANDARD, ...limits };
  }

  /** How many ever run at once. */
  get most(): number {
    return this.#limits.most;
  }

  /** Resolves when it may run; `end` is to be called then, whatever comes of it. Rejects where `close` comes first. */
  async begin(deploymentId: string): Promise<void> {
    if (this.#closed !== undefined) throw this.#closed;
    if (this.#running < this.#limits.usual && this.#waiting.length === 0) {
      this.#running += 1;
      return;
    }
    await new Promise<void>((start, refuse) => {
      this.#waiting.push({ deploymentId, start, refuse });
      this.#timer ??= setInterval(() => this.#grow(), this.#limits.patience);
    });
  }

  /** Hands the turn on: to the next of the same deployment, unless the first that waits was passed over too often. */
  end(deploymentId: string): void {
    this.#running -= 1;
    this.#restartTimer();
    const own = this.#waiting.findIndex((waiting) => waiting.deploymentId === deploymentId);
    const index = own > 0 && this.#passed < this.#limits.usual ? own : 0;
    this.#passed = index === 0 ? 0 : this.#passed + 1;
    this.#start(index);
  }

  /** Refuses all that wait, and all that come. */
  close(reason: Error): void {
    this.#closed = reason;
    for (const { refuse } of this.#waiting) refuse(reason);
    this.#waiting = [];
    this.#restartTimer();
  }

  #grow(): void {
    if (this.#running >= this.#limits.most) return;
    this.#passed = 0;
    this.#start(0);
  }

  #start(index: number): void {
    const [next] = this.#waiting.splice(index, 1);
    if (next === undefined) return;
    this.#running += 1;
    next.start();
    if (this.#waiting.length === 0) this.#restartTimer();
  }

  /** Somebody was done: from here on it is waited anew. */
  #restartTimer(): void {
    clearInterval(this.#timer);
    this.#timer =
      this.#waiting.length === 0 ? undefined : setInterval(() => this.#grow(), this.#limits.patience);
  }
}
