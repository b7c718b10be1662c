/** What is asked of IAM's simulation, and what is read out of its answers. AWS: "SimulatePrincipalPolicy". */
import { afterEach, describe, expect, it } from 'vitest';
import { neededPermissions } from '../../src/doctor/runner-policy.js';
import { inquiriesOf, policySourceOf, simulate } from '../../src/doctor/simulation.js';
import type { Lab } from '../../src/lab/lab.js';
import { namesFor } from '../../src/lab/names.js';
import { offlineLab } from '../support/lab.js';
import { type Reply, type ScriptedServer, startScriptedServer } from '../support/scripted-server.js';

const USER = 'arn:aws:iam::111122223333:user/team/ada';
const INQUIRY = { actions: ['sqs:CreateQueue'], resources: ['*'], context: {} };

let server: ScriptedServer | undefined;
afterEach(() => server?.close());

async function labThatHears(answer: (body: URLSearchParams) => Reply): Promise<Lab> {
  server = await startScriptedServer(({ input }) => answer(new URLSearchParams(String(input))));
  return offlineLab({ endpoint: server.endpoint }).lab;
}

function answered(result: string, rest = '<IsTruncated>false</IsTruncated>'): Reply {
  const member = `<member><EvalActionName>sqs:CreateQueue</EvalActionName>${result}</member>`;
  const body = `<SimulatePrincipalPolicyResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><SimulatePrincipalPolicyResult>${rest}<EvaluationResults>${member}</EvaluationResults></SimulatePrincipalPolicyResult></SimulatePrincipalPolicyResponse>`;
  return { status: 200, body };
}

function denied(code: string): Reply {
  return {
    status: 403,
    body: `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>no</Message></Error></ErrorResponse>`,
  };
}

describe('what is asked', () => {
  it('is one inquiry for each statement and service, with examples for what only AWS knows', () => {
    const needed = (sid: string, action: string, resource: string) => ({
      sid,
      action,
      resource,
      context: {},
    });
    const inquiries = inquiriesOf([
      needed('Look', 'logs:DescribeLogGroups', 'arn:aws:logs:us-east-1:111122223333:log-group:*'),
      needed('Look', 'logs:DescribeLogGroups', 'arn:aws:cloudwatch:us-east-1:111122223333:alarm:*'),
      needed('Look', 'cloudwatch:DescribeAlarms', 'arn:aws:cloudwatch:us-east-1:111122223333:alarm:*'),
      needed('All', 'tag:GetResources', '*'),
    ]);

    expect(inquiries.map(({ actions, resources }) => [actions, resources])).toEqual([
      [['logs:DescribeLogGroups'], ['arn:aws:logs:us-east-1:111122223333:log-group:example']],
      [['cloudwatch:DescribeAlarms'], ['arn:aws:cloudwatch:us-east-1:111122223333:alarm:example']],
      [['tag:GetResources'], ['*']],
    ]);
  });

  it('tells with each what any would say of itself, for IAM misses it whatever it is asked', () => {
    const place = { partition: 'aws', region: 'us-east-1', account: '111122223333' };
    const needed = neededPermissions(namesFor('ada-'), place);

    const contexts = inquiriesOf(needed).map(({ context }) => context);

    expect(new Set(contexts.map((context) => Object.keys(context).sort().join(' ')))).toEqual(
      new Set(['iam:AWSServiceName iam:PassedToService lambda:FunctionArn']),
    );
    // No two of them say different things.
    for (const { context } of needed) expect(contexts[0]).toMatchObject(context);
  });

  it('is asked with the region and the tags that a real call would bring, page by page', async () => {
    const asked: URLSearchParams[] = [];
    const lab = await labThatHears((body) => {
      asked.push(body);
      return body.get('Marker') === null
        ? answered(
            '<EvalDecision>allowed</EvalDecision>',
            '<IsTruncated>true</IsTruncated><Marker>m</Marker>',
          )
        : answered('<EvalDecision>implicitDeny</EvalDecision>');
    });

    expect(await simulate(lab, USER, INQUIRY)).toMatchObject([{ allowed: false }]);
    const keys = [...(asked[0] ?? [])].filter(([name]) => name.endsWith('ContextKeyName'));
    expect(keys.map(([, value]) => value)).toEqual(
      expect.arrayContaining(['aws:RequestedRegion', 'aws:RequestTag/orders-lab', 'aws:TagKeys']),
    );
    expect(asked[1]?.get('Marker')).toBe('m');
  });
});

