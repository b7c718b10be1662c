/** Where a value is in an item: attribute names and list indexes, placeholders filled in. */
import { type AttributeValue, attribute, type Item } from '../values/attribute-value.js';
import { ExpressionError } from './expression-error.js';

/** An attribute name, or the index of a list element. */
export type PathElement = string | number;

/** Begins with the name of a top-level attribute. */
export type DocumentPath = readonly [string, ...PathElement[]];

/** The value at a path, or undefined when there is none. */
export function valueAt(item: Item, [name, ...rest]: DocumentPath): AttributeValue | undefined {
  let value = attribute(item, name);
  for (const element of rest) {
    if (value === undefined) return undefined;
    value = childOf(value, element);
  }
  return value;
}

function childOf(value: AttributeValue, element: PathElement): AttributeValue | undefined {
  if (typeof element === 'number') return 'L' in value ? value.L[element] : undefined;
  return 'M' in value ? attribute(value.M, element) : undefined;
}

/** As AWS shows paths in messages: `[a, b, [0]]`. */
export function formatPath(path: readonly PathElement[]): string {
  return `[${path.map((element) => (typeof element === 'number' ? `[${element}]` : element)).join(', ')}]`;
}

export function equalPaths(a: DocumentPath, b: DocumentPath): boolean {
  return a.length === b.length && a.every((element, index) => element === b[index]);
}

/**
 * Throws ExpressionError when a path is another one or leads through it ("overlap"), or when one takes for a
 * map what another takes for a list ("conflict"). An overlap anywhere is reported before any conflict.
 */
export function checkPathsDisjoint(paths: readonly DocumentPath[]): void {
  let conflict: ExpressionError | undefined;
  for (const [index, second] of paths.entries()) {
    for (const first of paths.slice(0, index)) {
      const relation = relate(first, second);
      if (relation === 'overlap') throw incompatible(relation, first, second);
      if (relation === 'conflict') conflict ??= incompatible(relation, first, second);
    }
  }
  if (conflict !== undefined) throw conflict;
}

function relate(first: DocumentPath, second: DocumentPath): 'overlap' | 'conflict' | 'disjoint' {
  const shorter = Math.min(first.length, second.length);
  for (let index = 0; index < shorter; index++) {
    if (typeof first[index] !== typeof second[index]) return 'conflict';
    if (first[index] !== second[index]) return 'disjoint';
  }
  return 'overlap';
}

function incompatible(
  relation: 'overlap' | 'conflict',
  first: DocumentPath,
  second: DocumentPath,
): ExpressionError {
  return new ExpressionError(
    `Two document paths ${relation} with each other; must remove or rewrite one of these paths; ` +
      `path one: ${formatPath(first)}, path two: ${formatPath(second)}`,
  );
}
