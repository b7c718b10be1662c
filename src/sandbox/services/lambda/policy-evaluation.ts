/** Whether a function's own policy lets a service invoke it. AWS: "Using resource-based policies for Lambda". */
import { policyOf, type Statement } from '../iam/policy/document.js';
import { conditionsHold, evaluateStatements, selectsAction } from '../iam/policy/evaluate.js';
import type { FunctionUser } from '../peers.js';
import type { Policy } from './records.js';

const INVOKE = 'lambda:InvokeFunction';

export function allowsInvocation({ statements, addedAt }: Policy, user: FunctionUser): boolean {
  const until = user.permissionsUntil ?? Number.POSITIVE_INFINITY;
  const counting = statements.filter(({ Sid }) => (addedAt?.[Sid] ?? 0) <= until);
  const policy = policyOf({ Version: '2012-10-17', Statement: counting });
  const keys = new Map([
    ['aws:sourcearn', [user.sourceArn]],
    ['aws:sourceaccount', [user.sourceAccount]],
  ]);
  const verdict = evaluateStatements(
    [policy],
    (statement, variables) =>
      isMeant(statement, user.service) &&
      selectsAction(statement.action, INVOKE) &&
      conditionsHold(statement, keys, variables),
    keys,
  );
  return verdict === 'allowed';
}

function isMeant({ principals }: Statement, service: string): boolean {
  return principals === '*' || (principals?.Service?.includes(service) ?? false);
}
