/**
 * The whole lab, from the first step to cleanup, where the sandbox is as slow and as awkward as AWS: done, clean, and
 * nothing waits without a word.
 */
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { LabEvent, Progress } from '../../src/lab/events.js';
import { hazardNames } from '../../src/sandbox/client.js';
import { STEPS } from '../../src/steps/index.js';
import { openTestLab } from '../support/lab.js';
import { startTestSandbox, type TestSandbox } from '../support/sandbox.js';
import { cleanAll, runTo } from '../support/steps.js';

/** Virtual milliseconds that pass unnoticed. */
const MOMENT = 2_000;
/** Virtual milliseconds for which a line about a wait may stand unchanged. */
const STANDSTILL = 20_000;

let sandbox: TestSandbox;
beforeAll(async () => {
  sandbox = await startTestSandbox(undefined, { stillClock: true });
  sandbox.server.hazards.set(hazardNames());
});
afterAll(() => sandbox.close());

/** What a learner sees on the live line: the last progress, until something else is said. */
class LiveLine {
  #progress: Progress | undefined;
  #callsInFlight = 0;
  /** Slept since the last word. */
  #silence = 0;
  /** Waits that nobody was told of, as the last thing that was said before, and how long. */
  readonly silent: string[] = [];
  readonly toldWithoutReason = new Set<string>();
  /** For how long a line stood unchanged, at the most. */
  longest = 0;
  #last = '';

  hear(event: LabEvent): void {
    switch (event.event) {
      case 'progress':
        this.#progress = event;
        this.#silence = 0;
        if (event.reason === undefined && event.total === undefined) this.toldWithoutReason.add(event.title);
        break;
      case 'call-started':
        this.#callsInFlight += 1;
        break;
      case 'call':
        this.#callsInFlight -= 1;
        this.#last = `${event.service}:${event.operation}`;
        break;
      default:
        this.#progress = undefined;
        this.#silence = 0;
        this.#last = JSON.stringify(event).slice(0, 100);
    }
  }

  /** A call that is in flight is on the line itself, with the SDK's pauses between its attempts. */
  sleep(milliseconds: number): void {
    this.#silence += milliseconds;
    if (this.#callsInFlight > 0) return;
    this.longest = Math.max(this.longest, this.#silence);
    if (this.#progress === undefined && this.#silence > MOMENT) {
      this.silent.push(`${this.#silence} ms after ${this.#last}`);
    }
  }
}

it('is done and clean, tells of every wait before it begins, why and again while it lasts; no step takes longer than planned', async () => {
  const line = new LiveLine();
  const begun = new Map<string, number>();
  /** By step, in seconds of virtual time. */
  const took = new Map<string, number>();
  const { lab, events } = await openTestLab(sandbox, {
    onEvent: (event) => {
      line.hear(event);
      if (event.event !== 'step') return;
      if (event.state === 'started') begun.set(event.step, lab.clock.now());
      if (event.state === 'done') {
        took.set(event.step, (lab.clock.now() - (begun.get(event.step) ?? 0)) / 1000);
      }
    },
    watched: (clock) => ({
      now: () => clock.now(),
      sleep: (milliseconds, signal) => {
        line.sleep(milliseconds);
        return clock.sleep(milliseconds, signal);
      },
      until: (time, signal) => {
        line.sleep(Math.max(0, time - clock.now()));
        return clock.until(time, signal);
      },
    }),
  });

  const outcome = await runTo(lab);
  const cleanup = await cleanAll(lab);

  expect([outcome.result, cleanup.result]).toEqual(['done', 'clean']);
  expect(events.filter((event) => event.event === 'check' && !event.ok && !event.pending)).toEqual([]);
  expect(line.silent).toEqual([]);
  expect([...line.toldWithoutReason]).toEqual([]);
  expect(line.longest).toBeLessThanOrEqual(STANDSTILL);
  const planned = STEPS.map(({ id, takes }) => ({ id, most: takes({ count: 10 }).to }));
  const longer = planned.filter(({ id, most }) => (took.get(id) ?? Number.POSITIVE_INFINITY) > most);
  expect(longer.map(({ id, most }) => `${id} took ${took.get(id)} s, planned ${most} s`)).toEqual([]);
});
