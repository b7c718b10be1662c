/**
 * Patch operations, as every Update operation takes them: which paths there are and what each does is a table of
 * rules; matching, refusing and applying is here, once.
 * AWS: "PatchOperation", "API Gateway Patch Operations".
 */
import type { Op, PatchOperation } from '@aws-sdk/client-api-gateway';
import type { AwsError } from '../../errors.js';
import { badRequest } from './errors.js';
import { parsePointer } from './json-pointer.js';

/** What one operation asks for. */
export interface Change {
  /** What stands in the place of each `{name}` of the rule's path, unescaped, from left to right. */
  readonly keys: readonly string[];
  /** As it came: a patch has texts only. */
  readonly value: string | undefined;
  /** As it came: `/requestModels/application~1json`. */
  readonly path: string;
  /** What a `copy` takes. */
  readonly from: string | undefined;
}

/** Gives the document with the change in it; throws AwsError where it may not be made. */
export type ApplyChange<T> = (document: T, change: Change) => T;

/** What may be done at a path: an operation that is not in here is refused. */
export interface PatchRule<T> {
  /** `/description`, `/variables/{name}`: a name in braces stands for one segment of any text. */
  readonly path: string;
  readonly add?: ApplyChange<T>;
  readonly replace?: ApplyChange<T>;
  readonly remove?: ApplyChange<T>;
  readonly copy?: ApplyChange<T>;
}

/** In the order in which paths are listed to who asks for one that there is not. The first that fits counts. */
export type PatchRules<T> = readonly PatchRule<T>[];

/** How an operation is refused for which there is no rule. Resources of AWS differ in this. */
export type Refusal = <T>(rules: PatchRules<T>, op: Op, path: string) => AwsError;

/** `Invalid patch path  '/x' specified for op 'add'. Must be one of: [/a, /b]`: the words of most resources. */
export const listingRefusal: Refusal = (rules, op, path) => {
  const paths = rules.filter((rule) => op in rule).map((rule) => rule.path);
  const choice =
    paths.length === 0 ? 'Please choose supported operations' : `Must be one of: [${paths.join(', ')}]`;
  return badRequest(`Invalid patch path  '${path}' specified for op '${op}'. ${choice}`);
};

/**
 * `Invalid patch path /x`, or, where another operation would be possible, `Invalid patch operation specified. Must be
 * one of: [replace]`: the words of REST APIs and methods.
 */
export const plainRefusal: Refusal = (rules, _op, path) => {
  const rule = rules.find((each) => keysOf(each.path, path) !== undefined);
  if (rule === undefined) return badRequest(`Invalid patch path ${path}`);
  const possible = OPERATIONS.filter((op) => op in rule);
  return badRequest(`Invalid patch operation specified. Must be one of: [${possible.join(', ')}]`);
};

/** `Invalid patch path /x`, whatever else might be done there: the words of gateway responses. */
export const pathRefusal: Refusal = (_rules, _op, path) => badRequest(`Invalid patch path ${path}`);

const OPERATIONS = ['add', 'remove', 'replace', 'copy'] as const;
/**
 * Applies operations from first to last: all of them or, where one throws, none. Throws BadRequestException for what
 * no rule allows. That each `op` is one that there is has been checked: see `checkInput` in `rules.ts`.
 */
export function applyPatch<T>(
  rules: PatchRules<T>,
  document: T,
  operations: readonly PatchOperation[] | undefined,
  refusal: Refusal = listingRefusal,
): T {
  return (operations ?? []).reduce(
    (before, operation) => applyOne(rules, before, operation, refusal),
    document,
  );
}

function applyOne<T>(rules: PatchRules<T>, document: T, operation: PatchOperation, refusal: Refusal): T {
  // What is told of a missing path is Java's `null`, which is no pointer either.
  const { op, path = 'null', value, from } = operation;
  if (op === undefined) throw badRequest('Invalid patch operation specified. Operation is required');
  for (const rule of rules) {
    const apply = op === 'move' || op === 'test' ? undefined : rule[op];
    const keys = apply === undefined ? undefined : keysOf(rule.path, path);
    if (apply !== undefined && keys !== undefined) return apply(document, { keys, value, path, from });
  }
  throw refusal(rules, op, path);
}

/** What stands for the names in braces. Undefined where the path is another one. */
function keysOf(template: string, path: string): readonly string[] | undefined {
  const expected = template.split('/').slice(1);
  const found = parsePointer(path);
  if (found?.length !== expected.length) return undefined;
  const isOther = expected.some((segment, index) => !isName(segment) && segment !== found[index]);
  return isOther ? undefined : found.filter((_, index) => isName(expected[index] ?? ''));
}

function isName(segment: string): boolean {
  return segment.startsWith('{');
}
