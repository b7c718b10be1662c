/** The constraints of DynamoDB's model on requests about items, in the order in which AWS tells violations. */
import type { Rule, Rules } from '../../../protocol/constraints.js';
import { WRITE_REQUESTS_SHAPE } from './java-shapes.js';
import { INDEX_NAME, TABLE_NAME } from './table-constraints.js';

export const CONSUMED_CAPACITY: Rule = { oneOf: ['INDEXES', 'TOTAL', 'NONE'] };
export const COLLECTION_METRICS: Rule = { oneOf: ['SIZE', 'NONE'] };
export const RETURN_VALUES: Rule = {
  oneOf: ['ALL_NEW', 'UPDATED_OLD', 'ALL_OLD', 'NONE', 'UPDATED_NEW'],
};
const SELECT: Rule = {
  oneOf: ['SPECIFIC_ATTRIBUTES', 'COUNT', 'ALL_ATTRIBUTES', 'ALL_PROJECTED_ATTRIBUTES'],
};
const REQUIRED: Rule = { required: true };

/** Keys of a batch's map: tables. */
const TABLE_KEY: Rule = { length: { min: 3, max: 255 }, pattern: '[a-zA-Z0-9_.-]+' };

/** The most puts and deletes in a batch. */
export const MAX_BATCH_WRITES = 25;
/** The most keys in a batch. */
export const MAX_BATCH_KEYS = 100;

export const GET_ITEM: Rules = {
  ReturnConsumedCapacity: CONSUMED_CAPACITY,
  TableName: TABLE_NAME,
  Key: REQUIRED,
};

export const QUERY: Rules = {
  Select: SELECT,
  IndexName: INDEX_NAME,
  ReturnConsumedCapacity: CONSUMED_CAPACITY,
  TableName: TABLE_NAME,
};

export const SCAN: Rules = {
  Select: SELECT,
  IndexName: INDEX_NAME,
  TotalSegments: { range: { min: 1, max: 1_000_000 } },
  ReturnConsumedCapacity: CONSUMED_CAPACITY,
  TableName: TABLE_NAME,
  Segment: { range: { min: 0, max: 999_999 } },
  Limit: { range: { min: 1 } },
};

/** Checked before `BATCH_WRITE_ITEM`: what is wrong here is told alone. */
export const BATCH_WRITE_OPTIONS: Rules = {
  ReturnConsumedCapacity: CONSUMED_CAPACITY,
  ReturnItemCollectionMetrics: COLLECTION_METRICS,
};

export const BATCH_WRITE_ITEM: Rules = {
  RequestItems: {
    required: true,
    shape: WRITE_REQUESTS_SHAPE,
    key: TABLE_KEY,
    value: {
      length: { min: 1, max: MAX_BATCH_WRITES },
      element: {
        members: {
          DeleteRequest: { members: { Key: REQUIRED } },
          PutRequest: { members: { Item: REQUIRED } },
        },
      },
    },
  },
};

export const BATCH_GET_ITEM: Rules = {
  RequestItems: {
    required: true,
    shape: { kind: 'json' },
    key: TABLE_KEY,
    value: { members: { Keys: REQUIRED } },
  },
  ReturnConsumedCapacity: CONSUMED_CAPACITY,
};
