import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { indentedJson } from '../../src/ui/json-text.js';

describe('JSON for people', () => {
  it('keeps every number as it came', () => {
    expect(indentedJson('{"total":12345678901234567890.10,"lines":[],"none":{}}')).toBe(
      '{\n  "total": 12345678901234567890.10,\n  "lines": [],\n  "none": {}\n}',
    );
  });

  it('is what JSON.stringify makes of it, where no number is long', () => {
    fc.assert(
      fc.property(fc.jsonValue({ noUnicodeString: false }), (value) => {
        const text = JSON.stringify(value);

        expect(indentedJson(text)).toBe(JSON.stringify(value, undefined, 2));
      }),
    );
  });

  it('is nothing where the text is no JSON', () => {
    expect(indentedJson('Forbidden')).toBeUndefined();
    expect(indentedJson('')).toBeUndefined();
  });
});
