/** Paths, placeholders and function calls: what all kinds of expression have in common. */
import type { FunctionNode, Operand, PathNode, PathStep } from './ast.js';
import type { TokenStream } from './token-stream.js';

const KEYWORDS = ['AND', 'OR', 'NOT', 'BETWEEN', 'IN', 'SET', 'REMOVE', 'ADD', 'DELETE'] as const;

/** `a.b[3].#c` */
export function parsePath(tokens: TokenStream): PathNode {
  const steps: PathStep[] = [parseAttribute(tokens)];
  for (;;) {
    if (tokens.skipSymbol('.')) {
      steps.push(parseAttribute(tokens));
    } else if (tokens.skipSymbol('[')) {
      steps.push({ kind: 'index', digits: tokens.takeKind('number').text });
      tokens.takeSymbol(']');
    } else {
      return { kind: 'path', steps };
    }
  }
}

function parseAttribute(tokens: TokenStream): PathStep {
  if (tokens.nextIs('name-placeholder')) return { kind: 'placeholder', name: tokens.take().text };
  return { kind: 'attribute', name: parseIdentifier(tokens) };
}

function parseIdentifier(tokens: TokenStream): string {
  if (tokens.nextIsKeyword(...KEYWORDS)) throw tokens.syntaxError();
  return tokens.takeKind('identifier').text;
}

/** A path, a value or a function call; parentheses may stand around it. */
export function parseOperand(tokens: TokenStream): Operand {
  if (tokens.nextIsSymbol('(')) return tokens.group(() => parseOperand(tokens));
  return parseBareOperand(tokens);
}

/** An operand without parentheses around it. */
export function parseBareOperand(tokens: TokenStream): Operand {
  if (tokens.nextIs('value-placeholder')) return { kind: 'value', name: tokens.take().text };
  if (tokens.nextIs('identifier') && tokens.secondOpensParenthesis) return parseFunction(tokens);
  return parsePath(tokens);
}

function parseFunction(tokens: TokenStream): FunctionNode<Operand> {
  const name = parseIdentifier(tokens);
  const operands = tokens.call(() => tokens.list(() => parseOperand(tokens)));
  return { kind: 'function', name, operands };
}
