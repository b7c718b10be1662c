/** TransactGetItems: up to a hundred items as they are at one moment. */
import type { TransactGetItemsCommandInput } from '@aws-sdk/client-dynamodb';
import { checkConstraints } from '../../../protocol/constraints.js';
import { JsonText, type Wire } from '../../../service.js';
import type { TableScope } from '../arns.js';
import { readUnits } from '../capacity-units.js';
import type { Engine } from '../engine.js';
import { parseExpressions } from '../expressions/expressions.js';
import type { Projection } from '../expressions/projection.js';
import { CapacityUses } from '../items/consumed-capacity.js';
import { keyOfRequest } from '../items/item-keys.js';
import { checkConditionPaths } from '../items/key-paths.js';
import { withTableName } from '../requests/table-name.js';
import { TRANSACT_GET_ITEMS } from '../requests/transaction-constraints.js';
import type { Table } from '../tables/table.js';
import { checkItem } from '../values/check-value.js';
import { cancelForConflicts, cancelForThroughput } from './cancellation.js';
import { locateActions } from './locate-actions.js';
import { checkTransactionSize } from './transaction-size.js';

type Input = Wire<TransactGetItemsCommandInput>;
type Get = NonNullable<NonNullable<Input['TransactItems']>[number]['Get']>;

interface Read {
  readonly table: Table;
  readonly key: Buffer;
  readonly projection: Projection | undefined;
}

/** All reads are made in one turn of the event loop, in which nobody else writes. */
export function transactGetItems(engine: Engine, scope: TableScope, input: Input): JsonText {
  checkConstraints(TRANSACT_GET_ITEMS, input);
  const gets = (input.TransactItems ?? []).flatMap(({ Get: get }) => get ?? []);
  const checked = gets.map((get) => checkGet(withTableName(get, scope)));
  const reads = locateActions(engine, scope, checked);
  cancelForThroughput(engine.throughput.transactionRefusals('Read', reads));
  cancelForConflicts(engine, reads);

  const uses = new CapacityUses('ReadCapacityUnits');
  const found = reads.map(({ table, key, projection }) => {
    const stored = engine.items.get('rows', key);
    const units = readUnits(stored?.size ?? 0, 'transactional');
    engine.throughput.consume('Read', table, key, units);
    uses.of(table).add(units);
    return { stored, projection };
  });
  checkTransactionSize(found.map(({ stored }) => stored?.size ?? 0));
  const responses = found.map(({ stored, projection }) => {
    if (stored === undefined) return '{}';
    return `{"Item":${projection === undefined ? stored.json : JSON.stringify(projection.apply(stored.item))}}`;
  });
  const capacity = uses.report(input.ReturnConsumedCapacity);
  const members = [
    `"Responses":[${responses.join(',')}]`,
    ...(capacity === undefined ? [] : [`"ConsumedCapacity":${JSON.stringify(capacity)}`]),
  ];
  return new JsonText(`{${members.join(',')}}`);
}

function checkGet(get: Get): { tableName: string; locate(table: Table): Read } {
  const itemKey = checkItem(get.Key ?? {});
  const { projection } = parseExpressions(get, ['ProjectionExpression']);
  return {
    tableName: get.TableName ?? '',
    locate(table) {
      const key = keyOfRequest(table, itemKey);
      checkConditionPaths(table, projection);
      return { table, key, projection };
    },
  };
}
