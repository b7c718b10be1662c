/** How much an expression may hold, counted once it is otherwise in order. */
import { MAX_EXPRESSION_OPERATORS, MAX_IN_OPERANDS, MAX_NESTING_LEVELS } from '../limits.js';
import type { Condition, Operand, PathNode, UpdateNode } from './ast.js';
import { ExpressionError, tooManyOperators } from './expression-error.js';

/** Throws ExpressionError for too many operators, operands of IN, or levels in a path. */
export function checkConditionLimits(condition: Condition<Operand>): void {
  if (operatorsOf(condition) > MAX_EXPRESSION_OPERATORS) throw tooManyOperators();
}

function operatorsOf(condition: Condition<Operand>): number {
  switch (condition.kind) {
    case 'and':
    case 'or':
      return 1 + operatorsOf(condition.left) + operatorsOf(condition.right);
    case 'not':
      return 1 + operatorsOf(condition.condition);
    case 'comparison':
      return 1 + operatorsIn([condition.left, condition.right]);
    case 'between':
      return 1 + operatorsIn([condition.operand, condition.lower, condition.upper]);
    case 'in':
      if (condition.candidates.length > MAX_IN_OPERANDS) {
        throw new ExpressionError(
          'The IN operator is provided with too many operands; ' +
            `number of operands: ${condition.candidates.length}`,
        );
      }
      return 1 + operatorsIn([condition.operand, ...condition.candidates]);
    case 'function':
      return operatorsIn([condition]);
  }
}

function operatorsIn(operands: readonly Operand[]): number {
  let operators = 0;
  for (const operand of operands) {
    if (operand.kind === 'path') checkPathLimits(operand);
    if (operand.kind === 'function') operators += 1 + operatorsIn(operand.operands);
  }
  return operators;
}

/** Throws ExpressionError as `checkConditionLimits` does. */
export function checkUpdateLimits({ actions }: UpdateNode): void {
  let operators = 0;
  for (const action of actions) {
    checkPathLimits(action.path);
    if (action.clause !== 'SET') continue;
    const { value } = action;
    operators += value.kind === 'sum' ? 1 + operatorsIn([value.left, value.right]) : operatorsIn([value]);
  }
  if (operators > MAX_EXPRESSION_OPERATORS) throw tooManyOperators();
}

/** Throws ExpressionError for a path of too many levels. */
export function checkPathLimits({ steps }: PathNode): void {
  if (steps.length > MAX_NESTING_LEVELS) {
    throw new ExpressionError(
      `The document path has too many nesting levels; nesting levels: ${steps.length}`,
    );
  }
}
