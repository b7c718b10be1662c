/** `--dry-run` of steps: what they would build and call. Asks no service, so it needs no account either. */
import type { EmitEvent, Remaining } from '../lab/events.js';
import { namesFor } from '../lab/names.js';
import type { AnyStep, StepEntry } from '../lab/step.js';
import { ExitCode } from '../problem.js';
import { hang } from '../ui/layout.js';
import type { Screen } from '../ui/screen.js';
import { planLines } from '../ui/step-view.js';
import { remainingLines } from '../ui/summary-view.js';
import type { Invocation } from './invocation.js';
import { createRendering, labelsOf, type Rendering } from './rendering.js';

/** Stands for the region that will be used: no service is asked, and no profile is read. */
const UNKNOWN_REGION = '<region>';

export async function showPlan(invocation: Invocation, entries: readonly StepEntry[]): Promise<ExitCode> {
  const { flags, screen, tally } = invocation;
  const names = namesFor(flags.prefix);
  const rendering = createRendering(invocation, labelsOf(entries), { whenClean: '', whenRemaining: '' });
  const emit: EmitEvent = (event) => {
    tally.event(event);
    rendering.event(event);
  };
  tally.plan(entries.map(({ id }) => id));
  for (const entry of entries) {
    const step = await entry.load();
    const builds = step
      .resources(names, flags.region ?? UNKNOWN_REGION)
      .map(({ kind, name }) => ({ kind, name }));
    if (rendering.terminal === undefined) tellPlan(entry, step, builds, emit);
    else showStepPlan(entry, step, builds, screen, rendering.terminal);
  }
  if (rendering.terminal === undefined) emit(tally.summary(true, undefined));
  else screen.print('', 'Nothing was changed. Leave out --dry-run to do it.');
  rendering.close();
  return ExitCode.Ok;
}

function tellPlan(
  { id }: StepEntry,
  { calls }: AnyStep,
  builds: readonly Remaining[],
  emit: EmitEvent,
): void {
  emit({
    event: 'evidence',
    step: id,
    kind: 'table',
    title: 'What the step builds and may call',
    data: {
      columns: ['what', 'name'],
      rows: [
        ...builds.map(({ kind, name }) => ['builds', `${kind} ${name}`]),
        ...calls.map((call) => ['calls', call]),
      ],
    },
  });
  emit({ event: 'step', step: id, state: 'skipped', ms: 0 });
}

function showStepPlan(
  { id, summary }: StepEntry,
  { calls }: AnyStep,
  builds: readonly Remaining[],
  screen: Screen,
  terminal: NonNullable<Rendering['terminal']>,
): void {
  const { theme } = screen;
  const width = screen.width();
  terminal.introduce(id, [
    '',
    ...hang(theme.prose(summary), width).split('\n'),
    '',
    builds.length === 0 ? 'It builds nothing.' : 'It builds:',
    ...builds.flatMap((resource) => remainingLines(resource, width, theme)),
    ...planLines(calls, width, theme),
  ]);
}
