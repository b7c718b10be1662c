/** Every call that the step may make, by what it is about. */
import type { ApiCall } from '../../lab/step.js';

const LOG_GROUP: readonly ApiCall[] = [
  'logs:DescribeLogGroups',
  'logs:ListTagsForResource',
  'logs:CreateLogGroup',
  'logs:PutRetentionPolicy',
  'logs:FilterLogEvents',
];

const ROLE: readonly ApiCall[] = [
  'iam:GetRole',
  'iam:CreateRole',
  'iam:UpdateAssumeRolePolicy',
  'iam:GetRolePolicy',
  'iam:PutRolePolicy',
  'iam:ListRolePolicies',
  'iam:DeleteRolePolicy',
  'iam:ListAttachedRolePolicies',
  'iam:DetachRolePolicy',
];

const QUEUE: readonly ApiCall[] = [
  'sqs:GetQueueUrl',
  'sqs:GetQueueAttributes',
  'sqs:ListQueueTags',
  'sqs:CreateQueue',
  'sqs:ReceiveMessage',
  'sqs:DeleteMessage',
];

const FUNCTION: readonly ApiCall[] = [
  'lambda:GetFunction',
  'lambda:ListTags',
  'lambda:CreateFunction',
  'lambda:UpdateFunctionCode',
  'lambda:UpdateFunctionConfiguration',
];

const MAPPING: readonly ApiCall[] = [
  'lambda:ListEventSourceMappings',
  'lambda:GetEventSourceMapping',
  'lambda:CreateEventSourceMapping',
  'lambda:UpdateEventSourceMapping',
  'lambda:DeleteEventSourceMapping',
];

const TABLE: readonly ApiCall[] = [
  'dynamodb:DescribeTable',
  'dynamodb:PutItem',
  'dynamodb:UpdateItem',
  'dynamodb:DeleteItem',
  'dynamodb:BatchWriteItem',
  'dynamodb:Query',
  'dynamodb:GetShardIterator',
  'dynamodb:GetRecords',
];

export const CALLS: readonly ApiCall[] = [...LOG_GROUP, ...ROLE, ...QUEUE, ...FUNCTION, ...MAPPING, ...TABLE];
