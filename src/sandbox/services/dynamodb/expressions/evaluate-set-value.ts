/** The right sides of SET, read from the item as it is before the update. */
import { type AwsError, validationException } from '../../../errors.js';
import type { AttributeValue, Item } from '../values/attribute-value.js';
import { addNumbers, subtractNumbers } from '../values/number.js';
import type { ResolvedOperand } from './ast.js';
import { valueAt } from './document-path.js';
import type { ResolvedSetValue } from './resolve-update.js';

/** Throws AWS's ValidationException when an operand is missing or of a wrong type, or a number out of range. */
export function evaluateSetValue(value: ResolvedSetValue, item: Item): AttributeValue {
  if (value.kind !== 'sum') return evaluateOperand(value, item);
  const left = numberOf(value.left, item);
  const right = numberOf(value.right, item);
  return { N: value.operator === '+' ? addNumbers(left, right) : subtractNumbers(left, right) };
}

function evaluateOperand(operand: ResolvedOperand | undefined, item: Item): AttributeValue {
  const value = operand && existingValue(operand, item);
  if (value === undefined) {
    throw validationException(
      'The provided expression refers to an attribute that does not exist in the item',
    );
  }
  return value;
}

function existingValue(operand: ResolvedOperand, item: Item): AttributeValue | undefined {
  if (operand.kind === 'value') return operand.value;
  if (operand.kind === 'path') return valueAt(item, operand.path);
  const [first, second] = operand.operands;
  if (operand.name === 'if_not_exists') {
    // The second operand must exist even when it is not needed.
    const fallback = evaluateOperand(second, item);
    return (first && existingValue(first, item)) ?? fallback;
  }
  return { L: [...listOf(first, item), ...listOf(second, item)] };
}

function numberOf(operand: ResolvedOperand, item: Item): string {
  const value = evaluateOperand(operand, item);
  if (!('N' in value)) throw incorrectOperand();
  return value.N;
}

function listOf(operand: ResolvedOperand | undefined, item: Item): readonly AttributeValue[] {
  const value = evaluateOperand(operand, item);
  if (!('L' in value)) throw incorrectOperand();
  return value.L;
}

/** What every part of an update says to a value that it can do nothing with. */
export function incorrectOperand(): AwsError {
  return validationException('An operand in the update expression has an incorrect data type');
}
