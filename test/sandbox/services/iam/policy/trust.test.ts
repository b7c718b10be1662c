import { describe, expect, it } from 'vitest';
import { parseTrustPolicy } from '../../../../../src/sandbox/services/iam/policy/syntax.js';
import { type Candidate, trustOf } from '../../../../../src/sandbox/services/iam/policy/trust.js';

const ACCOUNT = '111122223333';
const LAMBDA: Candidate = { kind: 'service', name: 'lambda.amazonaws.com' };
const LEARNER: Candidate = {
  kind: 'identity',
  arn: `arn:aws:iam::${ACCOUNT}:user/learner`,
  account: ACCOUNT,
};
const ROLE = `arn:aws:iam::${ACCOUNT}:role/other`;
const SESSION: Candidate = {
  kind: 'identity',
  arn: `arn:aws:sts::${ACCOUNT}:assumed-role/other/s`,
  roleArn: ROLE,
  account: ACCOUNT,
};

function trust(candidate: Candidate, ...statements: readonly object[]): string {
  const text = JSON.stringify({
    Version: '2012-10-17',
    Statement: statements.map((each) => ({ Effect: 'Allow', Action: 'sts:AssumeRole', ...each })),
  });
  return trustOf(parseTrustPolicy(text), candidate, new Map([['sts:externalid', ['key']]]));
}

describe('trust', () => {
  it('is in services by name, and in none by *', () => {
    expect(trust(LAMBDA, { Principal: { Service: ['ec2.amazonaws.com', 'lambda.amazonaws.com'] } })).toBe(
      'named',
    );
    expect(trust(LAMBDA, { Principal: { Service: 'ec2.amazonaws.com' } })).toBe('none');
    expect(trust(LAMBDA, { Principal: { AWS: '*' } })).toBe('none');
  });

  it('is in users, roles and sessions, or in their account', () => {
    expect(trust(LEARNER, { Principal: { AWS: LEARNER.arn } })).toBe('named');
    expect(trust(SESSION, { Principal: { AWS: ROLE } })).toBe('named');
    expect(trust(SESSION, { Principal: { AWS: SESSION.arn } })).toBe('named');
    expect(trust(SESSION, { Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` } })).toBe('account');
    expect(trust(SESSION, { Principal: { AWS: ACCOUNT } })).toBe('account');
    expect(trust(LEARNER, { Principal: { AWS: '444455556666' } })).toBe('none');
  });

  it('ends where a Deny names the account', () => {
    const allowed = { Principal: { AWS: ROLE } };

    expect(trust(SESSION, allowed, { Effect: 'Deny', Principal: { AWS: ACCOUNT } })).toBe('none');
  });

  it('is for AssumeRole, under its conditions', () => {
    const external = (id: string) => ({ Condition: { StringEquals: { 'sts:ExternalId': id } } });

    expect(trust(LEARNER, { Principal: { AWS: '*' }, Action: 'sts:TagSession' })).toBe('none');
    expect(trust(LEARNER, { Principal: { AWS: '*' }, ...external('key') })).toBe('named');
    expect(trust(LEARNER, { Principal: { AWS: '*' }, ...external('other') })).toBe('none');
  });
});
