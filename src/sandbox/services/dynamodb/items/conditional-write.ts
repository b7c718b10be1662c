/** What PutItem, UpdateItem and DeleteItem have in common: a condition before the write, an answer after it. */
import type { ConsumedCapacity } from '@aws-sdk/client-dynamodb';
import { AwsError, validationException } from '../../../errors.js';
import { JsonText, type Wire } from '../../../service.js';
import type { Engine } from '../engine.js';
import type { ItemCondition } from '../expressions/item-condition.js';
import type { Table } from '../tables/table.js';
import type { Item } from '../values/attribute-value.js';
import {
  type CollectionMetrics,
  collectionMetrics,
  type ReturnItemCollectionMetrics,
} from './collection-metrics.js';
import { CapacityUse, type ReturnConsumedCapacity } from './consumed-capacity.js';
import type { StoredItem } from './item-text.js';
import { type ItemChange, unitsOf } from './write.js';

const NO_ITEM: Item = {};
const EMPTY_ANSWER = new JsonText('{}');

/** The members of a request that say what its answer shall hold. */
export interface AnswerOptions {
  readonly ReturnConsumedCapacity?: ReturnConsumedCapacity;
  readonly ReturnItemCollectionMetrics?: ReturnItemCollectionMetrics;
  readonly ReturnValuesOnConditionCheckFailure?: 'ALL_OLD' | 'NONE' | undefined;
}

export interface WriteAnswer {
  readonly Attributes?: Item;
  readonly ConsumedCapacity?: Wire<ConsumedCapacity>;
  readonly ItemCollectionMetrics?: CollectionMetrics;
}

/** What PutItem and DeleteItem may be asked to answer. Throws ValidationException for anything else. */
export function oldOrNothing(returnValues: string | undefined): 'ALL_OLD' | 'NONE' {
  if (returnValues === undefined || returnValues === 'NONE') return 'NONE';
  if (returnValues === 'ALL_OLD') return returnValues;
  throw validationException('ReturnValues can only be ALL_OLD or NONE');
}

/** A check for `ItemWrite.condition`: throws ConditionalCheckFailedException when the condition does not hold. */
export function conditionCheck(
  condition: ItemCondition | undefined,
  { ReturnValuesOnConditionCheckFailure: onFailure }: AnswerOptions,
): (before: StoredItem | undefined) => void {
  return (before) => {
    if (condition === undefined || condition.evaluate(before?.item ?? NO_ITEM)) return;
    throw new AwsError('ConditionalCheckFailedException', 'The conditional request failed', {
      members: onFailure === 'ALL_OLD' && before !== undefined ? { Item: before.item } : {},
    });
  };
}

/** `item` is what was written, or the key of it. `attributes` is what ReturnValues asked for. */
export function writeAnswer(
  engine: Pick<Engine, 'items'>,
  table: Table,
  options: AnswerOptions,
  item: Item,
  change: ItemChange,
  attributes: Item | undefined,
): WriteAnswer | JsonText {
  const use = new CapacityUse(table).add(unitsOf(change), change.indexUses);
  const capacity = use.report(options.ReturnConsumedCapacity);
  const metrics = collectionMetrics(engine, table, item, options.ReturnItemCollectionMetrics);
  if (attributes === undefined && capacity === undefined && metrics === undefined) return EMPTY_ANSWER;
  return {
    ...(attributes === undefined ? {} : { Attributes: attributes }),
    ...(capacity === undefined ? {} : { ConsumedCapacity: capacity }),
    ...(metrics === undefined ? {} : { ItemCollectionMetrics: metrics }),
  };
}
