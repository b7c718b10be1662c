/** What the policy allows of the roles that the functions run as. */
import { type Names, ROLE_PATH, roleOf } from '../../lab/names.js';
import { globalArnIn, type Place } from '../../resources/arns.js';
import type { Statement } from '../../resources/policy-document.js';

export function roles(names: Names, place: Place): readonly Statement[] {
  const resources = roleArns(names, place, ROLE_PATH);
  return [
    {
      sid: 'Roles',
      actions: [
        'iam:CreateRole',
        'iam:TagRole',
        'iam:GetRole',
        'iam:UpdateAssumeRolePolicy',
        'iam:PutRolePolicy',
        'iam:GetRolePolicy',
        'iam:ListRolePolicies',
        'iam:DeleteRolePolicy',
        'iam:ListAttachedRolePolicies',
        'iam:DetachRolePolicy',
        'iam:DeleteRole',
      ],
      resources,
    },
    {
      sid: 'PassRoles',
      actions: ['iam:PassRole'],
      resources,
      conditions: { StringEquals: { 'iam:PassedToService': 'lambda.amazonaws.com' } },
    },
  ];
}

/** @param path that the roles are said to have. */
export function roleArns(
  { streamProcessor, ordersApi }: Names,
  place: Place,
  path: string,
): readonly string[] {
  return [streamProcessor, ordersApi].map((name) =>
    globalArnIn(place, 'iam', `role${path}${roleOf(name, place.region)}`),
  );
}
