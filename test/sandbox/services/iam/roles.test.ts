import {
  AttachRolePolicyCommand,
  CreatePolicyCommand,
  CreateRoleCommand,
  CreateServiceLinkedRoleCommand,
  DeletePolicyCommand,
  DeleteRoleCommand,
  DeleteRolePolicyCommand,
  DetachRolePolicyCommand,
  GetPolicyCommand,
  GetPolicyVersionCommand,
  GetRoleCommand,
  GetRolePolicyCommand,
  GetUserCommand,
  IAMClient,
  ListAttachedRolePoliciesCommand,
  ListEntitiesForPolicyCommand,
  ListInstanceProfilesForRoleCommand,
  ListPoliciesCommand,
  ListRolePoliciesCommand,
  ListRolesCommand,
  ListRoleTagsCommand,
  PutRolePolicyCommand,
  SimulatePrincipalPolicyCommand,
  TagRoleCommand,
  UntagRoleCommand,
  UpdateAssumeRolePolicyCommand,
  UpdateRoleCommand,
} from '@aws-sdk/client-iam';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestSandbox, type TestSandbox } from '../../../support/sandbox.js';
import {
  ACCOUNT,
  createRole,
  document,
  putPolicy,
  TRUSTS_ACCOUNT,
  TRUSTS_LAMBDA,
  trusting,
} from './making.js';

const BASIC = 'arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole';
const ALLOW_ALL = document({ Effect: 'Allow', Action: '*', Resource: '*' });

let sandbox: TestSandbox;
let iam: IAMClient;

beforeAll(async () => {
  sandbox = await startTestSandbox();
  iam = sandbox.client(IAMClient);
});
afterAll(() => sandbox.close());

