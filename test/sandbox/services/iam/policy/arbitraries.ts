/** Policies and requests that now and then have to do with each other. */
import fc from 'fast-check';
import type {
  Condition,
  Policy,
  Selection,
  Statement,
} from '../../../../../src/sandbox/services/iam/policy/document.js';
import type { PolicyRequest } from '../../../../../src/sandbox/services/iam/policy/evaluate.js';

const ACTIONS = ['dynamodb:GetItem', 'dynamodb:PutItem', 'sqs:SendMessage', 'sqs:sendmessage'];
const ACTION_PATTERNS = [...ACTIONS, '*', 'dynamodb:*', 'DynamoDB:?etItem', '*:*Item'];
const TABLE = 'arn:aws:dynamodb:us-east-1:111122223333:table';
const RESOURCES = [
  `${TABLE}/Orders`,
  `${TABLE}/Orders/index/ByCustomer`,
  'arn:aws:sqs:us-east-1:111122223333:dead',
  '*',
];
const RESOURCE_PATTERNS = [
  ...RESOURCES,
  `${TABLE}/*`,
  `${TABLE}/Orders*`,
  `${TABLE}/\${aws:username}`,
  'arn:aws:sqs',
];

const CONDITION: fc.Arbitrary<Condition> = fc.record({
  operator: fc.constantFrom(
    'StringEquals',
    'StringNotLike',
    'ForAllValues:StringLike',
    'StringEqualsIfExists',
    'Null',
  ),
  key: fc.constantFrom('aws:username', 'AWS:TagKeys', 'aws:absent'),
  values: fc.array(fc.constantFrom('Orders', 'a', 'b*', 'true'), { minLength: 1, maxLength: 2 }),
});

function selection(texts: readonly string[]): fc.Arbitrary<Selection> {
  return fc.record({
    negated: fc.boolean(),
    texts: fc.array(fc.constantFrom(...texts), { minLength: 1, maxLength: 3 }),
  });
}

export function statements(effect: 'Allow' | 'Deny'): fc.Arbitrary<Statement> {
  return fc.record({
    effect: fc.constant(effect),
    action: selection(ACTION_PATTERNS),
    resource: selection(RESOURCE_PATTERNS),
    principals: fc.constant(undefined),
    conditions: fc.array(CONDITION, { maxLength: 2 }),
  });
}

export const STATEMENT = fc.oneof(statements('Allow'), statements('Deny'));

export const POLICY: fc.Arbitrary<Policy> = fc.record({
  version: fc.constantFrom('2012-10-17', '2008-10-17'),
  statements: fc.array(STATEMENT, { maxLength: 4 }),
});

export const REQUEST: fc.Arbitrary<PolicyRequest> = fc.record({
  action: fc.constantFrom(...ACTIONS),
  resource: fc.constantFrom(...RESOURCES),
  keys: fc.constantFrom(
    new Map<string, readonly string[]>(),
    new Map([['aws:username', ['Orders']]]),
    new Map([
      ['aws:username', ['a']],
      ['aws:tagkeys', ['a', 'b1']],
    ]),
  ),
});
