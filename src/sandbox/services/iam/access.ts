/**
 * What calls to IAM need permission for.
 * AWS: "Actions, resources, and condition keys for AWS Identity and Access Management (IAM)".
 */
import type { Tag } from '@aws-sdk/client-iam';
import type { AccessOf, AccessTable } from '../../service.js';
import type { Access } from '../peers.js';
import { iamArn } from './identifiers.js';
import { nameKey, type Records } from './records.js';

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
  readonly TagKeys?: readonly string[];
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
      const arn = roles.get(nameKey(account, name))?.arn ?? iamArn(account, 'role', path, name);
      return [needed(operation, arn, input)];
    };
  /** Tags on creation are tagging. */
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
    CreatePolicy: (input: Subject, { account }) => [
      needed('CreatePolicy', iamArn(account, 'policy', input.Path ?? '/', input.PolicyName ?? ''), input),
    ],
    CreateServiceLinkedRole: (input: Subject, { account }) => [
      needed(
        'CreateServiceLinkedRole',
        iamArn(account, 'role', `/aws-service-role/${input.AWSServiceName ?? ''}/`, '*'),
        input,
      ),
    ],
    GetUser: (input: Subject, { account }) => [
      needed('GetUser', `arn:aws:iam::${account}:user/${input.UserName ?? ''}`, input),
    ],
    SimulatePrincipalPolicy: (input: Subject) => [
      needed('SimulatePrincipalPolicy', input.PolicySourceArn ?? '*', input),
    ],
  };
}

function needed(operation: string, resource: string, input: Subject): Access {
  const { PolicyArn, AWSServiceName, PermissionsBoundary, Tags = [], TagKeys = [] } = input;
  const keys = [...Tags.flatMap(({ Key }) => Key ?? []), ...TagKeys];
  return {
    action: `iam:${operation}`,
    resource,
    conditions: {
      ...(PolicyArn === undefined ? {} : { 'iam:PolicyARN': PolicyArn }),
      ...(AWSServiceName === undefined ? {} : { 'iam:AWSServiceName': AWSServiceName }),
      ...(PermissionsBoundary === undefined ? {} : { 'iam:PermissionsBoundary': PermissionsBoundary }),
      ...(keys.length === 0 ? {} : { 'aws:TagKeys': keys }),
      ...Object.fromEntries(Tags.map(({ Key = '', Value = '' }) => [`aws:RequestTag/${Key}`, Value])),
    },
  };
}