describe('a role', () => {
  it('is told as it was made', async () => {
    // Prepare
    const { Role: created } = await iam.send(
      new CreateRoleCommand({
        RoleName: 'Made',
        Path: '/orders-lab/',
        Description: 'for a test',
        MaxSessionDuration: 7200,
        AssumeRolePolicyDocument: TRUSTS_LAMBDA,
        Tags: [{ Key: 'orders-lab', Value: 'default' }],
      }),
    );
    // Act
    const { Role: read } = await iam.send(new GetRoleCommand({ RoleName: 'Made' }));
    // Assess
    expect(read).toMatchObject({
      ...created,
      Arn: `arn:aws:iam::${ACCOUNT}:role/orders-lab/Made`,
      RoleId: expect.stringMatching(/^AROA[A-Z2-7]{17}$/),
      Description: 'for a test',
      MaxSessionDuration: 7200,
      Tags: [{ Key: 'orders-lab', Value: 'default' }],
    });
    expect(read?.CreateDate?.getMilliseconds()).toBe(0);
    expect(read?.AssumeRolePolicyDocument).toMatch(/^%7B%22Version%22%3A/);
    expect(decodeURIComponent(read?.AssumeRolePolicyDocument ?? '')).toBe(TRUSTS_LAMBDA);
  });

  it('is the only one of its name, in whatever case and region', async () => {
    await createRole(sandbox, 'Only');
    const elsewhere = sandbox.client(IAMClient, { region: 'eu-west-1' });

    const again = elsewhere.send(
      new CreateRoleCommand({ RoleName: 'ONLY', AssumeRolePolicyDocument: TRUSTS_ACCOUNT }),
    );

    await expect(again).rejects.toMatchObject({
      name: 'EntityAlreadyExistsException',
      message: 'Role with name ONLY already exists.',
      $metadata: { httpStatusCode: 409 },
    });
    expect((await elsewhere.send(new GetRoleCommand({ RoleName: 'Only' }))).Role?.RoleName).toBe('Only');
  });

  it.each([
    [
      { RoleName: 'a b' },
      'ValidationError',
      'The specified value for roleName is invalid. It must contain only alphanumeric characters and/or the following: +=,.@_-',
    ],
    [
      { RoleName: 'x'.repeat(65) },
      'ValidationError',
      `1 validation error detected: Value '${'x'.repeat(65)}' at 'roleName' failed to satisfy constraint: Member must have length less than or equal to 64`,
    ],
    [
      { Path: 'orders-lab' },
      'ValidationError',
      'The specified value for path is invalid. It must begin and end with / and contain only alphanumeric characters and/or / characters.',
    ],
    [
      { MaxSessionDuration: 60 },
      'ValidationError',
      "1 validation error detected: Value '60' at 'maxSessionDuration' failed to satisfy constraint: Member must have value greater than or equal to 3600",
    ],
    [
      { AssumeRolePolicyDocument: trusting({ AWS: `arn:aws:iam::${ACCOUNT}:role/nobody` }) },
      'MalformedPolicyDocumentException',
      `Invalid principal in policy: "AWS":"arn:aws:iam::${ACCOUNT}:role/nobody"`,
    ],
    [
      { AssumeRolePolicyDocument: ALLOW_ALL },
      'MalformedPolicyDocumentException',
      'Has prohibited field Resource',
    ],
    [
      { AssumeRolePolicyDocument: TRUSTS_LAMBDA.replace('sts:', `${'sts:A'.repeat(500)}`) },
      'LimitExceededException',
      'Cannot exceed quota for ACLSizePerRole: 2048',
    ],
    [
      {
        Tags: [
          { Key: 'A', Value: '1' },
          { Key: 'a', Value: '2' },
        ],
      },
      'InvalidInputException',
      'Duplicate tag keys found. Please note that Tag keys are case insensitive.',
    ],
    [
      { Tags: [{ Key: 'aws:x', Value: '1' }] },
      'InvalidInputException',
      'aws: prefixed tag key names are not allowed for external use.',
    ],
  ])('is refused with %j', async (input, name, message) => {
    const answer = iam.send(
      new CreateRoleCommand({ RoleName: 'Refused', AssumeRolePolicyDocument: TRUSTS_ACCOUNT, ...input }),
    );

    await expect(answer).rejects.toMatchObject({ name, message });
  });

  it('is listed by path and by pages', async () => {
    for (const name of ['P1', 'P2', 'P3']) await createRole(sandbox, name, { Path: '/pages/' });
    const names: (string | undefined)[][] = [];
    let Marker: string | undefined;
    do {
      const page = await iam.send(new ListRolesCommand({ PathPrefix: '/pages/', MaxItems: 2, Marker }));
      names.push(page.Roles?.map(({ RoleName }) => RoleName) ?? []);
      Marker = page.Marker;
      expect(page.IsTruncated).toBe(Marker !== undefined);
    } while (Marker !== undefined);

    expect(names).toEqual([['P1', 'P2'], ['P3']]);
    await expect(iam.send(new ListRolesCommand({ Marker: 'nonsense' }))).rejects.toThrow('Invalid Marker.');
  });

  it('changes its description, trust and tags', async () => {
    const RoleName = 'Changed';
    await createRole(sandbox, RoleName, { Tags: [{ Key: 'a', Value: '1' }] });

    await iam.send(new UpdateRoleCommand({ RoleName, Description: 'new' }));
    await iam.send(new UpdateAssumeRolePolicyCommand({ RoleName, PolicyDocument: TRUSTS_LAMBDA }));
    await iam.send(
      new TagRoleCommand({
        RoleName,
        Tags: [
          { Key: 'A', Value: '2' },
          { Key: 'b', Value: '' },
        ],
      }),
    );
    await iam.send(new UntagRoleCommand({ RoleName, TagKeys: ['B'] }));

    const { Role } = await iam.send(new GetRoleCommand({ RoleName }));
    expect(Role).toMatchObject({
      Description: 'new',
      AssumeRolePolicyDocument: encodeURIComponent(TRUSTS_LAMBDA),
    });
    expect((await iam.send(new ListRoleTagsCommand({ RoleName }))).Tags).toEqual([{ Key: 'A', Value: '2' }]);
  });

  it('goes after its policies, and not before', async () => {
    // Prepare
    const RoleName = 'Deleted';
    const PolicyName = 'p';
    await createRole(sandbox, RoleName);
    await putPolicy(sandbox, RoleName, { Effect: 'Allow', Action: 's3:*', Resource: '*' });
    await iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn: BASIC }));
    // Act and assess
    await expect(iam.send(new DeleteRoleCommand({ RoleName }))).rejects.toMatchObject({
      name: 'DeleteConflictException',
      message: 'Cannot delete entity, must detach all policies first.',
    });
    await iam.send(new DetachRolePolicyCommand({ RoleName, PolicyArn: BASIC }));
    await expect(iam.send(new DeleteRoleCommand({ RoleName }))).rejects.toThrow(
      'Cannot delete entity, must delete policies first.',
    );
    await iam.send(new DeleteRolePolicyCommand({ RoleName, PolicyName }));
    expect(await iam.send(new ListInstanceProfilesForRoleCommand({ RoleName }))).toMatchObject({
      InstanceProfiles: [],
    });
    await iam.send(new DeleteRoleCommand({ RoleName }));
    await expect(iam.send(new GetRoleCommand({ RoleName }))).rejects.toMatchObject({
      name: 'NoSuchEntityException',
      message: 'The role with name Deleted cannot be found.',
      $metadata: { httpStatusCode: 404 },
    });
  });

  it('of a service is changed by nobody', async () => {
    const AWSServiceName = 'dynamodb.application-autoscaling.amazonaws.com';
    const { Role } = await iam.send(new CreateServiceLinkedRoleCommand({ AWSServiceName }));
    const RoleName = Role?.RoleName;

    expect(Role?.Arn).toBe(
      `arn:aws:iam::${ACCOUNT}:role/aws-service-role/${AWSServiceName}/AWSServiceRoleForApplicationAutoScaling_DynamoDBTable`,
    );
    await expect(iam.send(new DeleteRoleCommand({ RoleName }))).rejects.toMatchObject({
      name: 'UnmodifiableEntityException',
    });
    await expect(iam.send(new CreateServiceLinkedRoleCommand({ AWSServiceName }))).rejects.toThrow(
      `Service role name ${RoleName} has been taken in this account, please try a different suffix.`,
    );
  });
});

