import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Policy } from '../../../../../src/sandbox/services/iam/policy/document.js';
import { evaluate } from '../../../../../src/sandbox/services/iam/policy/evaluate.js';
import { parseIdentityPolicy } from '../../../../../src/sandbox/services/iam/policy/syntax.js';
import { POLICY, REQUEST, STATEMENT, statements } from './arbitraries.js';

const POLICIES = fc.array(POLICY, { maxLength: 3 });
const TABLE = 'arn:aws:dynamodb:us-east-1:111122223333:table/Orders';

function policyWith(...parts: readonly object[]): Policy {
  return parseIdentityPolicy(JSON.stringify({ Version: '2012-10-17', Statement: parts }));
}

function verdict(policy: Policy, action: string, resource = TABLE, keys: Record<string, string[]> = {}) {
  return evaluate([policy], { action, resource, keys: new Map(Object.entries(keys)) });
}

describe('what holds of all policies', () => {
  it('a Deny that applies wins over whatever is beside it', () => {
    fc.assert(
      fc.property(POLICIES, STATEMENT, REQUEST, (policies, statement, request) => {
        const denial: Policy = { version: '2012-10-17', statements: [{ ...statement, effect: 'Deny' }] };
        fc.pre(evaluate([denial], request) === 'explicitDeny');

        expect(evaluate([...policies, denial], request)).toBe('explicitDeny');
      }),
    );
  });

  it('one more Allow takes nothing away', () => {
    fc.assert(
      fc.property(POLICIES, statements('Allow'), REQUEST, (policies, allow, request) => {
        const before = evaluate(policies, request);

        const after = evaluate([...policies, { version: '2012-10-17', statements: [allow] }], request);

        expect([before, before === 'implicitDeny' ? 'allowed' : before]).toContain(after);
      }),
    );
  });

  it('the order of policies and of statements does not matter', () => {
    fc.assert(
      fc.property(POLICIES, REQUEST, (policies, request) => {
        const reversed = policies
          .toReversed()
          .map((policy) => ({ ...policy, statements: policy.statements.toReversed() }));

        expect(evaluate(reversed, request)).toBe(evaluate(policies, request));
      }),
    );
  });

  it('nothing is allowed but by an Allow', () => {
    fc.assert(
      fc.property(fc.array(statements('Deny'), { maxLength: 4 }), REQUEST, (denials, request) => {
        expect(evaluate([{ version: '2012-10-17', statements: denials }], request)).not.toBe('allowed');
        expect(evaluate([], request)).toBe('implicitDeny');
      }),
    );
  });
});

describe('actions and resources', () => {
  it('takes actions without regard to case, and resources with it', () => {
    const policy = policyWith({ Effect: 'Allow', Action: 'DYNAMODB:getitem', Resource: TABLE });

    expect(verdict(policy, 'dynamodb:GetItem')).toBe('allowed');
    expect(verdict(policy, 'dynamodb:GetItem', TABLE.toLowerCase())).toBe('implicitDeny');
  });

  it('does not take a table for its indexes', () => {
    const policy = policyWith({ Effect: 'Allow', Action: 'dynamodb:Query', Resource: `${TABLE}/index/*` });

    expect(verdict(policy, 'dynamodb:Query', `${TABLE}/index/ByCustomer`)).toBe('allowed');
    expect(verdict(policy, 'dynamodb:Query')).toBe('implicitDeny');
  });

  it('does not let a wildcard of one field reach into the next', () => {
    const policy = policyWith({ Effect: 'Allow', Action: '*', Resource: 'arn:aws:dynamodb:*:table/Orders' });

    expect(verdict(policy, 'dynamodb:Query')).toBe('implicitDeny');
  });

  it('allows by NotAction and NotResource what they do not name', () => {
    const policy = policyWith({ Effect: 'Allow', NotAction: 'iam:*', NotResource: `${TABLE}/*` });

    expect(verdict(policy, 'dynamodb:GetItem')).toBe('allowed');
    expect(verdict(policy, 'iam:GetRole')).toBe('implicitDeny');
    expect(verdict(policy, 'dynamodb:Query', `${TABLE}/index/ByCustomer`)).toBe('implicitDeny');
  });

  it('lets only * stand for what is about no resource', () => {
    const narrow = policyWith({ Effect: 'Allow', Action: '*', Resource: 'arn:aws:dynamodb:*' });
    const wide = policyWith({ Effect: 'Allow', Action: '*', Resource: '*' });

    expect(verdict(narrow, 'dynamodb:ListTables', '*')).toBe('implicitDeny');
    expect(verdict(wide, 'dynamodb:ListTables', '*')).toBe('allowed');
  });
});

describe('variables', () => {
  const policy = policyWith({ Effect: 'Allow', Action: '*', Resource: `${TABLE}-\${aws:username}` });

  it('stand for what the request says, taken as it is', () => {
    const ada = { 'aws:username': ['ada'] };
    const star = { 'aws:username': ['*'] };

    expect(verdict(policy, 'a:b', `${TABLE}-ada`, ada)).toBe('allowed');
    expect(verdict(policy, 'a:b', `${TABLE}-eve`, ada)).toBe('implicitDeny');
    expect(verdict(policy, 'a:b', `${TABLE}-eve`, star)).toBe('implicitDeny');
  });

  it('match nothing where the request does not say', () => {
    expect(verdict(policy, 'a:b', `${TABLE}-`)).toBe('implicitDeny');
    expect(verdict(policy, 'a:b', `${TABLE}-\${aws:username}`)).toBe('implicitDeny');
  });
});
