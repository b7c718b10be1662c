/** What AWS answers to expressions that it refuses, and to which of several faults. */
import { describe, expect, it } from 'vitest';
import {
  type ExpressionInput,
  type ExpressionParameter,
  parseExpressions,
} from '../../../../../src/sandbox/services/dynamodb/expressions/expressions.js';
import { names, parse, values } from './requests.js';

const NEVER_DEFINED = 'An expression attribute value used in expression is not defined; attribute value: :zz';
const REDUNDANT = 'The expression has redundant parentheses;';

function syntaxError(token: string, near: string): string {
  return `Syntax error; token: "${token}", near: "${near}"`;
}

function misused(name: string): string {
  return `The function is not allowed to be used this way in an expression; function: ${name}`;
}

function operandType(operator: string, type: string): string {
  return `Incorrect operand type for operator or function; operator or function: ${operator}, operand type: ${type}`;
}

function operandCount(name: string, count: number): string {
  return `Incorrect number of operands for operator or function; operator or function: ${name}, number of operands: ${count}`;
}

function notDistinct(operator: string, path: string): string {
  return `The first operand must be distinct from the remaining operands for this operator or function; operator: ${operator}, first operand: ${path}`;
}

function expectRefused(parameter: ExpressionParameter, text: string, message: string): void {
  expect(() => parse(parameter, text)).toThrow(
    expect.objectContaining({ code: 'ValidationException', message: `Invalid ${parameter}: ${message}` }),
  );
}

