/** BatchWriteItem: puts and deletes for any tables, each done or not by itself. Here all of them always are. */
import type { BatchWriteItemCommandInput, ConsumedCapacity } from '@aws-sdk/client-dynamodb';
import { validationException } from '../../../errors.js';
import { checkConstraints } from '../../../protocol/constraints.js';
import type { Wire } from '../../../service.js';
import type { TableScope } from '../arns.js';
import { writeUnits } from '../capacity-units.js';
import type { Engine } from '../engine.js';
import { BATCH_WRITE_ITEM, MAX_BATCH_WRITES } from '../requests/item-constraints.js';
import { invalidParameters } from '../tables/errors.js';
import type { Table } from '../tables/table.js';
import type { Item } from '../values/attribute-value.js';
import { checkItem } from '../values/check-value.js';
import { type CollectionMetrics, collectionMetrics } from './collection-metrics.js';
import { CapacityUse } from './consumed-capacity.js';
import { checkIndexKeys, keyAttributes, keyOfRequest } from './item-keys.js';
import { StoredItem } from './item-text.js';
import { checkItemSize } from './put-item.js';
import { applyWrite } from './write.js';

type Input = Wire<BatchWriteItemCommandInput>;
type Requests = NonNullable<NonNullable<Input['RequestItems']>[string]>;

interface BatchWriteAnswer {
  readonly UnprocessedItems: Record<string, never>;
  readonly ConsumedCapacity?: readonly Wire<ConsumedCapacity>[];
  readonly ItemCollectionMetrics?: Readonly<Record<string, readonly CollectionMetrics[]>>;
}

/** One put or delete, as far as it can be checked without its table. */
interface Request {
  readonly put: StoredItem | undefined;
  /** The item to put, or the key of the one to delete. */
  readonly item: Item;
}

interface Write extends Request {
  readonly table: Table;
  readonly key: Buffer;
}

export function batchWriteItem(engine: Engine, scope: TableScope, input: Input): BatchWriteAnswer {
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

function checkRequest({ PutRequest, DeleteRequest }: Requests[number]): Request {
  if ((PutRequest === undefined) === (DeleteRequest === undefined)) {
    throw invalidParameters('A write request must have exactly one of PutRequest and DeleteRequest');
  }
  if (PutRequest === undefined) return { put: undefined, item: checkItem(DeleteRequest?.Key ?? {}) };
  const put = StoredItem.of(checkItem(PutRequest.Item ?? {}));
  checkItemSize(put);
  return { put, item: put.item };
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
  const uses = new Map<Table, CapacityUse>();
  engine.items.write(() => {
    for (const { table, key, put } of writes) {
      const { before, after, indexUnits } = applyWrite(engine, { table, key, change: () => put });
      const units = writeUnits(Math.max(before?.size ?? 0, after?.size ?? 0));
      uses.set(table, (uses.get(table) ?? new CapacityUse(table)).add(units, indexUnits));
    }
  });
  const reports = [...uses.values()].map((use) => use.report(input.ReturnConsumedCapacity));
  const capacity = reports.filter((report) => report !== undefined);
  const metrics = metricsByTable(engine, writes, input);
  return {
    UnprocessedItems: {},
    ...(capacity.length === 0 ? {} : { ConsumedCapacity: capacity }),
    ...(metrics === undefined ? {} : { ItemCollectionMetrics: metrics }),
  };
}

/** Undefined where the request does not ask; empty where no table has item collections. */
function metricsByTable(
  engine: Engine,
  writes: readonly Write[],
  { ReturnItemCollectionMetrics: requested }: Input,
): Record<string, CollectionMetrics[]> | undefined {
  if (requested !== 'SIZE') return undefined;
  const byTable: Record<string, CollectionMetrics[]> = {};
  for (const { table, item } of writes) {
    const metrics = collectionMetrics(engine, table, item, requested);
    if (metrics === undefined) continue;
    byTable[table.name] = [...(byTable[table.name] ?? []), metrics];
  }
  return byTable;
}
