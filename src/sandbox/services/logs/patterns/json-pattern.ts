/**
 * Patterns for messages that are JSON objects: `{ ($.level = "ERROR" && $.tries[0] >= 3) || $.order NOT EXISTS }`.
 * `&&` binds more tightly than `||`.
 */
import { comparisonOf, isOperator } from './comparison.js';
import type { MessageTest } from './filter-pattern.js';
import { invalidPattern } from './invalid-pattern.js';
import { readSelector, type Selector, selectValues } from './selector.js';
import { PatternReader } from './tokens.js';

/** More than a pattern of AWS's length could use to any purpose. */
const MAX_DEPTH = 50;
const OPERATOR = /!=|<=|>=|=|<|>/y;
/** A value without quotes. */
const PLAIN_VALUE = /[^\s"(){}&|=<>!]+/y;
const STATE = /NULL|TRUE|FALSE/y;

type JsonTest = (json: unknown) => boolean;

/** Throws `InvalidParameterException`. */
export function parseJsonPattern(pattern: string): MessageTest {
  const reader = new PatternReader(pattern);
  reader.expect('{');
  const test = readAny(reader, 0);
  reader.expect('}');
  if (!reader.atEnd) invalidPattern();
  return (message) => {
    const json = parseObject(message);
    return json !== undefined && test(json);
  };
}

function readAny(reader: PatternReader, depth: number): JsonTest {
  const tests = [readAll(reader, depth)];
  while (reader.takes('||')) tests.push(readAll(reader, depth));
  return (json) => tests.some((test) => test(json));
}

function readAll(reader: PatternReader, depth: number): JsonTest {
  const tests = [readOne(reader, depth)];
  while (reader.takes('&&')) tests.push(readOne(reader, depth));
  return (json) => tests.every((test) => test(json));
}

function readOne(reader: PatternReader, depth: number): JsonTest {
  if (!reader.takes('(')) return readCondition(reader);
  if (depth === MAX_DEPTH) invalidPattern();
  const test = readAny(reader, depth + 1);
  reader.expect(')');
  return test;
}

function readCondition(reader: PatternReader): JsonTest {
  const selector = readSelector(reader);
  if (reader.takes('NOT')) {
    reader.expect('EXISTS');
    return (json) => selectValues(json, selector).length === 0;
  }
  if (reader.takes('IS')) return readState(reader, selector);
  const operator = reader.read(OPERATOR) ?? invalidPattern();
  if (!isOperator(operator)) return invalidPattern();
  const test = comparisonOf(operator, reader.literal(PLAIN_VALUE));
  return (json) =>
    selectValues(json, selector).some(
      (value) => (typeof value === 'string' || typeof value === 'number') && test(value),
    );
}

function readState(reader: PatternReader, selector: Selector): JsonTest {
  const wanted: unknown = JSON.parse((reader.read(STATE) ?? invalidPattern()).toLowerCase());
  return (json) => selectValues(json, selector).includes(wanted);
}

/** Undefined where the message is no JSON object or array. */
function parseObject(message: string): unknown {
  const first = message.trimStart()[0];
  if (first !== '{' && first !== '[') return undefined;
  try {
    return JSON.parse(message);
  } catch {
    return undefined;
  }
}
