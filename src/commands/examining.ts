/** How `doctor` reaches what it examines: like every command that only looks, but what stands in the way is an answer. */
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { type ErrorContext, toProblem } from '../aws/explain.js';
import type { Elsewhere, Examination } from '../doctor/examination.js';
import { createLab, type OpenLab, openLab } from '../lab/create-lab.js';
import type { EmitEvent } from '../lab/events.js';
import { namesFor } from '../lab/names.js';
import type { Problem } from '../problem.js';
import { liveText } from '../ui/screen.js';
import { reachTarget } from './connection.js';
import { flagsToSameLab } from './global-flags.js';
import type { Invocation } from './invocation.js';
import { commandLine } from './rendering.js';
import type { Reach } from './target.js';

export interface OpenExamination {
  readonly examination: Omit<Examination, 'stateFolder'>;
  /** Who has named the region: "--region", "the profile default". */
  readonly regionFrom: string;
  close(): void;
}

/**
 * Reaches the target and asks who we are, or says why that cannot be. Calls are shown in the live line while they last.
 * @throws after an interruption, and a bug of ours as it is.
 */
export async function openExamination(invocation: Invocation): Promise<OpenExamination | Problem> {
  const { flags, interruption } = invocation;
  let target: ErrorContext['target'] = { kind: flags.aws ? 'aws' : 'sandbox' };
  try {
    const reach = await reachTarget(invocation);
    target = reach.target;
    const lab = await openLab({
      ...reach,
      names: namesFor(flags.prefix),
      signal: interruption.signal,
      emit: showing(invocation),
      flags: flagsToSameLab(flags),
    });
    return {
      examination: {
        lab,
        caller: await callerOf(lab),
        environment: process.env,
        elsewhere: (place) => openElsewhere(invocation, reach, lab, place),
      },
      regionFrom: reach.regionFrom,
      close: () => lab.close(),
    };
  } catch (error) {
    const context = { target, commandLine: (words: string) => commandLine(invocation, words) };
    const problem = interruption.signal.aborted ? undefined : toProblem(error, context);
    if (problem === undefined) throw error;
    return problem;
  }
}

/** The ARN with the session, which the owner of a lab is told without. */
async function callerOf(lab: OpenLab): Promise<string> {
  const { Arn } = await lab.client(STSClient).send(new GetCallerIdentityCommand({}));
  return Arn ?? lab.ownership.owner;
}

function openElsewhere(
  invocation: Invocation,
  reach: Reach,
  visitor: OpenLab,
  { region, prefix }: Elsewhere,
): OpenLab {
  const names = namesFor(prefix);
  // Where it is another region, commands must name it.
  const there = region === visitor.target.region ? {} : { region };
  return createLab({
    ...reach,
    target: { ...visitor.target, region },
    names,
    ownership: { ...visitor.ownership, labId: names.labId },
    clockSkew: visitor.clockSkew,
    signal: visitor.signal,
    emit: showing(invocation),
    flags: flagsToSameLab({ ...invocation.flags, ...there, prefix }),
  });
}

/** Shows in the live line what is being asked or waited for. */
function showing({ screen }: Invocation): EmitEvent {
  return (event) => {
    if (event.event === 'call-started') screen.status(liveText(screen, `Asking ${event.service}`));
    if (event.event === 'progress') screen.status(liveText(screen, event.title, event.elapsed));
  };
}
