import { MAX_EXPRESSION_OPERATORS } from '../limits.js';

/**
 * What is wrong with one expression, in AWS's words but without the part that says which expression it is
 * ("Invalid FilterExpression: …"): that is known further out only.
 */
export class ExpressionError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'ExpressionError';
  }
}

export function redundantParentheses(): ExpressionError {
  return new ExpressionError('The expression has redundant parentheses;');
}

/** AWS stops counting at the first operator too many. */
export function tooManyOperators(): ExpressionError {
  return new ExpressionError(
    `The expression contains too many operators; operator count: ${MAX_EXPRESSION_OPERATORS + 1}`,
  );
}
