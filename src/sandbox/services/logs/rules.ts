/** The constraints of the CloudWatch Logs model, for `checkConstraints`. */
import type { Rule, Rules } from '../../protocol/constraints.js';

const GROUP_NAME: Rule = { length: { min: 1, max: 512 }, pattern: '[\\.\\-_/#A-Za-z0-9]+' };
const GROUP_IDENTIFIER: Rule = { length: { min: 1, max: 2048 }, pattern: '[\\w#+=/:,.@-]*' };
const STREAM_NAME: Rule = { length: { min: 1, max: 512 }, pattern: '[^:*]*' };
const REQUIRED_GROUP: Rule = { required: true, ...GROUP_NAME };
const REQUIRED_STREAM: Rule = { required: true, ...STREAM_NAME };
const GROUP_CLASS: Rule = { oneOf: ['STANDARD', 'INFREQUENT_ACCESS', 'DELIVERY'] };
const NEXT_TOKEN: Rule = { length: { min: 1 } };
const DESCRIBE_LIMIT: Rule = { range: { min: 1, max: 50 } };
const EVENTS_LIMIT: Rule = { range: { min: 1, max: 10000 } };
const TIMESTAMP: Rule = { range: { min: 0 } };
const TAG_KEY: Rule = { length: { min: 1, max: 128 }, pattern: '[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]+' };
const TAGS: Rule = {
  length: { min: 1, max: 50 },
  key: TAG_KEY,
  value: { length: { max: 256 }, pattern: '[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*' },
};
const RESOURCE_ARN: Rule = { required: true, length: { min: 1, max: 1011 }, pattern: '[\\w+=/:,.@-]*' };

/** By operation. */
export const RULES = {
  CreateLogGroup: { logGroupName: REQUIRED_GROUP, tags: TAGS, logGroupClass: GROUP_CLASS },
  DescribeLogGroups: {
    logGroupNamePrefix: GROUP_NAME,
    logGroupNamePattern: { length: { max: 512 }, pattern: '[\\.\\-_/#A-Za-z0-9]*' },
    nextToken: NEXT_TOKEN,
    limit: DESCRIBE_LIMIT,
    logGroupClass: GROUP_CLASS,
    logGroupIdentifiers: { length: { min: 1, max: 50 }, element: GROUP_IDENTIFIER },
  },
  DeleteLogGroup: { logGroupName: REQUIRED_GROUP },
  PutRetentionPolicy: { logGroupName: REQUIRED_GROUP, retentionInDays: { required: true } },
  DeleteRetentionPolicy: { logGroupName: REQUIRED_GROUP },
  TagResource: { resourceArn: RESOURCE_ARN, tags: { required: true, ...TAGS } },
  UntagResource: {
    resourceArn: RESOURCE_ARN,
    tagKeys: { required: true, length: { min: 0, max: 50 }, element: TAG_KEY },
  },
  ListTagsForResource: { resourceArn: RESOURCE_ARN },
  TagLogGroup: { logGroupName: REQUIRED_GROUP, tags: { required: true, ...TAGS } },
  UntagLogGroup: {
    logGroupName: REQUIRED_GROUP,
    tags: { required: true, length: { min: 1 }, element: TAG_KEY },
  },
  ListTagsLogGroup: { logGroupName: REQUIRED_GROUP },
  CreateLogStream: { logGroupName: REQUIRED_GROUP, logStreamName: REQUIRED_STREAM },
  DescribeLogStreams: {
    logGroupName: GROUP_NAME,
    logGroupIdentifier: GROUP_IDENTIFIER,
    logStreamNamePrefix: STREAM_NAME,
    orderBy: { oneOf: ['LogStreamName', 'LastEventTime'] },
    nextToken: NEXT_TOKEN,
    limit: DESCRIBE_LIMIT,
  },
  DeleteLogStream: { logGroupName: REQUIRED_GROUP, logStreamName: REQUIRED_STREAM },
  PutLogEvents: {
    logGroupName: REQUIRED_GROUP,
    logStreamName: REQUIRED_STREAM,
    logEvents: {
      required: true,
      length: { min: 1, max: 10000 },
      element: {
        members: {
          timestamp: { required: true, ...TIMESTAMP },
          message: { required: true, length: { min: 1 } },
        },
      },
    },
    sequenceToken: { length: { min: 1 } },
  },
  GetLogEvents: {
    logGroupName: GROUP_NAME,
    logGroupIdentifier: GROUP_IDENTIFIER,
    logStreamName: REQUIRED_STREAM,
    startTime: TIMESTAMP,
    endTime: TIMESTAMP,
    nextToken: NEXT_TOKEN,
    limit: EVENTS_LIMIT,
  },
  FilterLogEvents: {
    logGroupName: GROUP_NAME,
    logGroupIdentifier: GROUP_IDENTIFIER,
    logStreamNames: { length: { min: 1, max: 100 }, element: STREAM_NAME },
    logStreamNamePrefix: STREAM_NAME,
    startTime: TIMESTAMP,
    endTime: TIMESTAMP,
    filterPattern: { length: { max: 1024 } },
    nextToken: NEXT_TOKEN,
    limit: EVENTS_LIMIT,
  },
} as const satisfies Record<string, Rules>;
