/** Scalable targets: registered, described, deregistered. They outlive the table that they scale. */
import { randomBytes } from 'node:crypto';
import type {
  DeregisterScalableTargetRequest,
  DescribeScalableTargetsRequest,
  DescribeScalableTargetsResponse,
  RegisterScalableTargetRequest,
  RegisterScalableTargetResponse,
  ScalableTarget,
  SuspendedState,
} from '@aws-sdk/client-application-auto-scaling';
import { validationException } from '../../errors.js';
import { checkConstraints } from '../../protocol/constraints.js';
import type { Handler, HandlerTable, Host, RequestContext } from '../../service.js';
import type { CloudWatchPeer, IamPeer } from '../peers.js';
import { requireRoleCreation, requireTableAccess } from './caller-access.js';
import type { CapacityChanges } from './capacity-changes.js';
import type { Conflicts } from './conflicts.js';
import { describePage, requireResourceWithDimension } from './describe.js';
import { accountKey, type Records, type SuspendedRecord, type TargetRecord, targetKey } from './records.js';
import { RULES } from './rules.js';
import { capacityOf, isRead, noTarget, requireDynamoDb, type Scalable, scalableOf } from './scalable.js';
import { type ScalingRole, SERVICE_PRINCIPAL, serviceLinkedRole } from './scaling-role.js';
import { checkTags } from './tags.js';

/** DynamoDB's least capacity. */
const LEAST_CAPACITY = 1;
const NOT_SUSPENDED: SuspendedRecord = {
  DynamicScalingInSuspended: false,
  DynamicScalingOutSuspended: false,
  ScheduledScalingSuspended: false,
};

export interface TargetParts {
  readonly records: Records;
  readonly conflicts: Conflicts;
  readonly role: ScalingRole;
  readonly changes: CapacityChanges;
}

export function targetHandlers(host: Host, { records, conflicts, role, changes }: TargetParts): HandlerTable {
  const register: Handler<RegisterScalableTargetRequest, RegisterScalableTargetResponse> = async (
    input,
    context,
  ) => {
    checkConstraints(RULES.RegisterScalableTarget, input);
    const scalable = scalableOf(input);
    checkTags(input.Tags ?? {});
    const iam = await host.peer<IamPeer>('iam');
    requireTableAccess(iam, context, scalable);
    const capacity = await capacityOf(host, context, scalable);
    requireRoleCreation(iam, context);
    iam.ensureServiceLinkedRole(context.account, SERVICE_PRINCIPAL);
    const key = targetKey(context, scalable);
    role.requireAssumable(context);
    conflicts.requireQuiet(key);
    const answer = records.store.write(() => {
      const existing = records.targets.get(key);
      const target =
        existing === undefined
          ? newTarget(input, scalable, context, host.clock.now())
          : updatedTarget(existing, input);
      records.targets.put(key, target);
      changes.enforceBounds(
        context,
        scalable,
        target,
        isRead(scalable.dimension) ? capacity.read : capacity.write,
      );
      return { ScalableTargetARN: target.arn, isNew: existing === undefined };
    });
    conflicts.note(key, answer.isNew ? 'registered' : 'changed');
    return { ScalableTargetARN: answer.ScalableTargetARN };
  };

  const deregister: Handler<DeregisterScalableTargetRequest, object> = async (input, context) => {
    checkConstraints(RULES.DeregisterScalableTarget, input);
    const scalable = scalableOf(input);
    const cloudWatch = await host.peer<CloudWatchPeer>('monitoring');
    const key = targetKey(context, scalable);
    if (records.targets.get(key) !== undefined) conflicts.requireQuiet(key);
    records.store.write(() => {
      if (!records.targets.delete(key)) {
        throw noTarget(scalable, 'found');
      }
      for (const policy of [...records.policies.list(key)]) {
        records.policies.delete(policy.key);
        cloudWatch.deleteAlarms(context, policy.value.alarmNames);
      }
    });
    conflicts.note(key, 'changed');
    return {};
  };

  const describe: Handler<DescribeScalableTargetsRequest, DescribeScalableTargetsResponse> = (
    input,
    context,
  ) => {
    checkConstraints(RULES.DescribeScalableTargets, input);
    requireDynamoDb(input.ServiceNamespace);
    requireResourceWithDimension(input.ResourceIds?.[0], input.ScalableDimension);
    const { MaxResults, NextToken, ...filter } = input;
    const page = describePage(
      records.targets.list(accountKey(context)),
      ({ resourceId, dimension }) =>
        (filter.ResourceIds === undefined ||
          filter.ResourceIds.length === 0 ||
          filter.ResourceIds.includes(resourceId)) &&
        (filter.ScalableDimension === undefined || filter.ScalableDimension === dimension),
      { MaxResults, NextToken, filter: { operation: 'DescribeScalableTargets', ...filter } },
    );
    return {
      ScalableTargets: page.items.map((target) => describeTarget(target, context)),
      ...(page.nextToken === undefined ? {} : { NextToken: page.nextToken }),
    };
  };

  return {
    RegisterScalableTarget: register,
    DeregisterScalableTarget: deregister,
    DescribeScalableTargets: describe,
  };
}

