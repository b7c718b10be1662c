/** Conditions as text, with no more parentheses than they need. */
import type {
  Condition,
  Operand,
  PathStep,
} from '../../../../../src/sandbox/services/dynamodb/expressions/ast.js';

/** How tightly a condition holds together. */
const STRENGTH = { or: 1, and: 2, not: 3 } as const;
const STRONGEST = 4;

export function printCondition(condition: Condition<Operand>): string {
  switch (condition.kind) {
    case 'and':
    case 'or': {
      const strength = STRENGTH[condition.kind];
      const left = printAtLeast(strength, condition.left);
      return `${left} ${condition.kind.toUpperCase()} ${printAtLeast(strength + 1, condition.right)}`;
    }
    case 'not':
      return `NOT ${printAtLeast(STRENGTH.not, condition.condition)}`;
    case 'comparison':
      return `${printOperand(condition.left)}${condition.comparator}${printOperand(condition.right)}`;
    case 'between':
      return `${printOperand(condition.operand)} between ${printOperand(condition.lower)} and ${printOperand(condition.upper)}`;
    case 'in':
      return `${printOperand(condition.operand)} IN (${condition.candidates.map(printOperand).join(', ')})`;
    case 'function':
      return printOperand(condition);
  }
}

function printAtLeast(strength: number, condition: Condition<Operand>): string {
  const own =
    condition.kind === 'and' || condition.kind === 'or' || condition.kind === 'not'
      ? STRENGTH[condition.kind]
      : STRONGEST;
  return own < strength ? `(${printCondition(condition)})` : printCondition(condition);
}

function printOperand(operand: Operand): string {
  if (operand.kind === 'value') return operand.name;
  if (operand.kind === 'path') return operand.steps.map(printStep).join('').slice(1);
  return `${operand.name} (${operand.operands.map(printOperand).join(',')})`;
}

function printStep(step: PathStep): string {
  return step.kind === 'index' ? `[${step.digits}]` : `.${step.name}`;
}
