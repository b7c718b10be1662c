import fc from 'fast-check';
import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import { markdownLines } from '../../src/ui/markdown.js';
import { createTheme } from '../../src/ui/theme.js';

const plain = createTheme({ color: false, unicode: true });
const ascii = createTheme({ color: false, unicode: false });
const colored = createTheme({ color: true, unicode: true });

describe('a guide page', () => {
  it('has its paragraphs wrapped and parted by an empty line', () => {
    const page = 'A **partition key** decides\nwhere an item lives.\n\nSecond.';

    expect(markdownLines(page, 24, plain)).toEqual([
      'A partition key decides',
      'where an item lives.',
      '',
      'Second.',
    ]);
  });

  it('has lists whose lines hang under their text', () => {
    const page = 'Two kinds:\n- one that is rather long\n  and goes on\n- two\n  - nested\n1. first';

    expect(markdownLines(page, 20, plain)).toEqual([
      'Two kinds:',
      '',
      '• one that is rather',
      '  long and goes on',
      '• two',
      '  • nested',
      '1. first',
    ]);
  });

  it('leaves code as it is, cut at the edge', () => {
    const page = 'See:\n\n```js\nconst **x** = `long enough to be cut`;\n```';

    expect(markdownLines(page, 24, plain)).toEqual(['See:', '', '  const **x** = `long e…']);
  });

  it('shows headings, quotes and links', () => {
    const page = '## Why\n> so\n> it is\n\nRead [the guide](https://example.com/a) or `code_with_marks`.';

    expect(markdownLines(page, 80, plain)).toEqual([
      'Why',
      '',
      '│ so it is',
      '',
      'Read the guide (https://example.com/a) or code_with_marks.',
    ]);
  });

  it('keeps names with underscores whole', () => {
    expect(markdownLines('The order_id and created_at of *one* order', 80, plain)).toEqual([
      'The order_id and created_at of one order',
    ]);
  });

  it('is ASCII where the terminal is', () => {
    expect(markdownLines('- 8 – 17 minutes…', 80, ascii)).toEqual(['* 8 - 17 minutes...']);
  });

  it('paints code and strong words', () => {
    expect(markdownLines('`a` **b**', 80, colored)).toEqual(['\u001b[36ma\u001b[39m \u001b[1mb\u001b[22m']);
  });

  it('stays within the width, whatever it says', () => {
    const piece = fc.constantFrom(
      'word',
      '**',
      '`',
      '_',
      '- ',
      '\n',
      '\n\n',
      '# ',
      '```\n',
      '> ',
      'überlänge',
      ' ',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), fc.integer({ min: 20, max: 90 }), (pieces, width) => {
        for (const line of markdownLines(pieces.join(''), width, colored)) {
          expect(stringWidth(line)).toBeLessThanOrEqual(width);
        }
      }),
    );
  });
});
