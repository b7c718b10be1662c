/** Roles: made, read, listed, changed, deleted. */
import type {
  CreateRoleRequest,
  CreateRoleResponse,
  DeleteRoleRequest,
  GetRoleRequest,
  GetRoleResponse,
  ListInstanceProfilesForRoleRequest,
  ListInstanceProfilesForRoleResponse,
  ListRolesRequest,
  ListRolesResponse,
  Role,
  UpdateAssumeRolePolicyRequest,
  UpdateRoleRequest,
} from '@aws-sdk/client-iam';
import type { HandlerTable, RequestContext } from '../../service.js';
import { managedDocument } from './decisions.js';
import { knownAt, regranted } from './effective.js';
import { alreadyExists, deleteConflict, noSuchPolicy, quotaExceeded } from './errors.js';
import { creationTime, documentSize, encodeDocument, ID_PREFIX, iamArn, newId } from './identifiers.js';
import { pageFor } from './paging.js';
import { malformed } from './policy/malformed.js';
import { parseTrustPolicy } from './policy/syntax.js';
import { accountKey, nameKey, type RoleRecord, roleByArn } from './records.js';
import { changeRole, findOwnRole, findRole, type Iam } from './role-access.js';
import { checkInput } from './rules.js';
import { newTags } from './tags.js';

const DEFAULT_SESSION = 3600; /* seconds: 1 hour */
const MAX_TRUST_SIZE = 2048; /* characters without white space */
const MAX_ROLES = 1000; /* per account */

export function roleHandlers(iam: Iam): HandlerTable {
  const { records } = iam;
  return {
    CreateRole: (input: CreateRoleRequest, context): CreateRoleResponse => {
      checkInput('CreateRole', input);
      const role = newRole(iam, input, context);
      records.store.write(() => {
        const key = nameKey(context.account, role.name);
        if (records.roles.get(key) !== undefined) {
          throw alreadyExists(`Role with name ${role.name} already exists.`);
        }
        if ([...records.roles.list(accountKey(context.account))].length >= MAX_ROLES) {
          throw quotaExceeded('RolesPerAccount', MAX_ROLES);
        }
        records.roles.put(key, role);
      });
      return { Role: { ...describeRole(role), ...tagsOf(role) } };
    },

    GetRole: (input: GetRoleRequest, { account }): GetRoleResponse => {
      checkInput('GetRole', input);
      const role = findRole(records, account, input.RoleName ?? '');
      return { Role: { ...describeRole(role), ...details(role), ...tagsOf(role), RoleLastUsed: {} } };
    },

    ListRoles: (input: ListRolesRequest, { account }): ListRolesResponse => {
      checkInput('ListRoles', input);
      const { PathPrefix: prefix = '/' } = input;
      const found = [...records.roles.list(accountKey(account))].filter(({ value }) =>
        value.path.startsWith(prefix),
      );
      const { items, tail } = pageFor('ListRoles', input, found);
      return { Roles: items.map((role) => ({ ...describeRole(role), ...details(role) })), ...tail };
    },

    UpdateRole: (input: UpdateRoleRequest, { account }) => {
      checkInput('UpdateRole', input);
      return changeRole(iam, account, input.RoleName, (role) => ({
        ...role,
        ...(input.Description === undefined ? {} : { description: input.Description }),
        maxSessionDuration: input.MaxSessionDuration ?? role.maxSessionDuration,
      }));
    },

    UpdateAssumeRolePolicy: (input: UpdateAssumeRolePolicyRequest, context) => {
      checkInput('UpdateAssumeRolePolicy', input);
      const trust = checkedTrust(iam, context, input.PolicyDocument);
      return changeRole(iam, context.account, input.RoleName, (role) => regranted(iam.host, role, { trust }));
    },

    DeleteRole: (input: DeleteRoleRequest, { account }) => {
      checkInput('DeleteRole', input);
      records.store.write(() => {
        const role = findOwnRole(records, account, input.RoleName ?? '');
        const { attached, inline } = role.grants;
        if (attached.length > 0) {
          throw deleteConflict('Cannot delete entity, must detach all policies first.');
        }
        if (Object.keys(inline).length > 0) {
          throw deleteConflict('Cannot delete entity, must delete policies first.');
        }
        records.roles.delete(nameKey(account, role.name));
      });
      return {};
    },

    // There are no instances, but tools that delete a role ask.
    ListInstanceProfilesForRole: (
      input: ListInstanceProfilesForRoleRequest,
      { account },
    ): ListInstanceProfilesForRoleResponse => {
      checkInput('ListInstanceProfilesForRole', input);
      findRole(records, account, input.RoleName ?? '');
      return { InstanceProfiles: [], IsTruncated: false };
    },
  };
}

function newRole(iam: Iam, input: CreateRoleRequest, context: RequestContext): RoleRecord {
  const { host, records } = iam;
  const { account } = context;
  const { RoleName: name = '', Path: path = '/', PermissionsBoundary: boundary } = input;
  const trust = checkedTrust(iam, context, input.AssumeRolePolicyDocument);
  if (boundary !== undefined && managedDocument(records, boundary) === undefined)
    throw noSuchPolicy(boundary);
  return {
    name,
    path,
    arn: iamArn(account, 'role', path, name),
    id: newId(ID_PREFIX.role),
    ...(input.Description === undefined ? {} : { description: input.Description }),
    maxSessionDuration: input.MaxSessionDuration ?? DEFAULT_SESSION,
    ...(boundary === undefined ? {} : { permissionsBoundary: boundary }),
    grants: { trust, inline: {}, attached: [] },
    tags: newTags(input.Tags),
    createdAt: creationTime(host),
    knownAt: knownAt(host),
  };
}

/** Who is trusted must exist, as far as that is for this account to know. */
function checkedTrust({ records }: Iam, { account, principal }: RequestContext, document = ''): string {
  const { statements } = parseTrustPolicy(document);
  if (documentSize(document) > MAX_TRUST_SIZE) throw quotaExceeded('ACLSizePerRole', MAX_TRUST_SIZE);
  const identities = statements.flatMap(({ principals }) =>
    principals === undefined || principals === '*' ? [] : (principals.AWS ?? []),
  );
  const isOwn = (arn: string): boolean => /^arn:aws:iam::(\d{12}):(?:role|user)\//.exec(arn)?.[1] === account;
  const unknown = identities.find(
    (arn) => isOwn(arn) && arn !== principal.arn && roleByArn(records, arn) === undefined,
  );
  if (unknown !== undefined) throw malformed(`Invalid principal in policy: "AWS":"${unknown}"`);
  return document;
}

export function describeRole(role: RoleRecord): Role {
  return {
    Path: role.path,
    RoleName: role.name,
    RoleId: role.id,
    Arn: role.arn,
    CreateDate: new Date(role.createdAt),
    AssumeRolePolicyDocument: encodeDocument(role.grants.trust),
  };
}

/** What CreateRole does not tell. */
function details({ description, maxSessionDuration, permissionsBoundary }: RoleRecord): Partial<Role> {
  return {
    ...(description === undefined ? {} : { Description: description }),
    MaxSessionDuration: maxSessionDuration,
    ...(permissionsBoundary === undefined
      ? {}
      : {
          PermissionsBoundary: {
            PermissionsBoundaryType: 'PermissionsBoundaryPolicy',
            PermissionsBoundaryArn: permissionsBoundary,
          },
        }),
  };
}

function tagsOf({ tags }: RoleRecord): Partial<Role> {
  return tags.length === 0 ? {} : { Tags: [...tags] };
}
