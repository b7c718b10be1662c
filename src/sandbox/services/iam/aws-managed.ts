/**
 * The policies that AWS itself provides, as far as the lab's functions want them: their documents are AWS's own.
 * AWS: "AWS Managed Policy Reference Guide".
 */
import type { PolicyRecord } from './records.js';

const AWS_ACCOUNT = 'aws';
const LOGS = ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'];

interface ManagedPolicy {
  readonly path: '/service-role/' | '/aws-service-role/';
  readonly id: string;
  readonly createdAt: string;
  readonly description: string;
  readonly actions: readonly string[];
}

const POLICIES: Readonly<Record<string, ManagedPolicy>> = {
  AWSLambdaBasicExecutionRole: {
    path: '/service-role/',
    id: 'ANPAJNCQGXC42545SKXIK',
    createdAt: '2015-04-09T15:03:43Z',
    description: 'Provides write permissions to CloudWatch Logs.',
    actions: LOGS,
  },
  AWSLambdaDynamoDBExecutionRole: {
    path: '/service-role/',
    id: 'ANPAIP7WNAGMIPYNW4WQG',
    createdAt: '2015-04-09T15:09:29Z',
    description:
      'Provides list and read access to DynamoDB streams and write permissions to CloudWatch logs.',
    actions: [
      'dynamodb:DescribeStream',
      'dynamodb:GetRecords',
      'dynamodb:GetShardIterator',
      'dynamodb:ListStreams',
      ...LOGS,
    ],
  },
  AWSLambdaSQSQueueExecutionRole: {
    path: '/service-role/',
    id: 'ANPAJFWJZI6JNND4TSELK',
    createdAt: '2018-06-14T21:50:45Z',
    description:
      'Provides receive message, delete message, and read attribute access to SQS queues, and write permissions to CloudWatch logs.',
    actions: ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes', ...LOGS],
  },
  AWSApplicationAutoscalingDynamoDBTablePolicy: {
    path: '/aws-service-role/',
    id: 'ANPAJOVQMDI3JFCBW4LFO',
    createdAt: '2017-10-20T21:34:57Z',
    description:
      'Policy granting permissions to Application Auto Scaling to access DynamoDB table and CloudWatch.',
    actions: [
      'dynamodb:DescribeTable',
      'dynamodb:UpdateTable',
      'cloudwatch:PutMetricAlarm',
      'cloudwatch:DescribeAlarms',
      'cloudwatch:DeleteAlarms',
    ],
  },
};

export const APPLICATION_AUTO_SCALING_TABLE_POLICY = `arn:aws:iam::${AWS_ACCOUNT}:policy/aws-service-role/AWSApplicationAutoscalingDynamoDBTablePolicy`;

/** By ARN: `arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole`. */
export const AWS_MANAGED_POLICIES: ReadonlyMap<string, PolicyRecord> = new Map(
  Object.entries(POLICIES).map(([name, { path, id, createdAt, description, actions }]) => {
    const arn = `arn:aws:iam::${AWS_ACCOUNT}:policy${path}${name}`;
    const document = {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: actions, Resource: '*' }],
    };
    return [
      arn,
      {
        name,
        path,
        arn,
        id,
        description,
        document: JSON.stringify(document, null, 4),
        tags: [],
        createdAt: Date.parse(createdAt),
      },
    ];
  }),
);
