/**
 * Patterns for messages of fields with spaces between them: `[ip, user, ..., status = 4* || status = 5*, bytes > 9]`.
 * What stands in quotes or brackets is one field. There have to be as many fields as the pattern has, but for `...`,
 * which stands for any number of them.
 */
import { comparisonOf, isOperator, numberOf } from './comparison.js';
import type { MessageTest } from './filter-pattern.js';
import { invalidPattern } from './invalid-pattern.js';
import { PatternReader } from './tokens.js';

const NAME = /[\w-]+/y;
const OPERATOR = /!=|<=|>=|=|<|>/y;
const PLAIN_VALUE = /[^\s"[\](),&|=<>!]+/y;
const FIELD = /"([^"]*)"|\[([^\]]*)\]|(\S+)/g;

type FieldTest = (field: string) => boolean;

/** Throws `InvalidParameterException`. */
export function parseFieldPattern(pattern: string): MessageTest {
  const { before, after } = readFields(new PatternReader(pattern));
  return (message) => {
    const fields = fieldsOf(message);
    if (after === undefined) return fields.length === before.length && passes(fields, before);
    const ending = fields.slice(before.length);
    return (
      fields.length >= before.length + after.length &&
      passes(fields, before) &&
      passes(ending.slice(ending.length - after.length), after)
    );
  };
}

function passes(fields: readonly string[], tests: readonly FieldTest[]): boolean {
  return tests.every((test, index) => test(fields[index] ?? ''));
}

/** The fields before and, where there is one, after the `...`. */
function readFields(reader: PatternReader): { before: FieldTest[]; after?: FieldTest[] } {
  const before: FieldTest[] = [];
  let after: FieldTest[] | undefined;
  reader.expect('[');
  do {
    if (!reader.takes('...')) (after ?? before).push(readField(reader));
    else if (after === undefined) after = [];
    else invalidPattern();
  } while (reader.takes(','));
  reader.expect(']');
  if (!reader.atEnd) invalidPattern();
  return { before, ...(after === undefined ? {} : { after }) };
}

/** A name alone, or conditions on that name joined by `&&` or `||`. */
function readField(reader: PatternReader): FieldTest {
  const name = reader.read(NAME) ?? invalidPattern();
  const first = readCondition(reader);
  if (first === undefined) return () => true;
  const alternatives = [[first]];
  for (;;) {
    const joint = ['&&', '||'].find((each) => reader.takes(each));
    if (joint === undefined) {
      return (field) => alternatives.some((tests) => tests.every((test) => test(field)));
    }
    if (reader.read(NAME) !== name) invalidPattern();
    const next = readCondition(reader) ?? invalidPattern();
    if (joint === '||') alternatives.push([next]);
    else alternatives.at(-1)?.push(next);
  }
}

function readCondition(reader: PatternReader): FieldTest | undefined {
  const operator = reader.read(OPERATOR);
  if (operator === undefined) return undefined;
  if (!isOperator(operator)) return invalidPattern();
  const literal = reader.literal(PLAIN_VALUE);
  const test = comparisonOf(operator, literal);
  // A field is a text, and a number too where it reads as one and is asked to be.
  const numeric = !literal.quoted && numberOf(literal.text) !== undefined;
  return (field) => test(numeric ? (numberOf(field) ?? field) : field);
}

function fieldsOf(message: string): string[] {
  return [...message.matchAll(FIELD)].map(
    ([, quoted, bracketed, plain]) => quoted ?? bracketed ?? plain ?? '',
  );
}
