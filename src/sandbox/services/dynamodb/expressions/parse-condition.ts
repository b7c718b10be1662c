/**
 * The grammar of conditions, filters and key conditions (AWS: "Condition and filter expressions, operators, and
 * functions"):
 *
 *     or       and (OR and)*
 *     and      not (AND not)*
 *     not      NOT not | primary
 *     primary  '(' or ')' | function | operand comparator operand
 *            | operand BETWEEN operand AND operand | operand IN '(' operand (',' operand)* ')'
 *
 * An opening parenthesis may begin a condition or an operand. Which one it was shows at the end of it, so what
 * is inside is read as far as the two have in common.
 */
import type { Comparator, Condition, FunctionNode, Operand } from './ast.js';
import { parseBareOperand, parseOperand } from './parse-operand.js';
import { TokenStream } from './token-stream.js';

const COMPARATORS: readonly Comparator[] = ['=', '<>', '<', '<=', '>', '>='];

type ParsedCondition = Condition<Operand>;

/** Throws ExpressionError at the first token that fits nowhere, and at the first redundant parentheses. */
export function parseCondition(text: string): ParsedCondition {
  const tokens = new TokenStream(text);
  const node = parseOr(tokens, parseAnd(tokens, parseNot(tokens)));
  if (!tokens.nextIs('end')) throw tokens.syntaxError();
  return node;
}

function parseOr(tokens: TokenStream, first: ParsedCondition): ParsedCondition {
  let condition = first;
  while (tokens.skipKeyword('OR')) {
    condition = { kind: 'or', left: condition, right: parseAnd(tokens, parseNot(tokens)) };
  }
  return condition;
}

function parseAnd(tokens: TokenStream, first: ParsedCondition): ParsedCondition {
  let condition = first;
  while (tokens.skipKeyword('AND')) {
    condition = { kind: 'and', left: condition, right: parseNot(tokens) };
  }
  return condition;
}

function parseNot(tokens: TokenStream): ParsedCondition {
  if (tokens.skipKeyword('NOT')) return { kind: 'not', condition: parseNot(tokens) };
  const primary = parsePrimary(tokens);
  if (!isCondition(primary)) throw tokens.syntaxError();
  return primary;
}

/** A condition; or a mere operand, when what follows does not make a condition of it. */
function parsePrimary(tokens: TokenStream): ParsedCondition | Operand {
  const first = tokens.nextIsSymbol('(')
    ? tokens.group(() => parseGroupContent(tokens))
    : parseBareOperand(tokens);
  return isOperand(first) ? parseOperator(tokens, first) : first;
}

function parseGroupContent(tokens: TokenStream): ParsedCondition | Operand {
  if (tokens.nextIsKeyword('NOT')) return parseOr(tokens, parseAnd(tokens, parseNot(tokens)));
  const first = parsePrimary(tokens);
  if (isCondition(first)) {
    // A function is an operand too, and stays one if nothing follows it.
    return tokens.nextIsSymbol(')') ? first : parseOr(tokens, parseAnd(tokens, first));
  }
  if (!tokens.nextIsSymbol(')')) throw tokens.syntaxError();
  return first;
}

/** What may follow an operand. */
function parseOperator(tokens: TokenStream, operand: Operand): ParsedCondition | Operand {
  const comparator = COMPARATORS.find((symbol) => tokens.nextIsSymbol(symbol));
  if (comparator !== undefined) {
    tokens.take();
    return { kind: 'comparison', comparator, left: operand, right: parseOperand(tokens) };
  }
  if (tokens.skipKeyword('BETWEEN')) {
    const lower = parseOperand(tokens);
    if (!tokens.skipKeyword('AND')) throw tokens.syntaxError();
    return { kind: 'between', operand, lower, upper: parseOperand(tokens) };
  }
  if (tokens.skipKeyword('IN')) {
    tokens.takeSymbol('(');
    const candidates = tokens.list(() => parseOperand(tokens));
    tokens.takeSymbol(')');
    return { kind: 'in', operand, candidates };
  }
  return operand;
}

function isOperand(node: ParsedCondition | Operand): node is Operand {
  return node.kind === 'path' || node.kind === 'value' || node.kind === 'function';
}

function isCondition(node: ParsedCondition | Operand): node is ParsedCondition | FunctionNode<Operand> {
  return node.kind !== 'path' && node.kind !== 'value';
}
