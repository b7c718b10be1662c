/**
 * BatchWriteItem: puts and deletes for any tables, each done or not by itself. What a transaction has in hand, and
 * what is too much for a table at the moment, comes back as UnprocessedItems, to be tried again.
 */
import type { BatchWriteItemCommandInput, ConsumedCapacity } from '@aws-sdk/client-dynamodb';
import { validationException } from '../../../errors.js';
import { checkConstraints } from '../../../protocol/constraints.js';
import type { Wire } from '../../../service.js';
import type { TableScope } from '../arns.js';
import type { Engine } from '../engine.js';
import { BATCH_WRITE_ITEM, BATCH_WRITE_OPTIONS, MAX_BATCH_WRITES } from '../requests/item-constraints.js';
import type { Table } from '../tables/table.js';
import { type Refusal, throttlingError } from '../throughput/refusals.js';
import type { Item } from '../values/attribute-value.js';
import { checkItem } from '../values/check-value.js';
import { type CollectionMetrics, collectionMetricsByTable } from './collection-metrics.js';
import { CapacityUses } from './consumed-capacity.js';
import { checkIndexKeys, keyAttributes, keyOfRequest } from './item-keys.js';
import { StoredItem } from './item-text.js';
import { checkItemSize } from './put-item.js';
import { carryOut, planWrite, unitsOf } from './write.js';

type Input = Wire<BatchWriteItemCommandInput>;
type Requests = NonNullable<NonNullable<Input['RequestItems']>[string]>;

interface BatchWriteAnswer {
  readonly UnprocessedItems: Readonly<Record<string, Requests>>;
  readonly ConsumedCapacity?: readonly Wire<ConsumedCapacity>[];
  readonly ItemCollectionMetrics?: Readonly<Record<string, readonly CollectionMetrics[]>>;
}

/** One put or delete, as far as it can be checked without its table. */
interface Request {
  readonly requested: Requests[number];
  readonly put: StoredItem | undefined;
  /** The item to put, or the key of the one to delete. */
  readonly item: Item;
}

interface Write extends Request {
  readonly table: Table;
  readonly key: Buffer;
}

export function batchWriteItem(engine: Engine, scope: TableScope, input: Input): BatchWriteAnswer {
  checkConstraints(BATCH_WRITE_OPTIONS, input);
  checkConstraints(BATCH_WRITE_ITEM, input);
  const byTable = Object.entries(input.RequestItems ?? {});
  if (byTable.length === 0) {
    throw validationException('The requestItems parameter is required for BatchWriteItem');
  }
  const checked = byTable.map(([name, requests]) => ({ name, requests: requests.map(checkRequest) }));
  const count = checked.reduce((sum, { requests }) => sum + requests.length, 0);
  if (count > MAX_BATCH_WRITES)
    throw validationException('Too many items requested for the BatchWriteItem call');
  const writes = checked.flatMap(({ name, requests }) => {
    const table = engine.tables.open(scope, name);
    return requests.map((request) => locate(table, request));
  });
  checkDistinct(writes);
  return write(engine, writes, input);
}

function checkRequest(requested: Requests[number]): Request {
  const { PutRequest, DeleteRequest } = requested;
  if ((PutRequest === undefined) === (DeleteRequest === undefined)) {
    // AWS says the same of a write request as of a value, and of none the same as of two.
    throw validationException(
      'Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes',
    );
  }
  if (PutRequest === undefined)
    return { requested, put: undefined, item: checkItem(DeleteRequest?.Key ?? {}, 'older') };
  const put = StoredItem.of(checkItem(PutRequest.Item ?? {}, 'older'));
  checkItemSize(put);
  return { requested, put, item: put.item };
}

/** Unlike PutItem, this has one text for all that is wrong with a key. */
function locate(table: Table, request: Request): Write {
  const { put, item } = request;
  if (put === undefined) return { ...request, table, key: keyOfRequest(table, item) };
  const key = keyOfRequest(table, keyAttributes(item, [table.key]));
  checkIndexKeys(table, item);
  return { ...request, table, key };
}

function checkDistinct(writes: readonly Write[]): void {
  const keys = new Set(writes.map(({ key }) => key.toString('latin1')));
  if (keys.size < writes.length) throw validationException('Provided list of item keys contains duplicates');
}

function write(engine: Engine, writes: readonly Write[], input: Input): BatchWriteAnswer {
  const uses = new CapacityUses();
  const done = engine.items.write(() => writeAdmitted(engine, writes, uses));
  const capacity = uses.report(input.ReturnConsumedCapacity);
  const metrics = collectionMetricsByTable(engine, [...done], input.ReturnItemCollectionMetrics);
  return {
    UnprocessedItems: unprocessed(writes.filter((write) => !done.has(write))),
    ...(capacity === undefined ? {} : { ConsumedCapacity: capacity }),
    ...(metrics === undefined ? {} : { ItemCollectionMetrics: metrics }),
  };
}

/**
 * Writes what is no transaction's and what there is capacity for, one after the other: what one costs is known when
 * it is written. Throws what AWS answers where there is capacity for none.
 */
function writeAdmitted(engine: Engine, writes: readonly Write[], uses: CapacityUses): ReadonlySet<Write> {
  const { throughput, locks } = engine;
  const done = new Set<Write>();
  const refusals: Refusal[] = [];
  for (const write of writes) {
    const { table, key, put } = write;
    if (locks.isHeld(key)) continue;
    const refusedBefore = throughput.writeRefusals(table, key);
    refusals.push(...refusedBefore);
    if (refusedBefore.length > 0) continue;
    const plan = planWrite(engine, { table, key, change: () => put });
    const refusedEntries = throughput.entryRefusals(table, plan.indexChanges);
    refusals.push(...refusedEntries);
    if (refusedEntries.length > 0) continue;
    const change = carryOut(engine, write, plan);
    throughput.consume('Write', table, key, unitsOf(change), change.indexUses);
    uses.of(table).add(unitsOf(change), change.indexUses);
    done.add(write);
  }
  if (done.size === 0 && refusals.length > 0) throw throttlingError(refusals);
  return done;
}

function unprocessed(writes: readonly Write[]): Record<string, Requests> {
  const byTable: Record<string, Requests> = {};
  for (const { table, requested } of writes) {
    byTable[table.name] = [...(byTable[table.name] ?? []), requested];
  }
  return byTable;
}