describe('who is simulated', () => {
  it('is a user by the own ARN, and nobody for whom IAM has no policies', async () => {
    const { lab } = offlineLab();

    expect(await policySourceOf(lab, USER)).toBe(USER);
    expect(await policySourceOf(lab, 'arn:aws:sts::111122223333:federated-user/ada')).toBeUndefined();
  });

  it('is the role of a session, with the path that only IAM knows', async () => {
    const arn = 'arn:aws:iam::111122223333:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Dev_0123';
    const lab = await labThatHears((body) => ({
      status: 200,
      body: `<GetRoleResponse><GetRoleResult><Role><RoleName>${body.get('RoleName')}</RoleName><Arn>${arn}</Arn></Role></GetRoleResult></GetRoleResponse>`,
    }));

    const caller = 'arn:aws:sts::111122223333:assumed-role/AWSReservedSSO_Dev_0123/ada@example.com';
    expect(await policySourceOf(lab, caller)).toBe(arn);
  });

  it('is a role without a path where IAM does not tell', async () => {
    const lab = await labThatHears(() => denied('AccessDenied'));

    expect(await policySourceOf(lab, 'arn:aws:sts::111122223333:assumed-role/Dev/ada')).toBe(
      'arn:aws:iam::111122223333:role/Dev',
    );
  });
});

describe('what is answered', () => {
  it.each([
    ['allowed', '<EvalDecision>allowed</EvalDecision>', { allowed: true }],
    ['allowed by nothing', '<EvalDecision>implicitDeny</EvalDecision>', { allowed: false, dependsOn: [] }],
    [
      'denied by a statement',
      '<EvalDecision>explicitDeny</EvalDecision>',
      { allowed: false, because: 'an explicit Deny' },
    ],
    [
      'denied by the organization',
      '<EvalDecision>implicitDeny</EvalDecision><OrganizationsDecisionDetail><AllowedByOrganizations>false</AllowedByOrganizations></OrganizationsDecisionDetail>',
      {
        allowed: false,
        because: 'a policy of the organization (SCP)',
        dependsOn: ["the conditions of the organization's policies"],
      },
    ],
    [
      'denied by a boundary',
      '<EvalDecision>implicitDeny</EvalDecision><PermissionsBoundaryDecisionDetail><AllowedByPermissionsBoundary>false</AllowedByPermissionsBoundary></PermissionsBoundaryDecisionDetail>',
      { allowed: false, because: 'the permissions boundary of the caller' },
    ],
    [
      'denied on one of several resources',
      '<EvalDecision>allowed</EvalDecision><ResourceSpecificResults><member><EvalResourceName>a</EvalResourceName><EvalResourceDecision>allowed</EvalResourceDecision></member><member><EvalResourceName>b</EvalResourceName><EvalResourceDecision>implicitDeny</EvalResourceDecision></member></ResourceSpecificResults>',
      { allowed: false },
    ],
    [
      'dependent on what is not known',
      '<EvalDecision>implicitDeny</EvalDecision><MissingContextValues><member>aws:SourceIp</member></MissingContextValues>',
      { allowed: false, dependsOn: ['aws:SourceIp'] },
    ],
  ])('is read: %s', async (_, result, decision) => {
    const lab = await labThatHears(() => answered(result));

    expect(await simulate(lab, USER, INQUIRY)).toMatchObject([{ action: 'sqs:CreateQueue', ...decision }]);
  });
});
