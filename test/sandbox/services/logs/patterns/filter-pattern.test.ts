import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseFilterPattern } from '../../../../../src/sandbox/services/logs/patterns/filter-pattern.js';

const RUNS = { numRuns: 200 };

const found = (pattern: string, message: string): boolean => parseFilterPattern(pattern)(message);

describe('patterns of terms', () => {
  it.each([
    ['', 'anything'],
    ['   ', 'anything'],
    ['ERROR', '[ERROR 400] BAD REQUEST'],
    ['ERROR', '{"level":"ERROR"}'],
    ['ERROR Exception', 'Exception: ERROR'],
    ['"timed out after 3.00"', 'Task timed out after 3.00 seconds'],
    ['"say \\"hi\\""', 'they say "hi" today'],
    ['-ERROR', 'all is well'],
    ['Task -"timed out"', 'Task ended'],
    ['?ERROR ?WARN', 'WARN: low'],
    // Optional terms do not count beside others.
    ['INFO ?ERROR', 'INFO'],
    ['größe', 'die größe ist 3'],
    ['order_id', '"order_id":"o1"'],
  ])('%s finds %s', (pattern, message) => {
    expect(found(pattern, message)).toBe(true);
  });

  it.each([
    ['ERROR', 'ERRORS and MY_ERROR'],
    ['ERROR', 'error'],
    ['ERROR Exception', 'ERROR'],
    ['"out timed"', 'timed out'],
    ['-ERROR', 'an ERROR'],
    ['Task -"timed out"', 'Task timed out'],
    ['?ERROR ?WARN', 'INFO'],
    ['INFO ?ERROR', 'ERROR'],
  ])('%s does not find %s', (pattern, message) => {
    expect(found(pattern, message)).toBe(false);
  });

  it('tells which term is wrong', () => {
    expect(() => parseFilterPattern('a-b')).toThrow("Invalid character(s) in term 'a-b'");
  });

  it('finds every word of a message, and no message without one', () => {
    const words = fc.array(fc.stringMatching(/^[a-z0-9_]{1,8}$/), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(words, fc.constantFrom(' ', ', ', '"', '\n'), fc.nat(), (all, space, pick) => {
        const word = all[pick % all.length] ?? '';
        const others = all.filter((each) => each !== word);
        expect(found(word, all.join(space))).toBe(true);
        expect(found(`-${word}`, all.join(space))).toBe(false);
        expect(found(word, others.join(space))).toBe(false);
        expect(found(all.map((each) => `"${each}"`).join(' '), all.join(space))).toBe(true);
      }),
      RUNS,
    );
  });
});

describe('JSON patterns', () => {
  const event = JSON.stringify({
    level: 'ERROR',
    order: { id: 'o-17', items: [{ name: 'Laptop', price: 1200.5 }, { name: 'Mouse' }] },
    tries: [1, 2, 3],
    note: null,
    done: false,
    'strange key': 1,
  });

  it.each([
    '{ $.level = "ERROR" }',
    '{ $.level = ERROR }',
    '{$.level="ERR*"}',
    '{ $.level = "*RR*R" }',
    '{ $.level != "INFO" }',
    '{ $.order.items[0].price >= 1.2005e3 }',
    '{ $.order.items[0].price < 1201 }',
    '{ $.order.items[*].name = "Mouse" }',
    '{ $.order.* = "o-*" }',
    '{ $.tries[2] = 3 }',
    '{ $.tries[1] != 3 }',
    '{ $.note IS NULL }',
    '{ $.done IS FALSE }',
    '{ $.missing NOT EXISTS }',
    '{ $.tries[3] NOT EXISTS }',
    '{ $["strange key"] = 1 }',
    '{ $.level = "INFO" || $.done IS FALSE && $.tries[0] = 1 }',
    '{ ($.level = "INFO" || $.done IS FALSE) && ($.order.id = "o-17") }',
  ])('%s finds the event', (pattern) => {
    expect(found(pattern, event)).toBe(true);
  });

  it.each([
    '{ $.level = "error" }',
    '{ $.level = "ERROR*X" }',
    '{ $.missing = "x" }',
    '{ $.missing != "x" }',
    '{ $.missing IS NULL }',
    '{ $.note NOT EXISTS }',
    '{ $.note = "null" }',
    '{ $.done IS TRUE }',
    '{ $.order = "o-17" }',
    '{ $.tries[0] = "1" }',
    '{ $.level = 1 }',
    '{ $.toString NOT EXISTS && $.level = "INFO" }',
    '{ ($.level = "INFO" || $.done IS FALSE) && $.order.id = "o-18" }',
  ])('%s does not', (pattern) => {
    expect(found(pattern, event)).toBe(false);
  });

  it.each(['', 'REPORT RequestId: 1', '{"level":', '"text"', '17'])('find nothing in %j', (message) => {
    expect(found('{ $.level NOT EXISTS }', message)).toBe(false);
  });

  it('find what is inherited nowhere', () => {
    expect(found('{ $.constructor NOT EXISTS && $.__proto__ NOT EXISTS }', '{}')).toBe(true);
  });

  it('compare numbers as numbers', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer(), (left, right) => {
        const message = JSON.stringify({ n: left });
        const holds = (operator: string) => found(`{ $.n ${operator} ${right} }`, message);
        expect([holds('<'), holds('='), holds('>')]).toEqual([left < right, left === right, left > right]);
        expect([holds('>='), holds('!='), holds('<=')]).toEqual([
          left >= right,
          left !== right,
          left <= right,
        ]);
      }),
      RUNS,
    );
  });

  it('find any text by itself, by a beginning and by an end', () => {
    const text = fc.string().filter((each) => !/[%*]/.test(each));
    const quoted = (each: string) => `"${each.replace(/[\\"]/g, '\\$&')}"`;
    fc.assert(
      fc.property(text, text, text, (a, b, c) => {
        const message = JSON.stringify({ a: { b: [a + b + c] } });
        const finds = (pattern: string) => found(`{ $.a.b[0] = ${pattern} }`, message);
        expect(finds(quoted(a + b + c))).toBe(true);
        expect(finds(`${quoted(a).slice(0, -1)}*${quoted(c).slice(1)}`)).toBe(true);
        expect(finds(quoted(`${a}${b}${c}!`))).toBe(false);
      }),
      RUNS,
    );
  });

  it('join conditions as JavaScript does', () => {
    const names = ['a', 'b', 'c'] as const;
    const condition = fc.constantFrom(...names).map((name) => ({
      pattern: `$.${name} IS TRUE`,
      holds: (values: Record<string, boolean>) => values[name] === true,
    }));
    type Condition = typeof condition extends fc.Arbitrary<infer T> ? T : never;
    const { tree } = fc.letrec<{ tree: Condition }>((tie) => ({
      tree: fc.oneof(
        { maxDepth: 4 },
        condition,
        fc.tuple(tie('tree'), fc.boolean(), tie('tree')).map(([left, and, right]) => ({
          pattern: and ? `(${left.pattern}) && (${right.pattern})` : `${left.pattern} || (${right.pattern})`,
          holds: (values: Record<string, boolean>) =>
            and ? left.holds(values) && right.holds(values) : left.holds(values) || right.holds(values),
        })),
      ),
    }));
    const values = fc.record({ a: fc.boolean(), b: fc.boolean(), c: fc.boolean() });
    fc.assert(
      fc.property(tree, values, ({ pattern, holds }, event) => {
        expect(found(`{ ${pattern} }`, JSON.stringify(event))).toBe(holds(event));
      }),
      RUNS,
    );
  });
});

