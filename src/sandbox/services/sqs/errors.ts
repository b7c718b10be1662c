/** Errors of SQS, in its words. */
import { AwsError } from '../../errors.js';

export function invalidValue(message: string): AwsError {
  return new AwsError('InvalidParameterValueException', message);
}

/** `Value 11 for parameter MaxNumberOfMessages is invalid. Reason: Must be between 1 and 10, if provided.` */
export function invalidParameter(value: unknown, parameter: string, reason: string): AwsError {
  return invalidValue(`Value ${String(value)} for parameter ${parameter} is invalid. Reason: ${reason}`);
}

export function missingParameter(name: string): AwsError {
  return new AwsError('MissingParameterException', `The request must contain the parameter ${name}.`);
}

/** Throws where a number is given that is out of bounds, or, as a form may have it, not whole. */
export function checkRange(
  value: number | undefined,
  parameter: string,
  { min, max, reason }: { readonly min: number; readonly max: number; readonly reason: string },
): void {
  if (value === undefined || (Number.isInteger(value) && value >= min && value <= max)) return;
  throw invalidParameter(value, parameter, reason);
}

export function noQueue(): AwsError {
  return new AwsError('QueueDoesNotExist', 'The specified queue does not exist.');
}
