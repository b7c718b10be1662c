/**
 * The least that a learner must be allowed, as one IAM policy: every step, status, call, logs, export and cleanup run
 * under it, and each of its actions is needed (test/anywhere/policy.test.ts proves both).
 * AWS: "Service Authorization Reference".
 */
import { alarmOf, dashboardOf, logGroupOf, type Names, ROLE_PATH, roleOf } from '../lab/names.js';
import { apiGatewayArnIn, arnIn, globalArnIn, type Place } from '../resources/arns.js';
import { type PolicyDocument, policyDocument, type Statement } from '../resources/policy-document.js';
import { identityOf } from '../resources/scaling.js';
import { scalingOf } from '../steps/orders-table.js';

/** The policy for one lab. It fits into one managed policy: 6,144 characters without white space. */
export function runnerPolicy(names: Names, place: Place): PolicyDocument {
  return policyDocument(runnerStatements(names, place));
}

/** What `doctor --policy` prints: the policy as JSON. */
export function policyText(names: Names, place: Place): string {
  return JSON.stringify(runnerPolicy(names, place), undefined, 2);
}

/** One action on one resource that the policy allows. */
export interface NeededPermission {
  /** Of the statement: what it is needed for. */
  readonly sid: string;
  readonly action: string;
  /** An ARN, which may end in `*`, or `*`. */
  readonly resource: string;
  /** What the request says of itself where that counts, by condition key: `iam:PassedToService`. */
  readonly context: Readonly<Record<string, string>>;
}

/** All that the policy allows, one by one: what can be asked of IAM's policy simulator. */
export function neededPermissions(names: Names, place: Place): readonly NeededPermission[] {
  return runnerStatements(names, place).flatMap(({ sid, actions, resources, conditions = {} }) => {
    const context = Object.fromEntries(Object.values(conditions).flatMap((keys) => Object.entries(keys)));
    return actions.flatMap((action) => resources.map((resource) => ({ sid, action, resource, context })));
  });
}

function runnerStatements(names: Names, place: Place): readonly Statement[] {
  return [
    ...dynamoDb(names, place),
    ...autoScaling(place),
    ...monitoring(names, place),
    ...functions(names, place),
    ...roles(names, place),
    ...apis(place),
    {
      sid: 'DeadLetters',
      actions: [
        'sqs:CreateQueue',
        'sqs:TagQueue',
        'sqs:GetQueueUrl',
        'sqs:GetQueueAttributes',
        'sqs:ListQueueTags',
        'sqs:ReceiveMessage',
        'sqs:DeleteMessage',
        'sqs:DeleteQueue',
      ],
      resources: [arnIn(place, 'sqs', names.streamDeadLetters)],
    },
  ];
}

/** Transactions are allowed by what they consist of: here no condition checks. */
function dynamoDb({ table, throttleTable, tuneTable }: Names, place: Place): readonly Statement[] {
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
function autoScaling(place: Place): readonly Statement[] {
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
      resources: ['*'],
      conditions: {
        StringEquals: { 'iam:AWSServiceName': 'dynamodb.application-autoscaling.amazonaws.com' },
      },
    },
  ];
}

function monitoring(names: Names, place: Place): readonly Statement[] {
  const logGroups = [names.streamProcessor, names.ordersApi].map((name) =>
    arnIn(place, 'logs', `log-group:${logGroupOf(name)}`),
  );
  return [
    {
      sid: 'AlarmsAndDashboard',
      actions: [
        'cloudwatch:PutMetricAlarm',
        'cloudwatch:DeleteAlarms',
        'cloudwatch:PutDashboard',
        'cloudwatch:GetDashboard',
        'cloudwatch:DeleteDashboards',
        'cloudwatch:TagResource',
        'cloudwatch:ListTagsForResource',
      ],
      resources: [
        ...[alarmOf(names, '*'), ...scalingAlarms(names)].map((name) =>
          arnIn(place, 'cloudwatch', `alarm:${name}`),
        ),
        globalArnIn(place, 'cloudwatch', `dashboard/${dashboardOf(names, place.region)}`),
      ],
    },
    {
      sid: 'Logs',
      actions: [
        'logs:CreateLogGroup',
        'logs:TagResource',
        'logs:ListTagsForResource',
        'logs:PutRetentionPolicy',
        'logs:FilterLogEvents',
        'logs:DeleteLogGroup',
      ],
      // Of a group itself, and of what is in it: which one AWS means depends on the action.
      resources: logGroups.flatMap((arn) => [arn, `${arn}:*`]),
    },
    {
      sid: 'Look',
      actions: [
        'application-autoscaling:DescribeScalableTargets',
        'application-autoscaling:DescribeScalingPolicies',
        'application-autoscaling:DescribeScalingActivities',
        'cloudwatch:GetMetricData',
        'dynamodb:ListTables',
        'lambda:ListEventSourceMappings',
        'tag:GetResources',
      ],
      // AWS knows no resources for these.
      resources: ['*'],
    },
    {
      sid: 'LookForNames',
      actions: [
        'cloudwatch:DescribeAlarms',
        'cloudwatch:DescribeAlarmHistory',
        'logs:DescribeLogGroups',
        'iam:GetRole',
      ],
      resources: [
        // Whoever asks for one by its name must be allowed to see all.
        arnIn(place, 'cloudwatch', 'alarm:*'),
        arnIn(place, 'logs', 'log-group:*'),
        // A role that is not there has no path.
        globalArnIn(place, 'iam', `role/${roleOf(`${names.prefix}orders-*`, place.region)}`),
      ],
    },
  ];
}

