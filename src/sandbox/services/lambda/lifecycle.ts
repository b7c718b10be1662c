/**
 * Functions become Active, updates take effect and deleted functions disappear when their time comes, on virtual
 * time: timers of the clock, kept in the store. The only place that moves a function on.
 * AWS: "Lambda function states".
 */
import type { VirtualClock } from '../../clock.js';
import type { Hazards } from '../../hazards.js';
import type { FunctionRecord, Records } from './records.js';

export const STATE_TIMER = 'lambda.function';

/** Virtual milliseconds. */
const QUICK = { create: 300, update: 200, delete: 0 } as const;
/** As on AWS, under the hazard `slow-functions`. */
const SLOW = { create: 5_000, update: 4_000, delete: 3_000 } as const;

type Change = keyof typeof QUICK;

interface StateTimer {
  readonly key: string;
  readonly change: Change;
  /** The deployment it is about: another one has a timer of its own. */
  readonly deploymentId: string;
}

export interface LifecycleOptions {
  readonly records: Records;
  readonly clock: VirtualClock;
  readonly hazards: Hazards;
  /** A deployment runs no more. */
  readonly onRetired: (deploymentId: string) => void;
  /** A function is gone; its versions still are in the store. */
  readonly onGone: (record: FunctionRecord) => void;
}

export class Lifecycle {
  readonly #options: LifecycleOptions;

  constructor(options: LifecycleOptions) {
    this.#options = options;
    options.clock.onTimer(STATE_TIMER, (payload) => this.#due(payload as StateTimer));
  }

  /** Keeps the record; its change takes effect later. Part of the caller's transaction. */
  begin(key: string, record: FunctionRecord, change: Change): void {
    const { records, clock, hazards } = this.#options;
    const { deploymentId } = record.latest;
    const wait = (hazards.has('slow-functions') ? SLOW : QUICK)[change];
    records.functions.put(key, record);
    if (wait === 0) this.#due({ key, change, deploymentId });
    else clock.setTimer(STATE_TIMER, key, clock.now() + wait, { key, change, deploymentId });
  }

  #due({ key, change, deploymentId }: StateTimer): void {
    const { records, onRetired, onGone } = this.#options;
    const record = records.functions.get(key);
    if (record === undefined || record.latest.deploymentId !== deploymentId) return;
    if (change === 'delete') {
      records.functions.delete(key);
      onGone(record);
      return;
    }
    const before = record.running.deploymentId;
    records.functions.put(key, {
      ...record,
      state: 'Active',
      update: 'Successful',
      running: record.latest,
    });
    if (before !== deploymentId) onRetired(before);
  }
}
