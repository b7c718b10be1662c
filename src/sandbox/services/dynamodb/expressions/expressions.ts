/**
 * The expressions of one request: parsed, checked, their placeholders filled in. The order of the checks and
 * the texts of the errors are AWS's.
 */
import { validationException } from '../../../errors.js';
import { MAX_EXPRESSION_BYTES } from '../limits.js';
import type { UncheckedItem } from '../values/check-value.js';
import type { Layer } from '../values/layer.js';
import { Update } from './apply-update.js';
import type { Condition, Operand, PathNode, ResolvedOperand, UpdateNode } from './ast.js';
import { checkConditionLimits, checkPathLimits, checkUpdateLimits } from './check-limits.js';
import { checkConditionWords, checkPathWords, checkUpdateWords } from './check-words.js';
import { checkPathsDisjoint } from './document-path.js';
import { ExpressionError } from './expression-error.js';
import { ItemCondition } from './item-condition.js';
import { KeyCondition } from './key-condition.js';
import { cached } from './parse-cache.js';
import { parseCondition } from './parse-condition.js';
import { parseProjection } from './parse-projection.js';
import { parseUpdate } from './parse-update.js';
import { type AttributeNames, Placeholders } from './placeholders.js';
import { Projection } from './projection.js';
import { resolveCondition } from './resolve-condition.js';
import { resolveUpdate } from './resolve-update.js';

export type ExpressionParameter =
  | 'UpdateExpression'
  | 'ConditionExpression'
  | 'KeyConditionExpression'
  | 'FilterExpression'
  | 'ProjectionExpression';

/** The members of a request that have to do with expressions. */
export type ExpressionInput = {
  readonly [Parameter in ExpressionParameter]?: string | null | undefined;
} & {
  readonly ExpressionAttributeNames?: AttributeNames | null | undefined;
  readonly ExpressionAttributeValues?: UncheckedItem | null | undefined;
};

/** What the request has of them. */
export interface Expressions {
  readonly update?: Update;
  readonly condition?: ItemCondition;
  readonly keyCondition?: KeyCondition;
  readonly filter?: ItemCondition;
  readonly projection?: Projection;
}

/**
 * Reads all expressions of a request. `supported` are those that its operation has, in AWS's order, for the
 * message when placeholders come without any. Throws AWS's ValidationException, in the words of the layer.
 */
export function parseExpressions(
  input: ExpressionInput,
  supported: readonly ExpressionParameter[],
  layer: Layer = 'current',
): Expressions {
  checkUsed(input, supported, layer);
  const placeholders = new Placeholders(
    input.ExpressionAttributeNames,
    input.ExpressionAttributeValues,
    layer,
  );
  const read = <T>(
    parameter: ExpressionParameter,
    compile: (text: string, placeholders: Placeholders) => T,
  ): T | undefined => {
    const text = input[parameter] ?? undefined;
    return text === undefined ? undefined : compileExpression(parameter, text, placeholders, compile);
  };
  const update = read('UpdateExpression', compileUpdate);
  const condition = read('ConditionExpression', compileCondition);
  const keyCondition = read('KeyConditionExpression', compileCondition);
  const filter = read('FilterExpression', compileCondition);
  const projection = read('ProjectionExpression', compileProjection);
  placeholders.checkAllUsed();
  return {
    ...(update && { update }),
    ...(condition && { condition: new ItemCondition(condition) }),
    ...(keyCondition && { keyCondition: new KeyCondition(keyCondition) }),
    ...(filter && { filter: new ItemCondition(filter) }),
    ...(projection && { projection }),
  };
}

/** Placeholders need an expression that could use them. */
function checkUsed(input: ExpressionInput, supported: readonly ExpressionParameter[], layer: Layer): void {
  if (input.ExpressionAttributeNames != null && supported.every((parameter) => input[parameter] == null)) {
    throw validationException('ExpressionAttributeNames can only be specified when using expressions');
  }
  const withValues = supported.filter((parameter) => parameter !== 'ProjectionExpression');
  if (input.ExpressionAttributeValues != null && withValues.every((parameter) => input[parameter] == null)) {
    const verb = withValues.length > 1 ? 'are' : 'is';
    const detail = layer === 'older' ? `: ${withValues.join(' and ')} ${verb} null` : '';
    throw validationException(
      `ExpressionAttributeValues can only be specified when using expressions${detail}`,
    );
  }
}

function compileExpression<T>(
  parameter: ExpressionParameter,
  text: string,
  placeholders: Placeholders,
  compile: (text: string, placeholders: Placeholders) => T,
): T {
  try {
    checkText(parameter, text);
    return compile(text, placeholders);
  } catch (error) {
    if (error instanceof ExpressionError) throw validationException(`Invalid ${parameter}: ${error.message}`);
    throw error;
  }
}

function checkText(parameter: ExpressionParameter, text: string): void {
  if (text === '') throw new ExpressionError('The expression can not be empty;');
  const bytes = Buffer.byteLength(text);
  if (bytes > MAX_EXPRESSION_BYTES) {
    // AWS does not say how long an update is.
    const size = parameter === 'UpdateExpression' ? '' : ` expression size: ${bytes}`;
    throw new ExpressionError(`Expression size has exceeded the maximum allowed size;${size}`);
  }
}

const parsedUpdate = cached((text: string): UpdateNode => {
  const node = parseUpdate(text);
  checkUpdateWords(node);
  return node;
});

const parsedCondition = cached((text: string): Condition<Operand> => {
  const node = parseCondition(text);
  checkConditionWords(node);
  return node;
});

const parsedProjection = cached((text: string): readonly PathNode[] => {
  const paths = parseProjection(text);
  for (const path of paths) checkPathWords(path);
  return paths;
});

function compileUpdate(text: string, placeholders: Placeholders): Update {
  const node = parsedUpdate(text);
  const resolved = resolveUpdate(node, placeholders);
  checkUpdateLimits(node);
  return new Update(resolved);
}

function compileCondition(text: string, placeholders: Placeholders): Condition<ResolvedOperand> {
  const node = parsedCondition(text);
  const resolved = resolveCondition(node, placeholders);
  checkConditionLimits(node);
  return resolved;
}

function compileProjection(text: string, placeholders: Placeholders): Projection {
  const nodes = parsedProjection(text);
  const paths = nodes.map((node) => placeholders.path(node));
  checkPathsDisjoint(paths);
  for (const node of nodes) checkPathLimits(node);
  return new Projection(paths);
}
