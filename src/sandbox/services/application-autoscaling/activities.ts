/** DescribeScalingActivities: the newest first. */
import type {
  DescribeScalingActivitiesRequest,
  DescribeScalingActivitiesResponse,
} from '@aws-sdk/client-application-auto-scaling';
import { checkConstraints } from '../../protocol/constraints.js';
import type { Handler, Host } from '../../service.js';
import { type Activities, type ActivityRecord, describeActivity } from './activity-records.js';
import { describePage, requireResourceWithDimension } from './describe.js';
import { RULES } from './rules.js';
import { requireDynamoDb } from './scalable.js';

export function describeScalingActivities(
  { clock }: Pick<Host, 'clock'>,
  activities: Activities,
): Handler<DescribeScalingActivitiesRequest, DescribeScalingActivitiesResponse> {
  return ({ MaxResults, NextToken, ...filter }, context) => {
    checkConstraints(RULES.DescribeScalingActivities, filter);
    requireDynamoDb(filter.ServiceNamespace);
    requireResourceWithDimension(filter.ResourceId, filter.ScalableDimension);
    const matches = ({ resourceId, dimension, notScaled }: ActivityRecord): boolean =>
      (filter.ResourceId === undefined || filter.ResourceId === resourceId) &&
      (filter.ScalableDimension === undefined || filter.ScalableDimension === dimension) &&
      (notScaled === undefined || filter.IncludeNotScaledActivities === true);
    const newestFirst = [...activities.list(context, clock.now())].reverse();
    const page = describePage(newestFirst, matches, {
      MaxResults,
      NextToken,
      filter: { operation: 'DescribeScalingActivities', ...filter },
      descending: true,
    });
    return {
      ScalingActivities: page.items.map(describeActivity),
      ...(page.nextToken === undefined ? {} : { NextToken: page.nextToken }),
    };
  };
}
