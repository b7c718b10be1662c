/**
 * An update done to an item (AWS: "Update expressions"). Every operand is read from the item as it was before,
 * and list indexes count in the list as it was before: the order of the text makes no difference.
 */
import { validationException } from '../../../errors.js';
import { MAX_NESTING_LEVELS } from '../limits.js';
import { type AttributeValue, attribute, type Item, setAttribute } from '../values/attribute-value.js';
import { compareBinaries, compareStrings } from '../values/compare.js';
import { addNumbers, compareNumbers } from '../values/number.js';
import type { DocumentPath, PathElement } from './document-path.js';
import { evaluateSetValue, incorrectOperand } from './evaluate-set-value.js';
import { pathsIn } from './operand-paths.js';
import { type PathTree, pathTree } from './path-tree.js';
import { Projection } from './projection.js';
import type { ResolvedUpdate } from './resolve-update.js';
import { updateCharge } from './update-charge.js';

/** An action on one item. What SET puts there is evaluated last: a path that leads nowhere is reported first. */
type Action =
  | { readonly clause: 'SET'; readonly evaluate: () => AttributeValue }
  | { readonly clause: 'ADD' | 'DELETE'; readonly value: AttributeValue }
  | { readonly clause: 'REMOVE' };

type Tree = PathTree<Action>;
type Branches = ReadonlyMap<PathElement, Tree>;

export class Update {
  /** All paths that it names as its targets: what UPDATED_OLD and UPDATED_NEW show of an item. */
  readonly touched: Projection;
  readonly #actions: ResolvedUpdate;

  constructor(update: ResolvedUpdate) {
    this.touched = new Projection(update.map(([path]) => path));
    this.#actions = update;
  }

  /** All paths that it mentions, those that it only reads from among them. */
  get paths(): readonly DocumentPath[] {
    return this.#actions.flatMap(([path, action]) => {
      if (action.clause !== 'SET') return [path];
      const { value } = action;
      return [path, ...pathsIn(value.kind === 'sum' ? [value.left, value.right] : [value])];
    });
  }

  /** What it weighs, in bytes (see `update-charge.ts`). */
  get charge(): number {
    return updateCharge(this.#actions);
  }

  /**
   * The item after the update. `item` is left as it is; a new item begins as its key alone. Throws AWS's
   * ValidationException when an operand is missing or of a wrong type, a path leads nowhere, a number comes out
   * of range, or the result is nested too deep.
   */
  apply(item: Item): Item {
    const actions = this.#actions.map(([path, action]): [DocumentPath, Action] => {
      if (action.clause !== 'SET') return [path, action];
      return [path, { clause: 'SET', evaluate: () => evaluateSetValue(action.value, item) }];
    });
    const updated = updateMap(item, pathTree(actions));
    for (const [name, ...rest] of this.touched.paths) {
      const value = rest.length > 0 ? attribute(updated, name) : undefined;
      if (value !== undefined && levelsOf(value) > MAX_NESTING_LEVELS) {
        throw validationException('Nesting Levels have exceeded supported limits');
      }
    }
    return updated;
  }
}

function updateMap(map: Item, branches: Branches): Item {
  const updated: Record<string, AttributeValue> = {};
  for (const [name, value] of Object.entries(map)) {
    const tree = branches.get(name);
    const after = tree === undefined ? value : updateValue(value, tree);
    if (after !== undefined) setAttribute(updated, name, after);
  }
  for (const [name, tree] of branches) {
    if (typeof name !== 'string' || Object.hasOwn(map, name)) continue;
    const added = updateValue(undefined, tree);
    if (added !== undefined) setAttribute(updated, name, added);
  }
  return updated;
}

/** Elements that are set behind the end are appended, in the order of their indexes, without gaps. */
function updateList(list: readonly AttributeValue[], branches: Branches): AttributeValue[] {
  const kept = list.flatMap((element, index) => {
    const tree = branches.get(index);
    return (tree === undefined ? element : updateValue(element, tree)) ?? [];
  });
  const behind = [...branches]
    .filter(([index]) => Number(index) >= list.length)
    .sort(([a], [b]) => Number(a) - Number(b));
  return [...kept, ...behind.flatMap(([, tree]) => updateValue(undefined, tree) ?? [])];
}

/** The value after the update; undefined when it is removed or was never there. */
function updateValue(value: AttributeValue | undefined, tree: Tree): AttributeValue | undefined {
  if ('leaf' in tree) return act(value, tree.leaf);
  const intoList = [...tree.branches.keys()].every((element) => typeof element === 'number');
  if (value !== undefined && 'M' in value && !intoList) {
    return { M: updateMap(value.M, tree.branches) };
  }
  if (value !== undefined && 'L' in value && intoList) {
    return { L: updateList(value.L, tree.branches) };
  }
  throw validationException('The document path provided in the update expression is invalid for update');
}

function act(value: AttributeValue | undefined, action: Action): AttributeValue | undefined {
  switch (action.clause) {
    case 'SET':
      return action.evaluate();
    case 'REMOVE':
      return undefined;
    case 'ADD':
      return value === undefined ? action.value : add(value, action.value);
    case 'DELETE':
      return value === undefined ? undefined : subtract(value, action.value);
  }
}

/** A sum of numbers, a union of sets. */
function add(value: AttributeValue, operand: AttributeValue): AttributeValue {
  if ('N' in value && 'N' in operand) return { N: addNumbers(value.N, operand.N) };
  if ('SS' in value && 'SS' in operand) {
    return { SS: union(value.SS, operand.SS).sort(compareStrings) };
  }
  if ('NS' in value && 'NS' in operand) {
    return { NS: union(value.NS, operand.NS).sort(compareNumbers) };
  }
  if ('BS' in value && 'BS' in operand) {
    return { BS: union(value.BS, operand.BS).sort(compareBinaries) };
  }
  throw incorrectOperand();
}

function union(a: readonly string[], b: readonly string[]): string[] {
  return [...new Set([...a, ...b])];
}

/** A set without some of its members; undefined when none is left, since there are no empty sets. */
function subtract(value: AttributeValue, operand: AttributeValue): AttributeValue | undefined {
  if ('SS' in value && 'SS' in operand) {
    const SS = difference(value.SS, operand.SS);
    return SS.length === 0 ? undefined : { SS };
  }
  if ('NS' in value && 'NS' in operand) {
    const NS = difference(value.NS, operand.NS);
    return NS.length === 0 ? undefined : { NS };
  }
  if ('BS' in value && 'BS' in operand) {
    const BS = difference(value.BS, operand.BS);
    return BS.length === 0 ? undefined : { BS };
  }
  throw incorrectOperand();
}

function difference(members: readonly string[], removed: readonly string[]): string[] {
  const gone = new Set(removed);
  return members.filter((member) => !gone.has(member));
}

/** Levels of lists and maps, the value inside them included. */
function levelsOf(value: AttributeValue): number {
  const children = 'L' in value ? value.L : 'M' in value ? Object.values(value.M) : [];
  return 1 + children.reduce((deepest, child) => Math.max(deepest, levelsOf(child)), 0);
}
