/** The ways in which a call is made to go wrong. */
import type { LabEvent } from '../../src/lab/events.js';
import { type FaultRule, isReadOperation } from '../../src/sandbox/faults.js';
import type { RunningServer } from '../../src/sandbox/server.js';

/** Also reads are disturbed: with them, a run takes minutes. */
export const NIGHTLY = process.env.ORDERS_LAB_NIGHTLY !== undefined;
const CHANGING = !NIGHTLY;

/** As often as this in a row: the SDK sends a call four times, and the lab some of them again. */
const FOR_GOOD = 10;
/** How long a call may take where one hangs, in milliseconds. */
const SOON = 400;

/** A program that is killed, or a call that goes wrong once or many times in a row. */
export type Way =
  | { readonly name: string; readonly kill: 'answered' | 'unanswered' }
  | { readonly name: string; readonly fail: Pick<FaultRule, 'effect' | 'when'>; readonly times: number };

export const KILLS: readonly Way[] = [
  { name: 'killed after the answer', kill: 'answered' },
  { name: 'killed before the answer', kill: 'unanswered' },
];

export const FAILURES = {
  error: inBothLengths('error', ['before', 'after']),
  drop: inBothLengths('drop', ['before', 'after']),
  throttle: inBothLengths('throttle', ['before']),
  hang: inBothLengths('hang', ['before']),
} as const satisfies Record<FaultRule['effect'], readonly Way[]>;

function inBothLengths(effect: FaultRule['effect'], moments: readonly ('before' | 'after')[]): Way[] {
  return moments.flatMap((when) => [
    { name: `${effect} ${when}, once`, fail: { effect, when }, times: 1 },
    { name: `${effect} ${when}, for good`, fail: { effect, when }, times: FOR_GOOD },
  ]);
}

/** What has been done to a run. */
export interface Strike {
  /** The first call that went wrong. */
  call: string | undefined;
}

/** How long a call may take in a run that goes wrong in this way, in milliseconds; undefined: as usual. */
export function patienceFor(way: Way): { readonly requestTimeout?: number } {
  return 'fail' in way && way.fail.effect === 'hang' ? { requestTimeout: SOON } : {};
}

/**
 * Sees to it that the k-th call goes wrong.
 * @param kill ends the program.
 * @returns what has happened so far, and what the lab's events are to be told to.
 */
export function arm(
  way: Way,
  k: number,
  { faults, hazards }: RunningServer,
  kill: () => void,
): { readonly strike: Strike; readonly onEvent: (event: LabEvent) => void } {
  const strike: Strike = { call: undefined };
  const count = { from: k, changing: CHANGING };
  if ('fail' in way) {
    // A call that goes wrong once and is throttled besides may have used up its four attempts by that.
    if (way.times === 1) hazards.set(hazards.active.filter((name) => name !== 'late-throttles'));
    faults.set([{ ...way.fail, ...count, times: way.times }], ({ operation }) => {
      strike.call ??= operation;
    });
    return { strike, onEvent: () => undefined };
  }
  if (way.kill === 'unanswered') {
    faults.set([{ effect: 'hang', when: 'after', ...count }], ({ operation }) => {
      strike.call = operation;
      kill();
    });
    return { strike, onEvent: () => undefined };
  }
  let answered = 0;
  return {
    strike,
    onEvent(event) {
      if (event.event !== 'call' || (CHANGING && isReadOperation(event.operation))) return;
      answered += 1;
      if (answered !== k) return;
      strike.call = event.operation;
      kill();
    },
  };
}
