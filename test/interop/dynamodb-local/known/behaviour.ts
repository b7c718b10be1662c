/** Where DynamoDB Local does something else than AWS. */
import { isList, objectOf } from '../outcome.js';
import { onlyTakesAway } from '../repair.js';
import type { Json, JsonObject } from '../wire.js';
import type { KnownDifference } from './difference.js';
import { faultOf } from './faults.js';
import { attributesIn, holds, indexOf, isObject, tableOf } from './requests.js';

/** Told by `repair.ts` too, where no answer shows it. */
export const KEY_ONLY_ITEM = 'removing-makes-an-item';
const MISTYPED_INDEX_KEY =
  /One or more parameter values were invalid: Type mismatch for Index Key \w+ Expected: [SNB] Actual: [SNB] /;

/**
 * A page that ends at its Limit has a LastEvaluatedKey, even where nothing comes after it. Local sees that there
 * can be no more where the conditions leave room for one item only.
 */
const lastPage: KnownDifference = {
  name: 'no-key-behind-the-last-item',
  correct(amazons, { step, ours }) {
    const { Limit: limit } = step.input;
    if (step.operation !== 'Query' || typeof limit !== 'number' || amazons.code !== undefined) return amazons;
    if (Array.isArray(amazons.rest) && Array.isArray(ours.rest)) {
      const pages = amazons.rest.map(objectOf);
      const [ourLast, end] = ours.rest.slice(-2).map(objectOf);
      const last = pages.at(-1);
      if (ours.rest.length !== pages.length + 1 || end?.ScannedCount !== 0) return amazons;
      if (last?.ScannedCount !== limit || last.LastEvaluatedKey !== undefined) return amazons;
      const { ScannedCount, ...members } = last;
      const key: Json = ourLast?.LastEvaluatedKey ?? null;
      return {
        ...amazons,
        rest: [...pages.slice(0, -1), { ...members, LastEvaluatedKey: key, ScannedCount }, end],
      };
    }
    const [mine, theirs] = [objectOf(ours.rest), objectOf(amazons.rest)];
    const { scannedCount: counts, capacity } = theirs;
    if (!Array.isArray(counts) || counts.at(-1) !== limit || !Array.isArray(mine.scannedCount))
      return amazons;
    if (mine.scannedCount.length !== counts.length + 1 || mine.scannedCount.at(-1) !== 0) return amazons;
    const ourUse = Array.isArray(mine.capacity) ? (mine.capacity.at(-1) ?? null) : null;
    return {
      ...amazons,
      rest: {
        ...theirs,
        scannedCount: [...counts, 0],
        ...(Array.isArray(capacity) && { capacity: [...capacity, ourUse] }),
      },
    };
  },
};

/** Local holds the whole item against the filter of an index scan, not the index entry. */
const scanFilter: KnownDifference = {
  name: 'index-scan-filters-whole-items',
  correct(amazons, { step, tables, ours }) {
    const [table, index] = [tableOf(step, tables), indexOf(step, tables)];
    if (step.operation !== 'Scan' || table === undefined || index === undefined) return amazons;
    if (amazons.code !== undefined || ours.code !== undefined) return amazons;
    const { FilterExpression: filter, ExpressionAttributeNames: names } = step.input;
    const missing = attributesIn(filter, names).some((name) => !holds(index, table, name));
    const same = JSON.stringify(scanned(ours.rest)) === JSON.stringify(scanned(amazons.rest));
    return missing && same ? { ...amazons, rest: ours.rest } : amazons;
  },
};

function scanned(rest: Json): Json | undefined {
  const { scannedCount }: JsonObject = objectOf(rest);
  return scannedCount;
}

/** Local compares the keys of a BatchGetItem as they are spelled: 1 and 1.0 are two. */
const equalKeys: KnownDifference = {
  name: 'batch-keys-compared-as-spelled',
  correct(amazons, { step, ours }) {
    if (step.operation !== 'BatchGetItem' || amazons.code !== undefined) return amazons;
    if (ours.message !== 'Provided list of item keys contains duplicates') return amazons;
    return JSON.stringify(step.input).includes('"N"') ? ours : amazons;
  },
};

