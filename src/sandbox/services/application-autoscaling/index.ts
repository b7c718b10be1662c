/**
 * Application Auto Scaling for DynamoDB: scalable targets, target tracking policies with their alarms, tags. What
 * it holds is validated and kept; it does not act on load yet.
 * AWS: "Application Auto Scaling API Reference".
 */
import type { Host, Service } from '../../service.js';
import { describeScalingActivities } from './activities.js';
import { createConflicts } from './conflicts.js';
import { policyHandlers } from './policies.js';
import { openRecords } from './records.js';
import { openScalingRole } from './scaling-role.js';
import { tagHandlers } from './tags.js';
import { targetHandlers } from './targets.js';

export function createApplicationAutoScaling(host: Host): Service {
  const records = openRecords(host.store);
  const parts = { records, conflicts: createConflicts(host), role: openScalingRole(host) };
  return {
    handlers: {
      ...targetHandlers(host, parts),
      ...policyHandlers(host, parts),
      ...tagHandlers(records),
      DescribeScalingActivities: describeScalingActivities,
    },
  };
}
