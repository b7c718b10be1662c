import { poll } from '../aws/polling.js';
import type { Lab } from './lab.js';
import { longWait } from './patience.js';
import type { AnyStep, Settling, StepEntry, StepInput } from './step.js';

/** A step that was built and whose work goes on at AWS. */
export interface Pending {
  readonly entry: StepEntry;
  readonly step: AnyStep;
  readonly input: StepInput;
  readonly settling: Settling;
  /** When it began to settle, in milliseconds on the lab's clock. */
  readonly since: number;
}

/** Milliseconds between two looks at what is settling: at first, and when it turns out to take minutes. */
const EVERY = 5_000;
const EVERY_LATER = 15_000;
/** Looks before that. */
const EARLY_LOOKS = 12;
/** An index may take 8 to 17 minutes on AWS, more on a full table. */
const DEADLINE = 45 * 60_000;

/**
 * Builds again, and again, until the step is ready: `build` converges, so that what could not be done while
 * AWS was busy (an index's auto scaling) is done on the way.
 */
export async function settle(lab: Lab, pending: Pending): Promise<void> {
  const { entry, step, input, since } = pending;
  let settling = pending.settling;
  let told = false;
  await poll({
    what: `${entry.id} to settle (${settling.reason})`,
    ...longWait(lab),
    every: (round) => (round <= EARLY_LOOKS ? EVERY : EVERY_LATER),
    deadline: DEADLINE,
    ask: async () => {
      const built = (await step.build?.(lab, input)) ?? 'ready';
      if (built === 'ready') return built;
      settling = built;
      return undefined;
    },
    onWait: () => {
      if (!told) tellMeanwhile(lab, entry, settling);
      told = true;
      lab.progress({
        title: `Waiting for ${entry.id}`,
        elapsed: lab.clock.now() - since,
        ...(settling.usually === undefined ? {} : { usually: settling.usually }),
        reason: settling.reason,
      });
    },
    next: `Run ${lab.commandLine(entry.id)} again: it goes on where it stopped.`,
  });
}

/** One look, without waiting. */
export async function isSettled(lab: Lab, { step, input }: Pending): Promise<boolean> {
  return ((await step.build?.(lab, input)) ?? 'ready') === 'ready';
}

/** What a learner can do while AWS works for minutes. In a sandbox, which is asked to move on, it is a moment. */
function tellMeanwhile(lab: Lab, { id }: StepEntry, { meanwhile }: Settling): void {
  if (lab.target.kind === 'sandbox') return;
  lab.emit({
    event: 'note',
    step: id,
    tone: 'info',
    text:
      'AWS goes on with this by itself, also without us: leave with Ctrl-C whenever you like, and the same command goes ' +
      `on from there.${meanwhile === undefined ? '' : ` ${meanwhile}`}`,
  });
}
