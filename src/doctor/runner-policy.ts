/**
 * The least that a learner must be allowed, as one IAM policy: every step, status, call, logs, export and cleanup run
 * under it, and each of its actions is needed (test/anywhere/policy.test.ts proves both).
 * AWS: "Service Authorization Reference".
 */
import type { Names } from '../lab/names.js';
import type { Place } from '../resources/arns.js';
import { type PolicyDocument, policyDocument, type Statement } from '../resources/policy-document.js';
import { roles } from './policy/roles.js';
import { apis, deadLetters, functions } from './policy/serving.js';
import { autoScaling, dynamoDb } from './policy/tables.js';
import { watching } from './policy/watching.js';

/** The policy for one lab. It fits into one managed policy: 6,144 characters without white space. */
export function runnerPolicy(names: Names, place: Place): PolicyDocument {
  return policyDocument(runnerStatements(names, place));
}

/** What `doctor --policy` prints: the policy as JSON. */
export function policyText(names: Names, place: Place): string {
  return JSON.stringify(runnerPolicy(names, place), undefined, 2);
}

/** One action on one resource that the policy allows. */
export interface NeededPermission {
  /** Of the statement: what it is needed for. */
  readonly sid: string;
  readonly action: string;
  /** An ARN, which may end in `*`, or `*`. */
  readonly resource: string;
  /** What the request says of itself where that counts, by condition key: `iam:PassedToService`. */
  readonly context: Readonly<Record<string, string>>;
}

/** All that the policy allows, one by one: what can be asked of IAM's policy simulator. */
export function neededPermissions(names: Names, place: Place): readonly NeededPermission[] {
  return runnerStatements(names, place).flatMap(({ sid, actions, resources, conditions = {} }) => {
    const context = Object.fromEntries(Object.values(conditions).flatMap((keys) => Object.entries(keys)));
    return actions.flatMap((action) => resources.map((resource) => ({ sid, action, resource, context })));
  });
}

function runnerStatements(names: Names, place: Place): readonly Statement[] {
  return [
    ...dynamoDb(names, place),
    ...autoScaling(place),
    ...watching(names, place),
    ...functions(names, place),
    ...roles(names, place),
    ...apis(place),
    deadLetters(names, place),
  ];
}