/** Auto scaling makes them in the name of who asks for its policies. */
function scalingAlarms(names: Names): readonly string[] {
  const scaled = [...scalingOf(names), ...scalingOf(names, names.customerIndex)];
  const ids = new Set(scaled.map((spec) => identityOf(spec).ResourceId));
  return [...ids].map((id) => `TargetTracking-${id}-*`);
}

function functions({ streamProcessor, ordersApi }: Names, place: Place): readonly Statement[] {
  const functionArn = (name: string): string => arnIn(place, 'lambda', `function:${name}`);
  return [
    {
      sid: 'Functions',
      actions: [
        'lambda:CreateFunction',
        'lambda:TagResource',
        'lambda:GetFunction',
        'lambda:ListTags',
        'lambda:UpdateFunctionCode',
        'lambda:UpdateFunctionConfiguration',
        'lambda:GetPolicy',
        'lambda:AddPermission',
        'lambda:RemovePermission',
        'lambda:DeleteFunction',
        'lambda:GetEventSourceMapping',
      ],
      // The ids of mappings are of Lambda's own choice. Of one that is gone, Lambda cannot tell the function.
      resources: [
        ...[streamProcessor, ordersApi].map(functionArn),
        arnIn(place, 'lambda', 'event-source-mapping:*'),
      ],
    },
    {
      sid: 'Mapping',
      actions: [
        'lambda:CreateEventSourceMapping',
        'lambda:UpdateEventSourceMapping',
        'lambda:DeleteEventSourceMapping',
      ],
      // A mapping is known by its function: it has no name, and none to create it by.
      resources: ['*'],
      conditions: { StringEquals: { 'lambda:FunctionArn': functionArn(streamProcessor) } },
    },
  ];
}

function roles({ streamProcessor, ordersApi }: Names, place: Place): readonly Statement[] {
  const resources = [streamProcessor, ordersApi].map((name) =>
    globalArnIn(place, 'iam', `role${ROLE_PATH}${roleOf(name, place.region)}`),
  );
  return [
    {
      sid: 'Roles',
      actions: [
        'iam:CreateRole',
        'iam:TagRole',
        'iam:GetRole',
        'iam:UpdateAssumeRolePolicy',
        'iam:PutRolePolicy',
        'iam:GetRolePolicy',
        'iam:ListRolePolicies',
        'iam:DeleteRolePolicy',
        'iam:ListAttachedRolePolicies',
        'iam:DetachRolePolicy',
        'iam:DeleteRole',
      ],
      resources,
    },
    {
      sid: 'PassRoles',
      actions: ['iam:PassRole'],
      resources,
      conditions: { StringEquals: { 'iam:PassedToService': 'lambda.amazonaws.com' } },
    },
  ];
}

/** An API has an id of AWS's own choice, and its actions are HTTP methods on paths. */
function apis(place: Place): readonly Statement[] {
  return [
    {
      sid: 'Apis',
      actions: [
        'apigateway:POST',
        'apigateway:GET',
        'apigateway:PUT',
        'apigateway:PATCH',
        'apigateway:DELETE',
      ],
      resources: ['/restapis', '/restapis/*'].map((path) => apiGatewayArnIn(place, path)),
    },
    {
      sid: 'ApiTags',
      actions: ['apigateway:PUT'],
      resources: [apiGatewayArnIn(place, '/tags/*')],
    },
  ];
}
