/** On AWS nothing is changed before the learner has seen where, and said yes. */

import { HOURS_A_MONTH, pricesInWords } from '../aws/prices.js';
import { money } from '../lab/dollars.js';
import type { Lab } from '../lab/lab.js';
import { ExitCode, Problem } from '../problem.js';
import { perHour } from '../steps/costs.js';
import { STEPS } from '../steps/index.js';
import { bannerLines } from '../ui/banner.js';
import { createPrompts, type Prompts } from '../ui/prompts.js';
import type { Invocation } from './invocation.js';

const YES = 'yes';

/** @throws {Problem} (usage) where AWS would be changed, nobody can be asked and `--yes` is not given. */
export function requireConsent({ flags, terminal }: Invocation): void {
  if (!flags.aws || flags.yes || flags.dryRun || terminal.interactive) return;
  throw Problem.usage(
    'On AWS this needs your consent, and there is no terminal to ask on.',
    'Add --yes once you are sure of the account and the region.',
  );
}

/** What a run is going to work on. */
export function showBanner({ flags, screen }: Invocation, lab: Lab): void {
  if (flags.json) return;
  const { target, names, ownership } = lab;
  const facts = {
    target,
    prefix: names.prefix,
    owner: ownership.owner,
    ...(target.kind === 'aws' ? { price: priceInWords(target.region) } : {}),
  };
  screen.print(...bannerLines(facts, screen.width(), screen.theme));
}

/** What all of the lab costs, until it is removed. */
function priceInWords(region: string): string {
  const rate = perHour(STEPS);
  return (
    `While all of it stands, the lab costs about ${money(rate)} an hour, which is ${money(rate * HOURS_A_MONTH)} in a ` +
    `month if it is forgotten (${pricesInWords(region)}). Cleanup ends that.`
  );
}

export async function promptsFor({
  terminal,
  screen,
  interruption,
}: Invocation): Promise<Prompts | undefined> {
  if (!terminal.interactive) return undefined;
  const { signal, interrupt } = interruption;
  return createPrompts({ theme: screen.theme, signal, interrupted: interrupt });
}

/** @throws {Problem} (usage) when the learner does not type yes. */
export async function confirmChanges(
  { flags }: Invocation,
  { target }: Lab,
  prompts: Prompts | undefined,
): Promise<void> {
  if (target.kind !== 'aws' || flags.dryRun || prompts === undefined) return;
  const question = `This works on account ${target.account} in ${target.region}. Type ${YES} to go on:`;
  const answer = await prompts.ask(question, '', () => true);
  if (answer.trim().toLowerCase() === YES) return;
  throw new Problem('Nothing was changed.', {
    because: `The answer was not "${YES}".`,
    next: 'Run the same command again when you are ready, or without --aws to use the sandbox.',
    exitCode: ExitCode.Usage,
  });
}