describe('patterns of fields', () => {
  const line = '127.0.0.1 - frank [10/Oct/2026:13:25:15 -0700] "GET /index.html HTTP/1.1" 404 1534';

  it.each([
    '[ip, id, user, timestamp, request, status, bytes]',
    '[ip, id, user, timestamp, request, status = 4*, bytes > 1000]',
    '[..., status = 404, bytes]',
    '[ip, ..., bytes >= 1534]',
    '[ip = 127.0.0.*, ...]',
    '[ip, id, user, timestamp, request = "*.html*", status = 5* || status = 4*, bytes]',
    '[ip, id, user, timestamp, request, status >= 400 && status < 500, bytes]',
    '[...]',
  ])('%s finds the line', (pattern) => {
    expect(found(pattern, line)).toBe(true);
  });

  it.each([
    '[ip, id, user]',
    '[ip, id, user, timestamp, request, status = 5*, bytes]',
    '[ip, id, user, timestamp, request, status, bytes > 2000]',
    '[user > 3, ...]',
    '[a, b, c, d, e, f, g, ..., h]',
  ])('%s does not', (pattern) => {
    expect(found(pattern, line)).toBe(false);
  });
});

describe('a pattern that cannot be read', () => {
  it.each([
    '{',
    '{}',
    '{ $ }',
    '{ $. = 1 }',
    '{ $.a }',
    '{ $.a = }',
    '{ $.a == 1 }',
    '{ $.a > "b" }',
    '{ $.a IS MAYBE }',
    '{ $.a NOT NULL }',
    '{ ($.a = 1 }',
    '{ $.a = 1 } x',
    '{ $.a = 1 && }',
    '{ $.a = "1 }',
    `{ ${'('.repeat(60)}$.a = 1${')'.repeat(60)} }`,
    '[a',
    '[a = ]',
    '[a, ..., b, ...]',
    '[a = 1 || b = 2]',
    '"open',
    'a"b"',
    '%ERR.*%',
  ])('is refused: %s', (pattern) => {
    expect(() => parseFilterPattern(pattern)).toThrow(/^Invalid (?:filter pattern|character)/);
  });

  it('is refused or read, whatever it holds', () => {
    const pieces = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      '(',
      ')',
      '$',
      '.a',
      ' ',
      '"',
      '=',
      '<',
      '&&',
      '||',
      '*',
      '?',
      '-',
      'IS',
      'NOT EXISTS',
      '1',
      '...',
      ',',
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 12 }), fc.string(), (parts, message) => {
        try {
          expect(typeof found(parts.join(''), message)).toBe('boolean');
        } catch (error) {
          expect(error).toMatchObject({ code: 'InvalidParameterException' });
        }
      }),
      RUNS,
    );
  });
});
