/**
 * KeyConditionExpression: a condition of a small form, one equality for the partition key and at most one
 * condition for the sort key (AWS: "Key condition expressions for the Query operation").
 */
import { validationException } from '../../../errors.js';
import type { AttributeValue } from '../values/attribute-value.js';
import type { SortKeyCondition } from '../values/key-range.js';
import { checkKeySize, encodeKeyValue, type KeyAttribute } from '../values/keys.js';
import type { Comparator, Condition, ResolvedOperand } from './ast.js';

/** Keys of the table or index that is queried. */
export interface KeySchema {
  readonly partitionKey: KeyAttribute;
  readonly sortKey?: KeyAttribute | undefined;
}

/** What is asked for, encoded for the store. */
export interface KeyQuery {
  readonly partitionKey: Buffer;
  readonly sortKey: SortKeyCondition | undefined;
}

type KeyOperator = Exclude<Comparator, '<>'> | 'BETWEEN' | 'begins_with';

interface AttributeCondition {
  readonly operator: KeyOperator;
  /** Two for BETWEEN, otherwise one. */
  readonly operands: readonly AttributeValue[];
}

/** What is left of an operator when its operands change places. */
const REVERSED = { '=': '=', '<': '>', '<=': '>=', '>': '<', '>=': '<=' } as const;

export class KeyCondition {
  readonly #conditions: ReadonlyMap<string, AttributeCondition>;

  /** Throws AWS's ValidationException for a condition that no key schema could make sense of. */
  constructor(condition: Condition<ResolvedOperand>) {
    const conditions = new Map<string, AttributeCondition>();
    collect(condition, conditions);
    this.#conditions = conditions;
  }

  /** What the attribute is to be equal to; undefined where something else is asked of it, or nothing. */
  equalTo(name: string): AttributeValue | undefined {
    const condition = this.#conditions.get(name);
    return condition?.operator === '=' ? condition.operands[0] : undefined;
  }

  /** Throws AWS's ValidationException when the condition does not fit the keys. */
  for({ partitionKey, sortKey }: KeySchema): KeyQuery {
    const keys = sortKey === undefined ? 1 : 2;
    if (this.#conditions.size > keys) throw tooManyConditions(this.#conditions.size, keys);
    const partition = this.#conditions.get(partitionKey.name);
    if (partition === undefined) throw missingCondition(partitionKey);
    const [partitionValue] = encodeOperands(partition, partitionKey, 'partition');
    if (partition.operator !== '=' || partitionValue === undefined) throw unsupported();

    const sort = sortKey && this.#conditions.get(sortKey.name);
    if (sortKey !== undefined && sort === undefined && this.#conditions.size > 1) {
      throw missingCondition(sortKey);
    }
    return { partitionKey: partitionValue, sortKey: sortKey && sort && sortKeyCondition(sort, sortKey) };
  }
}

function sortKeyCondition(condition: AttributeCondition, sortKey: KeyAttribute): SortKeyCondition {
  const [first, second] = encodeOperands(condition, sortKey, 'sort');
  if (first === undefined) throw unsupported();
  if (condition.operator !== 'BETWEEN') return { operator: condition.operator, operand: first };
  if (second === undefined) throw unsupported();
  return { operator: condition.operator, lower: first, upper: second };
}

function encodeOperands(
  { operands }: AttributeCondition,
  key: KeyAttribute,
  role: 'partition' | 'sort',
): Buffer[] {
  if (operands.some((operand) => !(key.type in operand))) {
    throw validationException(
      'One or more parameter values were invalid: Condition parameter type does not match schema type',
    );
  }
  return operands.map((operand) => {
    const bytes = encodeKeyValue(operand);
    checkKeySize(key, bytes, role);
    return bytes;
  });
}

function tooManyConditions(conditions: number, keys: number): Error {
  return validationException(
    `The number of query conditions (${conditions}) exceeds the number of key attributes defined in the schema (${keys})`,
  );
}

function unsupported(): Error {
  return validationException('Query key condition not supported');
}

function missingCondition(key: KeyAttribute): Error {
  return validationException(`Query condition missed key schema element: ${key.name}`);
}

function collect(condition: Condition<ResolvedOperand>, found: Map<string, AttributeCondition>): void {
  switch (condition.kind) {
    case 'and':
      collect(condition.left, found);
      collect(condition.right, found);
      return;
    case 'or':
    case 'not':
    case 'in':
      throw invalidOperator(condition.kind.toUpperCase());
    case 'comparison': {
      if (condition.comparator === '<>') throw invalidOperator(condition.comparator);
      const { left, right, comparator } = condition;
      const name = soleAttribute([left, right]);
      addCondition(found, name, left.kind === 'path' ? comparator : REVERSED[comparator], [left, right]);
      return;
    }
    case 'between': {
      const operands = [condition.operand, condition.lower, condition.upper];
      checkAttributeFirst('BETWEEN', operands);
      addCondition(found, soleAttribute(operands), 'BETWEEN', operands);
      return;
    }
    case 'function': {
      if (condition.name !== 'begins_with') throw invalidOperator(condition.name);
      checkAttributeFirst(condition.name, condition.operands);
      addCondition(found, soleAttribute(condition.operands), condition.name, condition.operands);
    }
  }
}

function addCondition(
  found: Map<string, AttributeCondition>,
  name: string,
  operator: KeyOperator,
  operands: readonly ResolvedOperand[],
): void {
  if (found.has(name)) {
    throw invalidExpression('must only contain one condition per key');
  }
  found.set(name, {
    operator,
    operands: operands.flatMap((operand) => (operand.kind === 'value' ? [operand.value] : [])),
  });
}

/** The one attribute that a condition is about. */
function soleAttribute(operands: readonly ResolvedOperand[]): string {
  let name: string | undefined;
  for (const operand of operands) {
    if (operand.kind === 'function') {
      throw invalidExpression('cannot contain nested operations');
    }
    if (operand.kind === 'value') continue;
    if (name !== undefined) throw invalidCondition('Multiple attribute names used in one condition');
    if (operand.path.length > 1) {
      throw invalidExpression('cannot have conditions on nested attributes');
    }
    [name] = operand.path;
  }
  if (name === undefined) throw invalidCondition('No key attribute specified');
  return name;
}

function checkAttributeFirst(operator: string, [first]: readonly ResolvedOperand[]): void {
  if (first?.kind !== 'path') {
    throw invalidCondition(`${operator} operator must have the key attribute as its first operand`);
  }
}

function invalidExpression(why: string): Error {
  return validationException(`Invalid KeyConditionExpression: KeyConditionExpressions ${why}`);
}

function invalidCondition(why: string): Error {
  return validationException(`Invalid condition in KeyConditionExpression: ${why}`);
}

function invalidOperator(operator: string): Error {
  return validationException(`Invalid operator used in KeyConditionExpression: ${operator}`);
}
