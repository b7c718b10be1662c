/**
 * The hazard `api-conflicts`: of the changes to an API that follow one another at once, now and then one is refused.
 * By counting, so that every run meets it at the same place.
 */
import type { VirtualClock } from '../../clock.js';
import { isReadOperation } from '../../faults.js';
import type { Hazards } from '../../hazards.js';
import { concurrentModification } from './errors.js';

/** A change follows another one at once when no more time than this lies between them. */
const AT_ONCE = 1_000; /* 1 s */
/** Of so many changes that follow another one at once, the last is refused. */
const ROUND = 5;

interface Changes {
  /** When the last one was made: milliseconds since the epoch, virtual. */
  readonly at: number;
  /** Those that followed another one at once. */
  readonly count: number;
}

export class Conflicts {
  readonly #clock: Pick<VirtualClock, 'now'>;
  readonly #hazards: Pick<Hazards, 'has'>;
  /** By the API's id. */
  readonly #changes = new Map<string, Changes>();

  constructor(clock: Pick<VirtualClock, 'now'>, hazards: Pick<Hazards, 'has'>) {
    this.#clock = clock;
    this.#hazards = hazards;
  }

  /** Throws ConflictException. What only reads or tries, and what makes a new API, meets none. */
  assertAlone(operation: string, input: object): void {
    if (!this.#hazards.has('api-conflicts') || isReadOperation(operation)) return;
    if (operation === 'TestInvokeMethod') return;
    const apiId = 'restApiId' in input ? input.restApiId : undefined;
    if (typeof apiId !== 'string') return;
    const at = this.#clock.now();
    const before = this.#changes.get(apiId);
    const follows = before !== undefined && at - before.at <= AT_ONCE;
    const count = (before?.count ?? 0) + (follows ? 1 : 0);
    this.#changes.set(apiId, { at, count });
    if (follows && count % ROUND === 0) throw concurrentModification();
  }
}
