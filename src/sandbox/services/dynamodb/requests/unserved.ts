/** What AWS takes and the sandbox does not: refused clearly, never quietly ignored. */
import { validationException } from '../../../errors.js';

/** Superseded by expressions; new code does not use them. */
const LEGACY = [
  'AttributesToGet',
  'AttributeUpdates',
  'QueryFilter',
  'ScanFilter',
  'Expected',
  'ConditionalOperator',
  'KeyConditions',
] as const;

const EXPRESSIONS = [
  'ProjectionExpression',
  'UpdateExpression',
  'FilterExpression',
  'ConditionExpression',
  'KeyConditionExpression',
] as const;

const FEATURES = [
  'GlobalTableSettingsReplicationMode',
  'GlobalTableSourceArn',
  'GlobalTableWitnessUpdates',
  'MultiRegionConsistency',
  'DisassociationProtectionEnabled',
  'ReplicaUpdates',
  'ResourcePolicy',
  'VectorIndexes',
  'VectorIndexUpdates',
  'WarmThroughput',
] as const;

/**
 * Throws ValidationException for a request with legacy parameters: AWS's own where it has expressions too, which
 * AWS does not take together, else one that tells what to use.
 */
export function refuseLegacyParameters(input: object): void {
  const legacy = LEGACY.filter((name) => name in input);
  if (legacy.length === 0) return;
  const expressions = EXPRESSIONS.filter((name) => name in input);
  if (expressions.length > 0) {
    throw validationException(
      'Can not use both expression and non-expression parameters in the same request: ' +
        `Non-expression parameters: {${legacy.join(', ')}} Expression parameters: {${expressions.join(', ')}}`,
    );
  }
  throw validationException(
    `The sandbox does not serve the legacy parameter ${legacy[0]}. Use an expression instead: ` +
      'see "Legacy conditional parameters" in the Amazon DynamoDB Developer Guide.',
  );
}

/** Throws ValidationException for the first unserved feature that a request about a table asks for. */
export function refuseUnservedFeatures(input: object): void {
  for (const name of FEATURES) {
    if (name in input) throw validationException(`The sandbox does not serve the parameter ${name}.`);
  }
}
