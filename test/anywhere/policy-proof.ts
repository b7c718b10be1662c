/** The lab under a policy: what of it each stage asks for, and what the learner reads where an action is missing. */
import { join } from 'node:path';
import type { LabEvent } from '../../src/lab/events.js';
import { readStatus } from '../../src/lab/status.js';
import type { PolicyDocument } from '../../src/resources/policy-document.js';
import { sweepByTags } from '../../src/resources/sweep.js';
import { type PolicyUse, readPolicyUses, setLearnerPolicy } from '../../src/sandbox/client.js';
import { STEPS } from '../../src/steps/index.js';
import { openTestLab } from '../support/lab.js';
import { copySandbox, startTestSandbox, type TestSandbox } from '../support/sandbox.js';
import { attempt, type Ending, STAGES, type Stage } from './stages.js';

/** What a stage asked for, and the sandbox as it was before. */
export interface Walked {
  readonly stage: Stage;
  /** A sandbox's folder, with the policy set. Not to be changed: start on a copy. */
  readonly folder: string;
  /** What status was refused before it. */
  readonly refusedToStatus: readonly PolicyUse[];
  /** In the order in which each was first asked for. */
  readonly uses: readonly PolicyUse[];
  /** Of the stage, and of the stage once more. */
  readonly endings: readonly Ending[];
}

/** Goes through the whole lab under a policy: before each stage status, then the stage, twice. */
export async function walkThrough(folder: string, policy: PolicyDocument): Promise<readonly Walked[]> {
  const sandbox = await startTestSandbox();
  const walked: Walked[] = [];
  try {
    for (const stage of STAGES) {
      await setLearnerPolicy(sandbox.connection, policy);
      await readStatusIn(sandbox);
      const refusedToStatus = (await readPolicyUses(sandbox.connection)).filter(({ allowed }) => !allowed);
      // What is asked for is noted anew.
      await setLearnerPolicy(sandbox.connection, policy);
      const before = join(folder, stage);
      copySandbox(sandbox.folder, before);
      const endings = [(await attemptIn(sandbox, stage)).ending, (await attemptIn(sandbox, stage)).ending];
      const uses = await readPolicyUses(sandbox.connection);
      walked.push({ stage, folder: before, refusedToStatus, uses, endings });
    }
  } finally {
    await sandbox.close();
  }
  return walked;
}

async function readStatusIn(sandbox: TestSandbox): Promise<void> {
  const { lab } = await openTestLab(sandbox);
  try {
    await readStatus(lab, STEPS, new Set(), sweepByTags);
  } finally {
    lab.close();
  }
}

/** An attempt at a stage, and all that the learner reads of what is wrong. */
export interface Told {
  readonly ending: Ending;
  readonly words: string;
}

export async function attemptIn(sandbox: TestSandbox, stage: Stage): Promise<Told> {
  const testLab = await openTestLab(sandbox);
  try {
    const ending = await attempt(testLab, stage);
    return { ending, words: [...testLab.events.map(wordsOf), 'why' in ending ? ending.why : ''].join(' ') };
  } finally {
    testLab.lab.close();
  }
}

function wordsOf(event: LabEvent): string {
  switch (event.event) {
    case 'check':
      return event.ok ? '' : `${event.actual} ${event.hint ?? ''}`;
    case 'error':
      return `${event.message} ${event.cause ?? ''} ${event.next}`;
    case 'evidence':
      return event.kind === 'text' ? event.data.text : '';
    case 'note':
      return event.text;
    default:
      return '';
  }
}

/** SQS tells actions in small letters, as on AWS; IAM does not mind. */
export function names(words: string, action: string): boolean {
  return new RegExp(`\\b${action}\\b`, 'i').test(words);
}

/** All actions of a policy, each once. */
export function actionsOf({ Statement }: PolicyDocument): readonly string[] {
  return [...new Set(Statement.flatMap(({ Action }) => Action))];
}

/** The policy less an action, in whatever statements it stands. */
export function without(policy: PolicyDocument, action: string): PolicyDocument {
  const Statement = policy.Statement.map((statement) => ({
    ...statement,
    Action: statement.Action.filter((each) => each !== action),
  }));
  return { ...policy, Statement: Statement.filter(({ Action }) => Action.length > 0) };
}

/** The resources of a policy that nobody asked for, with the statement of each. */
export function idleResources({ Statement }: PolicyDocument, uses: readonly PolicyUse[]): readonly string[] {
  return Statement.flatMap(({ Sid, Action, Resource }) => {
    const asked = uses.filter(({ action }) => Action.includes(action)).map(({ resource }) => resource);
    const idle = Resource.filter((pattern) => !asked.some((resource) => matches(resource, pattern)));
    return idle.map((pattern) => `${Sid}: ${pattern}`);
  });
}

function matches(resource: string, pattern: string): boolean {
  const literals = pattern.split('*').map((literal) => literal.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${literals.join('.*')}$`).test(resource);
}
