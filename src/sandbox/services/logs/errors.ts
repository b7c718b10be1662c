/** Errors of CloudWatch Logs, in its words. */
import { AwsError } from '../../errors.js';

export function invalidParameter(message: string): AwsError {
  return new AwsError('InvalidParameterException', message);
}

export function invalidToken(): never {
  throw invalidParameter('The specified nextToken is invalid.');
}

export function noGroup(): AwsError {
  return new AwsError('ResourceNotFoundException', 'The specified log group does not exist.');
}

export function noStream(): AwsError {
  return new AwsError('ResourceNotFoundException', 'The specified log stream does not exist.');
}

export function alreadyExists(what: 'group' | 'stream'): AwsError {
  return new AwsError('ResourceAlreadyExistsException', `The specified log ${what} already exists`);
}
