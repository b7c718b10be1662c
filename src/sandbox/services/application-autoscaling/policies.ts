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
import { alarmArn } from '../cloudwatch/alarms.js';
import type { CloudWatchPeer, IamPeer } from '../peers.js';
import { newAlarmNames, putAlarms } from './alarms.js';
import { requireAlarmAccess } from './caller-access.js';
import type { Conflicts } from './conflicts.js';
import { describePage, requireResourceWithDimension } from './describe.js';
import { accountKey, type PolicyRecord, policyKey, type Records, targetKey } from './records.js';
import { RULES } from './rules.js';
import { capacityOf, noTarget, requireDynamoDb, type Scalable, scalableOf } from './scalable.js';
import type { ScalingRole } from './scaling-role.js';
import { requireOnlyOneForItsMetric, targetTrackingOf } from './target-tracking.js';

export function policyHandlers(
  host: Host,
  { records, conflicts, role }: { records: Records; conflicts: Conflicts; role: ScalingRole },
): HandlerTable {
  const put: Handler<PutScalingPolicyRequest, PutScalingPolicyResponse> = async (input, context) => {
    checkConstraints(RULES.PutScalingPolicy, input);
    const scalable = scalableOf(input);
    const configuration = targetTrackingOf(input, scalable);
    requireAlarmAccess(await host.peer<IamPeer>('iam'), context, scalable);
    const name = input.PolicyName ?? '';
    const key = policyKey(context, scalable, name);
    const target = targetKey(context, scalable);
    if (records.targets.get(target) === undefined || conflicts.isUnknownYet(target)) {
      throw noTarget(scalable, 'registered');
    }
    const capacity = await capacityOf(host, context, scalable);
    const cloudWatch = await host.peer<CloudWatchPeer>('monitoring');
    conflicts.requireQuiet(target);
    role.requirePermissions(context, name);
    const answer = records.store.write(() => {
      // It may have gone while others were asked.
      if (records.targets.get(target) === undefined) throw noTarget(scalable, 'registered');
      const others = [...records.policies.list(target)].map(({ value }) => value);
      requireOnlyOneForItsMetric(name, configuration, others);
      const existing = records.policies.get(key) ?? newPolicy(name, scalable, context, host.clock.now());
      const policy = { ...existing, configuration };
      records.policies.put(key, policy);
      putAlarms(cloudWatch, context, policy, capacity);
      return { PolicyARN: existing.arn, Alarms: alarmsOf(existing, context) };
    });
    conflicts.note(target, 'changed');
    return answer;
  };

  const remove: Handler<DeleteScalingPolicyRequest, object> = async (input, context) => {
    checkConstraints(RULES.DeleteScalingPolicy, input);
    const scalable = scalableOf(input);
    const cloudWatch = await host.peer<CloudWatchPeer>('monitoring');
    const name = input.PolicyName ?? '';
    const key = policyKey(context, scalable, name);
    const target = targetKey(context, scalable);
    const policy = records.policies.get(key);
    if (policy === undefined) throw noPolicy(scalable, name);
    conflicts.requireQuiet(target);
    records.store.write(() => {
      records.policies.delete(key);
      cloudWatch.deleteAlarms(context, policy.alarmNames);
    });
    conflicts.note(target, 'changed');
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
  scalable: Scalable,
  { account, region }: RequestContext,
  now: number,
): Omit<PolicyRecord, 'configuration'> {
  const { resourceId, dimension } = scalable;
  const arn = `arn:aws:autoscaling:${region}:${account}:scalingPolicy:${randomUUID()}`;
  return {
    arn: `${arn}:resource/dynamodb/${resourceId}:policyName/${name}`,
    name,
    resourceId,
    dimension,
    alarmNames: newAlarmNames(scalable),
    createdAt: now,
  };
}

function alarmsOf(
  { alarmNames }: Pick<PolicyRecord, 'alarmNames'>,
  place: RequestContext,
): { AlarmName: string; AlarmARN: string }[] {
  return alarmNames.map((name) => ({ AlarmName: name, AlarmARN: alarmArn(place, name) }));
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
