/**
 * Filter patterns: which records of a stream a function is called with. A pattern has the shape of a record; at
 * its ends are lists of what may stand there. Every field of a pattern must match, any value of a list does.
 * AWS: "Control which events Lambda sends to your function".
 */

/** A pattern made ready: says whether a record matches. */
export type Matcher = (record: unknown) => boolean;

/** Undefined for what is no pattern. */
export function parsePattern(text: string): Matcher | undefined {
  try {
    return fieldsMatcher(JSON.parse(text) as unknown);
  } catch {
    return undefined;
  }
}

class InvalidPattern extends Error {}

type Test = (value: unknown) => boolean;

function fieldsMatcher(pattern: unknown): Matcher {
  const tests = entriesOf(pattern).map(([name, content]): Matcher => {
    if (name === '$or') return anyOf(content);
    if (Array.isArray(content)) return leafMatcher(name, content);
    const inner = fieldsMatcher(content);
    return (record) => inner(memberOf(record, name));
  });
  return (record) => tests.every((test) => test(record));
}

function anyOf(content: unknown): Matcher {
  if (!Array.isArray(content) || content.length === 0) throw new InvalidPattern();
  const alternatives = content.map(fieldsMatcher);
  return (record) => alternatives.some((matches) => matches(record));
}

/** What stands in a list at the end of a pattern. A value that is a list itself matches with any of its members. */
function leafMatcher(name: string, content: readonly unknown[]): Matcher {
  if (content.length === 0) throw new InvalidPattern();
  const tests = content.map(testOf);
  return (record) => {
    const value = memberOf(record, name);
    const values: readonly unknown[] = Array.isArray(value) ? value : [value];
    return tests.some((test) => values.some(test));
  };
}

function testOf(content: unknown): Test {
  if (content === null || ['string', 'number', 'boolean'].includes(typeof content)) {
    return (value) => value === content;
  }
  const [entry, ...others] = entriesOf(content);
  if (entry === undefined || others.length > 0) throw new InvalidPattern();
  const operator = Object.hasOwn(OPERATORS, entry[0]) ? OPERATORS[entry[0]] : undefined;
  if (operator === undefined) throw new InvalidPattern();
  return operator(entry[1]);
}

const OPERATORS: Readonly<Record<string, (operand: unknown) => Test>> = {
  prefix: (operand) => {
    const start = textOf(operand);
    return (value) => typeof value === 'string' && value.startsWith(start);
  },
  suffix: (operand) => {
    const end = textOf(operand);
    return (value) => typeof value === 'string' && value.endsWith(end);
  },
  'equals-ignore-case': (operand) => {
    const text = textOf(operand).toLowerCase();
    return (value) => typeof value === 'string' && value.toLowerCase() === text;
  },
  exists: (operand) => {
    if (typeof operand !== 'boolean') throw new InvalidPattern();
    // An object is no value at the end of a pattern: it does not exist there.
    return (value) => (value !== undefined && (value === null || typeof value !== 'object')) === operand;
  },
  'anything-but': (operand) => {
    const unwanted = (Array.isArray(operand) ? operand : [operand]).map(testOf);
    if (unwanted.length === 0) throw new InvalidPattern();
    return (value) => value !== undefined && !unwanted.some((test) => test(value));
  },
  numeric: (operand) => {
    const tests = comparisonsOf(operand);
    return (value) => typeof value === 'number' && tests.every((test) => test(value));
  },
};

const COMPARISONS: Readonly<Record<string, (value: number, bound: number) => boolean>> = {
  '=': (value, bound) => value === bound,
  '<': (value, bound) => value < bound,
  '<=': (value, bound) => value <= bound,
  '>': (value, bound) => value > bound,
  '>=': (value, bound) => value >= bound,
};

/** `[">", 0, "<=", 100]`: one or two comparisons. */
function comparisonsOf(operand: unknown): ((value: number) => boolean)[] {
  if (!Array.isArray(operand) || ![2, 4].includes(operand.length)) throw new InvalidPattern();
  const pairs: readonly (readonly unknown[])[] = [operand.slice(0, 2), operand.slice(2)];
  return pairs
    .filter((pair) => pair.length > 0)
    .map(([sign, bound]) => {
      const compare =
        typeof sign === 'string' && Object.hasOwn(COMPARISONS, sign) ? COMPARISONS[sign] : undefined;
      if (compare === undefined || typeof bound !== 'number') throw new InvalidPattern();
      return (value) => compare(value, bound);
    });
}

function textOf(operand: unknown): string {
  if (typeof operand !== 'string') throw new InvalidPattern();
  return operand;
}

/** A pattern is an object with something in it, at every level. */
function entriesOf(pattern: unknown): [string, unknown][] {
  if (typeof pattern !== 'object' || pattern === null || Array.isArray(pattern)) throw new InvalidPattern();
  const entries = Object.entries(pattern);
  if (entries.length === 0) throw new InvalidPattern();
  return entries;
}

function memberOf(record: unknown, name: string): unknown {
  return typeof record === 'object' && record !== null && Object.hasOwn(record, name)
    ? Reflect.get(record, name)
    : undefined;
}
