/** What DynamoDB answers when a table is not there, or busy. The texts are AWS's. */
import { AwsError, validationException } from '../../../errors.js';

/** On the data plane, which says no more. */
export function resourceNotFound(): AwsError {
  return new AwsError('ResourceNotFoundException', 'Requested resource not found');
}

/** On the control plane. */
export function tableNotFound(name: string): AwsError {
  return new AwsError('ResourceNotFoundException', `Requested resource not found: Table: ${name} not found`);
}

export function tableAlreadyExists(name: string): AwsError {
  return new AwsError('ResourceInUseException', `Table already exists: ${name}`);
}

/** A change that another one stands in the way of: it may be tried again later. */
export function stillInUse(detail: string): AwsError {
  return new AwsError(
    'ResourceInUseException',
    `Attempt to change a resource which is still in use: ${detail}`,
  );
}

/** Detail of two errors: why tags, or their table, are not to be changed now. */
export function tagsBeingUpdated(name: string): string {
  return `Table tags are being updated: ${name}`;
}

export function limitExceeded(detail: string): AwsError {
  return new AwsError('LimitExceededException', `Subscriber limit exceeded: ${detail}`);
}

/** Input that is well-formed, but makes no sense. */
export function invalidParameters(detail: string): AwsError {
  return validationException(`One or more parameter values were invalid: ${detail}`);
}
