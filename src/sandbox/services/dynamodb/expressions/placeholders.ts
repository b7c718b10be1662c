/**
 * ExpressionAttributeNames and ExpressionAttributeValues of a request, checked, and which of them were used.
 * All expressions of the request share them.
 */
import { AwsError, validationException } from '../../../errors.js';
import { MAX_PLACEHOLDER_BYTES, MAX_SUBSTITUTION_BYTES } from '../limits.js';
import type { AttributeValue } from '../values/attribute-value.js';
import { checkValue, type UncheckedItem } from '../values/check-value.js';
import type { Layer } from '../values/layer.js';
import { valueSize } from '../values/size.js';
import type { PathNode, PathStep, ValueNode } from './ast.js';
import type { DocumentPath, PathElement } from './document-path.js';
import { ExpressionError } from './expression-error.js';

const NAME_KEY = /^#[A-Za-z0-9_]+$/;
const VALUE_KEY = /^:[A-Za-z0-9_]+$/;

export type AttributeNames = { readonly [placeholder: string]: string };

export class Placeholders {
  readonly #names: ReadonlyMap<string, string>;
  readonly #values: ReadonlyMap<string, AttributeValue>;
  readonly #used = new Set<string>();

  /** Throws AWS's ValidationException for a key or a value that is not allowed. */
  constructor(
    names: AttributeNames | null | undefined,
    values: UncheckedItem | null | undefined,
    layer: Layer,
  ) {
    this.#names = checkNames(names ?? undefined);
    this.#values = checkValues(values ?? undefined, layer);
  }

  /** A path with its names filled in. Throws ExpressionError when one is not defined. */
  path(node: PathNode): DocumentPath {
    const [first, ...rest] = node.steps;
    if (first === undefined) throw new RangeError('A path has at least one step');
    return [this.#attributeName(first), ...rest.map((step) => this.#element(step))];
  }

  #element(step: PathStep): PathElement {
    return step.kind === 'index' ? Number(step.digits) : this.#attributeName(step);
  }

  #attributeName(step: PathStep): string {
    if (step.kind === 'attribute') return step.name;
    if (step.kind === 'index') throw new RangeError('A path begins with an attribute');
    const name = this.#names.get(step.name);
    if (name === undefined) {
      throw new ExpressionError(
        `An expression attribute name used in the document path is not defined; attribute name: ${step.name}`,
      );
    }
    this.#used.add(step.name);
    return name;
  }

  /** A placeholder's value. Throws ExpressionError when it is not defined. */
  value(node: ValueNode): AttributeValue {
    const value = this.#values.get(node.name);
    if (value === undefined) {
      throw new ExpressionError(
        `An expression attribute value used in expression is not defined; attribute value: ${node.name}`,
      );
    }
    this.#used.add(node.name);
    return value;
  }

  /** Once all expressions are read: throws AWS's ValidationException when a name or a value was not used. */
  checkAllUsed(): void {
    this.#checkUsed('ExpressionAttributeNames', this.#names);
    this.#checkUsed('ExpressionAttributeValues', this.#values);
  }

  #checkUsed(parameter: string, defined: ReadonlyMap<string, unknown>): void {
    const unused = [...defined.keys()].filter((key) => !this.#used.has(key));
    if (unused.length > 0) {
      throw validationException(
        `Value provided in ${parameter} unused in expressions: keys: {${unused.join(', ')}}`,
      );
    }
  }
}

function checkNames(names: AttributeNames | undefined): ReadonlyMap<string, string> {
  const checked = new Map<string, string>();
  if (names === undefined) return checked;
  checkKeys('ExpressionAttributeNames', names, NAME_KEY);
  let bytes = 0;
  for (const [key, name] of Object.entries(names)) {
    if (name === '') {
      throw validationException(
        `ExpressionAttributeNames contains invalid value: Empty attribute name for key ${key}`,
      );
    }
    checked.set(key, name);
    bytes += Buffer.byteLength(key) + Buffer.byteLength(name);
  }
  checkTotalSize('ExpressionAttributeNames', bytes);
  return checked;
}

function checkValues(values: UncheckedItem | undefined, layer: Layer): ReadonlyMap<string, AttributeValue> {
  const checked = new Map<string, AttributeValue>();
  if (values === undefined) return checked;
  checkKeys('ExpressionAttributeValues', values, VALUE_KEY);
  let bytes = 0;
  for (const [key, value] of Object.entries(values)) {
    const canonical =
      layer === 'current' ? checkValue(value, layer) : prefixed(key, () => checkValue(value, layer));
    checked.set(key, canonical);
    bytes += Buffer.byteLength(key) + valueSize(canonical);
  }
  checkTotalSize('ExpressionAttributeValues', bytes);
  return checked;
}

/** Only the older layer says which value it is. */
function prefixed<T>(key: string, check: () => T): T {
  try {
    return check();
  } catch (error) {
    if (error instanceof AwsError && error.code === 'ValidationException') {
      throw validationException(
        `ExpressionAttributeValues contains invalid value: ${error.message} for key ${key}`,
      );
    }
    throw error;
  }
}

function checkKeys(parameter: string, substitutions: object, pattern: RegExp): void {
  const keys = Object.keys(substitutions);
  if (keys.length === 0) throw validationException(`${parameter} must not be empty`);
  for (const key of keys) {
    if (!pattern.test(key)) {
      throw validationException(`${parameter} contains invalid key: Syntax error; key: "${key}"`);
    }
    if (key.length > MAX_PLACEHOLDER_BYTES) {
      throw validationException(
        `${parameter} contains invalid key: The expression attribute map contains a key that is too long; ` +
          `size of key: ${key.length}`,
      );
    }
  }
}

function checkTotalSize(parameter: string, bytes: number): void {
  if (bytes > MAX_SUBSTITUTION_BYTES) {
    throw validationException(
      `${parameter} exceeds max size: The expression attribute map exceeds the maximum allowed size; size: ${bytes}`,
    );
  }
}
