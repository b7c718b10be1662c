/**
 * Whether a statement's conditions hold: all of them must, and for each one of its values is enough.
 * AWS: "Conditions with multiple context keys or values", "Set operators for multivalued context keys".
 */
import type { Condition } from './document.js';
import { OPERATORS, type Operator } from './operators.js';
import type { Variables } from './pattern.js';

/** What is known of a request, by condition key in lower case: `aws:principalarn`. */
export type ConditionKeys = ReadonlyMap<string, readonly string[]>;

const SET_OPERATORS = { 'forallvalues:': 'all', 'foranyvalue:': 'any' } as const;
type Quantifier = (typeof SET_OPERATORS)[keyof typeof SET_OPERATORS];

const IF_EXISTS = 'ifexists';
const NULL = 'null';

interface ParsedOperator {
  readonly quantifier: Quantifier | undefined;
  readonly ifExists: boolean;
  /** In lower case. */
  readonly name: string;
}

export function isConditionOperator(text: string): boolean {
  const { name, ifExists } = parseOperator(text);
  return name === NULL ? !ifExists : OPERATORS.has(name);
}

export function conditionHolds(
  { operator: text, key, values }: Condition,
  keys: ConditionKeys,
  variables: Variables | undefined,
): boolean {
  const { quantifier, ifExists, name } = parseOperator(text);
  const found = keys.get(key.toLowerCase());
  if (name === NULL) {
    return values.some((value) => (value.toLowerCase() === 'true') === (found === undefined));
  }
  const operator = OPERATORS.get(name);
  if (operator === undefined) return false;
  if (found === undefined || found.length === 0) {
    return ifExists || (quantifier === undefined ? operator.negated : quantifier === 'all');
  }
  const fits = (value: string): boolean => fitsOne(operator, value, values, variables);
  return quantifier === 'any' || (quantifier === undefined && !operator.negated)
    ? found.some(fits)
    : found.every(fits);
}

function fitsOne(
  { compare, negated }: Operator,
  value: string,
  expected: readonly string[],
  variables: Variables | undefined,
): boolean {
  return expected.some((each) => compare(value, each, variables)) !== negated;
}

function parseOperator(text: string): ParsedOperator {
  const lowered = text.toLowerCase();
  const prefix = Object.entries(SET_OPERATORS).find(([start]) => lowered.startsWith(start));
  const rest = lowered.slice(prefix?.[0].length ?? 0);
  const ifExists = rest.endsWith(IF_EXISTS);
  return {
    quantifier: prefix?.[1],
    ifExists,
    name: ifExists ? rest.slice(0, -IF_EXISTS.length) : rest,
  };
}
