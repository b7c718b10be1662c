/**
 * What an UpdateItem's expression weighs. AWS holds it against the limit of an item's size beside the item
 * itself: each action costs something, each path its names, each value its size, whatever the item holds. AWS
 * does not document it; the figures are measured (eu-west-2, October 2026; ten regions do without).
 */
import { valueSize } from '../values/size.js';
import type { ResolvedOperand } from './ast.js';
import type { DocumentPath } from './document-path.js';
import type { ResolvedAction, ResolvedSetValue, ResolvedUpdate } from './resolve-update.js';

/** In bytes, as are all below. */
const UPDATE = 3;
/** SET and ADD. */
const WRITING_ACTION = 19;
/** REMOVE and DELETE, whatever they take away. */
const REMOVING_ACTION = 1;
/** Each element of a target's path but the first. */
const TARGET_ELEMENT = 4;
const PATH_OPERAND = 1;
/** Each element of an operand's path. */
const OPERAND_ELEMENT = 14;
const SUM = { '+': 34, '-': 37 } as const;
const FUNCTIONS: Readonly<Record<string, number>> = { if_not_exists: 39, list_append: 37 };

export function updateCharge(update: ResolvedUpdate): number {
  return update.reduce(
    (charge, [path, action]) => charge + targetCharge(path) + actionCharge(action),
    UPDATE,
  );
}

function actionCharge(action: ResolvedAction): number {
  switch (action.clause) {
    case 'SET':
      return WRITING_ACTION + setValueCharge(action.value);
    case 'ADD':
      return WRITING_ACTION + valueSize(action.value);
    default:
      return REMOVING_ACTION;
  }
}

function setValueCharge(value: ResolvedSetValue): number {
  if (value.kind !== 'sum') return operandCharge(value);
  return SUM[value.operator] + operandCharge(value.left) + operandCharge(value.right);
}

function operandCharge(operand: ResolvedOperand): number {
  switch (operand.kind) {
    case 'value':
      return valueSize(operand.value);
    case 'path':
      return PATH_OPERAND + operand.path.length * OPERAND_ELEMENT + nameBytes(operand.path);
    case 'function':
      return operand.operands.reduce(
        (charge, nested) => charge + operandCharge(nested),
        FUNCTIONS[operand.name] ?? 0,
      );
  }
}

function targetCharge(path: DocumentPath): number {
  return nameBytes(path) + (path.length - 1) * TARGET_ELEMENT;
}

/** A list index counts as its digits. */
function nameBytes(path: DocumentPath): number {
  return path.reduce<number>((bytes, element) => bytes + Buffer.byteLength(String(element)), 0);
}
