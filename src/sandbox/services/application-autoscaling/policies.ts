/**
 * Scaling policies. DynamoDB has target tracking only: one policy per metric and target, with four alarms.
 * AWS: "Target tracking scaling policies for Application Auto Scaling".
 */
import { randomUUID } from 'node:crypto';
import type {
  DeleteScalingPolicyRequest,
  DescribeScalingPoliciesRequest,
  DescribeScalingPoliciesResponse,
  PutScalingPolicyRequest,
  PutScalingPolicyResponse,
  ScalingPolicy,
} from '@aws-sdk/client-application-auto-scaling';
import { AwsError } from '../../errors.js';
import { checkConstraints } from '../../protocol/constraints.js';
import type { Handler, HandlerTable, Host, RequestContext } from '../../service.js';
import { describePage, requireResourceWithDimension } from './describe.js';
import { accountKey, type PolicyRecord, policyKey, type Records, targetKey } from './records.js';
import { RULES } from './rules.js';
import { noTarget, requireDynamoDb, type Scalable, scalableOf } from './scalable.js';
import { requireOnlyOneForItsMetric, targetTrackingOf } from './target-tracking.js';

/** Two that scale out and in, two that notice a capacity changed by hand. */
const ALARM_KINDS = ['AlarmHigh', 'AlarmLow', 'ProvisionedCapacityHigh', 'ProvisionedCapacityLow'] as const;

export function policyHandlers(host: Host, records: Records): HandlerTable {
  const put: Handler<PutScalingPolicyRequest, PutScalingPolicyResponse> = (input, context) => {
    checkConstraints(RULES.PutScalingPolicy, input);
    const scalable = scalableOf(input);
    const configuration = targetTrackingOf(input, scalable);
    const name = input.PolicyName ?? '';
    const key = policyKey(context, scalable, name);
    return records.store.write(() => {
      if (records.targets.get(targetKey(context, scalable)) === undefined) {
        throw noTarget(scalable, 'registered');
      }
      const others = [...records.policies.list(targetKey(context, scalable))].map(({ value }) => value);
      requireOnlyOneForItsMetric(name, configuration, others);
      const existing = records.policies.get(key) ?? newPolicy(name, scalable, context, host.clock.now());
      records.policies.put(key, { ...existing, configuration });
      return { PolicyARN: existing.arn, Alarms: alarmsOf(existing, context) };
    });
  };

  const remove: Handler<DeleteScalingPolicyRequest, object> = (input, context) => {
    checkConstraints(RULES.DeleteScalingPolicy, input);
    const scalable = scalableOf(input);
    if (
      !records.store.write(() =>
        records.policies.delete(policyKey(context, scalable, input.PolicyName ?? '')),
      )
    ) {
      throw noPolicy(scalable, input.PolicyName ?? '');
    }
    return {};
  };

  const describe: Handler<DescribeScalingPoliciesRequest, DescribeScalingPoliciesResponse> = (
    input,
    context,
  ) => {
    checkConstraints(RULES.DescribeScalingPolicies, input);
    requireDynamoDb(input.ServiceNamespace);
    requireResourceWithDimension(input.ResourceId, input.ScalableDimension);
    const { MaxResults, NextToken, ...filter } = input;
    const names = new Set(filter.PolicyNames);
    const page = describePage(
      records.policies.list(accountKey(context)),
      ({ name, arn, resourceId, dimension }) =>
        (names.size === 0 || names.has(name) || names.has(arn)) &&
        (filter.ResourceId === undefined || filter.ResourceId === resourceId) &&
        (filter.ScalableDimension === undefined || filter.ScalableDimension === dimension),
      { MaxResults, NextToken, filter: { operation: 'DescribeScalingPolicies', ...filter } },
    );
    return {
      ScalingPolicies: page.items.map((policy) => describePolicy(policy, context)),
      ...(page.nextToken === undefined ? {} : { NextToken: page.nextToken }),
    };
  };

  return { PutScalingPolicy: put, DeleteScalingPolicy: remove, DescribeScalingPolicies: describe };
}

function newPolicy(
  name: string,
  { resourceId, dimension }: Scalable,
  { account, region }: RequestContext,
  now: number,
): Omit<PolicyRecord, 'configuration'> {
  const arn = `arn:aws:autoscaling:${region}:${account}:scalingPolicy:${randomUUID()}`;
  return {
    arn: `${arn}:resource/dynamodb/${resourceId}:policyName/${name}`,
    name,
    resourceId,
    dimension,
    alarmNames: ALARM_KINDS.map((kind) => `TargetTracking-${resourceId}-${kind}-${randomUUID()}`),
    createdAt: now,
  };
}

function alarmsOf(
  { alarmNames }: Pick<PolicyRecord, 'alarmNames'>,
  { account, region }: RequestContext,
): { AlarmName: string; AlarmARN: string }[] {
  return alarmNames.map((name) => ({
    AlarmName: name,
    AlarmARN: `arn:aws:cloudwatch:${region}:${account}:alarm:${name}`,
  }));
}

function describePolicy(policy: PolicyRecord, context: RequestContext): ScalingPolicy {
  return {
    PolicyARN: policy.arn,
    PolicyName: policy.name,
    ServiceNamespace: 'dynamodb',
    ResourceId: policy.resourceId,
    ScalableDimension: policy.dimension,
    PolicyType: 'TargetTrackingScaling',
    TargetTrackingScalingPolicyConfiguration: policy.configuration,
    Alarms: alarmsOf(policy, context),
    CreationTime: new Date(policy.createdAt),
  };
}

function noPolicy({ resourceId, dimension }: Scalable, policyName: string): AwsError {
  return new AwsError(
    'ObjectNotFoundException',
    `No scaling policy found for service namespace: dynamodb, resource ID: ${resourceId}, ` +
      `scalable dimension: ${dimension}, policy name: ${policyName}`,
  );
}
