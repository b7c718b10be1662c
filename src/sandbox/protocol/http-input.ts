/**
 * Reads a REST operation's input from where its members stand: path, query string, headers, payload, and the
 * JSON body for the rest.
 * AWS: "Smithy: HTTP binding traits".
 */
import { AwsError } from '../errors.js';
import type { WireRequest } from '../http/message.js';
import { readJsonValue } from './codecs.js';
import { readHttpValue, splitHeaderList } from './http-values.js';
import { type Checker, compileChecker } from './json-checker.js';
import { classicWording } from './json-wording.js';
import type { Member, MemberTraits, Shape, StructureShape } from './model.js';

/** What routing has read of a request already. */
export interface MatchedRequest {
  readonly request: WireRequest;
  readonly labels: Readonly<Record<string, string>>;
  /** The query string, without what the route itself asks for. */
  readonly parameters: ReadonlyMap<string, readonly string[]>;
}

type Values = Record<string, unknown>;

/** An operation's input, in the SDK's types. Throws `SerializationException`. */
export function readBoundInput(shape: Shape, matched: MatchedRequest): Values {
  const input: Values = {};
  if (shape.kind !== 'structure') {
    return input;
  }
  const payload = [...shape.members.values()].find(({ traits }) => traits.httpPayload);
  for (const [name, member] of shape.members) {
    const value =
      member === payload ? readPayload(member, matched.request.body) : readMember(member, shape, matched);
    if (value !== undefined) {
      input[name] = value;
    }
  }
  return payload === undefined ? Object.assign(input, readJsonBody(shape, matched.request.body)) : input;
}

function readMember(
  { name, shape, traits }: Member,
  structure: StructureShape,
  matched: MatchedRequest,
): unknown {
  if (traits.httpLabel) {
    const label = matched.labels[name];
    return label === undefined ? undefined : readHttpValue(shape, traits, label, 'label');
  }
  if (traits.httpQuery !== undefined) {
    return readParameter(shape, traits, matched.parameters.get(traits.httpQuery));
  }
  if (traits.httpQueryParams) {
    return readOtherParameters(shape, structure, matched.parameters);
  }
  if (traits.httpHeader !== undefined) {
    return readHeader(shape, traits, matched.request.headers[traits.httpHeader.toLowerCase()]);
  }
  if (traits.httpPrefixHeaders !== undefined) {
    return readPrefixHeaders(traits.httpPrefixHeaders.toLowerCase(), matched.request);
  }
  return undefined;
}

function readParameter(shape: Shape, traits: MemberTraits, values: readonly string[] | undefined): unknown {
  const first = values?.[0];
  if (values === undefined || first === undefined) {
    return undefined;
  }
  return shape.kind === 'list'
    ? values.map((value) => readHttpValue(shape.element.shape, shape.element.traits, value, 'query'))
    : readHttpValue(shape, traits, first, 'query');
}

/** Those that no other member has by name. */
function readOtherParameters(
  shape: Shape,
  { members }: StructureShape,
  parameters: MatchedRequest['parameters'],
): Values | undefined {
  const named = new Set([...members.values()].map(({ traits }) => traits.httpQuery));
  const ofLists = shape.kind === 'map' && shape.value.shape.kind === 'list';
  const entries = [...parameters]
    .filter(([name]) => !named.has(name))
    .map(([name, values]) => [name, ofLists ? [...values] : values[0]]);
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}

function readHeader(shape: Shape, traits: MemberTraits, header: string | string[] | undefined): unknown {
  if (header === undefined) {
    return undefined;
  }
  const text = Array.isArray(header) ? header.join(', ') : header;
  if (shape.kind !== 'list') {
    return readHttpValue(shape, traits, text, 'header');
  }
  const { shape: element, traits: elementTraits } = shape.element;
  return splitHeaderList(element, text).map((item) => readHttpValue(element, elementTraits, item, 'header'));
}

function readPrefixHeaders(prefix: string, { headers }: WireRequest): Values | undefined {
  const entries = Object.entries(headers)
    .filter(([name]) => name.startsWith(prefix))
    .map(([name, value]) => [name.slice(prefix.length), String(value)]);
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}

function readPayload({ shape }: Member, body: Buffer): unknown {
  if (body.length === 0) {
    return undefined;
  }
  switch (shape.kind) {
    case 'blob':
      return new Uint8Array(body);
    case 'string':
      return body.toString('utf8');
    default:
      return readJsonValue(shape, checkerOf(shape)(parseJson(body)), 'json');
  }
}

function readJsonBody(shape: StructureShape, body: Buffer): Values {
  const bound = bodyShape(shape);
  if (body.length === 0 || bound.members.size === 0) {
    return {};
  }
  const value = readJsonValue(shape, checkerOf(bound)(parseJson(body)), 'json');
  return typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value)) : {};
}

function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    throw new AwsError('SerializationException', 'Could not parse request body into json');
  }
}

const bodyShapes = new WeakMap<StructureShape, StructureShape>();

/** The structure without the members that stand elsewhere than in the body. */
function bodyShape(shape: StructureShape): StructureShape {
  const known = bodyShapes.get(shape);
  if (known !== undefined) {
    return known;
  }
  const members = new Map([...shape.members].filter(([, { traits }]) => !isBoundElsewhere(traits)));
  const body = { ...shape, members };
  bodyShapes.set(shape, body);
  return body;
}

function isBoundElsewhere(traits: MemberTraits): boolean {
  return (
    traits.httpLabel === true ||
    traits.httpPayload === true ||
    traits.httpQueryParams === true ||
    traits.httpQuery !== undefined ||
    traits.httpHeader !== undefined ||
    traits.httpPrefixHeaders !== undefined
  );
}

const checkers = new WeakMap<Shape, Checker>();

function checkerOf(shape: Shape): Checker {
  const known = checkers.get(shape);
  if (known !== undefined) {
    return known;
  }
  const checker = compileChecker(shape, { wording: classicWording, numbers: {}, jsonName: true });
  checkers.set(shape, checker);
  return checker;
}
