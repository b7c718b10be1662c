/**
 * The grammar of updates (AWS: "Update expressions"):
 *
 *     update   clause+
 *     clause   SET path '=' value (',' …)* | REMOVE path (',' …)*
 *            | ADD path :value (',' …)* | DELETE path :value (',' …)*
 *     value    operand (('+' | '-') operand)?, all of it in parentheses if one likes
 *
 * Here a clause may come more than once: AWS reads the text to its end before it objects.
 */
import type { Operand, SetValue, UpdateAction, UpdateClause, UpdateNode } from './ast.js';
import { parseBareOperand, parseOperand, parsePath } from './parse-operand.js';
import { TokenStream } from './token-stream.js';

const CLAUSES: readonly UpdateClause[] = ['SET', 'REMOVE', 'ADD', 'DELETE'];

/** Throws ExpressionError at the first token that fits nowhere, and at the first redundant parentheses. */
export function parseUpdate(text: string): UpdateNode {
  const tokens = new TokenStream(text);
  const actions: UpdateAction[] = [];
  const clauses: UpdateClause[] = [];
  do {
    const clause = CLAUSES.find((keyword) => tokens.skipKeyword(keyword));
    if (clause === undefined) throw tokens.syntaxError();
    clauses.push(clause);
    actions.push(...tokens.list(() => parseAction(tokens, clause)));
  } while (!tokens.nextIs('end'));
  return { actions, clauses };
}

function parseAction(tokens: TokenStream, clause: UpdateClause): UpdateAction {
  const path = parsePath(tokens);
  if (clause === 'REMOVE') return { clause, path };
  if (clause === 'SET') {
    tokens.takeSymbol('=');
    return { clause, path, value: parseSetValue(tokens) };
  }
  return { clause, path, value: { kind: 'value', name: tokens.takeKind('value-placeholder').text } };
}

function parseSetValue(tokens: TokenStream): SetValue {
  if (!tokens.nextIsSymbol('(')) return parseSum(tokens, parseBareOperand(tokens));
  const grouped = tokens.group(() => parseSetValue(tokens));
  // What stood in the parentheses may have been the first operand only.
  return grouped.kind === 'sum' ? grouped : parseSum(tokens, grouped);
}

function parseSum(tokens: TokenStream, left: Operand): SetValue {
  const operator = (['+', '-'] as const).find((symbol) => tokens.skipSymbol(symbol));
  return operator === undefined ? left : { kind: 'sum', operator, left, right: parseOperand(tokens) };
}
