/** Errors of Lambda, in its words. AWS: "Lambda API Reference", each operation's errors. */
import { AwsError } from '../../errors.js';

/** Most errors say that the caller is to blame. */
const BY_USER = { Type: 'User' } as const;

export function functionNotFound(arn: string): AwsError {
  return notFound(`Function not found: ${arn}`);
}

export function notFound(message: string): AwsError {
  return new AwsError('ResourceNotFoundException', message, { status: 404, members: BY_USER });
}

export function invalidParameter(message: string): AwsError {
  return new AwsError('InvalidParameterValueException', message, { members: BY_USER });
}

export function conflict(message: string): AwsError {
  return new AwsError('ResourceConflictException', message, { status: 409, members: BY_USER });
}

export function staleRevision(): AwsError {
  return new AwsError(
    'PreconditionFailedException',
    'The Revision Id provided does not match the latest Revision Id. Call the GetFunction/GetAlias API to retrieve the latest Revision Id',
    { status: 412, members: BY_USER },
  );
}

/** @param reason `ReservedFunctionConcurrentInvocationLimitExceeded` */
export function throttled(reason: string): AwsError {
  return new AwsError('TooManyRequestsException', 'Rate Exceeded.', {
    status: 429,
    members: { ...BY_USER, Reason: reason },
  });
}

export function isThrottled(error: unknown): boolean {
  return error instanceof AwsError && error.code === 'TooManyRequestsException';
}

/** Of an invocation whose role is no longer there. */
export function roleGone(): AwsError {
  return new AwsError('AccessDeniedException', CANNOT_ASSUME, { status: 403 });
}

/** Also in the first seconds of a role. */
export function cannotAssume(): AwsError {
  return invalidParameter(CANNOT_ASSUME);
}

const CANNOT_ASSUME = 'The role defined for the function cannot be assumed by Lambda.';
