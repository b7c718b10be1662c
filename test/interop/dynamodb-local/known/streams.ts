/** Where DynamoDB Local's stream records are not AWS's. */
import { isList, objectOf } from '../outcome.js';
import type { Json, JsonObject } from '../wire.js';
import type { KnownDifference } from './difference.js';

const IMAGES = ['NewImage', 'OldImage'];

/** An empty map is in Local's records a value of no type. */
const emptyMaps: KnownDifference = {
  name: 'empty-maps-in-records',
  correct(amazons, { step }) {
    if (step.operation !== 'GetRecords' || !isList(amazons.rest)) return amazons;
    const rest = amazons.rest.map((record) => withEmptyMaps(objectOf(record)));
    return JSON.stringify(rest) === JSON.stringify(amazons.rest) ? amazons : { ...amazons, rest };
  },
};

export const STREAM: readonly KnownDifference[] = [emptyMaps];

function withEmptyMaps(record: JsonObject): JsonObject {
  return mapValues(record, (member, name) =>
    IMAGES.includes(name) ? mapValues(objectOf(member), typed) : member,
  );
}

function typed(value: Json): Json {
  const { M: map, L: list } = objectOf(value);
  if (map !== undefined) return { M: mapValues(objectOf(map), typed) };
  if (isList(list)) return { L: list.map(typed) };
  return Object.keys(objectOf(value)).length === 0 ? { M: {} } : value;
}

function mapValues(object: JsonObject, change: (value: Json, name: string) => Json): JsonObject {
  return Object.fromEntries(Object.entries(object).map(([name, value]) => [name, change(value, name)]));
}
