/**
 * What the parsers make of an expression's text. Conditions are generic in their operands: as parsed they hold
 * placeholders (`Operand`), and with the request's names and values filled in they hold `ResolvedOperand`s.
 */
import type { AttributeValue } from '../values/attribute-value.js';
import type { DocumentPath } from './document-path.js';

export type PathStep =
  | { readonly kind: 'attribute'; readonly name: string }
  /** `#name`, with the sign. */
  | { readonly kind: 'placeholder'; readonly name: string }
  /** The digits of a list index, however many. */
  | { readonly kind: 'index'; readonly digits: string };

export interface PathNode {
  readonly kind: 'path';
  readonly steps: readonly PathStep[];
}

/** `:value`, with the sign. */
export interface ValueNode {
  readonly kind: 'value';
  readonly name: string;
}

export interface FunctionNode<O> {
  readonly kind: 'function';
  readonly name: string;
  readonly operands: readonly O[];
}

export type Operand = PathNode | ValueNode | FunctionNode<Operand>;

export type ResolvedOperand =
  | { readonly kind: 'path'; readonly path: DocumentPath }
  | { readonly kind: 'value'; readonly value: AttributeValue }
  | FunctionNode<ResolvedOperand>;

export type Comparator = '=' | '<>' | '<' | '<=' | '>' | '>=';

export type Condition<O> =
  | { readonly kind: 'comparison'; readonly comparator: Comparator; readonly left: O; readonly right: O }
  | { readonly kind: 'between'; readonly operand: O; readonly lower: O; readonly upper: O }
  | { readonly kind: 'in'; readonly operand: O; readonly candidates: readonly O[] }
  | FunctionNode<O>
  | { readonly kind: 'and' | 'or'; readonly left: Condition<O>; readonly right: Condition<O> }
  | { readonly kind: 'not'; readonly condition: Condition<O> };

/** The right side of an assignment in SET. */
export type SetValue =
  | Operand
  | { readonly kind: 'sum'; readonly operator: '+' | '-'; readonly left: Operand; readonly right: Operand };

export type UpdateAction =
  | { readonly clause: 'SET'; readonly path: PathNode; readonly value: SetValue }
  | { readonly clause: 'REMOVE'; readonly path: PathNode }
  | { readonly clause: 'ADD' | 'DELETE'; readonly path: PathNode; readonly value: ValueNode };

export type UpdateClause = UpdateAction['clause'];

export interface UpdateNode {
  readonly actions: readonly UpdateAction[];
  /** The clauses in the order of the text; one that is repeated is in here as often. */
  readonly clauses: readonly UpdateClause[];
}
