/** The ways in which a call is made to go wrong. */
import type { LabEvent } from '../../src/lab/events.js';
import { type FaultRule, isReadOperation } from '../../src/sandbox/faults.js';
import type { RunningServer } from '../../src/sandbox/server.js';
import type { Aim, Deal } from './aims.js';

/** Also reads are disturbed: with them, a run takes minutes. */
export const NIGHTLY = process.env.ORDERS_LAB_NIGHTLY !== undefined;
const CHANGING = !NIGHTLY;

/** How many calls in a row: the SDK sends a call four times, and the lab some of them again. */
const TIMES = { once: 1, 'for good': 10 } as const;
/** How long a call may take where one hangs, in milliseconds. */
const SOON = 400;

/** A program that is killed, or a call that goes wrong once or many times in a row. */
export type Way =
  | { readonly name: string; readonly deal: Deal; readonly kill: 'answered' | 'unanswered' }
  | {
      readonly name: string;
      readonly deal: Deal;
      readonly fail: Pick<FaultRule, 'effect' | 'when'>;
      readonly times: number;
    };

/** A call is dealt to one of the kills, and to every sixth failure. */
const HANDS = 6;

export const KILLS = {
  answered: [{ name: 'killed after the answer', deal: { hand: 0, of: 2 }, kill: 'answered' }],
  unanswered: [{ name: 'killed before the answer', deal: { hand: 1, of: 2 }, kill: 'unanswered' }],
} as const satisfies Record<string, readonly Way[]>;

/** A session that ends has a proof of its own: `lab/expired-credentials`. */
type Effect = Exclude<FaultRule['effect'], 'expire'>;

/** So that the ways that resemble each other get different calls. */
const FIRST_HANDS = { error: 0, drop: 4, throttle: 5, hang: 2 } as const satisfies Record<Effect, number>;

/** To the lab, a connection that breaks or stays silent for good is no other thing than an error for good: at night. */
export const FAILURES = {
  error: ways('error', ['before', 'after'], ['once', 'for good']),
  drop: ways('drop', ['before', 'after'], NIGHTLY ? ['once', 'for good'] : ['once']),
  throttle: ways('throttle', ['before'], ['once', 'for good']),
  hang: ways('hang', ['before'], NIGHTLY ? ['once', 'for good'] : ['once']),
} as const satisfies Record<Effect, readonly Way[]>;

function ways(
  effect: Effect,
  moments: readonly ('before' | 'after')[],
  lengths: readonly (keyof typeof TIMES)[],
): Way[] {
  return moments.flatMap((when) =>
    lengths.map((length, position) => ({
      name: `${effect} ${when}, ${length}`,
      deal: { hand: (FIRST_HANDS[effect] + moments.indexOf(when) + 2 * position) % HANDS, of: HANDS },
      fail: { effect, when },
      times: TIMES[length],
    })),
  );
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
 * Sees to it that the call goes wrong.
 * @param kill ends the program.
 * @returns what has happened so far, and what the lab's events are to be told to.
 */
export function arm(
  way: Way,
  { operation, occurrence }: Aim,
  { faults, hazards }: RunningServer,
  kill: () => void,
): { readonly strike: Strike; readonly onEvent: (event: LabEvent) => void } {
  const strike: Strike = { call: undefined };
  const count = {
    from: occurrence,
    changing: CHANGING,
    ...(operation === undefined ? {} : { operation }),
  };
  if ('fail' in way) {
    // A call that goes wrong once and is throttled besides may have used up its four attempts by that.
    if (way.times === 1) hazards.set(hazards.active.filter((name) => name !== 'late-throttles'));
    faults.set([{ ...way.fail, ...count, times: way.times }], (call) => {
      strike.call ??= call.operation;
    });
    return { strike, onEvent: () => undefined };
  }
  if (way.kill === 'unanswered') {
    faults.set([{ effect: 'hang', when: 'after', ...count }], (call) => {
      strike.call = call.operation;
      kill();
    });
    return { strike, onEvent: () => undefined };
  }
  let answered = 0;
  return {
    strike,
    onEvent(event) {
      if (event.event !== 'call' || (CHANGING && isReadOperation(event.operation))) return;
      if (operation !== undefined && event.operation !== operation) return;
      answered += 1;
      if (answered !== occurrence) return;
      strike.call = event.operation;
      kill();
    },
  };
}
