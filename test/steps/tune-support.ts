/** Running the step tune with somebody who interferes. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { OpenLab } from '../../src/lab/create-lab.js';
import type { Check, Evidence } from '../../src/lab/events.js';
import { parseInput } from '../../src/lab/input.js';
import type { StepInput } from '../../src/lab/step.js';
import { entryOf } from '../support/steps.js';

export interface Shown {
  readonly checks: readonly Check[];
  readonly evidence: readonly Evidence[];
}

export interface Interference {
  /** Told of what is shown, before the step goes on. */
  onEvidence?(title: string): Promise<void>;
}

/** Everything that the step says; what it has built before is not asked for. */
export async function runTune(
  lab: OpenLab,
  given: StepInput,
  { onEvidence }: Interference = {},
): Promise<Shown> {
  const step = await entryOf('tune').load();
  const checks: Check[] = [];
  const evidence: Evidence[] = [];
  for await (const said of step.demonstrate?.(lab, parseInput('tune', step, given)) ?? []) {
    if ('claim' in said) checks.push(said);
    else {
      evidence.push(said);
      await onEvidence?.(said.title);
    }
  }
  return { checks, evidence };
}

/** Changes the lab's own calls of DynamoDB before they are sent. `input` is the call's, to be changed in place. */
export function tamper(
  lab: OpenLab,
  change: (operation: string, input: object) => Promise<void> | void,
): void {
  lab.client(DynamoDBClient).middlewareStack.add(
    (next, context) => async (args) => {
      await change(context.commandName?.replace(/Command$/, '') ?? '', args.input);
      return next(args);
    },
    { step: 'initialize', name: 'tamper' },
  );
}
