/** Checks on operands that conditions and updates share. They throw ExpressionError with AWS's texts. */
import { type AttributeType, typeOf } from '../values/attribute-value.js';
import type { ResolvedOperand } from './ast.js';
import { equalPaths, formatPath } from './document-path.js';
import { ExpressionError } from './expression-error.js';

/** The type an operand has in every item, if that is known from the expression alone. */
export function staticType(operand: ResolvedOperand): AttributeType | undefined {
  if (operand.kind === 'value') return typeOf(operand.value);
  if (operand.kind === 'function' && operand.name === 'size') return 'N';
  return undefined;
}

export function checkOperandTypes(
  operator: string,
  operands: readonly ResolvedOperand[],
  allowed: readonly AttributeType[],
): void {
  for (const operand of operands) {
    const type = staticType(operand);
    if (type !== undefined && !allowed.includes(type)) throw incorrectOperandType(operator, type);
  }
}

export function incorrectOperandType(operator: string, type: string): ExpressionError {
  return new ExpressionError(
    `Incorrect operand type for operator or function; operator or function: ${operator}, operand type: ${type}`,
  );
}

export function checkOperandCount(name: string, operands: readonly unknown[], expected: number): void {
  if (operands.length !== expected) {
    throw new ExpressionError(
      'Incorrect number of operands for operator or function; ' +
        `operator or function: ${name}, number of operands: ${operands.length}`,
    );
  }
}

export function checkIsPath(name: string, operand: ResolvedOperand | undefined): void {
  if (operand?.kind !== 'path') {
    throw new ExpressionError(`Operator or function requires a document path; operator or function: ${name}`);
  }
}

/** No operand may be the very path that the first one is. */
export function checkDistinct(operator: string, [first, ...others]: readonly ResolvedOperand[]): void {
  if (first?.kind !== 'path') return;
  if (others.some((other) => other.kind === 'path' && equalPaths(first.path, other.path))) {
    throw new ExpressionError(
      'The first operand must be distinct from the remaining operands for this operator or function; ' +
        `operator: ${operator}, first operand: ${formatPath(first.path)}`,
    );
  }
}