describe('inline policies', () => {
  it('are put, read, listed and deleted', async () => {
    const RoleName = 'Inline';
    const policy = { RoleName, PolicyName: 'read' };
    await createRole(sandbox, RoleName);
    await iam.send(new PutRolePolicyCommand({ ...policy, PolicyDocument: ALLOW_ALL }));

    expect(await iam.send(new GetRolePolicyCommand(policy))).toMatchObject({
      ...policy,
      PolicyDocument: encodeURIComponent(ALLOW_ALL).replaceAll('*', '%2A'),
    });
    expect((await iam.send(new ListRolePoliciesCommand({ RoleName }))).PolicyNames).toEqual(['read']);
    await iam.send(new DeleteRolePolicyCommand(policy));
    await expect(iam.send(new DeleteRolePolicyCommand(policy))).rejects.toMatchObject({
      name: 'NoSuchEntityException',
      message: 'The role policy with name read cannot be found.',
    });
  });

  it('are refused when malformed or too large together', async () => {
    const RoleName = 'Large';
    await createRole(sandbox, RoleName);
    const put = (PolicyName: string, PolicyDocument: string) =>
      iam.send(new PutRolePolicyCommand({ RoleName, PolicyName, PolicyDocument }));
    const large = document({ Effect: 'Allow', Action: `s3:${'x'.repeat(6000)}`, Resource: '*' });

    await expect(put('a', '{}')).rejects.toMatchObject({
      name: 'MalformedPolicyDocumentException',
      message: 'Syntax errors in policy.',
    });
    await put('a', large);
    await put('a', large);
    await expect(put('b', large)).rejects.toMatchObject({
      name: 'LimitExceededException',
      message: 'Maximum policy size of 10240 bytes exceeded for role Large',
    });
  });
});

