/** The grammar of projections: paths with commas between them (AWS: "Projection expressions"). */
import type { PathNode } from './ast.js';
import { parsePath } from './parse-operand.js';
import { TokenStream } from './token-stream.js';

/** Throws ExpressionError at the first token that fits nowhere. */
export function parseProjection(text: string): readonly PathNode[] {
  const tokens = new TokenStream(text);
  const paths = tokens.list(() => parsePath(tokens));
  if (!tokens.nextIs('end')) throw tokens.syntaxError();
  return paths;
}
