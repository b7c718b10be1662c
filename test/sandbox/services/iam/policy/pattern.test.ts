import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  compilePattern,
  matchesArn,
  matchesPattern,
} from '../../../../../src/sandbox/services/iam/policy/pattern.js';

const LETTERS = fc.string({ unit: fc.constantFrom('a', 'b', ':', '.', '😀'), maxLength: 8 });
const PATTERNS = fc.string({ unit: fc.constantFrom('a', 'b', ':', '.', '*', '?'), maxLength: 8 });

function matches(pattern: string, text: string): boolean {
  return matchesPattern(compilePattern(pattern) ?? [], text);
}

/** The same as a regular expression. */
function model(pattern: string): RegExp {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`, 'su');
}

describe('patterns', () => {
  it('match what the same regular expression does', () => {
    fc.assert(
      fc.property(PATTERNS, LETTERS, (pattern, text) => {
        expect(matches(pattern, text)).toBe(model(pattern).test(text));
      }),
      { numRuns: 1000 },
    );
  });

  it('do not take for ever where a regular expression would', () => {
    expect(matches(`${'*a'.repeat(40)}b`, 'a'.repeat(2000))).toBe(false);
  });

  it('hold characters that would otherwise stand for others', () => {
    const pattern = compilePattern('$' + '{*}$' + '{?}$' + '{$}', { variables: () => undefined });

    expect(matchesPattern(pattern ?? [], '*?$')).toBe(true);
    expect(matchesPattern(pattern ?? [], 'ab$')).toBe(false);
  });

  it('take the default of a variable that has no value', () => {
    const pattern = compilePattern('team-$' + "{aws:PrincipalTag/team, 'none'}", {
      variables: () => undefined,
    });

    expect(matchesPattern(pattern ?? [], 'team-none')).toBe(true);
  });
});

describe('ARNs', () => {
  it.each([
    ['*', 'arn:aws:sqs:us-east-1:111122223333:q', true],
    ['arn:aws:sqs', 'arn:aws:sqs:us-east-1:111122223333:q', true],
    ['arn:aws:sqs:*:*:*', 'arn:aws:sqs:us-east-1:111122223333:q:with:colons', true],
    ['arn:aws:sqs:*', 'arn:aws:sns:us-east-1:111122223333:q', false],
    ['arn:aws:sqs:*:q', 'arn:aws:sqs:us-east-1:111122223333:q', false],
    ['arn:aws:sqs:*:*:q', '*', false],
  ])('%s against %s', (pattern, arn, expected) => {
    expect(matchesArn(pattern, arn)).toBe(expected);
  });
});
