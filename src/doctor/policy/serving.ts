/** What the policy allows of functions, what calls them, and where what they cannot process goes. */
import type { Names } from '../../lab/names.js';
import { apiGatewayArnIn, arnIn, type Place } from '../../resources/arns.js';
import type { Statement } from '../../resources/policy-document.js';

export function functions({ streamProcessor, ordersApi }: Names, place: Place): readonly Statement[] {
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

/** An API has an id of AWS's own choice, and its actions are HTTP methods on paths. */
export function apis(place: Place): readonly Statement[] {
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

export function deadLetters({ streamDeadLetters }: Names, place: Place): Statement {
  return {
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
    resources: [arnIn(place, 'sqs', streamDeadLetters)],
  };
}
