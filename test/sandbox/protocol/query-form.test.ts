import { describe, expect, it } from 'vitest';
import type { Shape } from '../../../src/sandbox/protocol/model.js';
import { parseForm, readForm } from '../../../src/sandbox/protocol/query-form.js';
import { loadModel } from '../../../src/sandbox/protocol/schemas.js';

async function inputOf(operation: string): Promise<Shape> {
  const shape = (await loadModel('iam')).operations.get(operation)?.input;
  if (shape === undefined) {
    throw new Error(`IAM has no operation ${operation}.`);
  }
  return shape;
}

describe('readForm', () => {
  it('reads lists by their numbers, whatever their order and gaps', async () => {
    const form = parseForm(
      'RoleName=r&Tags.member.10.Key=c&Tags.member.10.Value=3&Tags.member.2.Key=a&Tags.member.2.Value=',
    );

    expect(readForm(await inputOf('TagRole'), form)).toEqual({
      RoleName: 'r',
      Tags: [
        { Key: 'a', Value: '' },
        { Key: 'c', Value: '3' },
      ],
    });
  });

  it('reads an empty list, plus signs and what the model does not have', async () => {
    const form = parseForm('Action=TagRole&RoleName=a+b%2B&Tags=&Unknown.member.1=x&&');

    expect(readForm(await inputOf('TagRole'), form)).toEqual({ RoleName: 'a b+', Tags: [] });
  });

  it.each([
    ['RoleName=%zz', 'TagRole', 'MalformedQueryString'],
    ['Tags.member.first.Key=a', 'TagRole', 'MalformedQueryString'],
    ['Tags.member.0.Key=a', 'TagRole', 'MalformedQueryString'],
    [`${'a.'.repeat(100)}a=1`, 'TagRole', 'MalformedQueryString'],
    ['MaxSessionDuration=long', 'CreateRole', 'MalformedInput'],
    ['MaxSessionDuration=', 'CreateRole', 'MalformedInput'],
    ['RequireSymbols=yes', 'UpdateAccountPasswordPolicy', 'MalformedInput'],
  ])('refuses %s for %s with %s', async (text, operation, code) => {
    const shape = await inputOf(operation);

    expect(() => readForm(shape, parseForm(text))).toThrow(expect.objectContaining({ code }));
  });

  it('does not let a name reach an object it should not', async () => {
    const form = parseForm('RoleName=r&__proto__.polluted=1&Tags.member.1.__proto__=x&Tags.member.1.Key=k');

    expect(readForm(await inputOf('TagRole'), form)).toEqual({ RoleName: 'r', Tags: [{ Key: 'k' }] });
    expect('polluted' in {}).toBe(false);
  });
});
