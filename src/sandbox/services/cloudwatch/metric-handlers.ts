/** What CloudWatch answers about metrics, and what it needs permission for. */

import type { PutMetricDataInput } from '@aws-sdk/client-cloudwatch';
import type { AccessTable, HandlerTable, Host } from '../../service.js';
import { getMetricData } from './get-metric-data.js';
import { getMetricStatistics } from './get-metric-statistics.js';
import { listMetrics } from './list-metrics.js';
import { putMetricData } from './put-metric-data.js';

export function metricHandlers(host: Host): HandlerTable {
  return {
    PutMetricData: putMetricData(host),
    GetMetricData: getMetricData(host),
    GetMetricStatistics: getMetricStatistics(host),
    ListMetrics: listMetrics(host),
  };
}

/**
 * Metrics are no resources: their calls need `*`. A policy may say which namespace is written to.
 * AWS: "Actions, resources, and condition keys for Amazon CloudWatch".
 */
export const METRIC_ACCESS: AccessTable = {
  PutMetricData: ({ Namespace }: PutMetricDataInput) => [
    {
      action: 'cloudwatch:PutMetricData',
      resource: '*',
      ...(Namespace === undefined ? {} : { conditions: { 'cloudwatch:namespace': Namespace } }),
    },
  ],
};
