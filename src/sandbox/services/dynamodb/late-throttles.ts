/**
 * The hazard `late-throttles`: a provisioned table that has served for a while refuses for a moment, and the control
 * plane refuses now and then. By counting, so that every run meets it at the same place; real capacity, with its
 * units and bursts, is counted in `throughput/`, which asks here first.
 */
import type { VirtualClock } from '../../clock.js';
import { AwsError } from '../../errors.js';
import { isReadOperation } from '../../faults.js';
import type { Hazards } from '../../hazards.js';
import type { TableScope } from './arns.js';
import type { Table } from './tables/table.js';
import type { Direction } from './throughput/limits.js';

/** Items that a table serves between two throttles, */
const SERVED = 40;
/** and before the first one: fewer, so that a small load meets it too. */
const SERVED_FIRST = 10;
/** How long a throttle lasts, in virtual time. */
const THROTTLED = 1_500; /* 1.5 s */
/** Of so many requests to the control plane, the last ones are refused. */
const CONTROL_ROUND = 8;
const CONTROL_REFUSED = 2;

interface Meter {
  /** What may still be served. */
  readonly left: number;
  /** Nothing is served until then: milliseconds since the epoch, virtual. */
  readonly throttledUntil: number;
}

export class LateThrottles {
  readonly #clock: Pick<VirtualClock, 'now'>;
  readonly #hazards: Pick<Hazards, 'has'>;
  /** By table and direction. */
  readonly #meters = new Map<string, Meter>();
  /** Requests to the control plane so far, by account and region. */
  readonly #requests = new Map<string, number>();

  constructor(clock: Pick<VirtualClock, 'now'>, hazards: Pick<Hazards, 'has'>) {
    this.#clock = clock;
    this.#hazards = hazards;
  }

  /** Whether a table reads or writes one more item now. */
  admits({ record }: Table, direction: Direction): boolean {
    if (!this.#hazards.has('late-throttles') || record.billingMode !== 'PROVISIONED') return true;
    const now = this.#clock.now();
    const name = `${record.storage} ${direction}`;
    const { left, throttledUntil } = this.#meters.get(name) ?? { left: SERVED_FIRST, throttledUntil: 0 };
    if (now < throttledUntil) return false;
    const isAdmitted = left > 0;
    this.#meters.set(
      name,
      isAdmitted ? { left: left - 1, throttledUntil } : { left: SERVED, throttledUntil: now + THROTTLED },
    );
    return isAdmitted;
  }

  /** Throws ThrottlingException. */
  assertControlRate({ account, region }: TableScope, operation: string): void {
    if (!this.#hazards.has('late-throttles')) return;
    const scope = `${account}/${region}`;
    const requests = (this.#requests.get(scope) ?? 0) % CONTROL_ROUND;
    this.#requests.set(scope, requests + 1);
    if (requests < CONTROL_ROUND - CONTROL_REFUSED) return;
    throw new AwsError(
      'ThrottlingException',
      isReadOperation(operation)
        ? 'Rate exceeded'
        : 'The rate of control plane requests made by this account is too high',
    );
  }
}
