/** What is said and asked before a step. */

import type { Decision, Upcoming } from '../lab/runner.js';
import type { StepEntry, StepInput } from '../lab/step.js';
import { type Pricing, stepCostLines } from '../ui/cost-view.js';
import { guidePage } from '../ui/guide.js';
import { markdownLines } from '../ui/markdown.js';
import type { Prompts } from '../ui/prompts.js';
import type { Screen } from '../ui/screen.js';
import { planLines } from '../ui/step-view.js';
import { stepTakesLines } from '../ui/takes-view.js';
import type { TerminalRenderer } from '../ui/terminal-renderer.js';
import { inputFromText, refusal, type Setting, settingsOf } from './settings.js';

export interface ConversationParts {
  readonly screen: Screen;
  readonly renderer: TerminalRenderer;
  readonly prompts: Prompts;
  readonly pricing: Pricing;
}

type Answer = 'run' | 'settings' | 'skip' | 'quit';

/** Explains a step, shows its plan, and asks until the learner has decided. */
export function conversation(parts: ConversationParts): (upcoming: Upcoming) => Promise<Decision> {
  return async (upcoming) => {
    await explain(upcoming, parts);
    const settings = settingsOf(upcoming.step);
    let input = upcoming.input;
    for (;;) {
      const answer = await parts.prompts.choose<Answer>('Run this step?', [
        { value: 'run', name: settings.length === 0 ? 'Run it' : `Run it (${described(settings, input)})` },
        ...(settings.length === 0 ? [] : [{ value: 'settings' as const, name: 'Change the settings' }]),
        { value: 'skip', name: 'Skip it' },
        { value: 'quit', name: 'Leave the lab, for now' },
      ]);
      if (answer === 'skip' || answer === 'quit') return answer;
      if (answer === 'run') return { run: input };
      input = await changed(upcoming, settings, input, parts.prompts);
      parts.screen.print(...effortOf(upcoming.entry, input, parts), '');
    }
  };
}

/** What the learner reads before a step: its guide page, its plan, what it costs and how long it takes. */
export async function explain(
  { entry, step, input }: Pick<Upcoming, 'entry' | 'step' | 'input'>,
  parts: Omit<ConversationParts, 'prompts'>,
): Promise<void> {
  const { screen, renderer } = parts;
  const width = screen.width();
  const page = markdownLines(await guidePage(entry.id), width, screen.theme);
  const plan = planLines(step.calls, width, screen.theme);
  renderer.introduce(entry.id, ['', ...page, '', ...plan, '', ...effortOf(entry, input, parts), '']);
}

function effortOf(
  { cost, takes }: StepEntry,
  input: StepInput,
  { screen, pricing }: Pick<ConversationParts, 'screen' | 'pricing'>,
): string[] {
  const width = screen.width();
  return [
    ...stepCostLines(cost(input), pricing, width, screen.theme),
    ...stepTakesLines(takes(input), pricing, width, screen.theme),
  ];
}

function described(settings: readonly Setting[], input: StepInput): string {
  return settings.map(({ key, label }) => `${label} ${String(input[key])}`).join(', ');
}

async function changed(
  { step }: Upcoming,
  settings: readonly Setting[],
  input: StepInput,
  prompts: Prompts,
): Promise<StepInput> {
  const given: Record<string, string | boolean> = {};
  for (const setting of settings) {
    const current = input[setting.key] ?? setting.standard;
    const question = setting.description === '' ? setting.label : setting.description;
    given[setting.key] =
      typeof current === 'boolean'
        ? await prompts.confirm(`${question}?`, current)
        : await prompts.ask(`${question}:`, String(current), (text) => refusal(step, setting, text) ?? true);
  }
  return inputFromText(step, given);
}
