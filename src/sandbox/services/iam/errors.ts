/** IAM's own errors, in its words. Codes are the shapes' names; the Query protocol has others for them. */
import { AwsError } from '../../errors.js';

export function noSuchRole(name: string): AwsError {
  return noSuchEntity(`The role with name ${name} cannot be found.`);
}

export function noSuchInlinePolicy(name: string): AwsError {
  return noSuchEntity(`The role policy with name ${name} cannot be found.`);
}

export function noSuchPolicy(arn: string): AwsError {
  return noSuchEntity(`Policy ${arn} was not found.`);
}

export function noSuchEntity(message: string): AwsError {
  return new AwsError('NoSuchEntityException', message, { status: 404 });
}

export function alreadyExists(message: string): AwsError {
  return new AwsError('EntityAlreadyExistsException', message, { status: 409 });
}

export function deleteConflict(message: string): AwsError {
  return new AwsError('DeleteConflictException', message, { status: 409 });
}

/** A quota's name, as Service Quotas has it, and its value. */
export function quotaExceeded(quota: string, limit: number): AwsError {
  return limitExceeded(`Cannot exceed quota for ${quota}: ${limit}`);
}

export function limitExceeded(message: string): AwsError {
  return new AwsError('LimitExceededException', message, { status: 409 });
}

export function invalidInput(message: string): AwsError {
  return new AwsError('InvalidInputException', message);
}

export function policyNotAttachable(message: string): AwsError {
  return new AwsError('PolicyNotAttachableException', message);
}

/** Service-linked roles belong to their service. */
export function protectedRole(name: string): AwsError {
  return new AwsError(
    'UnmodifiableEntityException',
    `Cannot perform the operation on the protected role '${name}' - this role is only modifiable by the related AWS service`,
  );
}
