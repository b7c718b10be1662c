/** What API Gateway counts for CloudWatch. AWS: "Amazon API Gateway dimensions and metrics". */
import type { MetricPublishing } from '../../../metrics/metrics.js';
import { settingFor } from '../method-settings.js';
import type { ApiRecord, StageRecord } from '../records.js';
import type { RoutedCall } from './call.js';

const NAMESPACE = 'AWS/ApiGateway';
const CLIENT_ERROR = 400;
const SERVER_ERROR = 500;

export interface Measured {
  readonly api: ApiRecord;
  readonly stage: StageRecord;
  /** Absent where there was no method for the request. */
  readonly call: RoutedCall | undefined;
  readonly status: number;
  /** Real milliseconds. */
  readonly latency: number;
  /** Real milliseconds; undefined where no integration was asked. */
  readonly integrationLatency: number | undefined;
}

export function recordMetrics(metrics: MetricPublishing, measured: Measured): void {
  const { api, stage, call, status, latency, integrationLatency } = measured;
  const ofApi = [{ Name: 'ApiName', Value: api.settings.name ?? api.id }];
  const ofStage = [...ofApi, { Name: 'Stage', Value: stage.name }];
  const sets = [ofApi, ofStage];
  if (call !== undefined && hasDetailedMetrics(stage, call)) {
    const { resource, verb } = call.route;
    sets.push([...ofStage, { Name: 'Method', Value: verb }, { Name: 'Resource', Value: resource.path }]);
  }
  for (const dimensions of sets) {
    const meter = (name: string, unit: 'Count' | 'Milliseconds') =>
      metrics.meter(
        { account: api.account, region: api.region, namespace: NAMESPACE, name, dimensions },
        unit,
      );
    meter('Count', 'Count').record(1);
    // No error is a sample, too: their average is the share of errors.
    meter('4XXError', 'Count').record(status >= CLIENT_ERROR && status < SERVER_ERROR ? 1 : 0);
    meter('5XXError', 'Count').record(status >= SERVER_ERROR ? 1 : 0);
    meter('Latency', 'Milliseconds').record(Math.round(latency));
    if (integrationLatency !== undefined) {
      meter('IntegrationLatency', 'Milliseconds').record(Math.round(integrationLatency));
    }
  }
}

/** Metrics of single methods cost extra on AWS, so they are kept where the stage asks for them. */
function hasDetailedMetrics(stage: StageRecord, { route, request }: RoutedCall): boolean {
  return settingFor(stage, route.resource.path, request.method)?.setting.metricsEnabled ?? false;
}
