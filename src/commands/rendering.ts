/** Which renderer shows a run, and what it calls the steps. */
import type { LabEvent, Section } from '../lab/events.js';
import { shellCommand } from '../lab/shell-command.js';
import type { StepEntry } from '../lab/step.js';
import { ndjsonRenderer } from '../ui/ndjson-renderer.js';
import { printProblem } from '../ui/problem-output.js';
import type { Renderer } from '../ui/renderer.js';
import type { StepLabel } from '../ui/step-view.js';
import type { SummaryHints } from '../ui/summary-view.js';
import { TerminalRenderer } from '../ui/terminal-renderer.js';
import { flagsToSameLab } from './global-flags.js';
import type { Invocation } from './invocation.js';
import { pricingOf } from './pricing.js';

export interface Rendering extends Renderer {
  /** For people; undefined with `--json`. */
  readonly terminal: TerminalRenderer | undefined;
}

export function createRendering(
  { flags, run, screen }: Invocation,
  labels: readonly StepLabel[],
  given: SummaryHints,
): Rendering {
  const hints = flags.aws ? { ...given, prices: pricingOf('aws', flags.region).source } : given;
  const printError = (event: Extract<LabEvent, { event: 'error' }>): void =>
    printProblem({ ...event, because: event.cause }, flags.color);
  if (!flags.json) {
    const terminal = new TerminalRenderer({ screen, steps: labels, hints, printError });
    return { terminal, event: terminal.event, close: () => terminal.close() };
  }
  const lines = ndjsonRenderer({ write: (line) => process.stdout.write(line), run });
  return {
    terminal: undefined,
    event: (event) => {
      if (event.event === 'error') printError(event);
      lines.event(event);
    },
    close: () => lines.close(),
  };
}

/** The steps of a run, numbered where there are several. */
export function labelsOf(entries: readonly StepEntry[]): StepLabel[] {
  return entries.map(({ id, title, summary }, index) => ({
    id,
    title,
    summary,
    ...(entries.length === 1 ? {} : { place: { number: index + 1, of: entries.length } }),
  }));
}

export const CLEANUP_LABEL: StepLabel = {
  id: 'cleanup' satisfies Section,
  title: 'Clean up',
  summary: 'Everything that the lab built is removed, and looked for once more',
};

/** A command for the same lab: `orders-lab cleanup --prefix ada-`. */
export function commandLine({ flags }: Pick<Invocation, 'flags'>, words: string): string {
  return shellCommand(words, flagsToSameLab(flags));
}
