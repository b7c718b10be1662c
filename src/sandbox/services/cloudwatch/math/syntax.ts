/**
 * Metric math as it is written, taken apart: `100 * (errors / SUM([ok, errors]))`.
 * AWS: "Using metric math" in the Amazon CloudWatch User Guide.
 */

export type Expression =
  | { readonly kind: 'number'; readonly value: number }
  /** In quotes: `METRICS("errors")`. */
  | { readonly kind: 'text'; readonly value: string }
  /** The id of a metric or of another expression. Begins with a small letter. */
  | { readonly kind: 'id'; readonly name: string }
  /** In capitals and without arguments: `REPEAT`. */
  | { readonly kind: 'word'; readonly name: string }
  | { readonly kind: 'list'; readonly items: readonly Expression[] }
  | { readonly kind: 'negative'; readonly operand: Expression }
  | {
      readonly kind: 'operation';
      readonly operator: Operator;
      readonly left: Expression;
      readonly right: Expression;
    }
  | { readonly kind: 'call'; readonly name: string; readonly parameters: readonly Expression[] };

export type Operator = '+' | '-' | '*' | '/' | '^' | '==' | '!=' | '<' | '<=' | '>' | '>=' | '&&' | '||';

/** What is wrong with an expression, to be told to who wrote it. */
export class MathError extends Error {}