describe('managed policies', () => {
  it("are AWS's, with their documents", async () => {
    const { Policy } = await iam.send(new GetPolicyCommand({ PolicyArn: BASIC }));
    const { PolicyVersion } = await iam.send(
      new GetPolicyVersionCommand({ PolicyArn: BASIC, VersionId: Policy?.DefaultVersionId }),
    );

    expect(JSON.parse(decodeURIComponent(PolicyVersion?.Document ?? ''))).toEqual({
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Action: ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'],
          Resource: '*',
        },
      ],
    });
  });

  it('are made, attached, counted, detached and deleted', async () => {
    // Prepare
    const RoleName = 'Managed';
    await createRole(sandbox, RoleName);
    const created = await iam.send(new CreatePolicyCommand({ PolicyName: 'own', PolicyDocument: ALLOW_ALL }));
    const PolicyArn = created.Policy?.Arn ?? '';
    // Act
    await iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn }));
    await iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn }));
    // Assess
    expect((await iam.send(new ListAttachedRolePoliciesCommand({ RoleName }))).AttachedPolicies).toEqual([
      { PolicyName: 'own', PolicyArn },
    ]);
    expect((await iam.send(new ListPoliciesCommand({ Scope: 'Local' }))).Policies).toMatchObject([
      { Arn: PolicyArn, AttachmentCount: 1 },
    ]);
    expect((await iam.send(new ListEntitiesForPolicyCommand({ PolicyArn }))).PolicyRoles).toMatchObject([
      { RoleName },
    ]);
    await expect(iam.send(new DeletePolicyCommand({ PolicyArn }))).rejects.toMatchObject({
      name: 'DeleteConflictException',
      message: 'Cannot delete a policy attached to entities.',
    });
    await iam.send(new DetachRolePolicyCommand({ RoleName, PolicyArn }));
    await iam.send(new DeletePolicyCommand({ PolicyArn }));
    await expect(iam.send(new GetPolicyCommand({ PolicyArn }))).rejects.toThrow(
      `Policy ${PolicyArn} was not found.`,
    );
  });

  it.each([
    [
      'arn:aws:iam::aws:policy/AWSLambdaBasicExecutionRole',
      'NoSuchEntityException',
      'Policy arn:aws:iam::aws:policy/AWSLambdaBasicExecutionRole does not exist or is not attachable.',
    ],
    ['AWSLambdaBasicExecutionRole', 'InvalidInputException', 'ARN AWSLambdaBasicExecutionRole is not valid.'],
    [
      'arn:aws:iam::aws:policy/aws-service-role/AWSApplicationAutoscalingDynamoDBTablePolicy',
      'PolicyNotAttachableException',
      'Cannot attach a Service Role Policy to a Customer Role.',
    ],
  ])('%s is not attached', async (PolicyArn, name, message) => {
    await createRole(sandbox, `No${name}`);

    const answer = iam.send(new AttachRolePolicyCommand({ RoleName: `No${name}`, PolicyArn }));

    await expect(answer).rejects.toMatchObject({ name, message });
  });
});

it('tells the learner who they are', async () => {
  const { User } = await iam.send(new GetUserCommand({}));

  expect(User).toMatchObject({ UserName: 'learner', Arn: `arn:aws:iam::${ACCOUNT}:user/learner` });
  await expect(iam.send(new GetUserCommand({ UserName: 'eve' }))).rejects.toThrow(
    'The user with name eve cannot be found.',
  );
});

it('simulates what a role may do', async () => {
  const PolicySourceArn = await createRole(sandbox, 'Simulated');
  await putPolicy(sandbox, 'Simulated', { Effect: 'Allow', Action: 'dynamodb:Get*', Resource: '*' });
  const ActionNames = ['dynamodb:PutItem', 'dynamodb:GetItem'];

  const { EvaluationResults } = await iam.send(
    new SimulatePrincipalPolicyCommand({ PolicySourceArn, ActionNames }),
  );

  expect(
    EvaluationResults?.map(({ EvalActionName, EvalDecision }) => [EvalActionName, EvalDecision]),
  ).toEqual([
    ['dynamodb:PutItem', 'implicitDeny'],
    ['dynamodb:GetItem', 'allowed'],
  ]);
});
