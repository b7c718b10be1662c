import { describe, expect, it } from 'vitest';
import { conditionHolds } from '../../../../../src/sandbox/services/iam/policy/conditions.js';

const KEYS: ReadonlyMap<string, readonly string[]> = new Map([
  ['aws:username', ['Ada']],
  ['aws:tagkeys', ['team', 'cost']],
  ['aws:sourceip', ['10.0.1.7']],
  ['aws:multifactorauthage', ['300']],
  ['aws:currenttime', ['2026-11-01T12:00:00Z']],
  ['aws:securetransport', ['false']],
  ['lambda:functionarn', ['arn:aws:lambda:us-east-1:111122223333:function:stream-processor']],
]);

function holds(operator: string, key: string, ...values: string[]): boolean {
  return conditionHolds({ operator, key, values }, KEYS, (name) => KEYS.get(name)?.[0]);
}

const NAME = 'aws:username';
const TAGS = 'aws:TagKeys';
const FUNCTION = 'lambda:FunctionArn';
const ABSENT = 'aws:absent';

describe('conditions', () => {
  it.each([
    ['StringEquals', NAME, ['Eve', 'Ada'], true],
    ['StringEquals', NAME, ['ada'], false],
    ['StringEquals', NAME, ['A*'], false],
    ['StringEquals', 'AWS:UserName', ['Ada'], true],
    ['StringEquals', NAME, ['$' + '{aws:username}'], true],
    ['StringNotEquals', NAME, ['Eve', 'Ada'], false],
    ['StringNotEquals', NAME, ['Eve'], true],
    ['StringEqualsIgnoreCase', NAME, ['ADA'], true],
    ['StringNotEqualsIgnoreCase', NAME, ['ADA'], false],
    ['StringLike', NAME, ['A?a'], true],
    ['StringNotLike', NAME, ['A*'], false],
    ['ArnLike', FUNCTION, ['arn:aws:lambda:*:111122223333:function:stream-*'], true],
    ['ArnEquals', FUNCTION, ['arn:aws:lambda:*:*:function:other'], false],
    ['ArnNotEquals', FUNCTION, ['arn:aws:lambda:*:*:function:other'], true],
    ['ArnNotLike', FUNCTION, ['arn:aws:lambda:*'], false],
    ['Bool', 'aws:SecureTransport', ['False'], true],
    ['Bool', 'aws:SecureTransport', ['true'], false],
    ['NumericLessThan', 'aws:MultiFactorAuthAge', ['301'], true],
    ['NumericGreaterThanEquals', 'aws:MultiFactorAuthAge', ['301'], false],
    ['NumericNotEquals', 'aws:MultiFactorAuthAge', ['3e2'], false],
    ['NumericEquals', NAME, ['300'], false],
    ['DateGreaterThan', 'aws:CurrentTime', ['2026-11-01T11:59:59Z'], true],
    ['DateLessThanEquals', 'aws:CurrentTime', ['1793534400'], true],
    ['DateNotEquals', 'aws:CurrentTime', ['2026-11-01T12:00:00Z'], false],
    ['IpAddress', 'aws:SourceIp', ['10.0.0.0/23'], true],
    ['NotIpAddress', 'aws:SourceIp', ['10.0.0.0/24'], true],
    ['IpAddress', 'aws:SourceIp', ['nonsense/8'], false],
    ['Null', NAME, ['false'], true],
    ['Null', ABSENT, ['false'], false],
    ['Null', ABSENT, ['true'], true],
    ['NoSuchOperator', NAME, ['Ada'], false],
  ])('%s of %s with %j: %s', (operator, key, values, expected) => {
    expect(holds(operator, key, ...values)).toBe(expected);
  });

  it.each([
    ['StringEquals', false],
    ['StringEqualsIfExists', true],
    ['StringNotEquals', true],
    ['NumericLessThan', false],
    ['ForAllValues:StringEquals', true],
    ['ForAnyValue:StringEquals', false],
    ['ForAnyValue:StringEqualsIfExists', true],
  ])('%s of a key that the request does not have: %s', (operator, expected) => {
    expect(holds(operator, ABSENT, '1')).toBe(expected);
  });

  it.each([
    ['ForAllValues:StringEquals', ['team', 'cost', 'more'], true],
    ['ForAllValues:StringEquals', ['team'], false],
    ['ForAnyValue:StringEquals', ['team'], true],
    ['ForAnyValue:StringLike', ['x*'], false],
    ['ForAllValues:StringNotEquals', ['team'], false],
    ['ForAnyValue:StringNotEquals', ['team'], true],
  ])('%s of several values with %j: %s', (operator, values, expected) => {
    expect(holds(operator, TAGS, ...values)).toBe(expected);
  });
});
