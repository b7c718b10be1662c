/**
 * The constraints that a service's model puts on its input (lengths, ranges, patterns, enums), checked before
 * anything else looks at it, and worded as AWS words them. The SDK's schemas do not carry them: each service
 * keeps tables of `Rules` of its own.
 *
 * `1 validation error detected: Value 'ab' at 'tableName' failed to satisfy constraint: Member must have length
 * greater than or equal to 3`
 */
import { AwsError } from '../errors.js';
import { type JavaShape, javaText } from './java-text.js';

/** Rules by member name (`TableName`), in the order in which their violations are told. */
export type Rules = Readonly<Record<string, Rule>>;

export interface Rule {
  readonly required?: true;
  /** Of a string (UTF-16 units), of a list (items) or of a map (entries). */
  readonly length?: Bounds;
  /** Of a number. */
  readonly range?: Bounds;
  /** A regular expression as AWS shows it; the whole string has to match. */
  readonly pattern?: string;
  /** The enum's values in the order in which AWS lists them. */
  readonly oneOf?: readonly string[];
  /** How the value is shown where it is told. */
  readonly shape?: JavaShape;
  /** Of a structure. */
  readonly members?: Rules;
  /** Each item of a list. */
  readonly element?: Rule;
  /** Each key of a map. */
  readonly key?: Rule;
  /** Each value of a map. */
  readonly value?: Rule;
}

/** Both inclusive. */
export interface Bounds {
  readonly min?: number;
  readonly max?: number;
}

/** AWS tells no more than this many at once. */
const MOST_ERRORS = 10;

/**
 * Throws `code` (by default `ValidationException`) with every violation of the rules, if there is one. Members
 * that are absent or null break `required` and nothing else.
 */
export function checkConstraints(rules: Rules, input: object, code = 'ValidationException'): void {
  const found = violations(rules, input);
  if (found.length > 0) {
    throw constraintError(found.slice(0, MOST_ERRORS), code);
  }
}

/** All violations of the rules, worded. */
export function violations(rules: Rules, input: object): string[] {
  const found: string[] = [];
  checkMembers(rules, input, '', found);
  return found;
}

/** The error for violations that are worded already: `Value 'x' at 'y' failed to satisfy constraint: …`. */
export function constraintError(violations: readonly string[], code = 'ValidationException'): AwsError {
  const plural = violations.length === 1 ? 'error' : 'errors';
  return new AwsError(code, `${violations.length} validation ${plural} detected: ${violations.join('; ')}`);
}

/** One violation's text. `path` is as AWS writes it: `attributeDefinitions.1.member.attributeName`. */
export function violation(value: unknown, path: string, constraint: string, shape?: JavaShape): string {
  const shown = value === undefined || value === null ? 'null' : `'${javaText(value, shape)}'`;
  return `Value ${shown} at '${path}' failed to satisfy constraint: ${constraint}`;
}

function checkMembers(rules: Rules, structure: object, path: string, found: string[]): void {
  const values: Readonly<Record<string, unknown>> = { ...structure };
  for (const [name, rule] of Object.entries(rules)) {
    checkValue(rule, values[name], `${path}${lowerFirst(name)}`, found);
  }
}

function checkValue(rule: Rule, value: unknown, path: string, found: string[]): void {
  if (value === undefined || value === null) {
    if (rule.required) {
      found.push(violation(value, path, 'Member must not be null'));
    }
    return;
  }
  for (const constraint of brokenConstraints(rule, value)) {
    found.push(violation(value, path, constraint, rule.shape));
  }
  if (typeof value === 'object') {
    checkInside(rule, value, path, found);
  }
}

function checkInside(rule: Rule, container: object, path: string, found: string[]): void {
  const { members, element, key, value } = rule;
  if (members !== undefined) {
    checkMembers(members, container, `${path}.`, found);
  }
  if (element !== undefined && Array.isArray(container)) {
    checkItems(element, container, path, found);
  }
  if (key !== undefined || value !== undefined) {
    checkEntries(rule, container, path, found);
  }
}

