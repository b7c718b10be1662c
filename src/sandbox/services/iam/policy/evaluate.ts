/**
 * What policies say to a request: a Deny that applies wins, an Allow that applies permits, and what nobody speaks of
 * is denied. The order of policies and statements does not matter.
 * AWS: "Policy evaluation logic" (IAM User Guide).
 */
import { type ConditionKeys, conditionHolds } from './conditions.js';
import type { Policy, Selection, Statement } from './document.js';
import { compilePattern, matchesArn, matchesPattern, type Variables } from './pattern.js';

export interface PolicyRequest {
  /** `dynamodb:PutItem` */
  readonly action: string;
  /** An ARN, or `*` where the action is about no resource. */
  readonly resource: string;
  readonly keys: ConditionKeys;
}

export type Verdict = 'allowed' | 'explicitDeny' | 'implicitDeny';

/** For policies of an identity; statements that name a principal do not apply. */
export function evaluate(policies: readonly Policy[], request: PolicyRequest): Verdict {
  return evaluateStatements(
    policies,
    (statement, variables) => {
      const { principals, action, resource } = statement;
      return (
        principals === undefined &&
        resource !== undefined &&
        selectsAction(action, request.action) &&
        selectsResource(resource, request.resource, variables) &&
        conditionsHold(statement, request.keys, variables)
      );
    },
    request.keys,
  );
}

/** The verdict of those statements that apply. `applies` is told the policy variables, where its version has them. */
export function evaluateStatements(
  policies: readonly Policy[],
  applies: (statement: Statement, variables: Variables | undefined) => boolean,
  keys: ConditionKeys,
): Verdict {
  // A variable stands for one value.
  const variables: Variables = (name) => {
    const values = keys.get(name);
    return values?.length === 1 ? values[0] : undefined;
  };
  let verdict: Verdict = 'implicitDeny';
  for (const { version, statements } of policies) {
    const known = version === '2012-10-17' ? variables : undefined;
    for (const statement of statements) {
      if (statement.effect === 'Allow' && verdict === 'allowed') continue;
      if (!applies(statement, known)) continue;
      if (statement.effect === 'Deny') return 'explicitDeny';
      verdict = 'allowed';
    }
  }
  return verdict;
}

/** Actions are compared without regard to case. */
export function selectsAction({ negated, texts }: Selection, action: string): boolean {
  const lowered = action.toLowerCase();
  return (
    texts.some((text) => {
      const pattern = compilePattern(text.toLowerCase());
      return pattern !== undefined && matchesPattern(pattern, lowered);
    }) !== negated
  );
}

export function conditionsHold(
  { conditions }: Statement,
  keys: ConditionKeys,
  variables: Variables | undefined,
): boolean {
  return conditions.every((condition) => conditionHolds(condition, keys, variables));
}

/** A request about no resource (`*`) is met by the pattern `*` only. */
function selectsResource(
  { negated, texts }: Selection,
  resource: string,
  variables: Variables | undefined,
): boolean {
  return texts.some((text) => matchesArn(text, resource, variables)) !== negated;
}
