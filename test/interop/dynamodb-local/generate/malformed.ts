/** Requests that are not what their operation takes: members missing, of another JSON type, out of their bounds. */
import fc from 'fast-check';
import type { Json, JsonObject } from '../wire.js';
import type { Step } from './steps.js';

/** What stands where something else should. */
const WRONG: readonly Json[] = [
  null,
  '',
  'x',
  'x'.repeat(300),
  0,
  -1,
  1.5,
  10_000_000,
  true,
  [],
  [''],
  {},
  { x: 'y' },
];

/** Takes a request and spoils one to three of its members, at any depth. */
export function malformed(step: fc.Arbitrary<Step>): fc.Arbitrary<Step> {
  const damage = fc.tuple(fc.nat(), fc.option(fc.constantFrom(...WRONG), { freq: 4, nil: undefined }));
  return fc.tuple(step, fc.array(damage, { minLength: 1, maxLength: 3 })).map(([sound, damages]) => ({
    ...sound,
    input: damages.reduce((input, [which, wrong]) => spoil(input, which, wrong), sound.input),
    reading: 'one' as const,
    order: 'code' as const,
  }));
}

/** Replaces one of all the places of a request, or takes it away. */
function spoil(input: JsonObject, which: number, wrong: Json | undefined): JsonObject {
  const places = placesIn(input, []);
  const place = places[which % places.length] ?? [];
  return place.length === 0 ? input : (replaced(input, place, wrong) as JsonObject);
}

function placesIn(json: Json, path: readonly string[]): (readonly string[])[] {
  if (typeof json !== 'object' || json === null) return [path];
  const inner = Object.entries(json).flatMap(([name, each]) => placesIn(each, [...path, name]));
  return path.length === 0 ? inner : [path, ...inner];
}

function replaced(json: Json, [name, ...rest]: readonly string[], wrong: Json | undefined): Json {
  if (name === undefined || typeof json !== 'object' || json === null) return json;
  const entries = Object.entries(json).flatMap(([each, inner]): [string, Json][] => {
    if (each !== name) return [[each, inner]];
    if (rest.length > 0) return [[each, replaced(inner, rest, wrong)]];
    return wrong === undefined ? [] : [[each, wrong]];
  });
  return Array.isArray(json) ? entries.map(([, inner]) => inner) : Object.fromEntries(entries);
}
