/** How commands that only look at a lab reach it: no lock, no journal, no question. */
import { toProblem } from '../aws/explain.js';
import { type OpenLab, openLab } from '../lab/create-lab.js';
import { namesFor } from '../lab/names.js';
import { liveText } from '../ui/screen.js';
import { reachTarget } from './connection.js';
import { flagsToSameLab } from './global-flags.js';
import type { Invocation } from './invocation.js';
import { commandLine } from './rendering.js';

/**
 * Opens the lab, does `work` with it and closes it. Calls are shown in the live line while they last.
 * @throws {Problem} for whatever AWS says; a bug of ours as it is.
 */
export async function looking<T>(invocation: Invocation, work: (lab: OpenLab) => Promise<T>): Promise<T> {
  const { flags, interruption, screen } = invocation;
  const names = namesFor(flags.prefix);
  const reach = await reachTarget(invocation);
  let lab: OpenLab | undefined;
  try {
    lab = await openLab({
      ...reach,
      names,
      signal: interruption.signal,
      emit: (event) => {
        if (event.event === 'call-started') screen.status(liveText(screen, `Asking ${event.service}`));
      },
      flags: flagsToSameLab(flags),
    });
    return await work(lab);
  } catch (error) {
    const context = { target: reach.target, commandLine: (words: string) => commandLine(invocation, words) };
    throw toProblem(error, context) ?? error;
  } finally {
    screen.status(undefined);
    lab?.close();
  }
}
