/** The paths that operands mention, in the order of the text. */
import type { ResolvedOperand } from './ast.js';
import type { DocumentPath } from './document-path.js';

export function pathsIn(operands: readonly ResolvedOperand[]): DocumentPath[] {
  return operands.flatMap((operand) => {
    if (operand.kind === 'path') return [operand.path];
    return operand.kind === 'function' ? pathsIn(operand.operands) : [];
  });
}
