/** What is said and asked before a step. */

import type { Decision, Upcoming } from '../lab/runner.js';
import type { AnyStep, StepEntry, StepInput } from '../lab/step.js';
import { guidePage } from '../ui/guide.js';
import { markdownLines } from '../ui/markdown.js';
import type { Prompts } from '../ui/prompts.js';
import type { Screen } from '../ui/screen.js';
import { planLines } from '../ui/step-view.js';
import type { TerminalRenderer } from '../ui/terminal-renderer.js';
import { inputFromText, refusal, type Setting, settingsOf } from './settings.js';

export interface ConversationParts {
  readonly screen: Screen;
  readonly renderer: TerminalRenderer;
  readonly prompts: Prompts;
}

type Answer = 'run' | 'settings' | 'skip' | 'quit';

/** Explains a step, shows its plan, and asks until the learner has decided. */
export function conversation(parts: ConversationParts): (upcoming: Upcoming) => Promise<Decision> {
  return async (upcoming) => {
    await explain(upcoming.entry, upcoming.step, parts);
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
    }
  };
}

/** What the learner reads before a step: its guide page and its plan. */
export async function explain(
  { id }: StepEntry,
  { calls }: AnyStep,
  { screen, renderer }: Pick<ConversationParts, 'screen' | 'renderer'>,
): Promise<void> {
  const width = screen.width();
  const page = markdownLines(await guidePage(id), width, screen.theme);
  renderer.introduce(id, ['', ...page, '', ...planLines(calls, width, screen.theme), '']);
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
