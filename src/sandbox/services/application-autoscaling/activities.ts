/** Scaling activities. Registering and configuring make none, and nothing scales yet. */
import type {
  DescribeScalingActivitiesRequest,
  DescribeScalingActivitiesResponse,
  ScalingActivity,
} from '@aws-sdk/client-application-auto-scaling';
import { checkConstraints } from '../../protocol/constraints.js';
import type { Handler } from '../../service.js';
import { describePage, requireResourceWithDimension } from './describe.js';
import { RULES } from './rules.js';
import { requireDynamoDb } from './scalable.js';

export const describeScalingActivities: Handler<
  DescribeScalingActivitiesRequest,
  DescribeScalingActivitiesResponse
> = ({ MaxResults, NextToken, ...filter }) => {
  checkConstraints(RULES.DescribeScalingActivities, filter);
  requireDynamoDb(filter.ServiceNamespace);
  requireResourceWithDimension(filter.ResourceId, filter.ScalableDimension);
  const page = describePage<ScalingActivity>([], () => true, { MaxResults, NextToken, filter });
  return { ScalingActivities: page.items };
};
