/** Metric math, worked out. */
import { callFunction } from './functions.js';
import { combine, mapValue, type Series, unsupported, type Value } from './series.js';
import { type Expression, MathError, type Operator } from './syntax.js';

/** What an expression can see. */
export interface Surroundings {
  /** What an id stands for. Throws MathError where nothing has it. */
  resolve(id: string): Value;
  /** The metrics of the request, without expressions, by their ids. */
  readonly metrics: ReadonlyMap<string, Series>;
  /** The times at which a series with such a period has its points, if none is missing. */
  grid(period: number): readonly number[];
  /** The shortest period of the request's metrics, in milliseconds. */
  readonly period: number;
}

type Operation = (left: number, right: number) => number;

const truth = (holds: boolean): number => (holds ? 1 : 0);

const OPERATIONS: Readonly<Record<Operator, Operation>> = {
  '+': (left, right) => left + right,
  '-': (left, right) => left - right,
  '*': (left, right) => left * right,
  '/': (left, right) => left / right,
  '^': (left, right) => left ** right,
  '==': (left, right) => truth(left === right),
  '!=': (left, right) => truth(left !== right),
  '<': (left, right) => truth(left < right),
  '<=': (left, right) => truth(left <= right),
  '>': (left, right) => truth(left > right),
  '>=': (left, right) => truth(left >= right),
  '&&': (left, right) => truth(left !== 0 && right !== 0),
  '||': (left, right) => truth(left !== 0 || right !== 0),
};

/** Throws MathError for what cannot be worked out. */
export function evaluate(expression: Expression, around: Surroundings): Value {
  switch (expression.kind) {
    case 'number':
      return { type: 'scalar', value: expression.value };
    case 'text':
      return { type: 'word', word: expression.value };
    case 'word':
      return { type: 'word', word: expression.name };
    case 'id':
      return around.resolve(expression.name);
    case 'negative':
      return mapValue(evaluate(expression.operand, around), (value) => -value, '-');
    case 'list':
      return asList(expression.items.map((item) => evaluate(item, around)));
    case 'operation': {
      const { operator } = expression;
      const left = evaluate(expression.left, around);
      return combine(left, evaluate(expression.right, around), OPERATIONS[operator], operator);
    }
    case 'call':
      return callFunction(
        expression.name,
        expression.parameters.map((parameter) => evaluate(parameter, around)),
        around,
      );
  }
}

/** Every id that an expression names. */
export function idsIn(expression: Expression): readonly string[] {
  switch (expression.kind) {
    case 'id':
      return [expression.name];
    case 'negative':
      return idsIn(expression.operand);
    case 'list':
      return expression.items.flatMap(idsIn);
    case 'operation':
      return [...idsIn(expression.left), ...idsIn(expression.right)];
    case 'call':
      return expression.parameters.flatMap(idsIn);
    default:
      return [];
  }
}

/** A list of series, where lists are taken apart, or of numbers; not of both. */
function asList(items: readonly Value[]): Value {
  if (items.length === 0) throw new MathError('A list cannot be empty');
  const numbers = items.flatMap((item) => (item.type === 'scalar' ? [item.value] : []));
  if (numbers.length === items.length) return { type: 'scalars', values: numbers };
  return {
    type: 'list',
    list: items.flatMap((item) => {
      if (item.type === 'series') return [item.series];
      if (item.type === 'list') return item.list;
      throw unsupported('[]');
    }),
  };
}
