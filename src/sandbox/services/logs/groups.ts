/** Log groups: made, described, deleted; how long they keep their events. */
import type {
  CreateLogGroupRequest,
  DeleteLogGroupRequest,
  DeleteRetentionPolicyRequest,
  DescribeLogGroupsRequest,
  DescribeLogGroupsResponse,
  LogGroup,
  PutRetentionPolicyRequest,
} from '@aws-sdk/client-cloudwatch-logs';
import { checkConstraints, constraintError, violation } from '../../protocol/constraints.js';
import type { Handler, HandlerTable, RequestContext } from '../../service.js';
import { pageOf } from '../page-token.js';
import { alreadyExists, invalidParameter, invalidToken } from './errors.js';
import type { Logs } from './logs.js';
import { findGroup, groupNameOf } from './lookup.js';
import { type GroupRecord, groupArn, groupKey, placeKey, type Records, streamKey } from './records.js';
import { RULES } from './rules.js';
import { checkTagKeys } from './tags.js';

const PAGE_SIZE = 50;
const LONGEST_NAME = 512;
/** The days that AWS offers. */
const RETENTIONS = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];

export function groupHandlers({ host, records, upkeep }: Logs): HandlerTable {
  const create: Handler<CreateLogGroupRequest, object> = (input, context) => {
    checkNameLength(input.logGroupName);
    checkConstraints(RULES.CreateLogGroup, input, 'InvalidParameterException');
    refuseUnserved(input);
    const { logGroupName: name = '', tags, logGroupClass = 'STANDARD' } = input;
    checkTagKeys(tags ?? {});
    records.store.write(() => {
      if (records.groups.get(groupKey(context, name)) !== undefined) throw alreadyExists('group');
      records.groups.put(groupKey(context, name), {
        id: records.takeNumbers(1),
        name,
        groupClass: logGroupClass,
        createdAt: host.clock.now(),
        ...(tags === undefined ? {} : { tags }),
        storedBytes: 0,
      });
    });
    return {};
  };

  const remove: Handler<DeleteLogGroupRequest, object> = (input, context) => {
    checkConstraints(RULES.DeleteLogGroup, input, 'InvalidParameterException');
    records.store.write(() => {
      const group = findGroup(records, context, input.logGroupName ?? '');
      records.groups.delete(groupKey(context, group.name));
      for (const { key } of [...records.streams.list(streamKey(group))]) records.streams.delete(key);
      upkeep.forgetGroup(context, group);
    });
    return {};
  };

  const describe: Handler<DescribeLogGroupsRequest, DescribeLogGroupsResponse> = (input, context) => {
    checkConstraints(RULES.DescribeLogGroups, input, 'InvalidParameterException');
    const { limit = PAGE_SIZE, nextToken: token, ...filter } = input;
    if (filter.logGroupNamePrefix !== undefined && filter.logGroupNamePattern !== undefined) {
      throw invalidParameter(
        'LogGroup name prefix and LogGroup name pattern are mutually exclusive parameters.',
      );
    }
    const page = pageOf(matchingGroups(records, context, filter), {
      limit,
      token,
      request: { operation: 'DescribeLogGroups', ...filter },
      invalid: invalidToken,
    });
    // AWS answers a search from an index that does not know these.
    const brief = filter.logGroupNamePattern !== undefined;
    return {
      logGroups: page.items.map((group) => ({
        ...describeGroup(group, context),
        ...(brief ? {} : { storedBytes: group.storedBytes, deletionProtectionEnabled: false }),
      })),
      ...(page.nextToken === undefined ? {} : { nextToken: page.nextToken }),
    };
  };

  const putRetention: Handler<PutRetentionPolicyRequest, object> = (input, context) => {
    checkConstraints(RULES.PutRetentionPolicy, input, 'InvalidParameterException');
    const { logGroupName = '', retentionInDays = 0 } = input;
    checkRetention(retentionInDays);
    records.store.write(() => {
      const group = { ...findGroup(records, context, logGroupName), retentionInDays };
      records.groups.put(groupKey(context, group.name), group);
      upkeep.scheduleRetention(context, group);
    });
    return {};
  };

  const deleteRetention: Handler<DeleteRetentionPolicyRequest, object> = (input, context) => {
    checkConstraints(RULES.DeleteRetentionPolicy, input, 'InvalidParameterException');
    records.store.write(() => {
      const { retentionInDays: _, ...group } = findGroup(records, context, input.logGroupName ?? '');
      records.groups.put(groupKey(context, group.name), group);
    });
    return {};
  };

  return {
    CreateLogGroup: create,
    DeleteLogGroup: remove,
    DescribeLogGroups: describe,
    PutRetentionPolicy: putRetention,
    DeleteRetentionPolicy: deleteRetention,
  };
}

/** AWS has words of its own for names that are too long for a new group or stream. */
export function checkNameLength(name = ''): void {
  if (name.length > LONGEST_NAME) {
    throw invalidParameter(
      `Invalid LogGroup or LogStream, both must have length less than or equal to ${LONGEST_NAME}.`,
    );
  }
}

function refuseUnserved({ kmsKeyId, deletionProtectionEnabled }: CreateLogGroupRequest): void {
  if (kmsKeyId !== undefined) throw invalidParameter('This sandbox does not serve kmsKeyId.');
  if (deletionProtectionEnabled === true) {
    throw invalidParameter('This sandbox does not serve deletionProtectionEnabled.');
  }
}

function checkRetention(days: number): void {
  if (!RETENTIONS.includes(days)) {
    const constraint = `Member must satisfy enum value set: [${RETENTIONS.join(', ')}]`;
    throw constraintError([violation(days, 'retentionInDays', constraint)], 'InvalidParameterException');
  }
}

function* matchingGroups(
  records: Records,
  context: RequestContext,
  filter: DescribeLogGroupsRequest,
): Generator<{ key: string; value: GroupRecord }> {
  const names = filter.logGroupIdentifiers?.map((identifier) => groupNameOf(context, identifier));
  for (const item of records.groups.list(placeKey(context) + (filter.logGroupNamePrefix ?? ''))) {
    const { name, groupClass } = item.value;
    if (
      (filter.logGroupNamePattern === undefined || name.includes(filter.logGroupNamePattern)) &&
      (filter.logGroupClass === undefined || groupClass === filter.logGroupClass) &&
      (names === undefined || names.includes(name))
    ) {
      yield item;
    }
  }
}

function describeGroup(group: GroupRecord, context: RequestContext): LogGroup {
  const arn = groupArn(context, group.name);
  return {
    logGroupName: group.name,
    creationTime: group.createdAt,
    ...(group.retentionInDays === undefined ? {} : { retentionInDays: group.retentionInDays }),
    metricFilterCount: 0,
    arn: `${arn}:*`,
    logGroupArn: arn,
    logGroupClass: group.groupClass,
  };
}
