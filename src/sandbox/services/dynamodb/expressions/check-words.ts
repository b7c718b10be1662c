/**
 * What AWS checks of a parsed expression before it looks at names and values, in the order of the text:
 * functions that do not exist or have no place there, reserved words, list indexes.
 */
import type { Condition, Operand, PathNode, UpdateNode } from './ast.js';
import { ExpressionError } from './expression-error.js';
import { isReservedWord } from './reserved-words.js';

const MAX_LIST_INDEX = 2 ** 31 - 1;

/** Where a function may stand. `operand` functions stand inside others, too. */
const CONDITION_FUNCTIONS: ReadonlyMap<string, 'condition' | 'operand'> = new Map([
  ['attribute_exists', 'condition'],
  ['attribute_not_exists', 'condition'],
  ['attribute_type', 'condition'],
  ['begins_with', 'condition'],
  ['contains', 'condition'],
  ['size', 'operand'],
]);

const UPDATE_FUNCTIONS: ReadonlyMap<string, 'value' | 'operand'> = new Map([
  ['if_not_exists', 'operand'],
  ['list_append', 'value'],
]);

/** Throws ExpressionError. */
export function checkConditionWords(condition: Condition<Operand>): void {
  switch (condition.kind) {
    case 'and':
    case 'or':
      checkConditionWords(condition.left);
      checkConditionWords(condition.right);
      return;
    case 'not':
      checkConditionWords(condition.condition);
      return;
    case 'comparison':
      checkConditionOperands([condition.left, condition.right]);
      return;
    case 'between':
      checkConditionOperands([condition.operand, condition.lower, condition.upper]);
      return;
    case 'in':
      checkConditionOperands([condition.operand, ...condition.candidates]);
      return;
    case 'function':
      checkConditionFunction(condition.name, 'condition');
      checkConditionOperands(condition.operands);
  }
}

function checkConditionOperands(operands: readonly Operand[]): void {
  for (const operand of operands) {
    if (operand.kind === 'path') checkPathWords(operand);
    if (operand.kind === 'function') {
      checkConditionFunction(operand.name, 'operand');
      checkConditionOperands(operand.operands);
    }
  }
}

function checkConditionFunction(name: string, role: 'condition' | 'operand'): void {
  if (UPDATE_FUNCTIONS.has(name)) {
    throw new ExpressionError(`The function is not allowed in a condition expression; function: ${name}`);
  }
  if (!CONDITION_FUNCTIONS.has(name)) throw unknownFunction(name);
  if (CONDITION_FUNCTIONS.get(name) !== role) throw misusedFunction(name);
}

/** Throws ExpressionError. */
export function checkUpdateWords({ actions, clauses }: UpdateNode): void {
  for (const action of actions) {
    checkPathWords(action.path);
    if (action.clause !== 'SET') continue;
    if (action.value.kind === 'sum') {
      checkUpdateOperand(action.value.left, 'operand');
      checkUpdateOperand(action.value.right, 'operand');
    } else {
      checkUpdateOperand(action.value, 'value');
    }
  }
  const repeated = clauses.find((clause, index) => clauses.indexOf(clause) < index);
  if (repeated !== undefined) {
    throw new ExpressionError(`The "${repeated}" section can only be used once in an update expression;`);
  }
}

function checkUpdateOperand(operand: Operand, role: 'value' | 'operand'): void {
  if (operand.kind === 'path') checkPathWords(operand);
  if (operand.kind === 'function') {
    checkUpdateFunction(operand.name, role);
    for (const nested of operand.operands) checkUpdateOperand(nested, 'operand');
  }
}

function checkUpdateFunction(name: string, role: 'value' | 'operand'): void {
  if (CONDITION_FUNCTIONS.has(name)) {
    throw new ExpressionError(`The function is not allowed in an update expression; function: ${name}`);
  }
  if (!UPDATE_FUNCTIONS.has(name)) throw unknownFunction(name);
  if (UPDATE_FUNCTIONS.get(name) === 'value' && role === 'operand') throw misusedFunction(name);
}

/** Throws ExpressionError. */
export function checkPathWords(path: PathNode): void {
  for (const step of path.steps) {
    if (step.kind === 'attribute' && isReservedWord(step.name)) {
      throw new ExpressionError(`Attribute name is a reserved keyword; reserved keyword: ${step.name}`);
    }
    if (step.kind === 'index' && Number(step.digits) > MAX_LIST_INDEX) {
      throw new ExpressionError(`List index is not within the allowable range; index: [${step.digits}]`);
    }
  }
}

function unknownFunction(name: string): ExpressionError {
  return new ExpressionError(`Invalid function name; function: ${name}`);
}

function misusedFunction(name: string): ExpressionError {
  return new ExpressionError(
    `The function is not allowed to be used this way in an expression; function: ${name}`,
  );
}
