/** Whether an item satisfies a condition: the one evaluator behind conditions and filters. */
import { type AttributeValue, type Item, typeOf } from '../values/attribute-value.js';
import { compareValues, equalValues } from '../values/compare.js';
import type { Comparator, Condition, FunctionNode, ResolvedOperand } from './ast.js';
import { valueAt } from './document-path.js';

/**
 * `item` is the empty object where there is none. An operand that has no value satisfies nothing but `<>`; so
 * does one whose type is not the other's.
 */
export function evaluateCondition(condition: Condition<ResolvedOperand>, item: Item): boolean {
  switch (condition.kind) {
    case 'and':
      return evaluateCondition(condition.left, item) && evaluateCondition(condition.right, item);
    case 'or':
      return evaluateCondition(condition.left, item) || evaluateCondition(condition.right, item);
    case 'not':
      return !evaluateCondition(condition.condition, item);
    case 'comparison':
      return compares(
        condition.comparator,
        operandValue(condition.left, item),
        operandValue(condition.right, item),
      );
    case 'between': {
      const value = operandValue(condition.operand, item);
      return (
        compares('>=', value, operandValue(condition.lower, item)) &&
        compares('<=', value, operandValue(condition.upper, item))
      );
    }
    case 'in': {
      const value = operandValue(condition.operand, item);
      return condition.candidates.some((candidate) => compares('=', value, operandValue(candidate, item)));
    }
    case 'function':
      return evaluateFunction(condition, item);
  }
}

function operandValue(operand: ResolvedOperand, item: Item): AttributeValue | undefined {
  if (operand.kind === 'value') return operand.value;
  if (operand.kind === 'path') return valueAt(item, operand.path);
  const [sized] = operand.operands;
  return sized && sizeOf(operandValue(sized, item));
}

function compares(
  comparator: Comparator,
  left: AttributeValue | undefined,
  right: AttributeValue | undefined,
): boolean {
  if (left === undefined || right === undefined) return comparator === '<>';
  if (comparator === '=') return equalValues(left, right);
  if (comparator === '<>') return !equalValues(left, right);
  const order = compareValues(left, right);
  if (order === undefined) return false;
  switch (comparator) {
    case '<':
      return order < 0;
    case '<=':
      return order <= 0;
    case '>':
      return order > 0;
    case '>=':
      return order >= 0;
  }
}

function evaluateFunction({ name, operands }: FunctionNode<ResolvedOperand>, item: Item): boolean {
  const [first, second] = operands.map((operand) => operandValue(operand, item));
  if (name === 'attribute_not_exists') return first === undefined;
  if (name === 'attribute_exists') return first !== undefined;
  if (first === undefined || second === undefined) return false;
  switch (name) {
    case 'attribute_type':
      return 'S' in second && typeOf(first) === second.S;
    case 'begins_with':
      return beginsWith(first, second);
    case 'contains':
      return contains(first, second);
    default:
      throw new RangeError(`No such condition: ${name}`);
  }
}

function beginsWith(value: AttributeValue, prefix: AttributeValue): boolean {
  if ('S' in value && 'S' in prefix) return value.S.startsWith(prefix.S);
  if ('B' in value && 'B' in prefix) {
    const [bytes, start] = [Buffer.from(value.B, 'base64'), Buffer.from(prefix.B, 'base64')];
    return bytes.subarray(0, start.length).equals(start);
  }
  return false;
}

/** A part of a string or a binary, a member of a set, an element of a list. */
function contains(value: AttributeValue, part: AttributeValue): boolean {
  if ('S' in value) return 'S' in part && value.S.includes(part.S);
  if ('B' in value) {
    return 'B' in part && Buffer.from(value.B, 'base64').includes(Buffer.from(part.B, 'base64'));
  }
  if ('SS' in value) return 'S' in part && value.SS.includes(part.S);
  if ('NS' in value) return 'N' in part && value.NS.includes(part.N);
  if ('BS' in value) return 'B' in part && value.BS.includes(part.B);
  return 'L' in value && value.L.some((element) => equalValues(element, part));
}

/** Characters (UTF-16 units, as Java counts), bytes, members or elements; other types have no size. */
function sizeOf(value: AttributeValue | undefined): AttributeValue | undefined {
  if (value === undefined) return undefined;
  const size = countOf(value);
  return size === undefined ? undefined : { N: String(size) };
}

function countOf(value: AttributeValue): number | undefined {
  if ('S' in value) return value.S.length;
  if ('B' in value) return Buffer.byteLength(value.B, 'base64');
  if ('SS' in value) return value.SS.length;
  if ('NS' in value) return value.NS.length;
  if ('BS' in value) return value.BS.length;
  if ('L' in value) return value.L.length;
  if ('M' in value) return Object.keys(value.M).length;
  return undefined;
}
