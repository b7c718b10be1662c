/** Fills names and values into an update, and checks what can be checked without an item. */
import { type AttributeType, type AttributeValue, typeOf } from '../values/attribute-value.js';
import type { FunctionNode, Operand, ResolvedOperand, SetValue, UpdateNode } from './ast.js';
import { checkPathsDisjoint, type DocumentPath } from './document-path.js';
import { ExpressionError } from './expression-error.js';
import { checkDistinct, checkIsPath, checkOperandCount, checkOperandTypes } from './operand-checks.js';
import type { Placeholders } from './placeholders.js';

/** What is to be done at the end of a path. */
export type ResolvedAction =
  | { readonly clause: 'SET'; readonly value: ResolvedSetValue }
  | { readonly clause: 'REMOVE' }
  | { readonly clause: 'ADD' | 'DELETE'; readonly value: AttributeValue };

export type ResolvedSetValue =
  | ResolvedOperand
  | {
      readonly kind: 'sum';
      readonly operator: '+' | '-';
      readonly left: ResolvedOperand;
      readonly right: ResolvedOperand;
    };

export type ResolvedUpdate = readonly (readonly [DocumentPath, ResolvedAction])[];

/** AWS's words for types in the messages about ADD and DELETE, and in these only. */
const TYPE_WORDS: Readonly<Record<AttributeType, string>> = {
  S: 'STRING',
  N: 'NUMBER',
  B: 'BINARY',
  BOOL: 'BOOLEAN',
  NULL: 'NULL',
  M: 'MAP',
  L: 'LIST',
  SS: 'STRING_SET',
  NS: 'NUMBER_SET',
  BS: 'BINARY_SET',
};

const ALLOWED_TYPES: Readonly<Record<'ADD' | 'DELETE', readonly AttributeType[]>> = {
  ADD: ['N', 'SS', 'NS', 'BS'],
  DELETE: ['SS', 'NS', 'BS'],
};

/** Throws ExpressionError. */
export function resolveUpdate({ actions }: UpdateNode, placeholders: Placeholders): ResolvedUpdate {
  const paths = actions.map((action) => placeholders.path(action.path));
  checkPathsDisjoint(paths);
  const resolved = actions.map((action): ResolvedAction => {
    if (action.clause === 'REMOVE') return { clause: action.clause };
    if (action.clause === 'SET') {
      return { clause: action.clause, value: resolveSetValue(action.value, placeholders) };
    }
    return { clause: action.clause, value: placeholders.value(action.value) };
  });
  for (const action of resolved) {
    if (action.clause === 'ADD' || action.clause === 'DELETE') checkSetOperand(action.clause, action.value);
  }
  for (const action of resolved) {
    if (action.clause === 'SET') checkSetValue(action.value);
  }
  return paths.flatMap((path, index) => {
    const action = resolved[index];
    return action === undefined ? [] : [[path, action] as const];
  });
}

function resolveSetValue(value: SetValue, placeholders: Placeholders): ResolvedSetValue {
  if (value.kind !== 'sum') return resolveOperand(value, placeholders);
  const left = resolveOperand(value.left, placeholders);
  return { ...value, left, right: resolveOperand(value.right, placeholders) };
}

function resolveOperand(operand: Operand, placeholders: Placeholders): ResolvedOperand {
  if (operand.kind === 'path') return { kind: 'path', path: placeholders.path(operand) };
  if (operand.kind === 'value') return { kind: 'value', value: placeholders.value(operand) };
  return { ...operand, operands: operand.operands.map((nested) => resolveOperand(nested, placeholders)) };
}

function checkSetOperand(clause: 'ADD' | 'DELETE', value: AttributeValue): void {
  const type = typeOf(value);
  if (!ALLOWED_TYPES[clause].includes(type)) {
    throw new ExpressionError(
      `Incorrect operand type for operator or function; operator: ${clause}, ` +
        `operand type: ${TYPE_WORDS[type]}, typeSet: ALLOWED_FOR_${clause}_OPERAND`,
    );
  }
}

function checkSetValue(value: ResolvedSetValue): void {
  if (value.kind !== 'sum') {
    checkFunctions(value);
    return;
  }
  checkOperandTypes(value.operator, [value.left, value.right], ['N']);
  checkFunctions(value.left);
  checkFunctions(value.right);
}

function checkFunctions(operand: ResolvedOperand): void {
  if (operand.kind !== 'function') return;
  checkFunction(operand);
  for (const nested of operand.operands) checkFunctions(nested);
}

function checkFunction({ name, operands }: FunctionNode<ResolvedOperand>): void {
  checkOperandCount(name, operands, 2);
  if (name === 'list_append') {
    checkOperandTypes(name, operands, ['L']);
  } else {
    checkIsPath(name, operands[0]);
    checkDistinct(name, operands);
  }
}
