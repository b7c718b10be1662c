/** A condition or a filter, ready to be held against items. */
import type { Item } from '../values/attribute-value.js';
import type { Condition, ResolvedOperand } from './ast.js';
import type { DocumentPath } from './document-path.js';
import { evaluateCondition } from './evaluate-condition.js';
import { pathsIn } from './operand-paths.js';

export class ItemCondition {
  readonly #condition: Condition<ResolvedOperand>;

  constructor(condition: Condition<ResolvedOperand>) {
    this.#condition = condition;
  }

  /** Whether the item satisfies it. Where there is no item, ask with an empty one. */
  evaluate(item: Item): boolean {
    return evaluateCondition(this.#condition, item);
  }

  /** All paths that it mentions, in the order of the text. */
  get paths(): readonly DocumentPath[] {
    return pathsOf(this.#condition);
  }
}

function pathsOf(condition: Condition<ResolvedOperand>): DocumentPath[] {
  switch (condition.kind) {
    case 'and':
    case 'or':
      return [...pathsOf(condition.left), ...pathsOf(condition.right)];
    case 'not':
      return pathsOf(condition.condition);
    case 'comparison':
      return pathsIn([condition.left, condition.right]);
    case 'between':
      return pathsIn([condition.operand, condition.lower, condition.upper]);
    case 'in':
      return pathsIn([condition.operand, ...condition.candidates]);
    case 'function':
      return pathsIn(condition.operands);
  }
}
