/** `sandbox advance SPAN`: moves the sandbox's time on, and lets everything happen that falls due meanwhile. */
import { ExitCode } from '../problem.js';
import { connectSandboxClock, startSandbox } from '../sandbox/client.js';
import { duration } from '../ui/format.js';
import type { Invocation } from './invocation.js';
import { answer } from './sandbox-answer.js';
import { millisecondsOf } from './span.js';

/** @throws {Problem} (usage) for what is no span of time. */
export async function advance(invocation: Invocation, typed: string): Promise<ExitCode> {
  const { interruption, screen } = invocation;
  const span = millisecondsOf(typed);
  screen.status('Moving the sandbox on');
  try {
    const clock = await connectSandboxClock(await startSandbox());
    // A time to reach, not a distance to add: two commands that ask at the same moment do not add up.
    await clock.advanceTo(clock.now() + span, interruption.signal);
    const now = new Date(clock.now()).toISOString();
    screen.status(undefined);
    answer(invocation, { now, advanced: span }, [
      `In the sandbox it is ${now} now, ${duration(span)} later. What fell due meanwhile is done.`,
    ]);
    return ExitCode.Ok;
  } finally {
    screen.status(undefined);
  }
}
