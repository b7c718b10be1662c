/** DynamoDB: tables, items, indexes, queries, batches. */
import type { Handler, HandlerTable, Host, Service } from '../../service.js';
import { createEngine, type Engine } from './engine.js';
import { createPeer } from './peer.js';
import { describeContinuousBackups, describeEndpoints, describeLimits } from './tables/account.js';
import { createTable } from './tables/create-table.js';
import { deleteTable } from './tables/delete-table.js';
import { GarbageCollector } from './tables/garbage.js';
import { Lifecycle } from './tables/lifecycle.js';
import { describeTable, listTables } from './tables/list-tables.js';
import { listTagsOfResource, tagResource, untagResource } from './tables/tagging.js';
import { describeTimeToLive, updateTimeToLive } from './tables/time-to-live.js';
import { updateTable } from './tables/update-table.js';

export function createDynamoDb(host: Host): Service {
  const engine = createEngine(host.store, host.clock);
  const garbage = new GarbageCollector(engine);
  const lifecycle = new Lifecycle(engine, garbage);
  // What an earlier process had deleted but not yet removed.
  void garbage.sweep();
  return {
    handlers: tableHandlers(engine, lifecycle, new URL(host.endpoint).host),
    peer: createPeer(engine),
    close: () => garbage.close(),
  };
}

function tableHandlers(engine: Engine, lifecycle: Lifecycle, address: string): HandlerTable {
  /** A handler that needs nothing but the engine and to know where the table is. */
  const on =
    <I, O>(
      operation: (engine: Engine, context: Parameters<Handler<I, O>>[1], input: I) => O,
    ): Handler<I, O> =>
    (input, context) =>
      operation(engine, context, input);
  const changing =
    <I, O>(
      operation: (engine: Engine, lifecycle: Lifecycle, context: Parameters<Handler<I, O>>[1], input: I) => O,
    ): Handler<I, O> =>
    (input, context) =>
      operation(engine, lifecycle, context, input);
  return {
    CreateTable: changing(createTable),
    DeleteTable: changing(deleteTable),
    DescribeContinuousBackups: on(describeContinuousBackups),
    DescribeEndpoints: () => describeEndpoints(address),
    DescribeLimits: () => describeLimits(),
    DescribeTable: on(describeTable),
    DescribeTimeToLive: on(describeTimeToLive),
    ListTables: on(listTables),
    ListTagsOfResource: on(listTagsOfResource),
    TagResource: on(tagResource),
    UntagResource: on(untagResource),
    UpdateTable: changing(updateTable),
    UpdateTimeToLive: on(updateTimeToLive),
  };
}