/** An update may give an index's key another type of key value in Local: the item is then not in the index. */
const indexKeyType: KnownDifference = {
  name: 'update-mistypes-index-key',
  correct(amazons, { step, ours }) {
    if (!['UpdateItem', 'TransactWriteItems'].includes(step.operation)) return amazons;
    const said = `${ours.message} ${JSON.stringify(ours.rest)}`;
    return amazons.code === undefined && ours.code !== undefined && MISTYPED_INDEX_KEY.test(said)
      ? ours
      : amazons;
  },
};

/** Local holds an update's condition against the item before it holds the update against the key schema. */
const conditionFirst: KnownDifference = {
  name: 'condition-before-key-checks',
  correct(amazons, { step, ours }) {
    if (step.operation !== 'UpdateItem' || amazons.code !== '400 ConditionalCheckFailedException')
      return amazons;
    const aboutKeys = /Cannot update attribute|^Key attributes must be scalars/.test(ours.message ?? '');
    return aboutKeys ? ours : amazons;
  },
};

/** Local returns all of an attribute that an update changes something inside of, AWS what the update is about. */
const wholeAttribute: KnownDifference = {
  name: 'updated-returns-whole-attributes',
  correct(amazons, { step, ours }) {
    const { UpdateExpression: update, ReturnValues: returned } = step.input;
    if (step.operation !== 'UpdateItem' || !String(returned).startsWith('UPDATED_')) return amazons;
    const [mine, theirs] = [objectOf(ours.rest).Attributes, objectOf(amazons.rest).Attributes];
    const reachesInside = /[.[]/.test(String(update));
    if (!reachesInside || mine === undefined || theirs === undefined) return amazons;
    return isPartOf(mine, theirs)
      ? { ...amazons, rest: { ...objectOf(amazons.rest), Attributes: mine } }
      : amazons;
  },
};

/** Whether an object has nothing that another one has not; of lists, whether it can be got by leaving elements out. */
function isPartOf(part: Json, whole: Json | undefined): boolean {
  if (isList(part) && isList(whole)) {
    let from = 0;
    return part.every((element) => {
      from = whole.findIndex((each, position) => position >= from && isPartOf(element, each)) + 1;
      return from > 0;
    });
  }
  if (!isObject(part) || !isObject(whole)) return JSON.stringify(part) === JSON.stringify(whole);
  return Object.entries(part).every(([name, inner]) => isPartOf(inner, whole[name]));
}

/** SIZE is a reserved word; Local takes it for a name where no function can be. */
const sizeAsName: KnownDifference = {
  name: 'size-as-a-name',
  correct(amazons, { ours }) {
    const reserved = /Attribute name is a reserved keyword; reserved keyword: size$/.test(ours.message ?? '');
    return reserved && faultOf(amazons.message) !== 'reserved-word' ? ours : amazons;
  },
};

/** An update that only takes away makes an item of its key in Local, none on AWS. */
const keyOnlyItem: KnownDifference = {
  name: KEY_ONLY_ITEM,
  correct(amazons, { step, ours }) {
    if (
      step.operation !== 'UpdateItem' ||
      !onlyTakesAway(step.input) ||
      amazons.code !== undefined ||
      ours.code !== undefined
    )
      return amazons;
    const { Attributes: attributes, ...rest } = objectOf(amazons.rest);
    const size = Object.keys(objectOf(step.input.Key ?? null)).length;
    const isKey = attributes !== undefined && Object.keys(objectOf(attributes)).length === size;
    return isKey && objectOf(ours.rest).Attributes === undefined ? { ...amazons, rest } : amazons;
  },
};

export const BEHAVIOUR: readonly KnownDifference[] = [
  lastPage,
  scanFilter,
  equalKeys,
  indexKeyType,
  conditionFirst,
  keyOnlyItem,
  wholeAttribute,
  sizeAsName,
];
