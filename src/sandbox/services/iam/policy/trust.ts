/**
 * Whom a role trusts: its assume role policy against who wants to be it.
 * AWS: "AWS JSON policy elements: Principal", "How IAM roles differ from resource-based policies".
 */
import type { ConditionKeys } from './conditions.js';
import type { Policy, Principals } from './document.js';
import { conditionsHold, evaluateStatements, selectsAction } from './evaluate.js';

/** Who wants to be the role. */
export type Candidate =
  | { readonly kind: 'service'; readonly name: string }
  | {
      readonly kind: 'identity';
      /** Of the user or the session. */
      readonly arn: string;
      /** Of the role that a session is of. */
      readonly roleArn?: string;
      /** Twelve digits. */
      readonly account: string;
    };

/**
 * `named`: it is trusted itself. `account`: its account is trusted, and the policies of its own must let it.
 */
export type Trust = 'named' | 'account' | 'none';

const ASSUME_ROLE = 'sts:AssumeRole';

export function trustOf(policy: Policy, candidate: Candidate, keys: ConditionKeys): Trust {
  for (const trust of ['named', 'account'] as const) {
    const verdict = evaluateStatements(
      [policy],
      (statement, variables) =>
        statement.principals !== undefined &&
        selectsAction(statement.action, ASSUME_ROLE) &&
        isAmong(statement.principals, candidate, statement.effect === 'Deny' ? 'any' : trust) &&
        conditionsHold(statement, keys, variables),
      keys,
    );
    if (verdict === 'explicitDeny') return 'none';
    if (verdict === 'allowed') return trust;
  }
  return 'none';
}

function isAmong(principals: Principals, candidate: Candidate, as: 'named' | 'account' | 'any'): boolean {
  if (principals === '*') return as !== 'account';
  if (candidate.kind === 'service') {
    return as !== 'account' && (principals.Service ?? []).includes(candidate.name);
  }
  return (principals.AWS ?? []).some((text) => {
    const relation = relationOf(text, candidate);
    return relation !== undefined && (as === 'any' || as === relation);
  });
}

function relationOf(
  text: string,
  { arn, roleArn, account }: Extract<Candidate, { kind: 'identity' }>,
): 'named' | 'account' | undefined {
  if (text === '*' || text === arn || text === roleArn) return 'named';
  return text === account || text === `arn:aws:iam::${account}:root` ? 'account' : undefined;
}
