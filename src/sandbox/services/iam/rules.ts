/** The constraints of the IAM model, for `checkConstraints`, and those that IAM words in its own way. */
import { validationException } from '../../errors.js';
import { checkConstraints, type Rule, type Rules } from '../../protocol/constraints.js';

const ROLE_NAME: Rule = { required: true, length: { min: 1, max: 64 } };
const POLICY_NAME: Rule = { required: true, length: { min: 1, max: 128 } };
const POLICY_ARN: Rule = { required: true, length: { min: 20, max: 2048 } };
const DOCUMENT: Rule = { required: true, length: { min: 1, max: 131_072 } };
const DESCRIPTION: Rule = { length: { max: 1000 } };
const PATH: Rule = { length: { min: 1, max: 512 } };
const TAG_KEY: Rule = { length: { min: 1, max: 128 } };
const TAGS: Rule = {
  length: { max: 50 },
  element: {
    members: {
      Key: { required: true, ...TAG_KEY },
      Value: { required: true, length: { max: 256 } },
    },
  },
};
const PAGE: Rules = { Marker: { length: { min: 1 } }, MaxItems: { range: { min: 1, max: 1000 } } };
const ROLE: Rules = { RoleName: ROLE_NAME };
const INLINE_POLICY: Rules = { RoleName: ROLE_NAME, PolicyName: POLICY_NAME };
const ATTACHMENT: Rules = { RoleName: ROLE_NAME, PolicyArn: POLICY_ARN };
const SESSION_DURATION: Rule = { range: { min: 3600, max: 43_200 } };

/** By operation. */
const RULES = {
  CreateRole: {
    Path: PATH,
    RoleName: ROLE_NAME,
    AssumeRolePolicyDocument: DOCUMENT,
    Description: DESCRIPTION,
    MaxSessionDuration: SESSION_DURATION,
    PermissionsBoundary: { length: { min: 20, max: 2048 } },
    Tags: TAGS,
  },
  GetRole: ROLE,
  ListRoles: { PathPrefix: PATH, ...PAGE },
  UpdateRole: { RoleName: ROLE_NAME, Description: DESCRIPTION, MaxSessionDuration: SESSION_DURATION },
  UpdateAssumeRolePolicy: { RoleName: ROLE_NAME, PolicyDocument: DOCUMENT },
  DeleteRole: ROLE,
  TagRole: { RoleName: ROLE_NAME, Tags: { required: true, ...TAGS } },
  UntagRole: { RoleName: ROLE_NAME, TagKeys: { required: true, length: { max: 50 }, element: TAG_KEY } },
  ListRoleTags: { RoleName: ROLE_NAME, ...PAGE },
  PutRolePolicy: { RoleName: ROLE_NAME, PolicyName: POLICY_NAME, PolicyDocument: DOCUMENT },
  GetRolePolicy: INLINE_POLICY,
  DeleteRolePolicy: INLINE_POLICY,
  ListRolePolicies: { RoleName: ROLE_NAME, ...PAGE },
  ListInstanceProfilesForRole: { RoleName: ROLE_NAME, ...PAGE },
  CreatePolicy: {
    PolicyName: POLICY_NAME,
    Path: PATH,
    PolicyDocument: DOCUMENT,
    Description: DESCRIPTION,
    Tags: TAGS,
  },
  GetPolicy: { PolicyArn: POLICY_ARN },
  GetPolicyVersion: { PolicyArn: POLICY_ARN, VersionId: { required: true } },
  ListPolicyVersions: { PolicyArn: POLICY_ARN, ...PAGE },
  ListPolicies: { Scope: { oneOf: ['All', 'AWS', 'Local'] }, PathPrefix: PATH, ...PAGE },
  DeletePolicy: { PolicyArn: POLICY_ARN },
  AttachRolePolicy: ATTACHMENT,
  DetachRolePolicy: ATTACHMENT,
  ListAttachedRolePolicies: { RoleName: ROLE_NAME, PathPrefix: PATH, ...PAGE },
  ListEntitiesForPolicy: { PolicyArn: POLICY_ARN, ...PAGE },
  CreateServiceLinkedRole: { AWSServiceName: { required: true, length: { min: 1, max: 128 } } },
  GetUser: { UserName: { length: { min: 1, max: 128 } } },
  SimulatePrincipalPolicy: {
    PolicySourceArn: { required: true, length: { min: 20, max: 2048 } },
    ActionNames: { required: true, element: { length: { min: 3, max: 128 } } },
    ResourceArns: { element: { length: { min: 1, max: 2048 } } },
  },
} as const satisfies Record<string, Rules>;

/** Members whose characters are checked: what they may hold, and how AWS says so. */
const CHARACTERS: Readonly<Record<string, { readonly pattern: RegExp; readonly text: string }>> = {
  RoleName: {
    pattern: /^[\w+=,.@-]+$/,
    text: 'It must contain only alphanumeric characters and/or the following: +=,.@_-',
  },
  PolicyName: {
    pattern: /^[\w+=,.@-]+$/,
    text: 'It must contain only alphanumeric characters and/or the following: +=,.@_-',
  },
  Path: {
    pattern: /^\/(?:[\x21-\x7e]+\/)?$/,
    text: 'It must begin and end with / and contain only alphanumeric characters and/or / characters.',
  },
};

/** Throws ValidationException, which the Query protocol calls ValidationError. */
export function checkInput(operation: keyof typeof RULES, input: object): void {
  checkConstraints(RULES[operation], input);
  const values: Readonly<Record<string, unknown>> = { ...input };
  for (const [name, { pattern, text }] of Object.entries(CHARACTERS)) {
    const value = values[name];
    if (typeof value === 'string' && !pattern.test(value)) {
      const member = name.charAt(0).toLowerCase() + name.slice(1);
      throw validationException(`The specified value for ${member} is invalid. ${text}`);
    }
  }
}
