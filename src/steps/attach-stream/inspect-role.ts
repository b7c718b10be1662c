/** The role: who may assume it, and each thing that it may do. */
import { compare } from '../../lab/check.js';
import type { Check } from '../../lab/events.js';
import type { Lab } from '../../lab/lab.js';
import { expectedTrust, POLICY_NAME } from '../../resources/execution-role.js';
import {
  missingActions,
  permissionsDocument,
  readStatements,
  statementsBeyond,
} from '../../resources/policy-document.js';
import { listRolePolicies, readInlinePolicy, readRole } from '../../resources/read-role.js';
import { streamRole } from './specs.js';

/** What each statement is for, and what is seen when it is missing. */
const STATEMENTS: Readonly<
  Record<string, { readonly id: string; readonly claim: string; readonly without: string }>
> = {
  ReadStream: {
    id: 'may-read-stream',
    claim: 'It may read the stream of this table, and of no other',
    without: 'Without it Lambda reads nothing, and the mapping says "Cannot access stream".',
  },
  FindStream: {
    id: 'may-find-stream',
    claim: 'It may list streams, which AWS allows for all of them or none',
    without: 'Without it Lambda does not make the event source mapping.',
  },
  ParkFailures: {
    id: 'may-park-failures',
    claim: 'It may send to the dead-letter queue: Lambda does so as this role',
    without: 'Without it what cannot be processed is lost.',
  },
  WriteLog: {
    id: 'may-write-log',
    claim: 'It may write into its own log group, and not create one',
    without: 'Without it the function runs, and nobody sees what it says.',
  },
};

export async function* inspectRole(lab: Lab): AsyncGenerator<Check> {
  const spec = streamRole(lab);
  const again = `Run ${lab.commandLine('attach-stream')}: it sets what differs.`;
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
  const document = await readInlinePolicy(lab, spec.name, POLICY_NAME);
  const actual = readStatements(document);
  for (const statement of spec.statements) {
    const { sid } = statement;
    const expected = inWords(permissionsDocument([statement]));
    const { id, claim, without } = STATEMENTS[sid] ?? { id: sid, claim: sid, without: '' };
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
  const { inline, attached } = await listRolePolicies(lab, spec.name);
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
