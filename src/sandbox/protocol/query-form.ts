/**
 * Reads the form of the Query protocol into the SDK's types, driven by the operation's input shape:
 * `Tags.member.1.Key=a` is a list of structures, `Attributes.entry.1.key=a` a map, and where the model
 * flattens a collection, `member` and `entry` are left out.
 * AWS: "Smithy: AWS query protocol".
 */
import { AwsError } from '../errors.js';
import type { ListShape, MapShape, Member, Shape, SimpleShape, StructureShape } from './model.js';

/** A form as a tree: `A.member.1` is the child `1` of the child `member` of the child `A`. */
export interface FormNode {
  value?: string;
  readonly children: Map<string, FormNode>;
}

/** The deepest a form's names may nest. AWS's own models stay below ten. */
const MAX_DEPTH = 40;

/** Parses `a=1&b.c=2`. Throws `MalformedQueryString` where a percent escape is broken. */
export function parseForm(text: string): FormNode {
  const root: FormNode = { children: new Map() };
  for (const pair of text.split('&')) {
    if (pair === '') {
      continue;
    }
    const equals = pair.indexOf('=');
    const name = decode(equals === -1 ? pair : pair.slice(0, equals));
    const path = name.split('.');
    if (path.length > MAX_DEPTH) {
      throw malformed(`The parameter name ${name.slice(0, 80)}… nests too deep.`);
    }
    let node = root;
    for (const part of path) {
      const child: FormNode = node.children.get(part) ?? { children: new Map() };
      node.children.set(part, child);
      node = child;
    }
    node.value = equals === -1 ? '' : decode(pair.slice(equals + 1));
  }
  return root;
}

/** An operation's input. Throws the Query protocol's own errors where a value does not fit its member. */
export function readForm(shape: Shape, form: FormNode): unknown {
  return shape.kind === 'structure' ? readStructure(shape, form) : {};
}

function readStructure(shape: StructureShape, node: FormNode): Record<string, unknown> {
  const structure: Record<string, unknown> = {};
  for (const [name, member] of shape.members) {
    const child = node.children.get(member.traits.xmlName ?? name);
    if (child !== undefined) {
      structure[name] = readMember(member, child, name);
    }
  }
  return structure;
}

function readMember({ shape, traits }: Member, node: FormNode, path: string): unknown {
  switch (shape.kind) {
    case 'structure':
      return readStructure(shape, node);
    case 'list':
      return readList(shape, traits.xmlFlattened === true, node, path);
    case 'map':
      return readMap(shape, traits.xmlFlattened === true, node, path);
    default:
      return readSimple(shape, node.value ?? '', path);
  }
}

function readList({ element }: ListShape, flattened: boolean, node: FormNode, path: string): unknown[] {
  const items = flattened ? node : node.children.get(element.traits.xmlName ?? 'member');
  return inOrder(items).map((item) => readMember(element, item, path));
}

function readMap(
  { key, value }: MapShape,
  flattened: boolean,
  node: FormNode,
  path: string,
): Record<string, unknown> {
  const entries = inOrder(flattened ? node : node.children.get('entry'));
  const pairs = entries.map((entry): [string, unknown] => {
    const keyText = entry.children.get(key.traits.xmlName ?? 'key')?.value;
    const valueNode = entry.children.get(value.traits.xmlName ?? 'value');
    // An empty structure leaves no trace in a form.
    if (keyText === undefined || (valueNode === undefined && value.shape.kind !== 'structure')) {
      throw malformed(`An entry of ${path} lacks its key or its value.`);
    }
    return [keyText, readMember(value, valueNode ?? { children: new Map() }, path)];
  });
  return Object.fromEntries(pairs);
}

/** The items of a numbered list, by number; gaps do not matter. */
function inOrder(node: FormNode | undefined): FormNode[] {
  return [...(node?.children ?? [])]
    .map(([position, item]): [number, FormNode] => {
      if (!/^[1-9]\d{0,8}$/.test(position)) {
        throw malformed(`${position.slice(0, 80)} is not a position in a list.`);
      }
      return [Number(position), item];
    })
    .sort(([a], [b]) => a - b)
    .map(([, item]) => item);
}

function readSimple(shape: SimpleShape, text: string, path: string): unknown {
  switch (shape.kind) {
    case 'boolean':
      return readBoolean(text, path);
    case 'number':
      return readNumber(text, path);
    case 'bigInteger':
      return BigInt(readNumber(text, path));
    case 'blob':
      return readBlob(text, path);
    case 'timestamp':
      return readTimestamp(text, path);
    default:
      return text;
  }
}

function readBoolean(text: string, path: string): boolean {
  switch (text.toLowerCase()) {
    case 'true':
      return true;
    case 'false':
      return false;
    default:
      throw malformedInput(`Value ${text} at ${path} is not a boolean`);
  }
}

function readNumber(text: string, path: string): number {
  if (!/^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/.test(text)) {
    throw malformedInput(`Value ${text} at ${path} is not a number`);
  }
  return Number(text);
}

function readBlob(text: string, path: string): Uint8Array {
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(text)) {
    throw malformedInput(`Value at ${path} is not base64`);
  }
  return new Uint8Array(Buffer.from(text, 'base64'));
}

/** ISO 8601, or epoch seconds, whatever the model's format: AWS takes both. */
function readTimestamp(text: string, path: string): Date {
  const date = /^-?\d+(?:\.\d+)?$/.test(text) ? new Date(Number(text) * 1000) : new Date(text);
  if (Number.isNaN(date.getTime())) {
    throw malformedInput(`timestamp at ${path} must follow ISO8601`);
  }
  return date;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    throw malformed('The query string holds a broken percent escape.');
  }
}

function malformed(message: string): AwsError {
  return new AwsError('MalformedQueryString', message, { status: 404 });
}

function malformedInput(message: string): AwsError {
  return new AwsError('MalformedInput', message);
}
