/**
 * Application Auto Scaling for DynamoDB: scalable targets, target tracking policies, tags. What it holds is
 * validated and kept; it does not act on load yet.
 * AWS: "Application Auto Scaling API Reference".
 */
import type { Host, Service } from '../../service.js';
import { describeScalingActivities } from './activities.js';
import { policyHandlers } from './policies.js';
import { openRecords } from './records.js';
import { tagHandlers } from './tags.js';
import { targetHandlers } from './targets.js';

export function createApplicationAutoScaling(host: Host): Service {
  const records = openRecords(host.store);
  return {
    handlers: {
      ...targetHandlers(host, records),
      ...policyHandlers(host, records),
      ...tagHandlers(records),
      DescribeScalingActivities: describeScalingActivities,
    },
  };
}
