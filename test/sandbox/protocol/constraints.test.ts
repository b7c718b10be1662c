import { describe, expect, it } from 'vitest';
import { checkConstraints, type Rules } from '../../../src/sandbox/protocol/constraints.js';

const RULES: Rules = {
  TableName: { required: true, length: { min: 3, max: 5 }, pattern: '[a-zA-Z0-9_.-]+' },
  Limit: { range: { min: 1, max: 100 } },
  Mode: { oneOf: ['INDEXES', 'TOTAL', 'NONE'] },
  KeySchema: {
    length: { min: 1, max: 2 },
    element: { members: { AttributeName: { required: true, length: { min: 1, max: 255 } } } },
  },
  TagKeys: { element: { length: { min: 1, max: 3 } } },
  RequestItems: {
    key: { length: { min: 2 }, pattern: '[a-z]+' },
    value: { length: { max: 1 }, element: { members: { Item: { required: true } } } },
  },
};

function complaint(input: object): string {
  try {
    checkConstraints(RULES, input);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  return 'none';
}

const ONE = '1 validation error detected: ';

describe('checkConstraints', () => {
  it('lets pass what keeps the rules', () => {
    const input = {
      TableName: 'abc',
      Limit: 1,
      Mode: 'NONE',
      KeySchema: [{ AttributeName: 'a' }],
      TagKeys: ['a'],
      RequestItems: { ab: [{ Item: {} }] },
      Unruled: {},
    };

    expect(complaint(input)).toBe('none');
  });

  it.each([
    [{}, `${ONE}Value null at 'tableName' failed to satisfy constraint: Member must not be null`],
    [
      { TableName: null },
      `${ONE}Value null at 'tableName' failed to satisfy constraint: Member must not be null`,
    ],
    [
      { TableName: 'ab' },
      `${ONE}Value 'ab' at 'tableName' failed to satisfy constraint: Member must have length greater than or equal to 3`,
    ],
    [
      { TableName: 'abc', Limit: 101 },
      `${ONE}Value '101' at 'limit' failed to satisfy constraint: Member must have value less than or equal to 100`,
    ],
    [
      { TableName: 'abc', Mode: 'BOGUS' },
      `${ONE}Value 'BOGUS' at 'mode' failed to satisfy constraint: Member must satisfy enum value set: [INDEXES, TOTAL, NONE]`,
    ],
    [
      { TableName: 'abc', KeySchema: [] },
      `${ONE}Value '[]' at 'keySchema' failed to satisfy constraint: Member must have length greater than or equal to 1`,
    ],
    [
      { TableName: 'abc', KeySchema: [{ AttributeName: 'a' }, {}] },
      `${ONE}Value null at 'keySchema.2.member.attributeName' failed to satisfy constraint: Member must not be null`,
    ],
    [
      { TableName: 'abc', TagKeys: ['a', ''] },
      `${ONE}Value '[a, ]' at 'tagKeys' failed to satisfy constraint: Member must satisfy constraint: ` +
        '[Member must have length less than or equal to 3, Member must have length greater than or equal to 1]',
    ],
    [
      { TableName: 'abc', RequestItems: { A: [{ Item: {} }] } },
      `${ONE}Value '{A=[{Item={}}]}' at 'requestItems' failed to satisfy constraint: Map keys must satisfy constraint: ` +
        '[Member must have length greater than or equal to 2, Member must satisfy regular expression pattern: [a-z]+]',
    ],
    [
      { TableName: 'abc', RequestItems: { ab: [{ Item: 1 }, { Item: 2 }] } },
      `${ONE}Value '{ab=[{Item=1}, {Item=2}]}' at 'requestItems' failed to satisfy constraint: Map value must satisfy ` +
        'constraint: [Member must have length less than or equal to 1]',
    ],
    [
      { TableName: 'abc', RequestItems: { ab: [{}] } },
      `${ONE}Value null at 'requestItems.ab.member.1.member.item' failed to satisfy constraint: Member must not be null`,
    ],
  ])('words the violation in %j', (input, message) => {
    expect(complaint(input)).toBe(message);
  });

  it('tells several at once, in the order of the rules', () => {
    expect(complaint({ TableName: '*', Limit: 0 })).toBe(
      "3 validation errors detected: Value '*' at 'tableName' failed to satisfy constraint: Member must satisfy regular " +
        "expression pattern: [a-zA-Z0-9_.-]+; Value '*' at 'tableName' failed to satisfy constraint: Member must have " +
        "length greater than or equal to 3; Value '0' at 'limit' failed to satisfy constraint: Member must have value " +
        'greater than or equal to 1',
    );
  });

  it('tells ten at most', () => {
    const KeySchema = Array.from({ length: 20 }, () => ({}));

    expect(complaint({ KeySchema })).toMatch(/^10 validation errors detected: /);
  });

  it('matches a pattern against the whole text', () => {
    expect(complaint({ TableName: 'ab\nc' })).toContain('regular expression pattern');
  });

  it("knows Java's name for what can be printed", () => {
    const rules: Rules = { Name: { pattern: '\\p{Print}+' } };

    expect(() => checkConstraints(rules, { Name: 'a b~' })).not.toThrow();
    expect(() => checkConstraints(rules, { Name: 'a\u0007' })).toThrow('pattern: \\p{Print}+');
  });
});
