/** The performance tuning that the source lab promises among its objectives, beside its section 5. */
import { z } from 'zod';
import { defineStep } from '../lab/step.js';
import { removeScratchTable } from '../resources/scratch-table.js';
import { tableResource } from '../resources/table.js';
import { TARGET_UTILIZATION } from './orders-table.js';
import { compareCosts } from './tune/costs.js';
import { followLoad } from './tune/scaling.js';

const MOST_ORDERS_PER_DAY = 1_000_000_000;
const DEFAULT_ORDERS_PER_DAY = 10_000;

export const tune = defineStep({
  input: z.object({
    ordersPerDay: z
      .int()
      .min(1)
      .max(MOST_ORDERS_PER_DAY)
      .default(DEFAULT_ORDERS_PER_DAY)
      .describe('How many orders you expect each day: what every way costs in a month is told for these'),
    skipScaling: z
      .boolean()
      .default(false)
      .describe('Leave out the load that auto scaling follows, which takes 6 to 10 minutes on AWS'),
  }),
  calls: [
    'dynamodb:DescribeTable',
    'dynamodb:ListTagsOfResource',
    'dynamodb:GetItem',
    'dynamodb:PutItem',
    'dynamodb:UpdateItem',
    'dynamodb:DeleteItem',
    'dynamodb:CreateTable',
    'dynamodb:BatchWriteItem',
    'dynamodb:Scan',
    'dynamodb:Query',
    'dynamodb:DeleteTable',
    'application-autoscaling:DescribeScalingPolicies',
    'application-autoscaling:DescribeScalingActivities',
    'cloudwatch:GetMetricData',
  ],
  // Removed at the end of the step; what a killed run has left, by cleanup.
  resources: ({ tuneTable }) => [tableResource(tuneTable)],

  async *demonstrate(lab, { ordersPerDay, skipScaling }) {
    // Before minutes are spent: a table of this name that is not ours ends the step.
    await removeScratchTable(lab, lab.names.tuneTable);
    if (!skipScaling) yield* followLoad(lab);
    yield* compareCosts(lab, { ordersPerDay, utilization: TARGET_UTILIZATION });
  },
});
