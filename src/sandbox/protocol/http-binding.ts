/**
 * Where the members of a REST operation stand in its request and its answer: path, query string, headers,
 * status, payload, and the JSON body for the rest.
 * AWS: "Smithy: HTTP binding traits".
 */
import { AwsError } from '../errors.js';
import type { WireRequest } from '../http/message.js';
import { readJsonValue, writeJson } from './codecs.js';
import {
  type HttpPlace,
  joinHeaderList,
  readHttpValue,
  splitHeaderList,
  writeHttpValue,
} from './http-values.js';
import { type Checker, compileChecker } from './json-checker.js';
import { classicWording } from './json-wording.js';
import type { Member, Shape, StructureShape } from './model.js';

/** What routing has read of a request already. */
export interface MatchedRequest {
  readonly request: WireRequest;
  readonly labels: Readonly<Record<string, string>>;
  readonly parameters: ReadonlyMap<string, readonly string[]>;
}

/** An answer's parts that a structure is bound to. */
export interface BoundAnswer {
  readonly status: number | undefined;
  readonly headers: Record<string, string>;
  readonly body: string | Uint8Array;
  readonly contentType: string;
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
      member === payload ? readPayload(member, matched.request.body) : readMember(name, member, matched);
    if (value !== undefined) {
      input[name] = value;
    }
  }
  return payload === undefined ? Object.assign(input, readJsonBody(shape, matched.request.body)) : input;
}

function readMember(name: string, { shape, traits }: Member, matched: MatchedRequest): unknown {
  if (traits.httpLabel) {
    const label = matched.labels[name];
    return label === undefined ? undefined : readHttpValue(shape, traits, label, 'label');
  }
  if (traits.httpQuery !== undefined) {
    return readParameter(shape, traits, matched.parameters.get(traits.httpQuery));
  }
  if (traits.httpQueryParams) {
    return readAllParameters(shape, matched.parameters);
  }
  if (traits.httpHeader !== undefined) {
    return readHeader(shape, traits, matched.request.headers[traits.httpHeader.toLowerCase()]);
  }
  if (traits.httpPrefixHeaders !== undefined) {
    return readPrefixHeaders(traits.httpPrefixHeaders.toLowerCase(), matched.request);
  }
  return undefined;
}

function readParameter(
  shape: Shape,
  traits: Member['traits'],
  values: readonly string[] | undefined,
): unknown {
  const first = values?.[0];
  if (values === undefined || first === undefined) {
    return undefined;
  }
  return shape.kind === 'list'
    ? values.map((value) => readHttpValue(shape.element.shape, shape.element.traits, value, 'query'))
    : readHttpValue(shape, traits, first, 'query');
}

function readAllParameters(shape: Shape, parameters: MatchedRequest['parameters']): Values | undefined {
  const ofLists = shape.kind === 'map' && shape.value.shape.kind === 'list';
  const entries = [...parameters].map(([name, values]) => [name, ofLists ? [...values] : values[0]]);
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}

function readHeader(shape: Shape, traits: Member['traits'], header: string | string[] | undefined): unknown {
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

/** A structure's values as an answer's headers, status and body. */
export function writeBoundOutput(shape: Shape, output: unknown): BoundAnswer {
  const values: Values =
    typeof output === 'object' && output !== null ? Object.fromEntries(Object.entries(output)) : {};
  const headers: Record<string, string> = {};
  let status: number | undefined;
  if (shape.kind !== 'structure') {
    return { status, headers, body: '', contentType: 'application/json' };
  }
  let payload: Member | undefined;
  for (const [name, member] of shape.members) {
    const value = values[name];
    if (member.traits.httpPayload) {
      payload = member;
    } else if (value !== undefined && value !== null) {
      status = member.traits.httpResponseCode ? Number(value) : status;
      Object.assign(headers, writeHeaders(member, value));
    }
  }
  const body =
    payload === undefined
      ? { text: writeJsonBody(shape, values), contentType: 'application/json' }
      : writePayload(payload, values[payload.name]);
  return { status, headers, body: body.text, contentType: body.contentType };
}

function writeHeaders({ shape, traits }: Member, value: unknown): Record<string, string> {
  const { httpHeader, httpPrefixHeaders } = traits;
  if (httpHeader !== undefined) {
    return { [httpHeader]: headerText(shape, traits, value, 'header') };
  }
  if (httpPrefixHeaders === undefined || typeof value !== 'object' || value === null) {
    return {};
  }
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [`${httpPrefixHeaders}${name}`, String(item)]),
  );
}

function headerText(shape: Shape, traits: Member['traits'], value: unknown, place: HttpPlace): string {
  if (shape.kind === 'list' && Array.isArray(value)) {
    const { shape: element, traits: elementTraits } = shape.element;
    const items = value.map((item) => writeHttpValue(element, elementTraits, item, place));
    return element.kind === 'timestamp' ? items.join(', ') : joinHeaderList(items);
  }
  return writeHttpValue(shape, traits, value, place);
}

function writePayload(
  { shape, traits }: Member,
  value: unknown,
): { text: string | Uint8Array; contentType: string } {
  if (value instanceof Uint8Array) {
    return { text: value, contentType: traits.mediaType ?? 'application/octet-stream' };
  }
  if (value === undefined || value === null) {
    return { text: '', contentType: traits.mediaType ?? 'application/json' };
  }
  if (shape.kind === 'string' || shape.kind === 'blob') {
    return { text: String(value), contentType: traits.mediaType ?? 'text/plain' };
  }
  return { text: writeJson(shape, value, 'json'), contentType: 'application/json' };
}

function writeJsonBody(shape: StructureShape, values: Values): string {
  const names = bodyShape(shape).members;
  const body = Object.fromEntries(Object.entries(values).filter(([name]) => names.has(name)));
  return names.size === 0 ? '' : writeJson(shape, body, 'json');
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

function isBoundElsewhere(traits: Member['traits']): boolean {
  return (
    traits.httpLabel === true ||
    traits.httpPayload === true ||
    traits.httpQueryParams === true ||
    traits.httpResponseCode === true ||
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
