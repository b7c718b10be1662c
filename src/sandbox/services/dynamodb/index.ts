/** DynamoDB: tables, items, indexes, queries, batches, transactions. */
import type {
  CreateTableCommandInput,
  DeleteTableCommandInput,
  UpdateTimeToLiveCommandInput,
} from '@aws-sdk/client-dynamodb';
import type { Handler, HandlerTable, Host, JsonText, RequestContext, Service, Wire } from '../../service.js';
import { accessTable } from './access.js';
import { parseTableArn } from './arns.js';
import { createEngine, type Engine } from './engine.js';
import { batchGetItem } from './items/batch-get-item.js';
import { batchWriteItem } from './items/batch-write-item.js';
import { deleteItem } from './items/delete-item.js';
import { getItem } from './items/get-item.js';
import { putItem } from './items/put-item.js';
import { updateItem } from './items/update-item.js';
import { createPeer } from './peer.js';
import { query } from './queries/query.js';
import { scan } from './queries/scan.js';
import { withTableName } from './requests/table-name.js';
import { describeContinuousBackups, describeEndpoints, describeLimits } from './tables/account.js';
import { createTable } from './tables/create-table.js';
import { deleteTable } from './tables/delete-table.js';
import { Expiry } from './tables/expiry.js';
import { GarbageCollector } from './tables/garbage.js';
import { Lifecycle } from './tables/lifecycle.js';
import { describeTable, listTables } from './tables/list-tables.js';
import { listTagsOfResource, tagResource, untagResource } from './tables/tagging.js';
import { describeTimeToLive, updateTimeToLive } from './tables/time-to-live.js';
import type { UpdateTableInput } from './tables/update-rules.js';
import { updateTable } from './tables/update-table.js';
import type { ItemRequest } from './throughput/request-metrics.js';
import { transactGetItems } from './transactions/transact-get-items.js';
import { transactWriteItems } from './transactions/transact-write-items.js';

export function createDynamoDb(host: Host): Service {
  const engine = createEngine(host);
  const garbage = new GarbageCollector(engine, host.log);
  const lifecycle = new Lifecycle(engine, garbage);
  const expiry = new Expiry(engine);
  // What an earlier process had deleted but not yet removed.
  void garbage.sweep();
  return {
    handlers: {
      ...rateLimited(
        engine,
        tableHandlers(engine, { lifecycle, expiry, address: new URL(host.endpoint).host }),
      ),
      ...itemHandlers(engine),
    },
    access: accessTable(engine.tables),
    tagsOf: (arn) => {
      const parsed = parseTableArn(arn);
      return parsed && engine.tables.find(parsed, parsed.table)?.record.tags;
    },
    peer: createPeer(engine, lifecycle),
    close: async () => {
      expiry.close();
      engine.throughput.close();
      await engine.streams.close();
      await garbage.close();
    },
  };
}

/** What a handler does, told the engine and where the table is. */
type Operation<I, O> = (engine: Engine, scope: RequestContext, input: I) => O | JsonText;

function handlersOn(engine: Engine): <I extends object, O>(operation: Operation<I, O>) => Handler<I, O> {
  return (operation) => (input, context) => operation(engine, context, withTableName(input, context));
}

/** For operations on items, which are counted for CloudWatch. */
function itemHandlersOn(
  engine: Engine,
): <I extends ItemRequest, O>(name: string, operation: Operation<I, O>) => Handler<I, O> {
  return (name, operation) => {
    const handler = engine.requests.measured(name, (input: Parameters<typeof operation>[2], context) =>
      operation(engine, context, input),
    );
    return (input, context) => handler(withTableName(input, context), context);
  };
}

interface ControlPlane {
  readonly lifecycle: Lifecycle;
  readonly expiry: Expiry;
  /** Host and port, as DescribeEndpoints tells it. */
  readonly address: string;
}

function tableHandlers(engine: Engine, { lifecycle, expiry, address }: ControlPlane): HandlerTable {
  const on = handlersOn(engine);
  return {
    CreateTable: on((_, scope, input: Wire<CreateTableCommandInput>) =>
      createTable(engine, lifecycle, scope, input),
    ),
    DeleteTable: on((_, scope, input: Wire<DeleteTableCommandInput>) =>
      deleteTable(engine, lifecycle, scope, input),
    ),
    DescribeContinuousBackups: on(describeContinuousBackups),
    DescribeEndpoints: () => describeEndpoints(address),
    DescribeLimits: () => describeLimits(),
    DescribeTable: on(describeTable),
    DescribeTimeToLive: on(describeTimeToLive),
    ListTables: on(listTables),
    ListTagsOfResource: on(listTagsOfResource),
    TagResource: on(tagResource),
    UntagResource: on(untagResource),
    UpdateTable: on((_, scope, input: UpdateTableInput) => updateTable(engine, lifecycle, scope, input)),
    UpdateTimeToLive: on((_, scope, input: Wire<UpdateTimeToLiveCommandInput>) =>
      updateTimeToLive(engine, expiry, scope, input),
    ),
  };
}

function rateLimited({ throttles }: Engine, handlers: HandlerTable): HandlerTable {
  const limited = Object.entries(handlers).map(
    ([operation, handler]): [string, Handler<unknown, unknown>] => [
      operation,
      (input, context) => {
        throttles.assertControlRate(context, operation);
        return handler(input, context);
      },
    ],
  );
  return Object.fromEntries(limited);
}

function itemHandlers(engine: Engine): HandlerTable {
  const on = itemHandlersOn(engine);
  return {
    BatchGetItem: on('BatchGetItem', batchGetItem),
    BatchWriteItem: on('BatchWriteItem', batchWriteItem),
    DeleteItem: on('DeleteItem', deleteItem),
    GetItem: on('GetItem', getItem),
    PutItem: on('PutItem', putItem),
    Query: on('Query', query),
    Scan: on('Scan', scan),
    TransactGetItems: on('TransactGetItems', transactGetItems),
    TransactWriteItems: on('TransactWriteItems', transactWriteItems),
    UpdateItem: on('UpdateItem', updateItem),
  };
}
