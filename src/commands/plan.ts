/** `--dry-run` of steps: what they would build and call. Asks no service, so it needs no account either. */
import type { StepCost } from '../lab/cost.js';
import type { EmitEvent, Remaining } from '../lab/events.js';
import type { StepInputs } from '../lab/input.js';
import { namesFor } from '../lab/names.js';
import type { AnyStep, StepEntry } from '../lab/step.js';
import { rangeInWords, type Takes } from '../lab/takes.js';
import { ExitCode } from '../problem.js';
import { CLEANUP_TAKES } from '../steps/takes.js';
import { type Pricing, stepCostLines, totalCostLines } from '../ui/cost-view.js';
import { hang } from '../ui/layout.js';
import type { Screen } from '../ui/screen.js';
import { planLines } from '../ui/step-view.js';
import { remainingLines } from '../ui/summary-view.js';
import { allTakesLines, stepTakesLines } from '../ui/takes-view.js';
import type { Invocation } from './invocation.js';
import { costRows, pricingOf } from './pricing.js';
import { createRendering, labelsOf, type Rendering } from './rendering.js';

/** Stands for the region that will be used: no service is asked, and no profile is read. */
const UNKNOWN_REGION = '<region>';

export async function showPlan(
  invocation: Invocation,
  entries: readonly StepEntry[],
  inputs: StepInputs,
): Promise<ExitCode> {
  const { flags, screen, tally } = invocation;
  const names = namesFor(flags.prefix);
  const pricing = pricingOf(flags.aws ? 'aws' : 'sandbox', flags.region);
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
    const cost = entry.cost(inputs[entry.id] ?? {});
    const takes = entry.takes(inputs[entry.id] ?? {});
    const plan: StepPlan = { entry, calls: step.calls, builds, cost, takes, pricing };
    if (rendering.terminal === undefined) tellPlan(plan, emit);
    else showStepPlan(plan, screen, rendering.terminal);
  }
  const whole = allTakesLines(
    entries.map((entry) => entry.takes(inputs[entry.id] ?? {})),
    CLEANUP_TAKES,
    screen.width(),
  );
  const costs = entries.map((entry) => entry.cost(inputs[entry.id] ?? {}));
  const price = entries.length === 1 ? [] : totalCostLines(costs, pricing, screen.width(), screen.theme);
  if (rendering.terminal === undefined) emit(tally.summary(true, undefined));
  else screen.print('', ...whole, ...price, 'Nothing was changed. Leave out --dry-run to do it.');
  rendering.close();
  return ExitCode.Ok;
}

interface StepPlan extends Pick<AnyStep, 'calls'> {
  readonly entry: StepEntry;
  readonly builds: readonly Remaining[];
  readonly cost: StepCost;
  readonly takes: Takes;
  readonly pricing: Pricing;
}

function tellPlan({ entry: { id }, calls, builds, cost, takes, pricing }: StepPlan, emit: EmitEvent): void {
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
        ...costRows(cost, pricing),
        [pricing.onAws ? 'takes' : 'would take on AWS', `${rangeInWords(takes)}: ${takes.because}`],
      ],
      caption: `Costs: ${pricing.source}.`,
    },
  });
  emit({ event: 'step', step: id, state: 'skipped', ms: 0 });
}

function showStepPlan(
  { entry: { id, summary }, calls, builds, cost, takes, pricing }: StepPlan,
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
    ...stepCostLines(cost, pricing, width, theme),
    ...stepTakesLines(takes, pricing, width, theme),
  ]);
}
