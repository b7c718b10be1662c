/** What DynamoDB Streams answers where something is missing, too old or makes no sense. The texts are AWS's. */
import { AwsError, validationException } from '../../errors.js';

export function invalidParameters(detail: string): AwsError {
  return validationException(`One or more parameter values were invalid: ${detail}`);
}

export function notFound(detail: string): AwsError {
  return new AwsError('ResourceNotFoundException', `Requested resource not found: ${detail}`);
}

export function trimmedData(): AwsError {
  return new AwsError('TrimmedDataAccessException', 'The data you are trying to access has been trimmed');
}

export function expiredIterator(): AwsError {
  return new AwsError('ExpiredIteratorException', 'Shard iterator has expired');
}
