/** What IAM and STS answer to a policy document that is none. */
import { AwsError } from '../../../errors.js';

export function malformed(message: string): AwsError {
  return new AwsError('MalformedPolicyDocumentException', message);
}
