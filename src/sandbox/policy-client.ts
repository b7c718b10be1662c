/** The learner's policy, from the client's end of the control routes. */
import { Problem } from '../problem.js';
import type { SandboxConnection } from './client.js';
import { ControlRefusal, callControl } from './control-client.js';
import type { PolicyUse } from './learner-policy.js';

/** What the sandbox answers to a document that is no managed policy, by its error's name. */
const REMEDIES: Readonly<Record<string, string>> = {
  MalformedPolicyDocumentException:
    'Mend the document and set it again. IAM would refuse it too; its grammar is in "Grammar of the IAM JSON policy language" (IAM User Guide).',
  LimitExceededException:
    'A managed policy has 6,144 characters at most, white space not counted: join statements, or use wildcards.',
};

/**
 * Holds the learner's own keys against this policy from now on; undefined lifts it. A policy is JSON text, or what
 * becomes it. The control routes stay open to those keys, so nobody locks himself out.
 * Throws a usage Problem, in AWS's words, for what IAM would not take as a managed policy, and a Problem where the
 * sandbox does not answer.
 */
export async function setLearnerPolicy(
  connection: SandboxConnection,
  document: string | object | undefined,
): Promise<void> {
  const text = typeof document === 'object' ? JSON.stringify(document) : document;
  try {
    await callControl(connection, 'policy', { document: text ?? null });
  } catch (error) {
    const remedy = error instanceof ControlRefusal ? REMEDIES[error.code] : undefined;
    if (!(error instanceof ControlRefusal) || remedy === undefined) throw error;
    throw Problem.usage('The sandbox does not take this policy.', remedy, `${error.code}: ${error.words}`);
  }
}

/** The policy's JSON text, as it was set; undefined where there is none and the learner may do everything. */
export async function readLearnerPolicy(connection: SandboxConnection): Promise<string | undefined> {
  const { document } = await callControl(connection, 'policy');
  return typeof document === 'string' ? document : undefined;
}

/**
 * What the learner's keys have asked for since the policy was set, each action on each resource once, or twice where it
 * was allowed and refused. In the order in which it was first asked for. Empty without a policy.
 */
export async function readPolicyUses(connection: SandboxConnection): Promise<readonly PolicyUse[]> {
  const found: PolicyUse[] = [];
  for (let from: unknown = 0; from !== undefined; ) {
    const { uses, next }: Readonly<Record<string, unknown>> = await callControl(connection, 'policy-uses', {
      from,
    });
    const page: readonly unknown[] = Array.isArray(uses) ? uses : [];
    found.push(...page.flatMap((use) => useOf(Object(use))));
    from = next;
  }
  return found;
}

function useOf({ action, resource, allowed }: Readonly<Record<string, unknown>>): PolicyUse[] {
  return typeof action === 'string' && typeof resource === 'string'
    ? [{ action, resource, allowed: allowed === true }]
    : [];
}
