/** Disjoint document paths as a tree, so that one walk through an item serves all of them. */
import type { DocumentPath, PathElement } from './document-path.js';

/** A leaf says what is to be done at the end of a path; a branch, where paths go on. */
export type PathTree<T> = { readonly leaf: T } | { readonly branches: Map<PathElement, PathTree<T>> };

/** The paths must be disjoint (`checkPathsDisjoint`). The first level are top-level attributes. */
export function pathTree<T>(entries: Iterable<readonly [DocumentPath, T]>): Map<PathElement, PathTree<T>> {
  const root = new Map<PathElement, PathTree<T>>();
  for (const [path, leaf] of entries) {
    let branches = root;
    for (const element of path.slice(0, -1)) {
      branches = branchesAt(branches, element);
    }
    const last = path.at(-1);
    if (last !== undefined) branches.set(last, { leaf });
  }
  return root;
}

function branchesAt<T>(
  branches: Map<PathElement, PathTree<T>>,
  element: PathElement,
): Map<PathElement, PathTree<T>> {
  const existing = branches.get(element);
  if (existing !== undefined && 'branches' in existing) return existing.branches;
  const created = new Map<PathElement, PathTree<T>>();
  branches.set(element, { branches: created });
  return created;
}
