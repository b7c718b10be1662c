/**
 * Writes a REST operation's output to where its members stand: status, headers, payload, and the JSON body for
 * the rest. Labels and query parameters mean nothing here: a shape that is both input and output has them in
 * its body.
 * AWS: "Smithy: HTTP binding traits".
 */
import { writeJson } from './codecs.js';
import { joinHeaderList, writeHttpValue } from './http-values.js';
import type { Member, MemberTraits, Shape, StructureShape } from './model.js';

/** An answer's parts that a structure is bound to. */
export interface BoundAnswer {
  readonly status: number | undefined;
  /** By lower-case name, `content-type` among them. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
}

type Values = Record<string, unknown>;

/** A structure's values as an answer's headers, status and body. */
export function writeBoundOutput(shape: Shape, output: unknown): BoundAnswer {
  const values: Values =
    typeof output === 'object' && output !== null ? Object.fromEntries(Object.entries(output)) : {};
  const headers: Record<string, string> = {};
  let status: number | undefined;
  if (shape.kind !== 'structure') {
    return { status, headers: { 'content-type': 'application/json' }, body: '' };
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
  // A member may be bound to this header itself.
  return { status, headers: { 'content-type': body.contentType, ...headers }, body: body.text };
}

function writeHeaders({ shape, traits }: Member, value: unknown): Record<string, string> {
  const { httpHeader, httpPrefixHeaders } = traits;
  if (httpHeader !== undefined) {
    return { [httpHeader.toLowerCase()]: headerText(shape, traits, value) };
  }
  if (httpPrefixHeaders === undefined || typeof value !== 'object' || value === null) {
    return {};
  }
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [`${httpPrefixHeaders}${name}`.toLowerCase(), String(item)]),
  );
}

function headerText(shape: Shape, traits: MemberTraits, value: unknown): string {
  if (shape.kind === 'list' && Array.isArray(value)) {
    const { shape: element, traits: elementTraits } = shape.element;
    const items = value.map((item) => writeHttpValue(element, elementTraits, item, 'header'));
    return element.kind === 'timestamp' ? items.join(', ') : joinHeaderList(items);
  }
  return writeHttpValue(shape, traits, value, 'header');
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
  const names = [...shape.members.values()]
    .filter(({ traits }) => !isBoundElsewhere(traits))
    .map(({ name }) => name);
  const body = Object.fromEntries(names.map((name) => [name, values[name]]));
  return names.length === 0 ? '' : writeJson(shape, body, 'json');
}

function isBoundElsewhere(traits: MemberTraits): boolean {
  return (
    traits.httpPayload === true ||
    traits.httpResponseCode === true ||
    traits.httpHeader !== undefined ||
    traits.httpPrefixHeaders !== undefined
  );
}
