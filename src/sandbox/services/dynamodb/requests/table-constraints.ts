/** The constraints of DynamoDB's model on requests about tables, in the order in which AWS tells violations. */
import type { Rule, Rules } from '../../../protocol/constraints.js';
import { KEY_SCHEMA_SHAPE } from './java-shapes.js';

const NAME_PATTERN = '[a-zA-Z0-9_.-]+';

/** An existing table's or index's name. */
export const TABLE_NAME: Rule = { required: true, length: { min: 1, max: 255 }, pattern: NAME_PATTERN };
export const INDEX_NAME: Rule = { length: { min: 3, max: 255 }, pattern: NAME_PATTERN };

const NEW_NAME: Rule = { required: true, length: { min: 3, max: 255 }, pattern: NAME_PATTERN };
const ATTRIBUTE_NAME: Rule = { required: true, length: { min: 1, max: 255 } };

const THROUGHPUT: Rule = {
  members: {
    WriteCapacityUnits: { required: true, range: { min: 1 } },
    ReadCapacityUnits: { required: true, range: { min: 1 } },
  },
};

const ATTRIBUTE_DEFINITION: Rule = {
  members: {
    AttributeName: ATTRIBUTE_NAME,
    AttributeType: { required: true, oneOf: ['B', 'N', 'S'] },
  },
};

const KEY_SCHEMA_ELEMENT: Rule = {
  members: {
    AttributeName: ATTRIBUTE_NAME,
    KeyType: { required: true, oneOf: ['HASH', 'RANGE'] },
  },
};

const KEY_SCHEMA: Rule = {
  required: true,
  length: { min: 1, max: 2 },
  element: KEY_SCHEMA_ELEMENT,
  shape: KEY_SCHEMA_SHAPE,
};
/** Global indexes may have keys of several attributes. */
const GLOBAL_KEY_SCHEMA: Rule = { ...KEY_SCHEMA, length: { min: 1, max: 8 } };

const PROJECTION: Rule = {
  required: true,
  members: {
    ProjectionType: { oneOf: ['ALL', 'INCLUDE', 'KEYS_ONLY'] },
    NonKeyAttributes: { length: { min: 1, max: 100 }, element: { length: { min: 1, max: 255 } } },
  },
};

const GLOBAL_INDEX: Rules = {
  IndexName: NEW_NAME,
  KeySchema: GLOBAL_KEY_SCHEMA,
  Projection: PROJECTION,
  ProvisionedThroughput: THROUGHPUT,
};

const BILLING_MODE: Rule = { oneOf: ['PROVISIONED', 'PAY_PER_REQUEST'] };

const STREAM: Rule = {
  members: {
    StreamViewType: { oneOf: ['NEW_IMAGE', 'OLD_IMAGE', 'NEW_AND_OLD_IMAGES', 'KEYS_ONLY'] },
    StreamEnabled: { required: true },
  },
};

const ENCRYPTION: Rule = { members: { SSEType: { oneOf: ['AES256', 'KMS'] } } };

const TAGS: Rule = { element: { members: { Key: { required: true }, Value: { required: true } } } };

export const CREATE_TABLE: Rules = {
  AttributeDefinitions: { required: true, element: ATTRIBUTE_DEFINITION },
  TableName: NEW_NAME,
  KeySchema: KEY_SCHEMA,
  GlobalSecondaryIndexes: { element: { members: GLOBAL_INDEX } },
  LocalSecondaryIndexes: {
    element: { members: { IndexName: NEW_NAME, KeySchema: KEY_SCHEMA, Projection: PROJECTION } },
  },
  BillingMode: BILLING_MODE,
  ProvisionedThroughput: THROUGHPUT,
  StreamSpecification: STREAM,
  SSESpecification: ENCRYPTION,
  Tags: TAGS,
};

export const UPDATE_TABLE: Rules = {
  AttributeDefinitions: { element: ATTRIBUTE_DEFINITION },
  TableName: TABLE_NAME,
  BillingMode: BILLING_MODE,
  ProvisionedThroughput: THROUGHPUT,
  GlobalSecondaryIndexUpdates: {
    element: {
      members: {
        Update: {
          members: { IndexName: { ...INDEX_NAME, required: true }, ProvisionedThroughput: THROUGHPUT },
        },
        Create: { members: GLOBAL_INDEX },
        Delete: { members: { IndexName: { ...INDEX_NAME, required: true } } },
      },
    },
  },
  StreamSpecification: STREAM,
  SSESpecification: ENCRYPTION,
};

/** DescribeTable, DeleteTable and what else asks for nothing but a name. */
export const TABLE_NAME_ONLY: Rules = { TableName: TABLE_NAME };

export const LIST_TABLES: Rules = {
  ExclusiveStartTableName: { length: { min: 3, max: 255 }, pattern: NAME_PATTERN },
  Limit: { range: { min: 1, max: 100 } },
};

const RESOURCE_ARN: Rule = { required: true, length: { min: 1, max: 1283 } };

export const TAG_RESOURCE: Rules = { ResourceArn: RESOURCE_ARN, Tags: { required: true, ...TAGS } };
export const UNTAG_RESOURCE: Rules = { ResourceArn: RESOURCE_ARN, TagKeys: { required: true } };
export const LIST_TAGS: Rules = { ResourceArn: RESOURCE_ARN };

export const UPDATE_TIME_TO_LIVE: Rules = {
  TableName: TABLE_NAME,
  TimeToLiveSpecification: {
    required: true,
    members: { AttributeName: ATTRIBUTE_NAME, Enabled: { required: true } },
  },
};