describe('a condition', () => {
  it.each([
    ['', 'The expression can not be empty;'],
    ['  ', syntaxError('<EOF>', '  ')],
    ['a', syntaxError('<EOF>', 'a')],
    ['a = ', syntaxError('<EOF>', '= ')],
    ['  .a = :a', syntaxError('.', '  .a')],
    ['= :a', syntaxError('=', '= :a')],
    ['a = b c', syntaxError('c', 'b c')],
    ['a = :a AND ()', syntaxError(')', '()')],
    ['a = :a ) ', syntaxError(')', ':a ) ')],
    ['a == :a', syntaxError('=', '== :a')],
    ['a != :a', syntaxError('!', 'a !=')],
    ['a < > :a', syntaxError('>', '< > :a')],
    ["a = 'x'", syntaxError("'", "= 'x")],
    ['a = 1', syntaxError('1', '= 1')],
    ['a = :', syntaxError(':', '= :')],
    ['a = é', syntaxError('é', '= é')],
    ['_a = :a', syntaxError('_', '_a')],
    ['1a = :a', syntaxError('1', '1a')],
    ['a.1 = :a', syntaxError('1', '.1 =')],
    ['a[x] = :a', syntaxError('x', '[x]')],
    ['a[01] = :a', syntaxError('1', '01]')],
    ['a[-1] = :a', syntaxError('-', '[-1')],
    ['a + b = :a', syntaxError('+', 'a + b')],
    ['(a).b = :a', syntaxError('.', ').b')],
    ['(a,b) = :a', syntaxError(',', 'a,b')],
    ['(a = :a) = :a', syntaxError('=', ') = :a')],
    ['a AND b', syntaxError('AND', 'a AND b')],
    ['a = (b or c)', syntaxError('or', 'b or c')],
    ['a = :a AND not (a)', syntaxError('<EOF>', ')')],
    ['a NOT IN (:a)', syntaxError('NOT', 'a NOT IN')],
    ['in = :a', syntaxError('in', 'in =')],
    ['a IN ()', syntaxError(')', '()')],
    ['a IN :a', syntaxError(':a', 'IN :a')],
    ['a between :a :b', syntaxError(':b', ':a :b')],
    ['attribute_exists()', syntaxError(')', '()')],
    ['attribute_exists(a = :a)', syntaxError('=', 'a = :a')],
    ['((a = :a))', REDUNDANT],
    ['((a)) = :a', REDUNDANT],
    ['a = ((:a))', REDUNDANT],
    ['foo(a) and ((a = :a))', REDUNDANT],
    ['foo(a) and status = :a', 'Invalid function name; function: foo'],
    ['status = :a and foo(a)', 'Attribute name is a reserved keyword; reserved keyword: status'],
    ['a.aBorT = :zz', 'Attribute name is a reserved keyword; reserved keyword: aBorT'],
    ['Attribute_Exists(a)', 'Invalid function name; function: Attribute_Exists'],
    [
      'a = if_not_exists(a, :a)',
      'The function is not allowed in a condition expression; function: if_not_exists',
    ],
    ['size(a)', misused('size')],
    ['NOT size(a)', misused('size')],
    ['a = a and a = attribute_exists(b)', misused('attribute_exists')],
    ['attribute_exists(attribute_exists(status))', misused('attribute_exists')],
    ['a[2147483648] = :a', 'List index is not within the allowable range; index: [2147483648]'],
    ['a = :zz', NEVER_DEFINED],
    ['begins_with(:n, :zz)', NEVER_DEFINED],
    [
      '#zz = :a',
      'An expression attribute name used in the document path is not defined; attribute name: #zz',
    ],
    ['attribute_exists(a, b)', operandCount('attribute_exists', 2)],
    ['begins_with(:n)', operandCount('begins_with', 1)],
    [
      'attribute_exists(:a)',
      'Operator or function requires a document path; operator or function: attribute_exists',
    ],
    ['a = a AND b = :zz', notDistinct('=', '[a]')],
    ['a.b[0].c = a.b[0].c', notDistinct('=', '[a, b, [0], c]')],
    ['a BETWEEN :n AND a', notDistinct('BETWEEN', '[a]')],
    ['a IN (:a, a)', notDistinct('IN', '[a]')],
    ['begins_with(a, a)', notDistinct('begins_with', '[a]')],
    ['begins_with(a, :n) AND a = a', operandType('begins_with', 'N')],
    ['begins_with(size(a), :a)', operandType('begins_with', 'N')],
    ['size(size(a)) = :n', operandType('size', 'N')],
    ['a < :bool', operandType('<', 'BOOL')],
    ['a BETWEEN :l AND :n', operandType('BETWEEN', 'L')],
    ['attribute_type(a, :n)', operandType('attribute_type', 'N')],
    ['attribute_type(a, b)', operandType('attribute_type', '{NS,SS,L,BS,N,M,B,BOOL,NULL,S}')],
    [
      'attribute_type(a, :a)',
      'Invalid attribute type name found; type: a, valid types: {B,NULL,SS,BOOL,L,BS,N,NS,S,M}',
    ],
    [
      'a BETWEEN :b AND :a',
      'The BETWEEN operator requires upper bound to be greater than or equal to lower bound; lower bound operand: AttributeValue: {S:b}, upper bound operand: AttributeValue: {S:a}',
    ],
    [
      'a BETWEEN :a AND :n',
      'The BETWEEN operator requires same data type for lower and upper bounds; lower bound operand: AttributeValue: {S:a}, upper bound operand: AttributeValue: {N:1}',
    ],
    [
      `a IN (${Array(101).fill(':a').join()})`,
      'The IN operator is provided with too many operands; number of operands: 101',
    ],
    [`a${'.a'.repeat(32)} = :a`, 'The document path has too many nesting levels; nesting levels: 33'],
    [
      Array(151).fill('a = :a').join(' OR '),
      'The expression contains too many operators; operator count: 301',
    ],
    [`${'NOT '.repeat(300)}a = :a`, 'The expression contains too many operators; operator count: 301'],
    [
      `a = :a${' '.repeat(4091)}`,
      'Expression size has exceeded the maximum allowed size; expression size: 4097',
    ],
    ['('.repeat(4000), REDUNDANT],
    ['a('.repeat(2000), 'The expression contains too many operators; operator count: 301'],
  ])('%j is refused', (text, message) => {
    expectRefused('FilterExpression', text, message);
  });

  it.each([
    Array(150).fill('a = :a').join(' AND '),
    `${'NOT '.repeat(299)}a = :a`,
    `${'NOT ('.repeat(299)}a = :a${')'.repeat(299)}`,
    `a IN (${Array(100).fill(':a').join()})`,
    `a${'.a'.repeat(31)} = :a`,
    'a = :a '.padEnd(4096),
    'a[ 0 ]\n.\tb=:a aNd not(attribute_exists ((a)))',
    '(a IN ((:a), (:b))) OR (size(a)) = :n OR (a) between (:a) and (:b)',
  ])('%.60j is allowed', (text) => {
    expect(() => parse('FilterExpression', text)).not.toThrow();
  });
});

