/**
 * Virtual time: real time plus an offset that is kept in the store and only grows. Everything that the
 * sandbox does "later" is a timer here, so that `advanceTo` can run what falls due in order, at once.
 */
import { randomUUID } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Collection, Store } from './store/store.js';

/** A timer's work. It runs at its own virtual time: `now()` inside is the time it was due. */
export type TimerHandler = (payload: unknown) => void | Promise<void>;

export interface VirtualClock {
  /** Milliseconds since the epoch, virtual; never goes back. Inside a timer: the time at which it was due, or later. */
  now(): number;
  /**
   * Names the work that timers of a kind do. Services register theirs when they are loaded; a timer that
   * fell due before its kind was registered runs right after.
   */
  onTimer(kind: string, handler: TimerHandler): void;
  /**
   * Sets (or moves) the timer `kind/id` to `at`. It is kept in the store and survives a restart; inside a
   * store transaction it is part of it. A timer is forgotten when its work has ended, so a process that is
   * killed meanwhile runs it again: the work must bear that.
   */
  setTimer(kind: string, id: string, at: number, payload?: unknown): void;
  cancelTimer(kind: string, id: string): void;
  /** Whether the timer is set, or its work is being done right now. */
  hasTimer(kind: string, id: string): boolean;
  /**
   * Says that work is in hand which a timer has begun and does not wait for, such as an invocation: while time is
   * being advanced, it stands still until that work has ended. Other timers fire in real time all the same.
   */
  during(work: Promise<unknown>): void;
  /**
   * Moves virtual time forward to `time` (milliseconds since the epoch), if it is not already there, running
   * every timer due on the way in the order of their times. Idempotent: two callers that ask for the same
   * time do not add up. Resolves when all timers due before `time` have ended, and the work that they have in
   * hand. Not to be called (and awaited) by a timer's own work.
   */
  advanceTo(time: number): Promise<void>;
  /** Stops firing. Timers stay in the store. */
  close(): void;
}

export interface ClockOptions {
  /** The machine's time, in milliseconds since the epoch. */
  readonly realNow?: () => number;
  /** A timer's work has failed; the timer is gone. */
  readonly onError?: (kind: string, error: unknown) => void;
  /** Asked once for each kind that falls due without a handler: may load the service that owns it. */
  readonly loadKind?: (kind: string) => Promise<void>;
}

interface Timer {
  readonly kind: string;
  readonly id: string;
  readonly at: number;
  readonly payload?: unknown;
  /** New for every `setTimer`, so that a timer which sets itself again is not taken for done. */
  readonly mark: string;
}

/** Node's own timers overflow above 24.8 days. */
const LONGEST_SLEEP = 24 * 60 * 60 * 1000; /* 1 day */
/** How long timers may run one after the other before requests get their turn, in real milliseconds. */
const LONGEST_TURN = 50;
/** As far as JavaScript's dates go. */
const LATEST_TIME = 8.64e15;
const OFFSET = 'offset';

/** The clock of a store. One per store. */
export function createClock(store: Store, options: ClockOptions = {}): VirtualClock {
  return new StoredClock(store, options);
}

