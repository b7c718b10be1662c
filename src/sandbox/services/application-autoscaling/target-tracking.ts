/** What a target tracking policy for DynamoDB may say. */
import type {
  PutScalingPolicyRequest,
  TargetTrackingScalingPolicyConfiguration,
} from '@aws-sdk/client-application-auto-scaling';
import { validationException } from '../../errors.js';
import { javaDouble } from '../../protocol/java-text.js';
import type { PolicyRecord } from './records.js';
import type { Scalable, ScalableDimension } from './scalable.js';

/** The utilization that DynamoDB can aim at, in percent of the provisioned capacity. */
const TARGET_VALUE = { min: 20, max: 90 };

/** What a request without a PolicyType means. */
const DEFAULT_POLICY_TYPE = 'StepScaling';

/** The configuration of a policy that fits its target. Throws `ValidationException`. */
export function targetTrackingOf(
  {
    PolicyType = DEFAULT_POLICY_TYPE,
    TargetTrackingScalingPolicyConfiguration: configuration,
  }: PutScalingPolicyRequest,
  { dimension }: Scalable,
): TargetTrackingScalingPolicyConfiguration {
  if (PolicyType !== 'TargetTrackingScaling') {
    throw validationException(`Policy type ${PolicyType} is not supported for service namespace: dynamodb`);
  }
  if (configuration === undefined) {
    throw validationException(
      'TargetTrackingScalingPolicyConfiguration must be specified for policy type TargetTrackingScaling',
    );
  }
  checkMetric(configuration, dimension);
  checkNumbers(configuration);
  return configuration;
}

/** Throws `ValidationException` where another policy of the target follows the same metric. */
export function requireOnlyOneForItsMetric(
  name: string,
  configuration: TargetTrackingScalingPolicyConfiguration,
  policies: readonly PolicyRecord[],
): void {
  const metric = metricText(configuration);
  if (policies.some((policy) => policy.name !== name && metricText(policy.configuration) === metric)) {
    throw validationException(
      'Only one TargetTrackingScaling policy for a given metric specification is allowed.',
    );
  }
}

function metricText({
  PredefinedMetricSpecification,
  CustomizedMetricSpecification,
}: TargetTrackingScalingPolicyConfiguration): string {
  return JSON.stringify(PredefinedMetricSpecification ?? CustomizedMetricSpecification);
}

function checkMetric(
  { PredefinedMetricSpecification, CustomizedMetricSpecification }: TargetTrackingScalingPolicyConfiguration,
  dimension: ScalableDimension,
): void {
  if ((PredefinedMetricSpecification === undefined) === (CustomizedMetricSpecification === undefined)) {
    throw validationException(
      'Exactly one of PredefinedMetricSpecification and CustomizedMetricSpecification must be specified',
    );
  }
  if (CustomizedMetricSpecification?.Metrics !== undefined) {
    throw validationException(
      'The sandbox does not serve the parameter CustomizedMetricSpecification.Metrics.',
    );
  }
  const type = PredefinedMetricSpecification?.PredefinedMetricType;
  const fitting = dimension.endsWith(':ReadCapacityUnits')
    ? 'DynamoDBReadCapacityUtilization'
    : 'DynamoDBWriteCapacityUtilization';
  if (type !== undefined && type !== fitting) {
    throw validationException(
      `Predefined metric type ${type} is not supported for scalable dimension: ${dimension}`,
    );
  }
}

function checkNumbers({
  TargetValue = 0,
  ScaleInCooldown = 0,
  ScaleOutCooldown = 0,
  PredefinedMetricSpecification,
}: TargetTrackingScalingPolicyConfiguration): void {
  const { min, max } = TARGET_VALUE;
  if (PredefinedMetricSpecification !== undefined && !(TargetValue >= min && TargetValue <= max)) {
    throw validationException(
      `Target value ${javaDouble(TargetValue)} is not valid: it must be between ${javaDouble(min)} and ${javaDouble(max)}`,
    );
  }
  if (ScaleInCooldown < 0 || ScaleOutCooldown < 0) {
    throw validationException('Cooldown must be greater than or equal to 0');
  }
}
