/** The role of a function: who may assume it, and each thing that it may do. */
import { compare } from '../../lab/check.js';
import type { Check } from '../../lab/events.js';
import type { Lab } from '../../lab/lab.js';
import type { StepId } from '../../lab/step.js';
import { expectedTrust, POLICY_NAME, type RoleSpec } from '../../resources/execution-role.js';
import {
  missingActions,
  permissionsDocument,
  readStatements,
  statementsBeyond,
} from '../../resources/policy-document.js';
import { listRolePolicies, readInlinePolicy, readRole } from '../../resources/read-role.js';

/** What a statement is for, and what is seen when it is missing. */
export interface Purpose {
  /** The id of the check. */
  readonly id: string;
  readonly claim: string;
  readonly without: string;
}

const NO_POLICIES = { inline: [], attached: [] } as const;

export interface ExpectedRole {
  readonly spec: RoleSpec;
  /** By the `sid` of each statement. */
  readonly purposes: Readonly<Record<string, Purpose>>;
  /** What makes and corrects it. */
  readonly step: StepId;
}

export async function* inspectRole(lab: Lab, { spec, purposes, step }: ExpectedRole): AsyncGenerator<Check> {
  const again = `Run ${lab.commandLine(step)}: it sets what differs.`;
  const role = await readRole(lab, spec.name);
  const inWords = (document: string | undefined): string =>
    readStatements(document)
      .map(({ words }) => words)
      .join('; ') || 'nothing';
  yield compare({
    id: 'role-trust',
    claim: `The role ${spec.name} is Lambda's to assume`,
    expected: inWords(expectedTrust()),
    actual: role === undefined ? 'no such role' : inWords(role.AssumeRolePolicyDocument),
    hint: `Without it Lambda cannot run the function. ${again}`,
  });
  // Of a role that is not there nobody knows the path, so that nobody who may ask about the lab's roles only may ask.
  const document = role && (await readInlinePolicy(lab, spec.name, POLICY_NAME));
  const actual = readStatements(document);
  for (const statement of spec.statements) {
    const { sid } = statement;
    const expected = inWords(permissionsDocument([statement]));
    const { id, claim, without } = purposes[sid] ?? { id: sid, claim: sid, without: '' };
    const same = actual.find(({ words }) => words === expected);
    const ofThatName = actual.find((other) => other.sid === sid);
    const missing = missingActions(document, statement);
    yield compare({
      id,
      claim,
      expected,
      actual: (same ?? ofThatName)?.words ?? 'not allowed',
      hint: `${missing.length === 0 ? '' : `Not allowed: ${missing.join(', ')}. `}${without} ${again}`,
    });
  }
  const { inline, attached } = role === undefined ? NO_POLICIES : await listRolePolicies(lab, spec.name);
  const beyond = [
    ...statementsBeyond(document, spec.statements),
    ...inline.filter((name) => name !== POLICY_NAME).map((name) => `the policy ${name}`),
    ...attached,
  ];
  yield compare({
    id: 'least-privilege',
    claim: 'It may do nothing else',
    expected: 'nothing else',
    actual: role === undefined ? 'no such role' : beyond.join('; ') || 'nothing else',
    hint: again,
  });
}
