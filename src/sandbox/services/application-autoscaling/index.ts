/**
 * Application Auto Scaling for DynamoDB: scalable targets, target tracking policies with their alarms, and the changes
 * of capacity that these bring about.
 * AWS: "Application Auto Scaling API Reference".
 */
import type { Host, Service } from '../../service.js';
import { accessTable } from './access.js';
import { describeScalingActivities } from './activities.js';
import { CapacityChanges } from './capacity-changes.js';
import { createConflicts } from './conflicts.js';
import { policyHandlers } from './policies.js';
import { openRecords } from './records.js';
import { Scaler } from './scaler.js';
import { openScalingRole } from './scaling-role.js';
import { findByArn, tagHandlers } from './tags.js';
import { targetHandlers } from './targets.js';

export function createApplicationAutoScaling(host: Host): Service {
  const records = openRecords(host.store);
  const changes = new CapacityChanges(host, records);
  const parts = { records, changes, conflicts: createConflicts(host), role: openScalingRole(host) };
  return {
    handlers: {
      ...targetHandlers(host, parts),
      ...policyHandlers(host, parts),
      ...tagHandlers(records),
      DescribeScalingActivities: describeScalingActivities(host, records.activities),
    },
    access: accessTable(records),
    tagsOf: (arn, place) => findByArn(records, place, arn)?.target.tags,
    peer: new Scaler(host, records, changes),
  };
}
