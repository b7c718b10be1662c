import { describe, expect, it } from 'vitest';
import { withoutSecrets } from '../../src/aws/secrets.js';

const ENVIRONMENT = {
  AWS_SECRET_ACCESS_KEY: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
  AWS_SESSION_TOKEN: 'IQoJb3JpZ2luX2VjEXAMPLETOKEN//////////==',
};

describe('withoutSecrets', () => {
  it.each([
    ['Signature=0123abcd, the rest', 'Signature=…, the rest'],
    [
      'X-Amz-Signature=0123ABCD&X-Amz-Security-Token=abc%2F&a=b',
      'X-Amz-Signature=…&X-Amz-Security-Token=…&a=b',
    ],
    ['x-amz-date:now\nx-amz-security-token:abc/+=\n\nhost', 'x-amz-date:now\nx-amz-security-token:…\n\nhost'],
    ['{"X-Amz-Security-Token": "abc"}', '{"X-Amz-Security-Token": "…"}'],
    ['host;x-amz-date;x-amz-security-token\n', 'host;x-amz-date;x-amz-security-token\n'],
    ['at http://me:pass@host:1/path', 'at http://…@host:1/path'],
    ['at http://host/a@b', 'at http://host/a@b'],
    [`the key ${ENVIRONMENT.AWS_SECRET_ACCESS_KEY}.`, 'the key ….'],
    [`<t>${ENVIRONMENT.AWS_SESSION_TOKEN}</t>`, '<t>…</t>'],
    ['AKIAIOSFODNN7EXAMPLE is not authorized', 'AKIAIOSFODNN7EXAMPLE is not authorized'],
  ])('of %j is %j', (text, masked) => {
    expect(withoutSecrets(text, ENVIRONMENT)).toBe(masked);
  });

  it("leaves words alone that happen to be a mock's placeholder", () => {
    expect(withoutSecrets('a test of x', { AWS_SECRET_ACCESS_KEY: 'test', AWS_SESSION_TOKEN: 'x' })).toBe(
      'a test of x',
    );
  });
});
