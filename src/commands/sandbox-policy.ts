/** `sandbox policy [FILE|-] [--used] [--none]`: the IAM policy that the learner's own keys are held against. */
import { readFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { shortened } from '../lab/shortened.js';
import { ExitCode, Problem } from '../problem.js';
import {
  type PolicyUse,
  readLearnerPolicy,
  readPolicyUses,
  type SandboxConnection,
  setLearnerPolicy,
  startSandbox,
} from '../sandbox/client.js';
import type { Invocation } from './invocation.js';
import { answer } from './sandbox-answer.js';

export interface PolicyFlags {
  readonly used?: true;
  readonly none?: true;
}

const EVERYTHING =
  'Your keys may do everything in the sandbox. To hold them against a policy: orders-lab sandbox policy FILE';

/** @throws {Problem} (usage) for a file that cannot be read, and for what is no policy. */
export async function policy(
  invocation: Invocation,
  file: string | undefined,
  { used, none }: PolicyFlags,
): Promise<ExitCode> {
  if ([file, used, none].filter((each) => each !== undefined).length > 1) {
    throw Problem.usage(
      'A file, --used and --none stand alone: each says what to do with the policy.',
      'Give one of them, or nothing to see the policy that is set.',
    );
  }
  const document = file === undefined ? undefined : await contentOf(file);
  const sandbox = await startSandbox();
  if (used) return tellUses(invocation, sandbox);
  if (document !== undefined || none) {
    await setLearnerPolicy(sandbox, document);
    return tellChange(invocation, document);
  }
  return tell(invocation, await readLearnerPolicy(sandbox));
}

/** How `sandbox status` tells that there is a policy. */
export function policyInWords(isSet: boolean): string[] {
  return isSet ? ['Your keys are held against a policy: orders-lab sandbox policy shows it.'] : [];
}

function tellChange(invocation: Invocation, document: string | undefined): ExitCode {
  answer(invocation, { policy: parsed(document) }, [
    ...(document === undefined
      ? ['Your keys may do everything in the sandbox again.']
      : [
          'From now on your keys may do in the sandbox what this policy allows, and nothing else.',
          'What is asked for meanwhile: orders-lab sandbox policy --used',
          'To lift it: orders-lab sandbox policy --none',
        ]),
  ]);
  return ExitCode.Ok;
}

function tell(invocation: Invocation, document: string | undefined): ExitCode {
  // As it was set: what is printed can be set again.
  answer(invocation, { policy: parsed(document) }, document === undefined ? [EVERYTHING] : []);
  if (document !== undefined && !invocation.flags.json) {
    process.stdout.write(document.endsWith('\n') ? document : `${document}\n`);
  }
  return ExitCode.Ok;
}

async function tellUses(invocation: Invocation, sandbox: SandboxConnection): Promise<ExitCode> {
  const document = await readLearnerPolicy(sandbox);
  const uses = await readPolicyUses(sandbox);
  const none =
    document === undefined
      ? ['No policy is set, and what is asked for is noted under a policy only.', EVERYTHING]
      : ['Nothing has been asked for since the policy was set.'];
  answer(invocation, { policy: parsed(document), used: uses }, uses.length === 0 ? none : []);
  const { screen, flags } = invocation;
  // One line each, however long, for grep and sort.
  if (!flags.json) screen.print(...uses.map((use) => lineOf(use, screen)));
  return ExitCode.Ok;
}

function lineOf({ action, resource, allowed }: PolicyUse, { theme }: Invocation['screen']): string {
  return `${allowed ? 'allowed' : theme.warning('refused')}  ${theme.bold(action)}  ${resource}`;
}

/** As JSON in the answer for scripts. The sandbox has found it good. */
function parsed(document: string | undefined): unknown {
  return document === undefined ? null : JSON.parse(document);
}

async function contentOf(file: string): Promise<string> {
  if (file === '-') return text(process.stdin);
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw Problem.usage(
      `The file ${JSON.stringify(shortened(file))} cannot be read.`,
      'Give the name of a file that is there, or - for standard input.',
      error instanceof Error ? error.message : undefined,
    );
  }
}