describe('an update', () => {
  it.each([
    ['', 'The expression can not be empty;'],
    ['whatever', syntaxError('whatever', 'whatever')],
    ['SET', syntaxError('<EOF>', 'SET')],
    ['SET a = :a,', syntaxError('<EOF>', ',')],
    ['SET a = :a , , b = :b', syntaxError(',', ', , b')],
    ['set set = :a', syntaxError('set', 'set set =')],
    ['set :a = a', syntaxError(':a', 'set :a =')],
    ['set a = b / c', syntaxError('/', 'b / c')],
    ['set a = :n + :n + :n', syntaxError('+', ':n + :n')],
    ['set (a = b)', syntaxError('(', 'set (a')],
    ['set a = list_append(:n + :n, l)', syntaxError('+', ':n + :n')],
    ['remove a b', syntaxError('b', 'a b')],
    ['add a b', syntaxError('b', 'a b')],
    ['set a = ((:n))', REDUNDANT],
    ['set a = foo(b) set c = :a', 'Invalid function name; function: foo'],
    ['set a = :a set status = :a', 'Attribute name is a reserved keyword; reserved keyword: status'],
    ['set a = size(a)', 'The function is not allowed in an update expression; function: size'],
    ['set a = list_append(list_append(a, b), c)', misused('list_append')],
    ['set a = :n + list_append(a, b)', misused('list_append')],
    [
      'set a = list_append(:a) SET a = :b',
      'The "SET" section can only be used once in an update expression;',
    ],
    ['REMOVE a REMOVE b', 'The "REMOVE" section can only be used once in an update expression;'],
    [
      'set m.x = :zz, m = :map',
      'Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [m, x], path two: [m]',
    ],
    [
      'set d[1] = a, d.b = a remove c[0], c',
      'Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [c, [0]], path two: [c]',
    ],
    [
      'set #a[3].#d = a, #a.#d[3] = b',
      'Two document paths conflict with each other; must remove or rewrite one of these paths; path one: [a, [3], [3]], path two: [a, [3], [3]]',
    ],
    ['set a = if_not_exists(a, a), c = :zz', NEVER_DEFINED],
    [
      'set a = list_append(:a, b) add b :a',
      'Incorrect operand type for operator or function; operator: ADD, operand type: STRING, typeSet: ALLOWED_FOR_ADD_OPERAND',
    ],
    [
      'delete a :n',
      'Incorrect operand type for operator or function; operator: DELETE, operand type: NUMBER, typeSet: ALLOWED_FOR_DELETE_OPERAND',
    ],
    ['set a = list_append(a)', operandCount('list_append', 1)],
    ['set a = if_not_exists(b, c, d)', operandCount('if_not_exists', 3)],
    ['set a = list_append(:a, l)', operandType('list_append', 'S')],
    ['set a = n + :a', operandType('+', 'S')],
    ['set a = :l - :n', operandType('-', 'L')],
    [
      'set a = if_not_exists(:a, b)',
      'Operator or function requires a document path; operator or function: if_not_exists',
    ],
    ['set a = if_not_exists(b, b)', notDistinct('if_not_exists', '[b]')],
  ])('%j is refused', (text, message) => {
    expectRefused('UpdateExpression', text, message);
  });
});

describe('a projection', () => {
  it.each([
    ['', 'The expression can not be empty;'],
    ['a,', syntaxError('<EOF>', ',')],
    ['(a)', syntaxError('(', '(a')],
    ['size(a)', syntaxError('(', 'size(a')],
    ['a.status', 'Attribute name is a reserved keyword; reserved keyword: status'],
    [
      'a.b, a',
      'Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [a, b], path two: [a]',
    ],
    [
      'm.x, m[0]',
      'Two document paths conflict with each other; must remove or rewrite one of these paths; path one: [m, x], path two: [m, [0]]',
    ],
    [`a${'.a'.repeat(32)}`, 'The document path has too many nesting levels; nesting levels: 33'],
  ])('%j is refused', (text, message) => {
    expectRefused('ProjectionExpression', text, message);
  });
});

