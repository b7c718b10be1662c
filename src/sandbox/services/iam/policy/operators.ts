/**
 * The condition operators: how one value of the request compares with one of the policy.
 * AWS: "IAM JSON policy elements: Condition operators" (IAM User Guide).
 */
import { BlockList, isIP } from 'node:net';
import { compilePattern, matchesArn, matchesPattern, type Variables } from './pattern.js';

/** Whether the request's value fits the policy's. A value that is none of the operator's kind fits nothing. */
export type Comparison = (value: string, expected: string, variables: Variables | undefined) => boolean;

export interface Operator {
  readonly compare: Comparison;
  /** It holds where nothing compares, also where the request has no such key. */
  readonly negated: boolean;
}

const equals: Comparison = (value, expected, variables) => {
  const pattern = compilePattern(expected, { wildcards: false, variables });
  return pattern !== undefined && matchesPattern(pattern, value);
};

const equalsIgnoreCase: Comparison = (value, expected, variables) => {
  const lowered = variables && ((name: string) => variables(name)?.toLowerCase());
  return equals(value.toLowerCase(), expected.toLowerCase(), lowered);
};

const like: Comparison = (value, expected, variables) => {
  const pattern = compilePattern(expected, { variables });
  return pattern !== undefined && matchesPattern(pattern, value);
};

const arnLike: Comparison = (value, expected, variables) => matchesArn(expected, value, variables);

const bool: Comparison = (value, expected) => value.toLowerCase() === expected.toLowerCase();

const binaryEquals: Comparison = (value, expected) => value === expected;

const inNetwork: Comparison = (value, expected) => {
  const [network = '', bits] = expected.split('/');
  const family = isIP(network) === 6 ? 'ipv6' : 'ipv4';
  const longest = family === 'ipv6' ? 128 : 32;
  const prefix = bits === undefined ? longest : Number(bits);
  if (isIP(network) === 0 || isIP(value) === 0 || !(prefix >= 0 && prefix <= longest)) return false;
  const list = new BlockList();
  list.addSubnet(network, prefix, family);
  return list.check(value, isIP(value) === 6 ? 'ipv6' : 'ipv4');
};

type Order = (value: number, expected: number) => boolean;

const ORDERS = {
  Equals: (value, expected) => value === expected,
  LessThan: (value, expected) => value < expected,
  LessThanEquals: (value, expected) => value <= expected,
  GreaterThan: (value, expected) => value > expected,
  GreaterThanEquals: (value, expected) => value >= expected,
} as const satisfies Record<string, Order>;

function ordered(prefix: string, numberOf: (text: string) => number): [string, Operator][] {
  const compareBy =
    (order: Order): Comparison =>
    (value, expected) =>
      order(numberOf(value), numberOf(expected));
  const operators = Object.entries(ORDERS).map(([name, order]): [string, Operator] => [
    `${prefix}${name}`,
    { compare: compareBy(order), negated: false },
  ]);
  return [...operators, [`${prefix}NotEquals`, { compare: compareBy(ORDERS.Equals), negated: true }]];
}

function numeric(text: string): number {
  return text.trim() === '' ? Number.NaN : Number(text);
}

/** ISO 8601, or seconds since the epoch. */
function time(text: string): number {
  return /^\d+(?:\.\d+)?$/.test(text) ? Number(text) * 1000 : Date.parse(text);
}

function both(name: string, notName: string, compare: Comparison): [string, Operator][] {
  return [
    [name, { compare, negated: false }],
    [notName, { compare, negated: true }],
  ];
}

/** By name in lower case. `Null` is not among them: it asks whether a key is there, not how it compares. */
export const OPERATORS: ReadonlyMap<string, Operator> = new Map(
  [
    ...both('StringEquals', 'StringNotEquals', equals),
    ...both('StringEqualsIgnoreCase', 'StringNotEqualsIgnoreCase', equalsIgnoreCase),
    ...both('StringLike', 'StringNotLike', like),
    ...both('ArnEquals', 'ArnNotEquals', arnLike),
    ...both('ArnLike', 'ArnNotLike', arnLike),
    ...both('IpAddress', 'NotIpAddress', inNetwork),
    ...ordered('Numeric', numeric),
    ...ordered('Date', time),
    ['Bool', { compare: bool, negated: false }] satisfies [string, Operator],
    ['BinaryEquals', { compare: binaryEquals, negated: false }] satisfies [string, Operator],
  ].map(([name, operator]): [string, Operator] => [name.toLowerCase(), operator]),
);
