import type { PatchOperation } from '@aws-sdk/client-api-gateway';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AwsError } from '../../../../src/sandbox/errors.js';
import { escapeSegment, parsePointer } from '../../../../src/sandbox/services/apigateway/json-pointer.js';
import {
  applyPatch,
  type PatchRules,
  pathRefusal,
  plainRefusal,
} from '../../../../src/sandbox/services/apigateway/patch.js';
import {
  entryRule,
  existingEntryRule,
  itemRule,
  parseBoolean,
  switchRule,
  textRule,
} from '../../../../src/sandbox/services/apigateway/patch-rules.js';

interface Box {
  readonly label: string;
  readonly open: boolean;
  readonly colours: readonly string[];
  readonly notes?: Readonly<Record<string, string>> | undefined;
  readonly flags?: Readonly<Record<string, boolean>> | undefined;
}

const RULES: PatchRules<Box> = [
  textRule('/label', (box, label) => ({ ...box, label })),
  switchRule('/open', (box, open) => ({ ...box, open })),
  itemRule('/colours/{colour}', {
    get: ({ colours }) => colours,
    set: (box, colours) => ({ ...box, colours }),
  }),
  entryRule('/notes/{name}', {
    get: ({ notes }) => notes,
    set: (box, notes) => ({ ...box, notes }),
  }),
  existingEntryRule('/flags/{name}', {
    get: ({ flags }) => flags,
    set: (box, flags) => ({ ...box, flags }),
    read: ({ value }) => parseBoolean(value),
    missing: (path) => new AwsError('NotFoundException', `Nothing at ${path}`),
  }),
  { path: '/label', copy: (box, { from }) => ({ ...box, label: `copy of ${from}` }) },
];

const BOX: Box = { label: 'a box', open: false, colours: ['red'] };
const patched = (...operations: PatchOperation[]): Box => applyPatch(RULES, BOX, operations);
const anyText = fc.string({ unit: 'grapheme' });

describe('a JSON pointer', () => {
  it('names any texts, in their order', () => {
    fc.assert(
      fc.property(fc.array(anyText, { minLength: 1 }), (segments) => {
        const pointer = segments.map((segment) => `/${escapeSegment(segment)}`).join('');

        expect(parsePointer(pointer)).toEqual(segments);
      }),
    );
  });

  it.each([
    ['/a~1b/c', ['a/b', 'c']],
    ['/a~01', ['a~1']],
    ['/', ['']],
    ['/~2', ['~2']],
  ])('is read as RFC 6901 has it: %s', (pointer, segments) => {
    expect(parsePointer(pointer)).toEqual(segments);
  });

  it.each(['', 'label', 'null', 'a/b'])('is not %o', (text) => {
    expect(parsePointer(text)).toBeUndefined();
  });
});

