/** The actions that the transactions of this step are made of. Pure: no calls. */
import type { TransactWriteItem } from '@aws-sdk/client-dynamodb';
import type { Lab } from '../../lab/lab.js';
import type { OrderItem } from '../orders.js';
import { COUNTER, type Probe } from './probes.js';

/** The status that an order must have to be changed. Where it has another, DynamoDB answers the order. */
export interface StatusCondition {
  readonly status: string;
}

export function putOrder(lab: Lab, Item: OrderItem): TransactWriteItem {
  return { Put: { TableName: lab.names.table, Item } };
}

/** @param onlyIf what must hold; without it, an Update writes an item where there is none. */
export function setStatus(
  lab: Lab,
  order: Probe,
  status: string,
  onlyIf?: 'exists' | StatusCondition,
): TransactWriteItem {
  return {
    Update: {
      TableName: lab.names.table,
      Key: order.key,
      UpdateExpression: 'SET order_status = :status',
      ...conditionOf(onlyIf),
      ExpressionAttributeValues: {
        ':status': { S: status },
        ...(typeof onlyIf === 'object' ? { ':only': { S: onlyIf.status } } : {}),
      },
    },
  };
}

function conditionOf(
  onlyIf: 'exists' | StatusCondition | undefined,
): Pick<
  NonNullable<TransactWriteItem['Update']>,
  'ConditionExpression' | 'ReturnValuesOnConditionCheckFailure'
> {
  if (onlyIf === undefined) return {};
  if (onlyIf === 'exists') return { ConditionExpression: 'attribute_exists(order_id)' };
  return { ConditionExpression: 'order_status = :only', ReturnValuesOnConditionCheckFailure: 'ALL_OLD' };
}

/** Raises the counter. Doing it twice is not the same as doing it once. */
export function raiseCounter(lab: Lab, by = 1): TransactWriteItem {
  return {
    Update: {
      TableName: lab.names.table,
      Key: COUNTER.key,
      UpdateExpression: 'ADD placed :by',
      ExpressionAttributeValues: { ':by': { N: String(by) } },
    },
  };
}
