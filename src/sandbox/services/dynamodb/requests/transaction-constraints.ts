/** The constraints of DynamoDB's model on transactions, in the order in which AWS tells violations. */
import type { Rule, Rules } from '../../../protocol/constraints.js';

/** The most actions in a transaction. */
const MAX_ACTIONS = 100;
const MAX_TOKEN_LENGTH = 36;

const REQUIRED: Rule = { required: true };
/** A table's name or its ARN. */
const TABLE_NAME: Rule = { required: true, length: { min: 1, max: 1024 } };
const CONSUMED_CAPACITY: Rule = { oneOf: ['INDEXES', 'TOTAL', 'NONE'] };
const ON_FAILURE: Rule = { oneOf: ['ALL_OLD', 'NONE'] };

const ACTIONS: Rule = { required: true, length: { min: 1, max: MAX_ACTIONS } };

const CONDITION_CHECK: Rules = {
  Key: REQUIRED,
  TableName: TABLE_NAME,
  ConditionExpression: REQUIRED,
  ReturnValuesOnConditionCheckFailure: ON_FAILURE,
};
const PUT: Rules = { Item: REQUIRED, TableName: TABLE_NAME, ReturnValuesOnConditionCheckFailure: ON_FAILURE };
const DELETE: Rules = {
  Key: REQUIRED,
  TableName: TABLE_NAME,
  ReturnValuesOnConditionCheckFailure: ON_FAILURE,
};
const UPDATE: Rules = {
  Key: REQUIRED,
  UpdateExpression: REQUIRED,
  TableName: TABLE_NAME,
  ReturnValuesOnConditionCheckFailure: ON_FAILURE,
};

export const TRANSACT_WRITE_ITEMS: Rules = {
  ClientRequestToken: { length: { min: 1, max: MAX_TOKEN_LENGTH } },
  TransactItems: {
    ...ACTIONS,
    element: {
      members: {
        ConditionCheck: { members: CONDITION_CHECK },
        Put: { members: PUT },
        Delete: { members: DELETE },
        Update: { members: UPDATE },
      },
    },
  },
  ReturnConsumedCapacity: CONSUMED_CAPACITY,
  ReturnItemCollectionMetrics: { oneOf: ['SIZE', 'NONE'] },
};

export const TRANSACT_GET_ITEMS: Rules = {
  TransactItems: {
    ...ACTIONS,
    element: { members: { Get: { required: true, members: { Key: REQUIRED, TableName: TABLE_NAME } } } },
  },
  ReturnConsumedCapacity: CONSUMED_CAPACITY,
};
