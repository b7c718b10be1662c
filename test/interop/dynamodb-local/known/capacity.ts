/** Where DynamoDB Local reports another capacity than AWS, or one that nobody asked for. */
import type { Outcome } from '../outcome.js';
import { isList, objectOf, sorted } from '../outcome.js';
import type { Json, JsonObject } from '../wire.js';
import type { KnownDifference } from './difference.js';
import { attributesIn, holds, indexOf, isObject, tableOf } from './requests.js';

const READS = ['Query', 'Scan'];
const WRITES = ['PutItem', 'UpdateItem', 'BatchWriteItem'];
/** What the generators put into a batch for one table. */
const MOST_BATCH_WRITES = 5;

/** A page on which nothing was looked at. */
const emptyPage: KnownDifference = {
  name: 'capacity-of-an-empty-page',
  correct(amazons, { step, tables }) {
    if (!READS.includes(step.operation) || amazons.code !== undefined) return amazons;
    const units = step.input.ConsistentRead === true ? 1 : 0.5;
    const index = indexOf(step, tables);
    const least = (use: Json | undefined): Json | undefined => {
      if (!isObject(use) || use.CapacityUnits !== 0) return use;
      if (index === undefined) {
        return {
          ...use,
          CapacityUnits: units,
          ...(use.Table !== undefined && { Table: { CapacityUnits: units } }),
        };
      }
      const kind = index.kind === 'local' ? 'LocalSecondaryIndexes' : 'GlobalSecondaryIndexes';
      return {
        ...use,
        CapacityUnits: units,
        ...(use[kind] !== undefined && { [kind]: { [index.name]: { CapacityUnits: units } } }),
      };
    };
    return replaced(amazons, perPage(amazons.rest, least));
  },
};

/** Keys of a BatchGetItem that are not there. Every item here is small, so each of the others costs as much. */
const missingKeys: KnownDifference = {
  name: 'capacity-of-missing-keys',
  correct(amazons, { step }) {
    const { RequestItems: requests } = step.input;
    if (step.operation !== 'BatchGetItem' || !isObject(requests)) return amazons;
    return replaced(
      amazons,
      perTable(amazons.rest, (use) => {
        const { Keys: keys, ConsistentRead: strong } = objectOf(requests[String(use.TableName)] ?? {});
        return withTableUnits(use, (Array.isArray(keys) ? keys.length : 0) * (strong === true ? 1 : 0.5));
      }),
    );
  },
};

/** Deletes of a BatchWriteItem that find nothing cost one unit too many. */
const batchDeletes: KnownDifference = {
  name: 'capacity-of-batch-deletes',
  correct(amazons, { step, ours }) {
    const { RequestItems: requests } = step.input;
    if (step.operation !== 'BatchWriteItem' || !isObject(requests)) return amazons;
    const ourUses = objectOf(ours.rest).ConsumedCapacity;
    return replaced(
      amazons,
      perTable(amazons.rest, (use) => {
        const writes = requests[String(use.TableName)];
        const deletes = (Array.isArray(writes) ? writes : []).filter(
          (each) => isObject(each) && 'DeleteRequest' in each,
        );
        const our = (Array.isArray(ourUses) ? ourUses : [])
          .map(objectOf)
          .find((each) => each.TableName === use.TableName);
        const excess = tableUnits(use) - tableUnits(our ?? {});
        return excess > 0 && excess <= deletes.length ? withTableUnits(use, tableUnits(use) - excess) : use;
      }),
    );
  },
};

/** A DeleteItem of what is not there. */
const unasked: KnownDifference = {
  name: 'capacity-unasked',
  correct(amazons, { step }) {
    const asked = step.input.ReturnConsumedCapacity;
    if (step.operation !== 'DeleteItem' || asked === 'TOTAL' || asked === 'INDEXES') return amazons;
    const { ConsumedCapacity: use, ...rest } = objectOf(amazons.rest);
    return use === undefined ? amazons : { ...amazons, rest };
  },
};

/** Never there in Local. */
const collectionMetrics: KnownDifference = {
  name: 'item-collection-metrics',
  correct(amazons, { step, tables, ours }) {
    const metrics = objectOf(ours.rest).ItemCollectionMetrics;
    if (step.input.ReturnItemCollectionMetrics !== 'SIZE' || metrics === undefined) return amazons;
    if (amazons.code !== undefined || objectOf(amazons.rest).ItemCollectionMetrics !== undefined)
      return amazons;
    const table = tableOf(step, tables);
    if (table !== undefined && !table.indexes.some(({ kind }) => kind === 'local')) return amazons;
    return { ...amazons, rest: inOrder({ ...objectOf(amazons.rest), ItemCollectionMetrics: metrics }) };
  },
};

