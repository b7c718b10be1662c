/** SimulatePrincipalPolicy: what a role or the learner may do, without doing it. */
import type {
  ContextEntry,
  EvaluationResult,
  SimulatePolicyResponse,
  SimulatePrincipalPolicyRequest,
} from '@aws-sdk/client-iam';
import type { HandlerTable } from '../../service.js';
import { policiesOf, storedPolicy } from './decisions.js';
import { invalidInput, noSuchEntity } from './errors.js';
import { pageFor } from './paging.js';
import type { ConditionKeys } from './policy/conditions.js';
import type { Policy } from './policy/document.js';
import { evaluate } from './policy/evaluate.js';
import { parseIdentityPolicy } from './policy/syntax.js';
import { parseIamArn, roleByArn } from './records.js';
import type { Iam } from './role-access.js';
import { checkInput } from './rules.js';

/** What the learner may do where no policy is set: AWS's `AdministratorAccess`. */
const EVERYTHING = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }],
});

export function simulationHandlers({ host, records }: Iam): HandlerTable {
  /** The documents of a role's policies, or of the learner's. Throws NoSuchEntityException. */
  const documentsOf = (arn: string, learner: string | undefined): readonly string[] => {
    if (arn === learner) return [host.learnerPolicy.document ?? EVERYTHING];
    const role = roleByArn(records, arn);
    if (role !== undefined) return policiesOf(records, role, host.clock.now());
    if (parseIamArn('role', arn) === undefined && !/^arn:aws:iam::\d{12}:user\//.test(arn)) {
      throw invalidInput(`Invalid Entity Arn: ${arn} does not clearly define entity type and name.`);
    }
    throw noSuchEntity(`The requested entity ${arn} cannot be found.`);
  };

  return {
    SimulatePrincipalPolicy: (
      input: SimulatePrincipalPolicyRequest,
      { principal },
    ): SimulatePolicyResponse => {
      checkInput('SimulatePrincipalPolicy', input);
      const learner = principal.session === undefined ? principal.arn : undefined;
      const documents = documentsOf(input.PolicySourceArn ?? '', learner);
      const extra = (input.PolicyInputList ?? []).map(parseIdentityPolicy);
      const policies = [...documents.map(storedPolicy), ...extra];
      const keys = keysOf(input.ContextEntries ?? []);
      const missing = missingKeys(policies, keys);
      const results = (input.ActionNames ?? []).flatMap((action) =>
        (input.ResourceArns ?? ['*']).map((resource) => resultOf(policies, action, resource, keys, missing)),
      );
      // The order of the request is the order of the answer.
      const entries = results.map((value, index) => ({ key: String(index).padStart(8, '0'), value }));
      const { items, tail } = pageFor('SimulatePrincipalPolicy', input, entries);
      return { EvaluationResults: items, ...tail };
    },
  };
}

function resultOf(
  policies: readonly Policy[],
  action: string,
  resource: string,
  keys: ConditionKeys,
  missing: readonly string[],
): EvaluationResult {
  return {
    EvalActionName: action,
    EvalResourceName: resource,
    EvalDecision: evaluate(policies, { action, resource, keys }),
    MatchedStatements: [],
    MissingContextValues: [...missing],
  };
}

/**
 * What any of the policies asks about a request and nobody has told, whatever the action: AWS says "required by the
 * included input policies" and means it.
 */
function missingKeys(policies: readonly Policy[], keys: ConditionKeys): readonly string[] {
  const asked = policies.flatMap(({ statements }) =>
    statements.flatMap(({ conditions }) => conditions.map(({ key }) => key)),
  );
  return [...new Set(asked)].filter((key) => !keys.has(key.toLowerCase()));
}

function keysOf(entries: readonly ContextEntry[]): ConditionKeys {
  return new Map(
    entries.map(({ ContextKeyName: name = '', ContextKeyValues: values = [] }) => [
      name.toLowerCase(),
      values,
    ]),
  );
}