describe('a patch', () => {
  it('is applied from the first operation to the last', () => {
    const box = patched(
      { op: 'replace', path: '/label', value: 'one' },
      { op: 'replace', path: '/label', value: 'two' },
      { op: 'replace', path: '/open', value: 'TRUE' },
      { op: 'add', path: '/colours/light~1blue' },
      { op: 'replace', path: '/colours/red', value: 'green' },
    );

    expect(box).toEqual({ label: 'two', open: true, colours: ['light/blue', 'green'] });
  });

  it('takes any key of a map, and gives it back', () => {
    fc.assert(
      fc.property(fc.dictionary(anyText, anyText, { noNullPrototype: true }), (notes) => {
        const additions = Object.entries(notes).map(
          ([name, value]): PatchOperation => ({
            op: 'add',
            path: `/notes/${escapeSegment(name)}`,
            value,
          }),
        );
        const removals = additions.map(({ path }): PatchOperation => ({ op: 'remove', path: path ?? '' }));

        expect(patched(...additions).notes ?? {}).toEqual(notes);
        expect(patched(...additions, ...removals).notes).toBeUndefined();
      }),
    );
  });

  it('leaves all others of a list as they were', () => {
    fc.assert(
      fc.property(fc.uniqueArray(anyText, { minLength: 1 }), fc.nat(), (colours, at) => {
        const path = `/colours/${escapeSegment(colours[at % colours.length] ?? '')}`;
        const box: Box = { ...BOX, colours };

        const { colours: left } = applyPatch(RULES, box, [{ op: 'remove', path }]);
        const again = applyPatch(RULES, box, [
          { op: 'add', path },
          { op: 'add', path },
        ]);

        expect(left).toEqual(colours.filter((_, index) => index !== at % colours.length));
        expect(again.colours).toEqual(colours);
      }),
    );
  });

  it('leaves the document alone, whatever it does and whatever goes wrong', () => {
    const operations = fc.array(
      fc.record(
        {
          op: fc.constantFrom('add' as const, 'remove' as const, 'replace' as const, 'copy' as const),
          path: fc.oneof(
            fc.constantFrom('/label', '/open', '/notes/a', '/flags/a', '/colours/red', '/other'),
            anyText,
          ),
          value: anyText,
        },
        { requiredKeys: ['op', 'path'] },
      ),
    );
    fc.assert(
      fc.property(operations, (patch) => {
        const before = structuredClone(BOX);
        try {
          patched(...patch);
        } catch (error) {
          expect(error).toBeInstanceOf(AwsError);
        }
        expect(BOX).toEqual(before);
      }),
    );
  });

  it('adds with replace where its rule says so, and needs an entry where it does not', () => {
    expect(patched({ op: 'replace', path: '/notes/new', value: '1' }).notes).toEqual({ new: '1' });
    expect(() => patched({ op: 'replace', path: '/flags/new', value: 'true' })).toThrow(
      'Nothing at /flags/new',
    );
    expect(() => patched({ op: 'remove', path: '/notes/none' })).toThrow('Invalid patch path /notes/none');
    expect(patched({ op: 'copy', from: '/notes/a', path: '/label' }).label).toBe('copy of /notes/a');
  });

  it('wants a value where there must be one', () => {
    expect(() => patched({ op: 'replace', path: '/label' })).toThrow('Invalid null or empty value in label');
  });

  it.each([
    [
      'replace',
      '/x',
      "Invalid patch path  '/x' specified for op 'replace'. Must be one of: [/label, /open, /colours/{colour}, /notes/{name}, /flags/{name}]",
    ],
    [
      'remove',
      '/label',
      "Invalid patch path  '/label' specified for op 'remove'. Must be one of: [/colours/{colour}, /notes/{name}, /flags/{name}]",
    ],
    [
      'move',
      '/label',
      "Invalid patch path  '/label' specified for op 'move'. Please choose supported operations",
    ],
    [
      'add',
      '/notes/a/b',
      "Invalid patch path  '/notes/a/b' specified for op 'add'. Must be one of: [/colours/{colour}, /notes/{name}, /flags/{name}]",
    ],
  ] as const)('lists what %s could be about when it is about %s', (op, path, message) => {
    expect(() => patched({ op, path, value: '1' })).toThrow(message);
  });

  it.each([
    ['/x', 'Invalid patch path /x'],
    ['/label', 'Invalid patch operation specified. Must be one of: [replace]'],
    ['/open', 'Invalid patch operation specified. Must be one of: [replace]'],
    [undefined, 'Invalid patch path null'],
  ])('or says plainly what is wrong with %s', (path, message) => {
    const operation: PatchOperation = { op: 'add', ...(path === undefined ? {} : { path }) };

    expect(() => applyPatch(RULES, BOX, [operation], plainRefusal)).toThrow(message);
  });

  it('or only names the path', () => {
    const operation: PatchOperation = { op: 'add', path: '/label' };

    expect(() => applyPatch(RULES, BOX, [operation], pathRefusal)).toThrow('Invalid patch path /label');
  });
});
