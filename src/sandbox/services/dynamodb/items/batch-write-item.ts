/**
 * BatchWriteItem: puts and deletes for any tables, each done or not by itself. What a transaction has in hand, and
 * what is too much for a table at the moment, comes back as UnprocessedItems, to be tried again.
 */
import type { BatchWriteItemCommandInput, ConsumedCapacity } from '@aws-sdk/client-dynamodb';
import { validationException } from '../../../errors.js';
import { checkConstraints } from '../../../protocol/constraints.js';
import type { Wire } from '../../../service.js';
import type { TableScope } from '../arns.js';
import { writeUnits } from '../capacity-units.js';
import type { Engine } from '../engine.js';
import { throughputExceeded } from '../late-throttles.js';
import { BATCH_WRITE_ITEM, BATCH_WRITE_OPTIONS, MAX_BATCH_WRITES } from '../requests/item-constraints.js';
import type { Table } from '../tables/table.js';
import type { Item } from '../values/attribute-value.js';
import { checkItem } from '../values/check-value.js';
import { type CollectionMetrics, collectionMetricsByTable } from './collection-metrics.js';
import { CapacityUses } from './consumed-capacity.js';
import { checkIndexKeys, keyAttributes, keyOfRequest } from './item-keys.js';
import { StoredItem } from './item-text.js';
import { checkItemSize } from './put-item.js';
import { applyWrite } from './write.js';

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
  const free = admitted(
    engine,
    writes.filter(({ key }) => !engine.locks.isHeld(key)),
  );
  const uses = new CapacityUses();
  engine.items.write(() => {
    for (const { table, key, put } of free) {
      const { before, after, indexUnits } = applyWrite(engine, { table, key, change: () => put });
      uses.of(table).add(writeUnits(Math.max(before?.size ?? 0, after?.size ?? 0)), indexUnits);
    }
  });
  const capacity = uses.report(input.ReturnConsumedCapacity);
  const metrics = collectionMetricsByTable(engine, [...free], input.ReturnItemCollectionMetrics);
  return {
    UnprocessedItems: unprocessed(writes.filter((write) => !free.has(write))),
    ...(capacity === undefined ? {} : { ConsumedCapacity: capacity }),
    ...(metrics === undefined ? {} : { ItemCollectionMetrics: metrics }),
  };
}

/** What the tables take now. Throws ProvisionedThroughputExceededException where that is not a single item. */
function admitted(engine: Engine, writes: readonly Write[]): ReadonlySet<Write> {
  const taken = new Set<Write>();
  for (const table of new Set(writes.map((write) => write.table))) {
    const wanted = writes.filter((write) => write.table === table);
    const count = engine.throttles.admit(table, 'Write', wanted.length);
    for (const write of wanted.slice(0, count)) taken.add(write);
  }
  const [first] = writes;
  if (first !== undefined && taken.size === 0) throw throughputExceeded(first.table, 'Write');
  return taken;
}

function unprocessed(writes: readonly Write[]): Record<string, Requests> {
  const byTable: Record<string, Requests> = {};
  for (const { table, requested } of writes) {
    byTable[table.name] = [...(byTable[table.name] ?? []), requested];
  }
  return byTable;
}
