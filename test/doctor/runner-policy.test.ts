import { CreatePolicyCommand, IAMClient } from '@aws-sdk/client-iam';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { neededPermissions, policyText, runnerPolicy } from '../../src/doctor/runner-policy.js';
import { namesFor } from '../../src/lab/names.js';
import { startTestSandbox, type TestSandbox } from '../support/sandbox.js';

/** AWS: "IAM and AWS STS quotas", characters of a managed policy, white space not counted. */
const MOST_CHARACTERS = 6_144;

const HERE = { partition: 'aws', region: 'us-east-1', account: '111122223333' } as const;
const LONGEST = {
  names: namesFor('a'.repeat(20)),
  place: { partition: 'aws-us-gov', region: 'ap-southeast-7', account: '111122223333' },
} as const;

let sandbox: TestSandbox;
beforeAll(async () => {
  sandbox = await startTestSandbox();
});
afterAll(() => sandbox.close());

describe('runnerPolicy', () => {
  it('fits into one managed policy, for the longest names', () => {
    const text = policyText(LONGEST.names, LONGEST.place);

    expect(text.replaceAll(/\s/g, '').length).toBeLessThanOrEqual(MOST_CHARACTERS);
  });

  it('is a policy that IAM takes', async () => {
    const PolicyDocument = policyText(namesFor('ada-'), HERE);

    const create = sandbox
      .client(IAMClient)
      .send(new CreatePolicyCommand({ PolicyName: 'lab', PolicyDocument }));

    await expect(create).resolves.toMatchObject({ Policy: { PolicyName: 'lab' } });
  });

  it('names no action twice for a resource, and says with a Sid what each statement is for', () => {
    const { Statement } = runnerPolicy(namesFor(''), HERE);

    const pairs = Statement.flatMap(({ Action, Resource }) =>
      Action.flatMap((action) => Resource.map((resource) => `${action} ${resource}`)),
    );
    expect(new Set(pairs).size).toBe(pairs.length);
    expect(new Set(Statement.map(({ Sid }) => Sid)).size).toBe(Statement.length);
  });

  it('allows no action by a wildcard, and changes nothing beyond what has the names of the lab', () => {
    const prefixes = fc.stringMatching(/^[a-z][a-z0-9-]{0,19}$/).filter((prefix) => prefix !== 'default');

    fc.assert(
      fc.property(prefixes, (prefix) => {
        for (const { action, resource, context } of neededPermissions(namesFor(prefix), HERE)) {
          expect(action).toMatch(/^[a-z-]+:[A-Za-z]+$/);
          const isRead = /:(?:Get|List|Describe)[A-Z]|:GET$/.test(action);
          const isConditioned = Object.keys(context).length > 0;
          const hasIdsOfAws = /:scalable-target\/\*|:event-source-mapping:\*|:\/(?:restapis|tags)/.test(
            resource,
          );
          expect(isRead || isConditioned || hasIdsOfAws || resource.includes(prefix)).toBe(true);
        }
      }),
    );
  });
});

describe('neededPermissions', () => {
  it('tells with which context an action is allowed', () => {
    const passed = neededPermissions(namesFor('ada-'), HERE).filter(
      ({ action }) => action === 'iam:PassRole',
    );

    expect(passed).toEqual(
      ['ada-orders-stream-processor', 'ada-orders-api'].map((name) => ({
        sid: 'PassRoles',
        action: 'iam:PassRole',
        resource: `arn:aws:iam::111122223333:role/orders-lab/${name}-us-east-1`,
        context: { 'iam:PassedToService': 'lambda.amazonaws.com' },
      })),
    );
  });
});
