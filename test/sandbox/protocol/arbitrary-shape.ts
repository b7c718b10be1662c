/** Values of any shape of a model, in the SDK's types, for property tests. */
import fc from 'fast-check';
import type { MapShape, Member, Shape, StructureShape } from '../../../src/sandbox/protocol/model.js';

/** Below this, optional members are left out, so that recursive shapes end. */
const MAX_DEPTH = 2;

const text = fc.stringMatching(/^[A-Za-z0-9 _.:/<>&"'=+%;,#?é漢-]{1,20}$/).map((value) => `x${value.trim()}`);
/** What may stand in a header, and as a whole path segment. */
const plainText = fc.stringMatching(/^[A-Za-z0-9_.:/=+%,;"-]{1,20}$/).map((value) => `x${value}x`);
const wholeSecond = fc.integer({ min: 0, max: 4_000_000_000 }).map((seconds) => new Date(seconds * 1000));
const integer = fc.integer({ min: -1_000_000, max: 1_000_000 });

/** What a client always sends or reads (labels, idempotency tokens, the status, Accept and Content-Type) is there; other members may be. */
export function arbitraryOf(shape: Shape, depth = 0): fc.Arbitrary<unknown> {
  switch (shape.kind) {
    case 'structure':
      return structure(shape, depth);
    case 'list':
      return fc.array(memberValue(shape.element, depth + 1), {
        minLength: depth > MAX_DEPTH ? 0 : 1,
        maxLength: 2,
      });
    case 'map':
      return map(shape, depth);
    case 'boolean':
      return fc.boolean();
    case 'number':
      return integer;
    case 'bigInteger':
      return integer.map(BigInt);
    case 'timestamp':
      return wholeSecond;
    case 'blob':
      return fc.uint8Array({ minLength: 1, maxLength: 20 });
    case 'unit':
      return fc.constant({});
    default:
      return text;
  }
}

function structure(shape: StructureShape, depth: number): fc.Arbitrary<Record<string, unknown>> {
  const members = [...shape.members];
  if (shape.union) {
    const usable = depth > MAX_DEPTH ? members.slice(0, 1) : members;
    return fc.oneof(
      ...usable.map(([name, member]) => memberValue(member, depth + 1).map((value) => ({ [name]: value }))),
    );
  }
  const included = members.filter(
    ([, { traits, shape: inner }]) => depth <= MAX_DEPTH || traits.httpLabel || isSimple(inner),
  );
  const requiredKeys = included.filter(([, { traits }]) => isAlwaysThere(traits)).map(([name]) => name);
  const values = fc.record(
    Object.fromEntries(included.map(([name, member]) => [name, memberValue(member, depth + 1)])),
    { requiredKeys },
  );
  // In a list of the Query protocol, an empty structure leaves no trace.
  return depth === 0 || included.length === 0
    ? values
    : values.filter((value) => Object.keys(value).length > 0);
}

function map(shape: MapShape, depth: number): fc.Arbitrary<Record<string, unknown>> {
  const key = fc.stringMatching(/^[a-z][a-z0-9-]{0,10}$/);
  return fc.dictionary(key, memberValue(shape.value, depth + 1), {
    minKeys: depth > MAX_DEPTH ? 0 : 1,
    maxKeys: 2,
    noNullPrototype: true,
  });
}

function memberValue({ shape, traits }: Member, depth: number): fc.Arbitrary<unknown> {
  const inHead =
    traits.httpHeader !== undefined || traits.httpLabel || traits.httpPrefixHeaders !== undefined;
  if (traits.httpResponseCode) {
    return fc.integer({ min: 200, max: 299 });
  }
  return inHead && shape.kind === 'string' ? plainText : arbitraryOf(shape, depth);
}

function isAlwaysThere({
  httpLabel,
  idempotencyToken,
  httpResponseCode,
  httpHeader,
}: Member['traits']): boolean {
  return (
    Boolean(httpLabel || idempotencyToken || httpResponseCode) ||
    ['Accept', 'Content-Type'].includes(httpHeader ?? '')
  );
}

function isSimple({ kind }: Shape): boolean {
  return kind !== 'structure' && kind !== 'list' && kind !== 'map';
}
