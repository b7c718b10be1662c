/** A lab against a test sandbox, with everything it said and called kept. */
import { sandboxClock } from '../../src/aws/clock.js';
import type { CallRecord } from '../../src/aws/recorder.js';
import { createLab, type OpenLab } from '../../src/lab/create-lab.js';
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
  /** Runs before each call; a throw makes the call fail. */
  onEvent?(event: LabEvent): void;
}

export async function openTestLab(sandbox: TestSandbox, options: TestLabOptions = {}): Promise<TestLab> {
  const { prefix = '', owner } = options;
  const { endpoint, region, account, accessKeyId, secretAccessKey } = sandbox.connection;
  const events: LabEvent[] = [];
  const calls: CallRecord[] = [];
  const controller = new AbortController();
  const names = namesFor(prefix);
  const lab = createLab({
    target: { kind: 'sandbox', region, account, endpoint },
    names,
    ownership: { labId: names.labId, owner: owner ?? `arn:aws:iam::${account}:user/learner` },
    clock: sandboxClock(await connectSandboxClock(sandbox.connection)),
    signal: controller.signal,
    access: { credentials: { accessKeyId, secretAccessKey } },
    emit: (event) => {
      events.push(event);
      options.onEvent?.(event);
    },
    onCall: (call) => calls.push(call),
  });
  return { lab, events, calls, interrupt: () => controller.abort(new Error('interrupted')) };
}
