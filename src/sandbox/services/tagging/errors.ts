import { AwsError } from '../../errors.js';

/** What the tag search answers to any input that it does not take. */
export function invalidParameter(message: string): AwsError {
  return new AwsError('InvalidParameterException', message);
}
