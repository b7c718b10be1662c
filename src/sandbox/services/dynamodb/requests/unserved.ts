/** What AWS takes and the sandbox does not: refused clearly, never quietly ignored. */
import { validationException } from '../../../errors.js';

/** Superseded by expressions; new code does not use them. */
const LEGACY = [
  'AttributesToGet',
  'AttributeUpdates',
  'ConditionalOperator',
  'Expected',
  'KeyConditions',
  'QueryFilter',
  'ScanFilter',
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

/** Throws ValidationException for the first legacy parameter of a request, if it has one. */
export function refuseLegacyParameters(input: object): void {
  for (const name of LEGACY) {
    if (name in input) {
      throw validationException(
        `The sandbox does not serve the legacy parameter ${name}. Use an expression instead: ` +
          'see "Legacy conditional parameters" in the Amazon DynamoDB Developer Guide.',
      );
    }
  }
}

/** Throws ValidationException for the first unserved feature that a request about a table asks for. */
export function refuseUnservedFeatures(input: object): void {
  for (const name of FEATURES) {
    if (name in input) throw validationException(`The sandbox does not serve the parameter ${name}.`);
  }
}