describe('the placeholders of a request', () => {
  const supported = ['FilterExpression', 'KeyConditionExpression', 'ProjectionExpression'] as const;

  it.each<[ExpressionInput, string]>([
    [
      { ExpressionAttributeNames: {} },
      'ExpressionAttributeNames can only be specified when using expressions',
    ],
    [
      { ProjectionExpression: 'a', ExpressionAttributeValues: {} },
      'ExpressionAttributeValues can only be specified when using expressions',
    ],
    [{ FilterExpression: '', ExpressionAttributeNames: {} }, 'ExpressionAttributeNames must not be empty'],
    [{ FilterExpression: '', ExpressionAttributeValues: {} }, 'ExpressionAttributeValues must not be empty'],
    [
      { FilterExpression: '', ExpressionAttributeNames: { a: 'a' } },
      'ExpressionAttributeNames contains invalid key: Syntax error; key: "a"',
    ],
    [
      { FilterExpression: '', ExpressionAttributeNames: { '#a': '' } },
      'ExpressionAttributeNames contains invalid value: Empty attribute name for key #a',
    ],
    [
      { FilterExpression: '', ExpressionAttributeValues: { ':b': {}, b: { S: 'a' } } },
      'ExpressionAttributeValues contains invalid key: Syntax error; key: "b"',
    ],
    [
      { FilterExpression: '', ExpressionAttributeValues: { ':b': { L: [{}] } } },
      'Supplied AttributeValue is empty, must contain exactly one of the supported datatypes',
    ],
    [
      { FilterExpression: '', ExpressionAttributeValues: { [`:${'b'.repeat(255)}`]: { S: 'a' } } },
      'ExpressionAttributeValues contains invalid key: The expression attribute map contains a key that is too long; size of key: 256',
    ],
    [
      { FilterExpression: '', KeyConditionExpression: '', ProjectionExpression: '' },
      'Invalid KeyConditionExpression: The expression can not be empty;',
    ],
    [
      { FilterExpression: '', KeyConditionExpression: 'attribute_exists(a)', ProjectionExpression: '' },
      'Invalid FilterExpression: The expression can not be empty;',
    ],
    [
      {
        ProjectionExpression: '#a',
        FilterExpression: 'a = :a',
        ExpressionAttributeNames: { '#b': 'b', '#a': 'a', '#c': 'c' },
        ExpressionAttributeValues: { ':a': { S: 'a' }, ':b': { S: 'b' } },
      },
      'Value provided in ExpressionAttributeNames unused in expressions: keys: {#b, #c}',
    ],
    [
      { FilterExpression: 'a = :a', ExpressionAttributeValues: { ':a': { S: 'a' }, ':b': { S: 'b' } } },
      'Value provided in ExpressionAttributeValues unused in expressions: keys: {:b}',
    ],
  ])('%j is refused', (input, message) => {
    expect(() => parseExpressions(input, supported)).toThrow(
      expect.objectContaining({ code: 'ValidationException', message }),
    );
  });

  it.each<[ExpressionInput, string]>([
    [
      { ProjectionExpression: 'a', ExpressionAttributeValues: {} },
      'ExpressionAttributeValues can only be specified when using expressions: FilterExpression and KeyConditionExpression are null',
    ],
    [
      { FilterExpression: '', ExpressionAttributeValues: { ':b': { L: [{}] } } },
      'ExpressionAttributeValues contains invalid value: Supplied AttributeValue is empty, must contain exactly one of the supported datatypes for key :b',
    ],
  ])('%j is refused in the words of the older layer', (input, message) => {
    expect(() => parseExpressions(input, supported, 'older')).toThrow(
      expect.objectContaining({ code: 'ValidationException', message }),
    );
  });

  it('is refused when it is too much', () => {
    const ExpressionAttributeValues = { ':a': { S: 'a'.repeat(2 * 1024 * 1024) } };
    expect(() =>
      parseExpressions({ FilterExpression: 'a = :a', ExpressionAttributeValues }, supported),
    ).toThrow('ExpressionAttributeValues exceeds max size');
  });

  it('may be shared by several expressions', () => {
    const { filter, projection } = parseExpressions(
      {
        FilterExpression: '#a = :a',
        ProjectionExpression: '#a',
        ExpressionAttributeNames: { '#a': names['#a'] },
        ExpressionAttributeValues: { ':a': values[':a'] },
      },
      supported,
    );
    expect(filter?.evaluate({ a: { S: 'a' } })).toBe(true);
    expect(projection?.apply({ a: { S: 'a' }, b: { S: 'b' } })).toEqual({ a: { S: 'a' } });
  });

  it('may be absent, and so may everything else', () => {
    expect(parseExpressions({ ExpressionAttributeNames: null }, supported)).toEqual({});
  });
});