/** What a list's simple items break is told of the list; what stands inside an item has a path of its own. */
function checkItems(element: Rule, items: readonly unknown[], path: string, found: string[]): void {
  if (items.some((item) => brokenConstraints(element, item).length > 0)) {
    found.push(violation(items, path, `Member must satisfy constraint: [${allConstraints(element)}]`));
  }
  for (const [index, item] of items.entries()) {
    if (typeof item === 'object' && item !== null) {
      checkInside(element, item, `${path}.${index + 1}.member`, found);
    }
  }
}

function checkEntries(
  { key = {}, value = {}, shape }: Rule,
  map: object,
  path: string,
  found: string[],
): void {
  const entries: [string, unknown][] = Object.entries(map);
  if (entries.some(([name]) => brokenConstraints(key, name).length > 0)) {
    found.push(violation(map, path, `Map keys must satisfy constraint: [${allConstraints(key)}]`, shape));
  }
  if (entries.some(([, item]) => brokenConstraints(value, item).length > 0)) {
    found.push(violation(map, path, `Map value must satisfy constraint: [${allConstraints(value)}]`, shape));
  }
  for (const [name, item] of entries) {
    if (typeof item === 'object' && item !== null) {
      checkInside(value, item, `${path}.${name}.member`, found);
    }
  }
}

/** The constraints that a value breaks by itself, without what is inside it. */
function brokenConstraints(rule: Rule, value: unknown): string[] {
  const broken: string[] = [];
  if (typeof value === 'string') {
    if (rule.oneOf !== undefined && !rule.oneOf.includes(value)) {
      broken.push(enumText(rule.oneOf));
    }
    // What is empty is told to be too short; not, where a single character would do, that it has no pattern.
    const told = value === '' && rule.length?.min === 1;
    if (rule.pattern !== undefined && !told && !patternOf(rule.pattern).test(value)) {
      broken.push(patternText(rule.pattern));
    }
  }
  if (typeof value === 'number') {
    broken.push(...brokenBounds(rule.range, value, 'value'));
  }
  const length = lengthOf(value);
  return length === undefined ? broken : broken.concat(brokenBounds(rule.length, length, 'length'));
}

function brokenBounds({ min, max }: Bounds = {}, measure: number, of: 'length' | 'value'): string[] {
  return [
    ...(min !== undefined && measure < min ? [boundText(of, 'greater', min)] : []),
    ...(max !== undefined && measure > max ? [boundText(of, 'less', max)] : []),
  ];
}

/** All that a rule asks of a value by itself, in the order in which AWS lists it inside brackets. */
function allConstraints({ length, range, pattern, oneOf }: Rule): string {
  return [
    ...(length?.max === undefined ? [] : [boundText('length', 'less', length.max)]),
    ...(length?.min === undefined ? [] : [boundText('length', 'greater', length.min)]),
    ...(range?.max === undefined ? [] : [boundText('value', 'less', range.max)]),
    ...(range?.min === undefined ? [] : [boundText('value', 'greater', range.min)]),
    ...(pattern === undefined ? [] : [patternText(pattern)]),
    ...(oneOf === undefined ? [] : [enumText(oneOf)]),
  ].join(', ');
}

function boundText(of: 'length' | 'value', side: 'greater' | 'less', bound: number): string {
  return `Member must have ${of} ${side} than or equal to ${bound}`;
}

function patternText(pattern: string): string {
  return `Member must satisfy regular expression pattern: ${pattern}`;
}

function enumText(values: readonly string[]): string {
  return `Member must satisfy enum value set: [${values.join(', ')}]`;
}

function lengthOf(value: unknown): number | undefined {
  if (typeof value === 'string' || Array.isArray(value)) {
    return value.length;
  }
  return typeof value === 'object' && value !== null ? Object.keys(value).length : undefined;
}

/** Java's `\p{Print}`, which JavaScript does not have. */
const JAVA_PRINT = '[\\x20-\\x7e]';

const patterns = new Map<string, RegExp>();

function patternOf(pattern: string): RegExp {
  const compiled =
    patterns.get(pattern) ?? new RegExp(`^(?:${pattern.replaceAll('\\p{Print}', JAVA_PRINT)})$`, 'su');
  patterns.set(pattern, compiled);
  return compiled;
}

function lowerFirst(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1);
}
