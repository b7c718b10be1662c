/** Every call that the step may make, by what it is about. */
import type { ApiCall } from '../../lab/step.js';

const LOG_GROUP: readonly ApiCall[] = [
  'logs:DescribeLogGroups',
  'logs:ListTagsForResource',
  'logs:CreateLogGroup',
  'logs:PutRetentionPolicy',
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

const FUNCTION: readonly ApiCall[] = [
  'lambda:GetFunction',
  'lambda:ListTags',
  'lambda:CreateFunction',
  'lambda:UpdateFunctionCode',
  'lambda:UpdateFunctionConfiguration',
  'lambda:GetPolicy',
  'lambda:AddPermission',
  'lambda:RemovePermission',
];

const DEFINITION: readonly ApiCall[] = [
  'apigateway:GetRestApis',
  'apigateway:CreateRestApi',
  'apigateway:UpdateRestApi',
  'apigateway:DeleteRestApi',
  'apigateway:GetModels',
  'apigateway:CreateModel',
  'apigateway:UpdateModel',
  'apigateway:GetRequestValidators',
  'apigateway:CreateRequestValidator',
  'apigateway:UpdateRequestValidator',
  'apigateway:DeleteRequestValidator',
  'apigateway:GetGatewayResponses',
  'apigateway:DeleteGatewayResponse',
  'apigateway:GetResources',
  'apigateway:CreateResource',
  'apigateway:DeleteResource',
  'apigateway:PutMethod',
  'apigateway:DeleteMethod',
  'apigateway:PutIntegration',
  'apigateway:PutMethodResponse',
  'apigateway:PutIntegrationResponse',
];

const STAGE: readonly ApiCall[] = [
  'apigateway:GetDeployments',
  'apigateway:CreateDeployment',
  'apigateway:DeleteDeployment',
  'apigateway:GetStages',
  'apigateway:CreateStage',
  'apigateway:UpdateStage',
  'apigateway:TagResource',
];

const TABLE: readonly ApiCall[] = ['dynamodb:Query', 'dynamodb:DeleteItem'];

export const CALLS: readonly ApiCall[] = [
  ...LOG_GROUP,
  ...ROLE,
  ...FUNCTION,
  ...DEFINITION,
  ...STAGE,
  ...TABLE,
];