/** A Scan of a local index is not charged for what it fetches from the table. */
const scanFetches: KnownDifference = {
  name: 'capacity-of-scan-fetches',
  correct(amazons, { step, tables, ours }) {
    if (step.operation !== 'Scan' || indexOf(step, tables)?.kind !== 'local') return amazons;
    const [mine, theirs] = [objectOf(ours.rest), objectOf(amazons.rest)];
    if (!isList(mine.capacity) || !isList(theirs.capacity)) return amazons;
    if (mine.capacity.length !== theirs.capacity.length || !isList(theirs.scannedCount)) return amazons;
    const unit = step.input.ConsistentRead === true ? 1 : 0.5;
    const { capacity: our, scannedCount: counts } = {
      capacity: mine.capacity,
      scannedCount: theirs.scannedCount,
    };
    const capacity = theirs.capacity.map((use, page) => {
      if (!isObject(use)) return use;
      const fetched = unit * Number(counts[page]);
      const charged: JsonObject = {
        ...use,
        CapacityUnits: Number(use.CapacityUnits) + fetched,
        ...(isObject(use.Table) && { Table: { CapacityUnits: fetched } }),
      };
      return JSON.stringify(charged) === JSON.stringify(our[page]) ? charged : use;
    });
    return replaced(amazons, { ...theirs, capacity });
  },
};

/** A Query of a local index fetches from the table what it asks for, although the index has it, where an item lacks it. */
const needlessFetches: KnownDifference = {
  name: 'capacity-of-needless-fetches',
  correct(amazons, { step, tables, ours }) {
    const [table, index] = [tableOf(step, tables), indexOf(step, tables)];
    if (step.operation !== 'Query' || table === undefined || index?.kind !== 'local') return amazons;
    const { ProjectionExpression: wanted, ExpressionAttributeNames: names } = step.input;
    const needless = attributesIn(wanted, names).every((name) => holds(index, table, name));
    const [mine, theirs] = [ours, amazons].map(({ rest }) => objectOf(rest).capacity);
    if (wanted === undefined || !needless || !isList(mine) || !isList(theirs)) return amazons;
    const dearer = mine.every((use, page) => totalOf(use) <= totalOf(theirs[page] ?? null));
    return dearer ? replaced(amazons, { ...objectOf(amazons.rest), capacity: mine }) : amazons;
  },
};

/** Index entries that a write leaves as they are cost a unit each. */
const untouchedEntries: KnownDifference = {
  name: 'capacity-of-untouched-entries',
  correct(amazons, { step, tables, ours }) {
    if (!WRITES.includes(step.operation) || ours.code !== undefined) return amazons;
    const [mine, theirs] = [ours, amazons].map(({ rest }) => objectOf(rest).ConsumedCapacity);
    if (mine === undefined || theirs === undefined) return amazons;
    const excess = totalOf(theirs) - totalOf(mine);
    const indexes = tables.reduce((sum, table) => sum + table.indexes.length, 0);
    const writes = step.operation === 'BatchWriteItem' ? MOST_BATCH_WRITES : 1;
    if (excess <= 0 || excess > indexes * writes) return amazons;
    return { ...amazons, rest: { ...objectOf(amazons.rest), ConsumedCapacity: mine } };
  },
};

export const CAPACITY: readonly KnownDifference[] = [
  emptyPage,
  missingKeys,
  batchDeletes,
  unasked,
  collectionMetrics,
  scanFetches,
  needlessFetches,
  untouchedEntries,
];

function totalOf(use: Json): number {
  const uses = isList(use) ? use : [use];
  return uses.reduce<number>((sum, each) => sum + Number(objectOf(each).CapacityUnits), 0);
}

function replaced(amazons: Outcome, rest: Json): Outcome {
  return JSON.stringify(rest) === JSON.stringify(amazons.rest) ? amazons : { ...amazons, rest };
}

/** Pages one by one, or put together. */
function perPage(rest: Json, change: (use: Json | undefined) => Json | undefined): Json {
  if (Array.isArray(rest)) {
    return rest.map((page) => {
      const { ConsumedCapacity: use } = objectOf(page);
      return use === undefined ? page : { ...objectOf(page), ConsumedCapacity: change(use) ?? null };
    });
  }
  const { capacity } = objectOf(rest);
  return Array.isArray(capacity)
    ? { ...objectOf(rest), capacity: capacity.map((use) => change(use) ?? null) }
    : rest;
}

function perTable(rest: Json, change: (use: JsonObject) => JsonObject): Json {
  const { ConsumedCapacity: uses } = objectOf(rest);
  return Array.isArray(uses)
    ? { ...objectOf(rest), ConsumedCapacity: sorted(uses.map((use) => change(objectOf(use)))) }
    : rest;
}

function tableUnits({ CapacityUnits: all, Table: table }: JsonObject): number {
  return Number(isObject(table) ? table.CapacityUnits : all);
}

function withTableUnits(use: JsonObject, units: number): JsonObject {
  const total = Number(use.CapacityUnits) + units - tableUnits(use);
  return { ...use, CapacityUnits: total, ...(isObject(use.Table) && { Table: { CapacityUnits: units } }) };
}

function inOrder(members: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(members).sort(([a], [b]) => (a < b ? -1 : 1)));
}
