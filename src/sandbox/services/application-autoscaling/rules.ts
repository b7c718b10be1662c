/** The constraints of the Application Auto Scaling model, for `checkConstraints`. */
import type { Rule, Rules } from '../../protocol/constraints.js';

const SERVICE_NAMESPACE: Rule = {
  required: true,
  oneOf: [
    'cassandra',
    'kafka',
    'ecs',
    'lambda',
    'ec2',
    'workspaces',
    'elasticmapreduce',
    'dynamodb',
    'custom-resource',
    'elasticache',
    'comprehend',
    'rds',
    'appstream',
    'neptune',
    'sagemaker',
  ],
};
const RESOURCE_ID_LENGTH = { min: 1, max: 1600 };
const NAME_LENGTH = { min: 1, max: 256 };
const TAGS: Rule = {
  key: { length: { min: 1, max: 128 } },
  value: { length: { min: 0, max: 256 } },
};
const RESOURCE_ARN: Rule = { required: true, length: { min: 1, max: 1011 } };

const SCALABLE: Rules = {
  ServiceNamespace: SERVICE_NAMESPACE,
  ResourceId: { required: true, length: RESOURCE_ID_LENGTH },
  ScalableDimension: { required: true },
};

const POLICY_NAME: Rule = { required: true, length: NAME_LENGTH, pattern: '\\p{Print}+' };

/** By operation. */
export const RULES = {
  RegisterScalableTarget: { ...SCALABLE, Tags: TAGS },
  DeregisterScalableTarget: SCALABLE,
  DescribeScalableTargets: {
    ServiceNamespace: SERVICE_NAMESPACE,
    ResourceIds: { element: { length: RESOURCE_ID_LENGTH } },
  },
  PutScalingPolicy: {
    PolicyName: POLICY_NAME,
    ...SCALABLE,
    PolicyType: { oneOf: ['StepScaling', 'PredictiveScaling', 'TargetTrackingScaling'] },
    TargetTrackingScalingPolicyConfiguration: {
      members: {
        TargetValue: { required: true },
        PredefinedMetricSpecification: { members: { PredefinedMetricType: { required: true } } },
      },
    },
  },
  DeleteScalingPolicy: { PolicyName: { ...POLICY_NAME, length: RESOURCE_ID_LENGTH }, ...SCALABLE },
  DescribeScalingPolicies: {
    ServiceNamespace: SERVICE_NAMESPACE,
    ResourceId: { length: RESOURCE_ID_LENGTH },
    PolicyNames: { element: { length: RESOURCE_ID_LENGTH } },
  },
  DescribeScalingActivities: {
    ServiceNamespace: SERVICE_NAMESPACE,
    ResourceId: { length: RESOURCE_ID_LENGTH },
  },
  TagResource: { ResourceARN: RESOURCE_ARN, Tags: { required: true, ...TAGS } },
  UntagResource: {
    ResourceARN: RESOURCE_ARN,
    TagKeys: { required: true, length: { min: 0, max: 200 }, element: { length: { min: 1, max: 128 } } },
  },
  ListTagsForResource: { ResourceARN: RESOURCE_ARN },
} as const satisfies Record<string, Rules>;
