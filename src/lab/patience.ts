/** How the lab waits for AWS when AWS has too much to do, or cannot be reached for a moment. */
import { isOfAws } from '../aws/aws-hosts.js';
import { isPassing, isThrottling, isTransientInUse } from '../aws/errors.js';
import { type PollOptions, poll } from '../aws/polling.js';
import type { Lab } from './lab.js';

/** Milliseconds in a row in which AWS may be out of reach: a network that comes back, a lid that was closed. */
const OUTAGE = 60_000;
/** Milliseconds to wait for a proof from an emulator. */
const EMULATED = 12_000;
/** Milliseconds before a throttled call is sent again, doubled up to the longest, with jitter. */
const FIRST_PAUSE = 100;
const LONGEST_PAUSE = 5_000;
/** The longest pause before a service is asked again that is out of order. */
const LONGEST_PAUSE_IN_TROUBLE = 20_000;
/** Milliseconds beyond the time of a quota, after which it lets the next call through. */
const QUOTA_MARGIN = 1_000;
/** Milliseconds before a change is asked for again that met another change to the same thing. */
const COLLIDED = 1_000;
/** Milliseconds to wait in all for one call to get through: auto scaling adds capacity within that time. */
const STALLED = 5 * 60_000;

/**
 * What a wait of minutes passes on to `poll`: it outlives an outage on AWS. A sandbox that does not answer was
 * stopped, and nothing brings it back while we wait; an emulator that fails lacks what was asked for.
 */
export function longWait(lab: Lab): Pick<PollOptions<unknown>, 'clock' | 'outage'> {
  const { clock, target } = lab;
  return { clock, outage: target.kind === 'aws' && !isEmulator(lab) ? OUTAGE : 0 };
}

/** Whether calls go to an address of the learner's own: what takes minutes on AWS takes it a moment, or never comes. */
export function isEmulator({ target }: Pick<Lab, 'target'>): boolean {
  return target.kind === 'aws' && target.endpoint !== undefined && !isOfAws(target.endpoint);
}

/** How long to wait for what happens on AWS within `deadline`, in milliseconds. */
export function patienceFor(lab: Pick<Lab, 'target'>, deadline: number): number {
  return isEmulator(lab) ? Math.min(deadline, EMULATED) : deadline;
}

export interface Throttled {
  /** What is awaited: "the table Orders to serve more reads". */
  readonly what: string;
  /** What to do when it does not come. */
  readonly next?: string;
  /** Told before every pause how long we have waited, in milliseconds. Default: a progress line. */
  onWait?(elapsed: number): void;
}

/**
 * Sends a call until it gets through: as long as it is throttled or answers undefined ("not all was taken"), it
 * is sent again, more and more slowly.
 * @throws {Problem} when it does not get through for five minutes; any other error of the call, at once.
 */
export function outlastThrottling<T extends NonNullable<unknown>>(
  lab: Lab,
  { what, onWait, ...rest }: Throttled,
  send: () => Promise<T | undefined>,
): Promise<T> {
  return poll({
    ...longWait(lab),
    ...rest,
    what,
    every: (round) => slower(round, LONGEST_PAUSE),
    deadline: STALLED,
    ask: send,
    onWait:
      onWait ??
      ((elapsed) =>
        lab.progress({
          title: `Waiting for ${what}`,
          elapsed,
          reason: 'more was asked than its capacity allows; it comes back second by second',
        })),
  });
}

export interface Trouble {
  /** What is awaited: "the table Orders to be looked at". */
  readonly what: string;
  /** Milliseconds in all. */
  readonly deadline: number;
}

/**
 * Does what AWS may refuse for the moment (in use, throttled, out of order), again and again, more and more
 * slowly, for longer than the SDK would. `work` must bear to be repeated.
 * @throws {Problem} when the deadline passes; at once what does not pass by waiting, such as a missing permission.
 */
export function outlastTrouble<T extends NonNullable<unknown>>(
  lab: Lab,
  { what, deadline }: Trouble,
  work: () => Promise<T>,
): Promise<T> {
  return poll({
    ...longWait(lab),
    what,
    every: (round) => slower(round, LONGEST_PAUSE_IN_TROUBLE),
    deadline,
    tolerate: isPassing,
    ask: work,
    onWait: (elapsed) =>
      lab.progress({
        title: `Waiting for ${what}`,
        elapsed,
        reason: 'AWS is busy or out of order; it is asked again, more and more slowly',
      }),
  });
}

/** What a service takes from all who use an account together. */
export interface Quota {
  /** Milliseconds until it takes the next call. */
  readonly every: number;
  /** Milliseconds to wait for a turn, in all. */
  readonly deadline: number;
  /** Why it takes so long, and how long it may, for a person. */
  readonly reason: string;
}

/**
 * Sends a call until a service takes it whose quota others use up as well, or that is being changed by something
 * else: API Gateway. Everybody who waits comes back after the time of the quota, or up to twice that: together they
 * miss no turn, and no two ask at the same moment again and again.
 * @throws {Problem} when it does not get through before the deadline; any other error of the call, at once.
 */
export function outlastQuota<T extends NonNullable<unknown>>(
  lab: Lab,
  { what, every, deadline, reason }: Quota & Pick<Trouble, 'what'>,
  send: () => Promise<T>,
): Promise<T> {
  let why = reason;
  let pause = 0;
  return poll({
    ...longWait(lab),
    what,
    every: () => pause * (1 + Math.random()),
    deadline,
    tolerate: (error) => {
      const isQuota = isThrottling(error);
      pause = isQuota ? every + QUOTA_MARGIN : COLLIDED;
      why = isQuota ? reason : 'something else is being changed there, or AWS is out of reach';
      return isQuota || isTransientInUse(error);
    },
    ask: send,
    onWait: (elapsed) => lab.progress({ title: `Waiting for ${what}`, elapsed, reason: why }),
    next: 'Wait until the others are done, and run the same command again: it goes on where it stopped.',
  });
}

/** A back-off with jitter, so that a class that was refused together does not come back together. */
function slower(round: number, longest: number): number {
  return Math.min(longest, FIRST_PAUSE * 2 ** round) * (0.5 + Math.random() / 2);
}
