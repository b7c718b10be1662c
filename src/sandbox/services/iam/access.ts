/**
 * What calls to IAM need permission for.
 * AWS: "Actions, resources, and condition keys for AWS Identity and Access Management (IAM)".
 */
import type { Tag } from '@aws-sdk/client-iam';
import type { AccessOf, AccessTable } from '../../service.js';
import type { Access } from '../peers.js';
import { iamArn } from './identifiers.js';
import { nameKey, type Records, type RoleRecord } from './records.js';
import { serviceLinkedRoleArn } from './service-linked.js';

/** What the members of a request may be that say what it is about. */
interface Subject {
  readonly RoleName?: string;
  readonly PolicyName?: string;
  readonly PolicyArn?: string;
  readonly PolicySourceArn?: string;
  readonly Path?: string;
  readonly PathPrefix?: string;
  readonly AWSServiceName?: string;
  readonly PermissionsBoundary?: string;
  readonly UserName?: string;
  readonly Tags?: readonly Tag[];
}

const ON_ROLE = [
  'GetRole',
  'UpdateRole',
  'UpdateAssumeRolePolicy',
  'DeleteRole',
  'TagRole',
  'UntagRole',
  'ListRoleTags',
  'PutRolePolicy',
  'GetRolePolicy',
  'DeleteRolePolicy',
  'ListRolePolicies',
  'AttachRolePolicy',
  'DetachRolePolicy',
  'ListAttachedRolePolicies',
  'ListInstanceProfilesForRole',
] as const;
const ON_POLICY = [
  'GetPolicy',
  'GetPolicyVersion',
  'ListPolicyVersions',
  'DeletePolicy',
  'ListEntitiesForPolicy',
] as const;

export function accessTable({ roles }: Records): AccessTable {
  const onRole: (operation: string) => AccessOf<Subject> =
    (operation) =>
    (input, { account }) => {
      const { RoleName: name = '', Path: path = '/' } = input;
      const role = roles.get(nameKey(account, name));
      return [needed(operation, role?.arn ?? iamArn(account, 'role', path, name), input, role)];
    };
  /** Tags on creation are tagging. AWS: "Tags for AWS Identity and Access Management resources". */
  const createRole: AccessOf<Subject> = (input, place) => [
    ...onRole('CreateRole')(input, place),
    ...(input.Tags === undefined ? [] : onRole('TagRole')(input, place)),
  ];
  return {
    CreateRole: createRole,
    ...Object.fromEntries(ON_ROLE.map((operation) => [operation, onRole(operation)])),
    ...Object.fromEntries(
      ON_POLICY.map((operation) => [
        operation,
        (input: Subject) => [needed(operation, input.PolicyArn ?? '*', input)],
      ]),
    ),
    ListRoles: (input: Subject, { account }) => [
      needed('ListRoles', iamArn(account, 'role', input.PathPrefix ?? '/', ''), input),
    ],
    ListPolicies: (input: Subject, { account }) => [
      needed('ListPolicies', iamArn(account, 'policy', input.PathPrefix ?? '/', ''), input),
    ],
    CreatePolicy: (input: Subject, { account }) =>
      (input.Tags === undefined ? ['CreatePolicy'] : ['CreatePolicy', 'TagPolicy']).map((operation) =>
        needed(operation, iamArn(account, 'policy', input.Path ?? '/', input.PolicyName ?? ''), input),
      ),
    CreateServiceLinkedRole: (input: Subject, { account }) => [
      needed('CreateServiceLinkedRole', serviceLinkedRoleArn(account, input.AWSServiceName ?? ''), input),
    ],
    // Without a name it is about the caller.
    GetUser: (input: Subject, { account, principal }) => [
      needed(
        'GetUser',
        input.UserName === undefined ? principal.arn : `arn:aws:iam::${account}:user/${input.UserName}`,
        input,
      ),
    ],
    SimulatePrincipalPolicy: (input: Subject) => [
      needed('SimulatePrincipalPolicy', input.PolicySourceArn ?? '*', input),
    ],
  };
}

function needed(operation: string, resource: string, input: Subject, role?: RoleRecord): Access {
  const { PolicyArn, AWSServiceName, PermissionsBoundary } = input;
  return {
    action: `iam:${operation}`,
    resource,
    conditions: {
      ...(PolicyArn === undefined ? {} : { 'iam:PolicyARN': PolicyArn }),
      ...(AWSServiceName === undefined ? {} : { 'iam:AWSServiceName': AWSServiceName }),
      ...(PermissionsBoundary === undefined ? {} : { 'iam:PermissionsBoundary': PermissionsBoundary }),
      // The older name of `aws:ResourceTag/KEY`.
      ...Object.fromEntries((role?.tags ?? []).map(({ Key, Value }) => [`iam:ResourceTag/${Key}`, Value])),
    },
  };
}
