/** Managed policies on roles: attached, detached, listed. */
import type {
  AttachRolePolicyRequest,
  DetachRolePolicyRequest,
  ListAttachedRolePoliciesRequest,
  ListAttachedRolePoliciesResponse,
  ListEntitiesForPolicyRequest,
  ListEntitiesForPolicyResponse,
} from '@aws-sdk/client-iam';
import type { HandlerTable } from '../../service.js';
import { managedDocument } from './decisions.js';
import { regranted } from './effective.js';
import { invalidInput, noSuchEntity, noSuchPolicy, policyNotAttachable, quotaExceeded } from './errors.js';
import { findPolicy } from './managed-policies.js';
import { pageFor } from './paging.js';
import { accountKey, parseIamArn } from './records.js';
import { changeRole, findRole, type Iam } from './role-access.js';
import { checkInput } from './rules.js';

const MAX_ATTACHED = 10; /* per role */
const SERVICE_LINKED_POLICIES = 'arn:aws:iam::aws:policy/aws-service-role/';

export function attachmentHandlers(iam: Iam): HandlerTable {
  const { host, records } = iam;
  return {
    AttachRolePolicy: (input: AttachRolePolicyRequest, { account }) => {
      checkInput('AttachRolePolicy', input);
      const { PolicyArn: arn = '' } = input;
      if (parseIamArn('policy', arn) === undefined) throw invalidInput(`ARN ${arn} is not valid.`);
      return changeRole(iam, account, input.RoleName, (role) => {
        if (managedDocument(records, arn) === undefined) {
          throw noSuchEntity(`Policy ${arn} does not exist or is not attachable.`);
        }
        if (arn.startsWith(SERVICE_LINKED_POLICIES)) {
          throw policyNotAttachable('Cannot attach a Service Role Policy to a Customer Role.');
        }
        const { attached } = role.grants;
        if (attached.includes(arn)) return role;
        if (attached.length >= MAX_ATTACHED) throw quotaExceeded('PoliciesPerRole', MAX_ATTACHED);
        return regranted(host, role, { attached: [...attached, arn] });
      });
    },

    DetachRolePolicy: (input: DetachRolePolicyRequest, { account }) => {
      checkInput('DetachRolePolicy', input);
      const { PolicyArn: arn = '' } = input;
      return changeRole(iam, account, input.RoleName, (role) => {
        const { attached } = role.grants;
        if (!attached.includes(arn)) throw noSuchPolicy(arn);
        return regranted(host, role, { attached: attached.filter((each) => each !== arn) });
      });
    },

    ListAttachedRolePolicies: (
      input: ListAttachedRolePoliciesRequest,
      { account },
    ): ListAttachedRolePoliciesResponse => {
      checkInput('ListAttachedRolePolicies', input);
      const { PathPrefix: prefix = '/' } = input;
      const { grants } = findRole(records, account, input.RoleName ?? '');
      const found = grants.attached
        .map((arn) => findPolicy(records, account, arn))
        .filter(({ path }) => path.startsWith(prefix))
        .map(({ arn, name }) => ({ key: arn, value: { PolicyName: name, PolicyArn: arn } }))
        .sort((a, b) => (a.key < b.key ? -1 : 1));
      const { items, tail } = pageFor('ListAttachedRolePolicies', input, found);
      return { AttachedPolicies: items, ...tail };
    },

    ListEntitiesForPolicy: (
      input: ListEntitiesForPolicyRequest,
      { account },
    ): ListEntitiesForPolicyResponse => {
      checkInput('ListEntitiesForPolicy', input);
      const { arn } = findPolicy(records, account, input.PolicyArn ?? '');
      const found = [...records.roles.list(accountKey(account))].filter(({ value }) =>
        value.grants.attached.includes(arn),
      );
      const { items, tail } = pageFor('ListEntitiesForPolicy', input, found);
      const roles = items.map(({ name, id }) => ({ RoleName: name, RoleId: id }));
      return { PolicyRoles: roles, PolicyGroups: [], PolicyUsers: [], ...tail };
    },
  };
}
