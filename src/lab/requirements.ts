/** What must be there before a step can be built: read from AWS, not from a file. */
import { Problem } from '../problem.js';
import type { Check } from './events.js';
import { parseInput } from './input.js';
import type { Lab } from './lab.js';
import { requirementsOf } from './selection.js';
import { settle } from './settle.js';
import type { StepEntry, StepId } from './step.js';

/**
 * Resolves when everything that `entry` rests on is there; waits for what is still settling.
 * @param proven steps that this very run has proven, not to be read again.
 * @throws {Problem} naming the steps to run first.
 */
export async function requireSteps(
  lab: Lab,
  entries: readonly StepEntry[],
  entry: StepEntry,
  proven: ReadonlySet<StepId>,
): Promise<void> {
  const missing: { entry: StepEntry; check: Check }[] = [];
  for (const required of requirementsOf(entries, entry.id)) {
    if (proven.has(required.id)) continue;
    const check = await firstUnmet(lab, required);
    if (check !== undefined) missing.push({ entry: required, check });
  }
  const [first] = missing;
  if (first === undefined) return;
  const commands = missing.map((step) => lab.commandLine(step.entry.id));
  throw new Problem(`${entry.id} needs ${first.entry.id}, which is not done.`, {
    because: `${first.check.claim}: expected ${first.check.expected}, found ${first.check.actual}.`,
    next: `Run ${commands.join(', then ')}.`,
  });
}

/** The first check of a required step that fails, after waiting for those that are pending. */
async function firstUnmet(lab: Lab, entry: StepEntry): Promise<Check | undefined> {
  const step = await entry.load();
  const read = async (): Promise<Check[]> => {
    const checks: Check[] = [];
    for await (const check of step.inspect?.(lab) ?? []) checks.push(check);
    return checks.filter(({ ok }) => !ok);
  };
  const unmet = await read();
  const failed = unmet.find(({ pending }) => !pending);
  const [pending] = unmet;
  if (failed !== undefined || pending === undefined) return failed;
  await settle(lab, {
    entry,
    step,
    input: parseInput(entry.id, step),
    settling: { settling: true, reason: pending.actual },
    since: lab.clock.now(),
  });
  return (await read())[0];
}
