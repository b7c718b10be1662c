/** A lab against a test sandbox, with everything it said and called kept. */
import { type Clock, sandboxClock } from '../../src/aws/clock.js';
import type { CallRecord } from '../../src/aws/recorder.js';
import { createLab, type LabOptions, type OpenLab } from '../../src/lab/create-lab.js';
import type { LabEvent } from '../../src/lab/events.js';
import { namesFor } from '../../src/lab/names.js';
import { connectSandboxClock } from '../../src/sandbox/client.js';
import type { TestSandbox } from './sandbox.js';

export interface TestLab {
  readonly lab: OpenLab;
  readonly events: readonly LabEvent[];
  readonly calls: readonly CallRecord[];
  /** Ctrl-C. */
  interrupt(): void;
}

export interface TestLabOptions {
  readonly prefix?: string;
  readonly owner?: string;
  /** Default: the sandbox's. */
  readonly region?: string;
  /** How long one attempt of a call may take, in milliseconds. */
  readonly requestTimeout?: number;
  /** The same clock, watched. */
  watched?(clock: Clock): Clock;
  /** Milliseconds that the target's clock is ahead of the lab's. */
  readonly clockSkew?: number;
  /** Told of each event, as it happens. */
  onEvent?(event: LabEvent): void;
}

/** A lab whose AWS is a sandbox in this process. */
export async function openTestLab(sandbox: TestSandbox, options: TestLabOptions = {}): Promise<TestLab> {
  const { endpoint, region, account, accessKeyId, secretAccessKey } = sandbox.connection;
  return labOn(
    {
      target: { kind: 'sandbox', region: options.region ?? region, account, endpoint },
      clock: sandboxClock(await connectSandboxClock(sandbox.connection)),
      access: { credentials: { accessKeyId, secretAccessKey } },
    },
    options,
  );
}

/**
 * A lab whose sleeps take no time, with no AWS behind it or a scripted one: for steps of a test's own, and for
 * answers that a sandbox would not give.
 */
export function offlineLab(
  options: TestLabOptions & { readonly endpoint?: string; readonly kind?: 'aws' } = {},
): TestLab {
  let slept = 0;
  return labOn(
    {
      target: {
        kind: options.kind ?? 'sandbox',
        region: 'us-east-1',
        account: '111122223333',
        ...(options.endpoint === undefined ? {} : { endpoint: options.endpoint }),
      },
      clock: {
        now: () => slept,
        sleep: async (milliseconds, signal) => {
          signal?.throwIfAborted();
          slept += milliseconds;
        },
        until: async (time) => {
          slept = Math.max(slept, time);
        },
      },
      access: { credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' } },
    },
    options,
  );
}

function labOn(
  place: Pick<LabOptions, 'target' | 'clock' | 'access'>,
  { prefix = '', owner, requestTimeout, watched, clockSkew = 0, onEvent }: TestLabOptions,
): TestLab {
  const events: LabEvent[] = [];
  const calls: CallRecord[] = [];
  const controller = new AbortController();
  const names = namesFor(prefix);
  const lab = createLab({
    ...place,
    clock: watched?.(place.clock) ?? place.clock,
    clockSkew,
    access: { ...place.access, ...(requestTimeout === undefined ? {} : { requestTimeout }) },
    names,
    ownership: { labId: names.labId, owner: owner ?? `arn:aws:iam::${place.target.account}:user/learner` },
    signal: controller.signal,
    emit: (event) => {
      events.push(event);
      onEvent?.(event);
    },
    onCall: (call) => calls.push(call),
  });
  return { lab, events, calls, interrupt: () => controller.abort(new Error('interrupted')) };
}