function newTarget(
  { MinCapacity, MaxCapacity, SuspendedState: suspended, Tags }: RegisterScalableTargetRequest,
  { resourceId, dimension }: Scalable,
  { account, region }: RequestContext,
  now: number,
): TargetRecord {
  if (MinCapacity === undefined || MaxCapacity === undefined) {
    throw validationException(
      'Both MinCapacity and MaxCapacity must be provided to register a new scalable target',
    );
  }
  checkCapacities(MinCapacity, MaxCapacity);
  const id = `0${randomBytes(14).toString('hex').slice(0, 27)}`;
  return {
    arn: `arn:aws:application-autoscaling:${region}:${account}:scalable-target/${id}`,
    resourceId,
    dimension,
    minCapacity: MinCapacity,
    maxCapacity: MaxCapacity,
    suspended: suspendedRecord(NOT_SUSPENDED, suspended),
    tags: { ...Tags },
    createdAt: now,
  };
}

/** Members that the request leaves out stay as they are. */
function updatedTarget(
  target: TargetRecord,
  { MinCapacity, MaxCapacity, SuspendedState: suspended, Tags }: RegisterScalableTargetRequest,
): TargetRecord {
  if (Tags !== undefined) {
    throw validationException(
      'The scalable target that you tried to tag already exists. To update tags on an existing scalable target, ' +
        'use the TagResource API.',
    );
  }
  const minCapacity = MinCapacity ?? target.minCapacity;
  const maxCapacity = MaxCapacity ?? target.maxCapacity;
  checkCapacities(minCapacity, maxCapacity);
  return { ...target, minCapacity, maxCapacity, suspended: suspendedRecord(target.suspended, suspended) };
}

function checkCapacities(min: number, max: number): void {
  if (min < LEAST_CAPACITY) {
    throw validationException(`Minimum capacity must be greater than or equal to ${LEAST_CAPACITY}`);
  }
  if (max < min) {
    throw validationException('Maximum capacity cannot be less than minimum capacity');
  }
}

function suspendedRecord(before: SuspendedRecord, change: SuspendedState = {}): SuspendedRecord {
  return {
    DynamicScalingInSuspended: change.DynamicScalingInSuspended ?? before.DynamicScalingInSuspended,
    DynamicScalingOutSuspended: change.DynamicScalingOutSuspended ?? before.DynamicScalingOutSuspended,
    ScheduledScalingSuspended: change.ScheduledScalingSuspended ?? before.ScheduledScalingSuspended,
  };
}

function describeTarget(target: TargetRecord, { account }: RequestContext): ScalableTarget {
  return {
    ServiceNamespace: 'dynamodb',
    ResourceId: target.resourceId,
    ScalableDimension: target.dimension,
    MinCapacity: target.minCapacity,
    MaxCapacity: target.maxCapacity,
    RoleARN: serviceLinkedRole(account),
    CreationTime: new Date(target.createdAt),
    SuspendedState: target.suspended,
    ScalableTargetARN: target.arn,
  };
}
