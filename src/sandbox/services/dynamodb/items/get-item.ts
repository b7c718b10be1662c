/** GetItem. */
import type { GetItemCommandInput } from '@aws-sdk/client-dynamodb';
import { checkConstraints } from '../../../protocol/constraints.js';
import { JsonText, type Wire } from '../../../service.js';
import type { TableScope } from '../arns.js';
import { readUnits } from '../capacity-units.js';
import type { Engine } from '../engine.js';
import { parseExpressions } from '../expressions/expressions.js';
import { GET_ITEM } from '../requests/item-constraints.js';
import { refuseLegacyParameters } from '../requests/unserved.js';
import { checkItem } from '../values/check-value.js';
import { CapacityUse } from './consumed-capacity.js';
import { keyOfRequest } from './item-keys.js';
import { checkConditionPaths } from './key-paths.js';

/** A whole item is answered as the text it is stored as. */
export function getItem(engine: Engine, scope: TableScope, input: Wire<GetItemCommandInput>): JsonText {
  checkConstraints(GET_ITEM, input);
  refuseLegacyParameters(input);
  const itemKey = checkItem(input.Key ?? {});
  const { projection } = parseExpressions(input, ['ProjectionExpression']);
  const table = engine.tables.open(scope, input.TableName ?? '');
  const key = keyOfRequest(table, itemKey);
  checkConditionPaths(table, projection);

  engine.throughput.assertReadable(table, undefined, key);
  const stored = engine.reads.view(table, undefined, input.ConsistentRead).get('rows', key);
  const units = readUnits(stored?.size ?? 0, input.ConsistentRead ? 'strong' : 'eventual');
  engine.throughput.consume('Read', table, key, units);
  const capacity = new CapacityUse(table).add(units).report(input.ReturnConsumedCapacity);
  const json = stored && (projection ? JSON.stringify(projection.apply(stored.item)) : stored.json);
  const members = [
    ...(json === undefined ? [] : [`"Item":${json}`]),
    ...(capacity === undefined ? [] : [`"ConsumedCapacity":${JSON.stringify(capacity)}`]),
  ];
  return new JsonText(`{${members.join(',')}}`);
}
