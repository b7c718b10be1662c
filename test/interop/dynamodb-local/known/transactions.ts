/** Where DynamoDB Local's transactions are not AWS's. */
import { isList, type Outcome, objectOf, sorted } from '../outcome.js';
import type { Json, JsonObject } from '../wire.js';
import type { KnownDifference } from './difference.js';
import { faultOf } from './faults.js';
import { isObject } from './requests.js';

const CANCELLED = '400 TransactionCanceledException';
const INVALID = '400 ValidationException';
const TRANSACTIONS = ['TransactWriteItems', 'TransactGetItems'];

/**
 * On AWS an action that does not fit its table or its item cancels the transaction, with a reason at its place. Local
 * refuses the request, or gives one reason for the lot, or holds a condition against the item first.
 */
const invalidAction: KnownDifference = {
  name: 'transaction-invalid-action',
  correct(amazons, { step, ours }) {
    if (!TRANSACTIONS.includes(step.operation) || ours.code !== CANCELLED) return amazons;
    const invalid = reasonsOf(ours).filter(({ Code: code }) => code === 'ValidationError');
    const refused = amazons.code === INVALID && faultOf(amazons.message) !== undefined;
    // Local comes to the paths of a condition only as far as it has to read on.
    const overlooked =
      amazons.code === undefined &&
      invalid.every(({ Message: text }) => faultOf(String(text)) === 'path-into-key');
    return invalid.length > 0 && (refused || amazons.code === CANCELLED || overlooked) ? ours : amazons;
  },
};

/**
 * What is wrong with the request itself (an item named twice, an empty index key, paths that overlap), Local looks
 * for after what is wrong with its actions at their tables. It compares keys as they are spelled.
 */
const requestFaults: KnownDifference = {
  name: 'transaction-request-faults-late',
  correct(amazons, { step, ours }) {
    if (!TRANSACTIONS.includes(step.operation) || ours.code !== INVALID) return amazons;
    const fault = faultOf(ours.message);
    if (fault === undefined) return amazons;
    const spelled = fault === 'same-item' && amazons.code === undefined;
    const refused = amazons.code === CANCELLED || faultOf(amazons.message) !== undefined;
    return refused || (spelled && JSON.stringify(step.input).includes('"N"')) ? ours : amazons;
  },
};

/** Local gives the units of transactional reads as a sum only. */
const readUnits: KnownDifference = {
  name: 'transaction-read-units',
  correct(amazons, { step }) {
    const { ConsumedCapacity: uses, ...rest } = objectOf(amazons.rest);
    if (step.operation !== 'TransactGetItems' || !isList(uses)) return amazons;
    const units = uses.map((use) => withReadUnits(use));
    return { ...amazons, rest: { ...rest, ConsumedCapacity: units } };
  },
};

/**
 * Local doubles what indexes cost, and counts half of what deletes of nothing and condition checks cost. Only the
 * tables are compared.
 */
const writeUnits: KnownDifference = {
  name: 'transaction-write-units',
  correct(amazons, { step, ours }) {
    const [mine, theirs] = [ours, amazons].map(({ rest }) => objectOf(rest).ConsumedCapacity);
    if (step.operation !== 'TransactWriteItems' || !isList(mine) || !isList(theirs)) return amazons;
    const namesIn = (uses: readonly Json[]): string =>
      sorted(uses.map((use) => objectOf(use).TableName ?? null)).join();
    if (namesIn(mine) !== namesIn(theirs)) return amazons;
    return { ...amazons, rest: { ...objectOf(amazons.rest), ConsumedCapacity: mine } };
  },
};

/** Local puts a full stop behind what a failed condition is called. */
const fullStop: KnownDifference = {
  name: 'transaction-full-stop',
  correct(amazons, { step }) {
    const reasons = reasonsOf(amazons);
    if (!TRANSACTIONS.includes(step.operation) || reasons.length === 0) return amazons;
    const corrected = reasons.map((reason) =>
      reason.Code === 'ConditionalCheckFailed'
        ? { ...reason, Message: 'The conditional request failed' }
        : reason,
    );
    return { ...amazons, rest: { ...objectOf(amazons.rest), CancellationReasons: corrected } };
  },
};

export const TRANSACTION: readonly KnownDifference[] = [
  invalidAction,
  requestFaults,
  readUnits,
  writeUnits,
  fullStop,
];

function reasonsOf({ rest }: Outcome): JsonObject[] {
  const { CancellationReasons: reasons } = objectOf(rest);
  return Array.isArray(reasons) ? reasons.map(objectOf) : [];
}

/** Puts ReadCapacityUnits beside every CapacityUnits. */
function withReadUnits(json: Json): Json {
  if (!isObject(json)) return json;
  const { CapacityUnits: units, ...others } = json;
  const inner = Object.entries(others).map(([name, each]): [string, Json] => [name, withReadUnits(each)]);
  return {
    ...(units !== undefined && { CapacityUnits: units, ReadCapacityUnits: units }),
    ...Object.fromEntries(inner),
  };
}
