/** Resource-based policies: who else may use a function. AWS: "Viewing resource-based IAM policies in Lambda". */
import { randomUUID } from 'node:crypto';
import type {
  AddPermissionRequest,
  AddPermissionResponse,
  GetPolicyRequest,
  GetPolicyResponse,
  RemovePermissionRequest,
} from '@aws-sdk/client-lambda';
import { checkConstraints } from '../../protocol/constraints.js';
import type { Handler, HandlerTable } from '../../service.js';
import { type Found, findLiving } from './catalog.js';
import { conflict, invalidParameter, notFound, staleRevision } from './errors.js';
import type { Lambda } from './lambda.js';
import { functionArn } from './names.js';
import type { FunctionRecord, Policy, Statement } from './records.js';
import { RULES } from './rules.js';

const ACCOUNT = /^\d{12}$/;
const PRINCIPAL_ARN = /^arn:aws:(iam|sts)::\d{12}:.+$/;
const SERVICE = /^[a-z0-9.-]+\.amazonaws\.com$/;

export function permissionHandlers({ records, host }: Lambda): HandlerTable {
  const change = (
    found: Found,
    revisionId: string | undefined,
    statementsOf: (statements: readonly Statement[]) => readonly Statement[],
  ): void => {
    const { key, record, qualifier = '' } = found;
    const before = record.policies[qualifier];
    if (revisionId !== undefined && revisionId !== before?.revisionId) throw staleRevision();
    const { [qualifier]: _, ...others } = record.policies;
    const statements = statementsOf(before?.statements ?? []);
    const changed: Policy = {
      statements,
      revisionId: randomUUID(),
      addedAt: Object.fromEntries(
        statements.map(({ Sid }) => [Sid, before?.addedAt?.[Sid] ?? host.clock.now()]),
      ),
    };
    const policies = statements.length === 0 ? others : { ...others, [qualifier]: changed };
    records.functions.put(key, { ...record, policies });
  };

  const add: Handler<AddPermissionRequest, AddPermissionResponse> = (input, context) => {
    checkConstraints(RULES.AddPermission, input);
    return records.store.write(() => {
      const found = findLiving(records, context, input.FunctionName ?? '', input.Qualifier);
      const statement = statementOf(input, found.record, found.qualifier);
      change(found, input.RevisionId, (statements) => {
        if (statements.some(({ Sid }) => Sid === statement.Sid)) {
          throw conflict(
            `The statement id (${statement.Sid}) provided already exists. Please provide a new statement id, or ` +
              'remove the existing statement.',
          );
        }
        return [...statements, statement];
      });
      return { Statement: JSON.stringify(statement) };
    });
  };

  const remove: Handler<RemovePermissionRequest, object> = (input, context) => {
    checkConstraints(RULES.RemovePermission, input);
    records.store.write(() => {
      const found = findLiving(records, context, input.FunctionName ?? '', input.Qualifier);
      if (found.record.policies[found.qualifier ?? ''] === undefined) throw noPolicy();
      change(found, input.RevisionId, (statements) => {
        const left = statements.filter(({ Sid }) => Sid !== input.StatementId);
        if (left.length === statements.length) {
          throw notFound(`Statement ${input.StatementId} is not found in resource policy.`);
        }
        return left;
      });
    });
    return {};
  };

  const get: Handler<GetPolicyRequest, GetPolicyResponse> = (input, context) => {
    checkConstraints(RULES.OnVersion, input);
    const { record, qualifier } = findLiving(records, context, input.FunctionName ?? '', input.Qualifier);
    const policy = record.policies[qualifier ?? ''];
    if (policy === undefined) throw noPolicy();
    return { Policy: policyDocument(policy), RevisionId: policy.revisionId };
  };

  return { AddPermission: add, RemovePermission: remove, GetPolicy: get };
}

/** As GetPolicy gives it. */
export function policyDocument({ statements }: Policy): string {
  return JSON.stringify({ Version: '2012-10-17', Id: 'default', Statement: statements });
}

function statementOf(
  input: AddPermissionRequest,
  record: FunctionRecord,
  qualifier: string | undefined,
): Statement {
  const equal = {
    ...(input.SourceAccount === undefined ? {} : { 'AWS:SourceAccount': input.SourceAccount }),
    ...(input.PrincipalOrgID === undefined ? {} : { 'aws:PrincipalOrgID': input.PrincipalOrgID }),
    ...(input.EventSourceToken === undefined ? {} : { 'lambda:EventSourceToken': input.EventSourceToken }),
    ...(input.FunctionUrlAuthType === undefined
      ? {}
      : { 'lambda:FunctionUrlAuthType': input.FunctionUrlAuthType }),
  };
  const condition = {
    ...(Object.keys(equal).length === 0 ? {} : { StringEquals: equal }),
    ...(input.SourceArn === undefined ? {} : { ArnLike: { 'AWS:SourceArn': input.SourceArn } }),
  };
  return {
    Sid: input.StatementId ?? '',
    Effect: 'Allow',
    Principal: principalOf(input.Principal ?? ''),
    Action: input.Action ?? '',
    Resource: functionArn(record, record.name, qualifier),
    ...(Object.keys(condition).length === 0 ? {} : { Condition: condition }),
  };
}

function principalOf(principal: string): Statement['Principal'] {
  if (principal === '*') return principal;
  if (ACCOUNT.test(principal)) return { AWS: `arn:aws:iam::${principal}:root` };
  if (PRINCIPAL_ARN.test(principal)) return { AWS: principal };
  if (SERVICE.test(principal)) return { Service: principal };
  throw invalidParameter('The provided principal was invalid. Please check the principal and try again.');
}

function noPolicy(): Error {
  return notFound('The resource you requested does not exist.');
}
