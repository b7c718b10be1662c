/** Inline policies of roles. */
import type {
  DeleteRolePolicyRequest,
  GetRolePolicyRequest,
  GetRolePolicyResponse,
  ListRolePoliciesRequest,
  ListRolePoliciesResponse,
  PutRolePolicyRequest,
} from '@aws-sdk/client-iam';
import type { HandlerTable } from '../../service.js';
import { regranted } from './effective.js';
import { limitExceeded, noSuchInlinePolicy } from './errors.js';
import { documentSize, encodeDocument } from './identifiers.js';
import { entriesOf, pageFor } from './paging.js';
import { parseIdentityPolicy } from './policy/syntax.js';
import { changeRole, findRole, type Iam } from './role-access.js';
import { checkInput } from './rules.js';

/** Of all inline policies of a role together, without white space. */
const MAX_INLINE_SIZE = 10_240; /* characters */

export function inlinePolicyHandlers(iam: Iam): HandlerTable {
  const { host, records } = iam;
  return {
    PutRolePolicy: (input: PutRolePolicyRequest, { account }) => {
      checkInput('PutRolePolicy', input);
      const { PolicyName: name = '', PolicyDocument: document = '' } = input;
      parseIdentityPolicy(document);
      return changeRole(iam, account, input.RoleName, (role) => {
        const inline = { ...role.grants.inline, [name]: document };
        const size = Object.values(inline).reduce((sum, each) => sum + documentSize(each), 0);
        if (size > MAX_INLINE_SIZE) {
          throw limitExceeded(
            `Maximum policy size of ${MAX_INLINE_SIZE} bytes exceeded for role ${role.name}`,
          );
        }
        return regranted(host, role, { inline });
      });
    },

    GetRolePolicy: (input: GetRolePolicyRequest, { account }): GetRolePolicyResponse => {
      checkInput('GetRolePolicy', input);
      const { PolicyName: policyName = '' } = input;
      const { name, grants } = findRole(records, account, input.RoleName ?? '');
      const document = inlineDocument(grants.inline, policyName);
      return { RoleName: name, PolicyName: policyName, PolicyDocument: encodeDocument(document) };
    },

    DeleteRolePolicy: (input: DeleteRolePolicyRequest, { account }) => {
      checkInput('DeleteRolePolicy', input);
      const { PolicyName: policyName = '' } = input;
      return changeRole(iam, account, input.RoleName, (role) => {
        inlineDocument(role.grants.inline, policyName);
        const { [policyName]: _, ...inline } = role.grants.inline;
        return regranted(host, role, { inline });
      });
    },

    ListRolePolicies: (input: ListRolePoliciesRequest, { account }): ListRolePoliciesResponse => {
      checkInput('ListRolePolicies', input);
      const { grants } = findRole(records, account, input.RoleName ?? '');
      const { items, tail } = pageFor('ListRolePolicies', input, entriesOf(Object.keys(grants.inline)));
      return { PolicyNames: items, ...tail };
    },
  };
}

/** Throws NoSuchEntityException. */
function inlineDocument(inline: Readonly<Record<string, string>>, name: string): string {
  const document = Object.hasOwn(inline, name) ? inline[name] : undefined;
  if (document === undefined) throw noSuchInlinePolicy(name);
  return document;
}
