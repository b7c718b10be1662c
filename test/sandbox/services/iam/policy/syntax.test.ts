import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AwsError } from '../../../../../src/sandbox/errors.js';
import {
  parseIdentityPolicy,
  parseTrustPolicy,
} from '../../../../../src/sandbox/services/iam/policy/syntax.js';

const ALLOW = { Effect: 'Allow', Action: 'dynamodb:*', Resource: '*' };
const TRUST = { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' };

function policy(...statements: readonly unknown[]): string {
  return JSON.stringify({ Version: '2012-10-17', Statement: statements });
}

function refusal(parse: (text: string) => unknown, text: string): string {
  try {
    parse(text);
  } catch (error) {
    if (error instanceof AwsError && error.code === 'MalformedPolicyDocumentException') return error.message;
    throw error;
  }
  return 'accepted';
}

describe('policies of an identity', () => {
  it.each([
    ['no JSON', 'Effect: Allow', 'Syntax errors in policy.'],
    ['a list', '[]', 'Syntax errors in policy.'],
    ['no statements', policy(), 'Syntax errors in policy.'],
    ['an unknown field', policy({ ...ALLOW, Actions: '*' }), 'Syntax errors in policy.'],
    ['an unknown effect', policy({ ...ALLOW, Effect: 'allow' }), 'Syntax errors in policy.'],
    [
      'an unknown operator',
      policy({ ...ALLOW, Condition: { Same: { 'aws:username': 'a' } } }),
      'Syntax errors in policy.',
    ],
    [
      'no version',
      JSON.stringify({ Statement: ALLOW }),
      'Policy document must be version 2012-10-17 or greater.',
    ],
    [
      'an old version',
      JSON.stringify({ Version: '2008-10-17', Statement: ALLOW }),
      'Policy document must be version 2012-10-17 or greater.',
    ],
    ['a principal', policy({ ...ALLOW, Principal: '*' }), 'Policy document should not specify a principal.'],
    [
      'a Sid twice',
      policy({ ...ALLOW, Sid: 'A' }, { ...ALLOW, Sid: 'A' }),
      'Statement IDs (SID) in a single policy must be unique.',
    ],
    ['no action', policy({ Effect: 'Allow', Resource: '*' }), 'Policy statement must contain actions.'],
    ['an empty list of actions', policy({ ...ALLOW, Action: [] }), 'Policy statement must contain actions.'],
    ['no resource', policy({ Effect: 'Allow', Action: '*' }), 'Policy statement must contain resources.'],
    [
      'an action without vendor',
      policy({ ...ALLOW, Action: 'PutItem' }),
      'Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.',
    ],
    [
      'an action of two colons',
      policy({ ...ALLOW, Action: 'a:b:c' }),
      'Actions/Condition can contain only one colon.',
    ],
    ['a vendor with a space', policy({ ...ALLOW, Action: 'a a:b' }), 'Vendor a a is not valid'],
    [
      'a resource that is no ARN',
      policy({ ...ALLOW, Resource: 'Orders' }),
      'Resource Orders must be in ARN format or "*".',
    ],
    [
      'an empty partition',
      policy({ ...ALLOW, Resource: 'arn::sqs:us-east-1:1:q' }),
      'Partition "" is not valid for resource "arn::sqs:us-east-1:1:q".',
    ],
    [
      'a vendor with a wildcard',
      policy({ ...ALLOW, Resource: 'arn:aws:s*' }),
      'Resource vendor must be fully qualified and cannot contain regexes.',
    ],
    [
      'a role in a region',
      policy({ ...ALLOW, Resource: 'arn:aws:iam:us-east-1:1:role/a' }),
      'IAM resource arn:aws:iam:us-east-1:1:role/a cannot contain region information.',
    ],
    ['nothing wrong', JSON.stringify({ Version: '2012-10-17', Statement: ALLOW }), 'accepted'],
  ])('with %s', (_, text, expected) => {
    expect(refusal(parseIdentityPolicy, text)).toBe(expected);
  });
});

describe('trust policies', () => {
  it.each([
    ['no JSON', '{', 'This policy contains invalid Json'],
    ['no statement', '{}', 'Missing required field Statement'],
    ['a resource', policy({ ...TRUST, Resource: '*' }), 'Has prohibited field Resource'],
    [
      'no principal',
      policy({ Effect: 'Allow', Action: 'sts:AssumeRole' }),
      'Missing required field Principal',
    ],
    ['no action', policy({ ...TRUST, Action: undefined }), 'Missing required field Action'],
    ['a misspelt field', policy({ ...TRUST, Resorce: '*' }), 'Unknown field Resorce'],
    [
      'another action',
      policy({ ...TRUST, Action: 'dynamodb:*' }),
      'AssumeRole policy may only specify STS AssumeRole actions.',
    ],
    [
      'no service',
      policy({ ...TRUST, Principal: { Service: 'lambda' } }),
      'Invalid principal in policy: "SERVICE":"lambda"',
    ],
    [
      'no account',
      policy({ ...TRUST, Principal: { AWS: 'ada' } }),
      'Invalid principal in policy: "AWS":"ada"',
    ],
    [
      'an unknown kind',
      policy({ ...TRUST, Principal: { Human: 'ada' } }),
      'Invalid principal in policy: "HUMAN":"ada"',
    ],
    ['no version', JSON.stringify({ Statement: TRUST }), 'accepted'],
    [
      'accounts and services',
      policy({
        ...TRUST,
        Principal: {
          AWS: ['111122223333', 'arn:aws:iam::111122223333:root'],
          Service: ['lambda.amazonaws.com'],
        },
      }),
      'accepted',
    ],
  ])('with %s', (_, text, expected) => {
    expect(refusal(parseTrustPolicy, text)).toBe(expected);
  });
});

it('refuses what nests deeper than a program can follow', () => {
  const deep = `${'['.repeat(60_000)}${']'.repeat(60_000)}`;
  const fields = ['Principal', 'Effect', 'Action', 'Resource', 'Condition', 'Sid'];

  for (const field of fields) {
    const text = policy({ ...TRUST, [field]: 0 }).replace(`"${field}":0`, `"${field}":${deep}`);
    expect(refusal(parseIdentityPolicy, text)).not.toBe('accepted');
    expect(refusal(parseTrustPolicy, text)).not.toBe('accepted');
  }
  for (const kind of ['AWS', 'Service']) {
    const text = policy({ ...TRUST, Principal: { [kind]: 0 } }).replace(`"${kind}":0`, `"${kind}":${deep}`);
    expect(refusal(parseTrustPolicy, text)).toBe('Syntax errors in policy.');
  }
});

it('takes or refuses any JSON, and falls over none', () => {
  fc.assert(
    fc.property(fc.json(), (text) => {
      expect(refusal(parseIdentityPolicy, text)).toBeTypeOf('string');
      expect(refusal(parseTrustPolicy, policy(JSON.parse(text)))).toBeTypeOf('string');
    }),
  );
});
