/** The parts of an item that a set of paths leads to (AWS: "Projection expressions"). */
import { type AttributeValue, attribute, type Item, setAttribute } from '../values/attribute-value.js';
import type { DocumentPath, PathElement } from './document-path.js';
import { type PathTree, pathTree } from './path-tree.js';

type Tree = PathTree<true>;

export class Projection {
  readonly paths: readonly DocumentPath[];
  readonly #tree: ReadonlyMap<PathElement, Tree>;

  /** The paths must be disjoint. */
  constructor(paths: readonly DocumentPath[]) {
    this.paths = paths;
    this.#tree = pathTree(paths.map((path) => [path, true] as const));
  }

  /** The names of the top-level attributes that it takes from. */
  get attributes(): ReadonlySet<string> {
    return new Set(this.paths.map(([name]) => name));
  }

  /**
   * A copy of the item with nothing else in it. Paths that lead nowhere leave nothing behind, not even the
   * empty map around them; elements of lists close up, in the order of the list.
   */
  apply(item: Item): Item {
    return projectMap(item, this.#tree);
  }
}

function projectMap(item: Item, branches: ReadonlyMap<PathElement, Tree>): Item {
  const projected: Record<string, AttributeValue> = {};
  for (const [name, tree] of branches) {
    const value = typeof name === 'string' ? attribute(item, name) : undefined;
    const part = value && project(value, tree);
    if (part !== undefined) setAttribute(projected, String(name), part);
  }
  return projected;
}

function project(value: AttributeValue, tree: Tree): AttributeValue | undefined {
  if ('leaf' in tree) return value;
  if ('M' in value) {
    const part = projectMap(value.M, tree.branches);
    return Object.keys(part).length === 0 ? undefined : { M: part };
  }
  if ('L' in value) {
    const part = value.L.flatMap((element, index) => {
      const branch = tree.branches.get(index);
      return (branch && project(element, branch)) ?? [];
    });
    return part.length === 0 ? undefined : { L: part };
  }
  return undefined;
}