class StoredClock implements VirtualClock {
  readonly #store: Store;
  readonly #options: ClockOptions;
  readonly #realNow: () => number;
  readonly #state: Collection<number>;
  /** `kind/id` to timer. */
  readonly #timers: Collection<Timer>;
  /** `time/kind/id` to `kind/id`, so that the first key is the next timer. */
  readonly #due: Collection<string>;
  readonly #handlers = new Map<string, TimerHandler>();
  readonly #asked = new Set<string>();
  readonly #inHand = new Set<Promise<unknown>>();
  #offset: number;
  #latest = 0;
  /** While an advance runs, time stands at the timer that is running. */
  #held: number | undefined;
  #queue: Promise<void> = Promise.resolve();
  #queued = 0;
  #alarm: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(store: Store, options: ClockOptions) {
    this.#store = store;
    this.#options = options;
    this.#realNow = options.realNow ?? Date.now;
    this.#state = store.collection<number>('clock');
    this.#timers = store.collection<Timer>('clock.timers');
    this.#due = store.collection<string>('clock.due');
    this.#offset = this.#state.get(OFFSET) ?? 0;
    this.#arm();
  }

  now(): number {
    this.#latest = Math.max(this.#latest, this.#held ?? this.#realNow() + this.#offset);
    return this.#latest;
  }

  onTimer(kind: string, handler: TimerHandler): void {
    this.#handlers.set(kind, handler);
    this.#arm();
  }

  setTimer(kind: string, id: string, at: number, payload?: unknown): void {
    assertTime(at);
    const key = timerKey(kind, id);
    this.#store.write(() => {
      this.#forget(key);
      this.#timers.put(key, { kind, id, at, payload, mark: randomUUID() });
      this.#due.put(dueKey(at, key), key);
    });
    this.#arm();
  }

  cancelTimer(kind: string, id: string): void {
    this.#store.write(() => this.#forget(timerKey(kind, id)));
  }

  hasTimer(kind: string, id: string): boolean {
    return this.#timers.get(timerKey(kind, id)) !== undefined;
  }

  during(work: Promise<unknown>): void {
    const done = work
      .catch(() => undefined)
      .then(() => {
        this.#inHand.delete(done);
      });
    this.#inHand.add(done);
  }

  async advanceTo(time: number): Promise<void> {
    assertTime(time);
    return this.#enqueue(async () => {
      try {
        await this.#runDue(time, true);
        if (!this.#closed) this.#moveTo(time);
      } finally {
        this.#held = undefined;
      }
    });
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#alarm);
  }

  /** One after the other: firing in real time, and advances. */
  #enqueue(work: () => Promise<void>): Promise<void> {
    this.#queued += 1;
    const done = this.#queue.then(work).finally(() => {
      this.#queued -= 1;
      this.#arm();
    });
    this.#queue = done.catch(() => undefined);
    return done;
  }

  /** Sets Node's timer to our next one. While something runs, the end of it does this. */
  #arm(): void {
    clearTimeout(this.#alarm);
    if (this.#closed || this.#queued > 0) return;
    const next = this.#next(Number.POSITIVE_INFINITY, this.#ownerless());
    if (!next) return;
    const wait = Math.min(Math.max(0, next.at - this.now()), LONGEST_SLEEP);
    this.#alarm = setTimeout(() => {
      this.#enqueue(() => this.#runDue(this.now(), false)).catch((error) =>
        this.#options.onError?.(next.kind, error),
      );
    }, wait);
    this.#alarm.unref();
  }

  /** Kinds that stay in the store until somebody registers them. */
  #ownerless(): Set<string> {
    return new Set([...this.#asked].filter((kind) => !this.#handlers.has(kind)));
  }

  async #runDue(until: number, hold: boolean): Promise<void> {
    const unowned = this.#ownerless();
    let turnBegan = performance.now();
    for (;;) {
      // Timers whose work waits for nothing would keep all else from happening, for as long as a virtual day takes.
      if (performance.now() - turnBegan > LONGEST_TURN) {
        await nextTurn();
        turnBegan = performance.now();
      }
      // What it does may set a timer that comes before the next one.
      while (hold && this.#inHand.size > 0) await Promise.all(this.#inHand);
      if (this.#closed) return;
      const timer = this.#next(until, unowned);
      if (!timer) return;
      const handler = this.#handlers.get(timer.kind) ?? (await this.#load(timer.kind));
      if (!handler) {
        unowned.add(timer.kind);
        continue;
      }
      if (hold) {
        this.#moveTo(timer.at);
        this.#held = Math.max(this.now(), timer.at);
      }
      await this.#run(timer, handler);
    }
  }

  async #run(timer: Timer, handler: TimerHandler): Promise<void> {
    try {
      await handler(timer.payload);
    } catch (error) {
      this.#options.onError?.(timer.kind, error);
    }
    if (this.#closed) return;
    const key = timerKey(timer.kind, timer.id);
    this.#store.write(() => {
      if (this.#timers.get(key)?.mark === timer.mark) this.#forget(key);
    });
  }

  async #load(kind: string): Promise<TimerHandler | undefined> {
    if (this.#asked.has(kind)) return undefined;
    this.#asked.add(kind);
    try {
      await this.#options.loadKind?.(kind);
    } catch (error) {
      this.#options.onError?.(kind, error);
    }
    return this.#handlers.get(kind);
  }

  /** The first timer that is due at `until` or before, but for kinds that nobody owns. */
  #next(until: number, unowned: ReadonlySet<string>): Timer | undefined {
    for (const { value: key } of this.#due.list()) {
      const timer = this.#timers.get(key);
      if (!timer || timer.at > until) return undefined;
      if (!unowned.has(timer.kind)) return timer;
    }
    return undefined;
  }

  #moveTo(time: number): void {
    const offset = time - this.#realNow();
    if (offset <= this.#offset) return;
    this.#offset = offset;
    this.#state.put(OFFSET, offset);
  }

  #forget(key: string): void {
    const timer = this.#timers.get(key);
    if (!timer) return;
    this.#timers.delete(key);
    this.#due.delete(dueKey(timer.at, key));
  }
}

function timerKey(kind: string, id: string): string {
  return `${kind}/${id}`;
}

/** Sorts by time first. */
function dueKey(at: number, key: string): string {
  return `${Math.ceil(at).toString().padStart(16, '0')}/${key}`;
}

function assertTime(time: number): void {
  if (!(time >= 0 && time <= LATEST_TIME)) throw new RangeError(`Not a time in milliseconds: ${time}`);
}
