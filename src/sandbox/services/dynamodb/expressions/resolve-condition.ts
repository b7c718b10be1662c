/**
 * Fills names and values into a condition, and checks each comparison and function as it goes, in the order of
 * the text: that its placeholders are defined, that it has the right operands, that they make sense together.
 */
import { type AttributeValue, typeOf } from '../values/attribute-value.js';
import { compareValues } from '../values/compare.js';
import type { Condition, FunctionNode, Operand, ResolvedOperand } from './ast.js';
import { ExpressionError } from './expression-error.js';
import {
  checkDistinct,
  checkIsPath,
  checkOperandCount,
  checkOperandTypes,
  incorrectOperandType,
  staticType,
} from './operand-checks.js';
import type { Placeholders } from './placeholders.js';

const ORDERED_TYPES = ['S', 'N', 'B'] as const;
const PREFIX_TYPES = ['S', 'B'] as const;
/** What has a size, but for what a path may hold. */
const SIZED_TYPES = ['S', 'B', 'SS', 'NS', 'BS', 'M', 'L'] as const;
/** In the order in which AWS lists them. */
const TYPE_NAMES = ['B', 'NULL', 'SS', 'BOOL', 'L', 'BS', 'N', 'NS', 'S', 'M'] as const;

const OPERAND_COUNTS: ReadonlyMap<string, number> = new Map([
  ['attribute_exists', 1],
  ['attribute_not_exists', 1],
  ['attribute_type', 2],
  ['begins_with', 2],
  ['contains', 2],
  ['size', 1],
]);

/** Throws ExpressionError. */
export function resolveCondition(
  condition: Condition<Operand>,
  placeholders: Placeholders,
): Condition<ResolvedOperand> {
  const resolve = (operand: Operand): ResolvedOperand => resolveOperand(operand, placeholders);
  switch (condition.kind) {
    case 'and':
    case 'or':
      return {
        kind: condition.kind,
        left: resolveCondition(condition.left, placeholders),
        right: resolveCondition(condition.right, placeholders),
      };
    case 'not':
      return { kind: 'not', condition: resolveCondition(condition.condition, placeholders) };
    case 'comparison': {
      const [left, right] = [resolve(condition.left), resolve(condition.right)];
      checkDistinct(condition.comparator, [left, right]);
      if (condition.comparator !== '=' && condition.comparator !== '<>') {
        checkOperandTypes(condition.comparator, [left, right], ORDERED_TYPES);
      }
      return { ...condition, left, right };
    }
    case 'between': {
      const operand = resolve(condition.operand);
      const [lower, upper] = [resolve(condition.lower), resolve(condition.upper)];
      checkDistinct('BETWEEN', [operand, lower, upper]);
      checkOperandTypes('BETWEEN', [operand, lower, upper], ORDERED_TYPES);
      checkBounds(lower, upper);
      return { ...condition, operand, lower, upper };
    }
    case 'in': {
      const operand = resolve(condition.operand);
      const candidates = condition.candidates.map(resolve);
      checkDistinct('IN', [operand, ...candidates]);
      return { ...condition, operand, candidates };
    }
    case 'function':
      return resolveFunction(condition, placeholders);
  }
}

function resolveOperand(operand: Operand, placeholders: Placeholders): ResolvedOperand {
  if (operand.kind === 'path') return { kind: 'path', path: placeholders.path(operand) };
  if (operand.kind === 'value') return { kind: 'value', value: placeholders.value(operand) };
  return resolveFunction(operand, placeholders);
}

function resolveFunction(
  { name, operands: unresolved }: FunctionNode<Operand>,
  placeholders: Placeholders,
): FunctionNode<ResolvedOperand> {
  const operands = unresolved.map((operand) => resolveOperand(operand, placeholders));
  checkOperandCount(name, operands, OPERAND_COUNTS.get(name) ?? 0);
  checkDistinct(name, operands);
  checkFunctionOperands(name, operands);
  return { kind: 'function', name, operands };
}

function checkFunctionOperands(name: string, operands: readonly ResolvedOperand[]): void {
  switch (name) {
    case 'attribute_exists':
    case 'attribute_not_exists':
      checkIsPath(name, operands[0]);
      return;
    case 'begins_with':
      checkOperandTypes(name, operands, PREFIX_TYPES);
      return;
    case 'size':
      checkOperandTypes(name, operands, SIZED_TYPES);
      return;
    case 'attribute_type':
      checkTypeName(name, operands[1]);
  }
}

function checkTypeName(name: string, operand: ResolvedOperand | undefined): void {
  if (operand?.kind !== 'value' || !('S' in operand.value)) {
    const type = operand && staticType(operand);
    throw incorrectOperandType(name, type ?? '{NS,SS,L,BS,N,M,B,BOOL,NULL,S}');
  }
  const typeName = operand.value.S;
  if (!TYPE_NAMES.some((type) => type === typeName)) {
    throw new ExpressionError(
      `Invalid attribute type name found; type: ${typeName}, valid types: {${TYPE_NAMES.join(',')}}`,
    );
  }
}

function checkBounds(lower: ResolvedOperand, upper: ResolvedOperand): void {
  if (lower.kind !== 'value' || upper.kind !== 'value') return;
  const order = compareValues(lower.value, upper.value);
  if (order !== undefined && order <= 0) return;
  const rule =
    order === undefined
      ? 'requires same data type for lower and upper bounds'
      : 'requires upper bound to be greater than or equal to lower bound';
  throw new ExpressionError(
    `The BETWEEN operator ${rule}; lower bound operand: AttributeValue: ${formatBound(lower.value)}, ` +
      `upper bound operand: AttributeValue: ${formatBound(upper.value)}`,
  );
}

function formatBound(value: AttributeValue): string {
  return `{${typeOf(value)}:${Object.values(value).join()}}`;
}
