/** What the policy allows of tables and their scaling. */
import type { Names } from '../../lab/names.js';
import { arnIn, type Place } from '../../resources/arns.js';
import type { Statement } from '../../resources/policy-document.js';

/** Whose role Application Auto Scaling makes. AWS: "Service-linked roles for Application Auto Scaling". */
const SCALING_SERVICE = 'dynamodb.application-autoscaling.amazonaws.com';

/** Transactions are allowed by what they consist of: here no condition checks. */
export function dynamoDb({ table, throttleTable, tuneTable }: Names, place: Place): readonly Statement[] {
  return [
    {
      sid: 'Tables',
      actions: [
        'dynamodb:CreateTable',
        'dynamodb:TagResource',
        'dynamodb:DescribeTable',
        'dynamodb:ListTagsOfResource',
        'dynamodb:UpdateTable',
        'dynamodb:DeleteTable',
        'dynamodb:PutItem',
        'dynamodb:GetItem',
        'dynamodb:UpdateItem',
        'dynamodb:DeleteItem',
        'dynamodb:BatchGetItem',
        'dynamodb:BatchWriteItem',
        'dynamodb:Query',
        'dynamodb:Scan',
        'dynamodb:GetShardIterator',
        'dynamodb:GetRecords',
      ],
      // Each of them applies to some of these only: to indexes queries, for example.
      resources: [
        table,
        // Its indexes and its stream.
        `${table}/*`,
        throttleTable,
        tuneTable,
        `${tuneTable}/*`,
      ].map((path) => arnIn(place, 'dynamodb', `table/${path}`)),
    },
  ];
}

/** The ids of its targets are of its own choice. Its own role is made in the name of who registers the first one. */
export function autoScaling(place: Place): readonly Statement[] {
  return [
    {
      sid: 'Scaling',
      actions: [
        'application-autoscaling:RegisterScalableTarget',
        'application-autoscaling:TagResource',
        'application-autoscaling:ListTagsForResource',
        'application-autoscaling:PutScalingPolicy',
        'application-autoscaling:DeregisterScalableTarget',
      ],
      resources: [arnIn(place, 'application-autoscaling', 'scalable-target/*')],
    },
    {
      sid: 'ScalingRole',
      actions: ['iam:CreateServiceLinkedRole'],
      // The service has one role, so its name says it all.
      resources: ['*'],
      conditions: { StringEquals: { 'iam:AWSServiceName': SCALING_SERVICE } },
    },
  ];
}
