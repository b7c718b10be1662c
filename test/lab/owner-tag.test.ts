import { expect, it } from 'vitest';
import { ownerOf } from '../../src/lab/ownership.js';

it('an owner is written as a tag may be', () => {
  expect(ownerOf('arn:aws:iam::123456789012:user/ada,byron')).toBe(
    'arn:aws:iam::123456789012:user/ada_byron',
  );
  expect(ownerOf(`arn:aws:iam::123456789012:user/${'x'.repeat(500)}`)).toHaveLength(256);
  expect(ownerOf('arn:aws:iam::123456789012:user/a+b=c.d@e_f-g')).toBe(
    'arn:aws:iam::123456789012:user/a+b=c.d@e_f-g',
  );
});
