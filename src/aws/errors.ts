/**
 * The place where AWS's errors are recognised, with `access-errors.ts` and `connection-errors.ts` beside it: `instanceof` where the SDK has a class, else by name. By name also
 * the errors of Lambda, API Gateway, IAM, Logs and SQS: their clients take half a second to load, which only steps that use them
 * should spend.
 */
import {
  ConcurrentUpdateException,
  FailedResourceAccessException,
  ObjectNotFoundException,
  ResourceNotFoundException as ScalingResourceNotFoundException,
  ValidationException as ScalingValidationException,
} from '@aws-sdk/client-application-auto-scaling';
import {
  type CancellationReason,
  IdempotentParameterMismatchException,
  LimitExceededException,
  ProvisionedThroughputExceededException,
  RequestLimitExceeded,
  ResourceInUseException,
  ResourceNotFoundException,
  ThrottlingException,
  type ThrottlingReason,
  TransactionCanceledException,
} from '@aws-sdk/client-dynamodb';
import { ServiceException } from '@smithy/core/client';
import { isLockedOut, isRegionMissing } from './access-errors.js';
import { isConnectionFailure, isForeignProtocol, isUntrustedCertificate } from './connection-errors.js';

const THROTTLED_NAMES = new Set([
  'Throttling',
  'ThrottlingException',
  // Of the tag search.
  'ThrottledException',
  'TooManyRequestsException',
  'RequestThrottled',
]);
/**
 * Of Lambda and Logs, of API Gateway, of IAM, of CloudWatch (alarms, dashboards), and of SQS, which has a name for
 * clients of each protocol.
 */
const NOT_FOUND_NAMES = new Set([
  'ResourceNotFoundException',
  'NotFoundException',
  'NoSuchEntityException',
  'ResourceNotFound',
  'DashboardNotFoundError',
  'QueueDoesNotExist',
  'AWS.SimpleQueueService.NonExistentQueue',
]);
/** Of IAM, of Logs, and of SQS where the queue has other attributes. Others say it in their message. */
const EXISTS_NAMES = new Set([
  'EntityAlreadyExistsException',
  'ResourceAlreadyExistsException',
  'QueueNameExists',
]);
/** Two changes to one thing at the same time, in the words of API Gateway, of IAM and of Logs. */
const COLLISION_NAMES = new Set([
  'ConflictException',
  'ConcurrentModificationException',
  'EntityTemporarilyUnmodifiableException',
  'OperationAbortedException',
]);
const QUEUE_DELETED_NAMES = new Set(['QueueDeletedRecently', 'AWS.SimpleQueueService.QueueDeletedRecently']);
/** API Gateway says of a resource that its parent already has one "with this name", and of a validator the rest. */
const ALREADY_THERE = /already (exist|has this name)|name must be unique/i;
/** Why a transaction may be cancelled although it would be written a moment later. */
const PASSING_REASONS = new Set(['TransactionConflict', 'ProvisionedThroughputExceeded', 'ThrottlingError']);
/** What Auto Scaling says of its own role while that is new. */
const ROLE_NOT_ASSUMABLE = /^Unable to assume IAM role/;
/** What Lambda says of a role, or of what it may, that IAM has not told everybody yet. */
const ROLE_NOT_KNOWN_TO_LAMBDA = /^The role defined for the function cannot be assumed by Lambda/;
const ROLE_NOT_ALLOWED_YET = /^Cannot access stream |execution role does not have permissions/;
const FUNCTION_BUSY = /currently in the following state: Pending|update is in progress/i;
const EXISTING_MAPPING = /mapping already exists.*UUID ([0-9a-f-]{36})/is;
/**
 * Why CloudWatch did not make a policy's alarms for it. Auto Scaling's own role may not be known everywhere yet; what
 * the caller may not do, and other reasons, such as a quota, do not pass.
 */
const ALARMS_NOT_YET =
  /assumed-role\/AWSServiceRole\S+ is not authorized to perform|security token included in the request is invalid|Rate exceeded/;

/** What was asked for does not exist. */
export function isNotFound(error: unknown): boolean {
  return (
    error instanceof ResourceNotFoundException ||
    error instanceof ObjectNotFoundException ||
    error instanceof ScalingResourceNotFoundException ||
    isNamed(error, NOT_FOUND_NAMES)
  );
}

function isNamed(error: unknown, names: ReadonlySet<string>): error is ServiceException {
  return error instanceof ServiceException && names.has(error.name);
}

/**
 * A table, a function or a mapping that is being created, changed or deleted, or anything that is being changed by
 * somebody else as well; it passes. "Table already exists" does not.
 */
export function isTransientInUse(error: unknown): boolean {
  if (!(error instanceof ServiceException) || isAlreadyExists(error)) return false;
  if (error.name === 'ResourceConflictException') return FUNCTION_BUSY.test(error.message);
  return error.name === 'ResourceInUseException' || COLLISION_NAMES.has(error.name);
}

/** What was to be made is there, whatever it is. Somebody, or we ourselves, made it before. */
export function isAlreadyExists(error: unknown): boolean {
  if (!(error instanceof ServiceException)) return false;
  const mayMean =
    error instanceof ResourceInUseException ||
    error.name === 'ValidationException' ||
    error.name === 'ResourceConflictException' ||
    error.name === 'ConflictException' ||
    error.name === 'BadRequestException';
  return EXISTS_NAMES.has(error.name) || (mayMean && ALREADY_THERE.test(error.message));
}

/** The UUID of the mapping that is in the way of one that was to be made; undefined for any other error. */
export function existingMapping(error: unknown): string | undefined {
  if (!(error instanceof ServiceException) || error.name !== 'ResourceConflictException') return undefined;
  return EXISTING_MAPPING.exec(error.message)?.[1];
}

/** A role that Lambda cannot assume, which it says of every new one for some seconds. */
export function isRoleUnknownToLambda(error: unknown): boolean {
  return isInvalidParameter(error, ROLE_NOT_KNOWN_TO_LAMBDA);
}

/** A role that may not do what a mapping does for it, which Lambda says of every new policy for some seconds. */
export function isRoleNotAllowedYet(error: unknown): boolean {
  return isInvalidParameter(error, ROLE_NOT_ALLOWED_YET);
}

/** Nothing else with this name passes by waiting. */
function isInvalidParameter(error: unknown, message: RegExp): boolean {
  return (
    error instanceof ServiceException &&
    error.name === 'InvalidParameterValueException' &&
    message.test(error.message)
  );
}

/** A role that still has policies, or was given one meanwhile. */
export function isDeleteConflict(error: unknown): boolean {
  return error instanceof ServiceException && error.name === 'DeleteConflictException';
}

/** A queue of that name was deleted within the last minute. */
export function isQueueDeletedRecently(error: unknown): boolean {
  return isNamed(error, QUEUE_DELETED_NAMES);
}

/** A record that its stream does not keep any more. */
export function isTrimmed(error: unknown): boolean {
  return error instanceof ServiceException && error.name === 'TrimmedDataAccessException';
}

/** A limit on what goes on at the same time, such as one online index per table; it passes. */
export function isConcurrencyLimit(error: unknown): boolean {
  return (
    error instanceof LimitExceededException && /simultaneous|concurrent|only \d+ online/i.test(error.message)
  );
}

/** Auto Scaling still creating its own role, or changing the same target for somebody else; it passes. */
export function isTransientScaling(error: unknown): boolean {
  return (
    error instanceof ConcurrentUpdateException ||
    (error instanceof FailedResourceAccessException && ALARMS_NOT_YET.test(error.message)) ||
    (error instanceof ScalingValidationException && ROLE_NOT_ASSUMABLE.test(error.message))
  );
}

/** More was asked than capacity or rate allow; it passes. */
export function isThrottling(error: unknown): boolean {
  return (
    error instanceof ProvisionedThroughputExceededException ||
    error instanceof RequestLimitExceeded ||
    error instanceof ThrottlingException ||
    (error instanceof ServiceException && THROTTLED_NAMES.has(error.name))
  );
}

/** Provisioned capacity that was exceeded, and where, as far as AWS tells; undefined for any other error. */
export function throttlingReasons(error: unknown): readonly ThrottlingReason[] | undefined {
  return error instanceof ProvisionedThroughputExceededException
    ? (error.ThrottlingReasons ?? [])
    : undefined;
}

/** The reasons of a cancelled transaction, one per action in their order; undefined for any other error. */
export function cancellationReasons(error: unknown): readonly CancellationReason[] | undefined {
  return error instanceof TransactionCanceledException ? (error.CancellationReasons ?? []) : undefined;
}

/** Whether the reason with this code goes away by waiting. */
export function isPassingReason(code: string): boolean {
  return PASSING_REASONS.has(code);
}

/** A transaction cancelled for nothing but conflicts and throttling; it passes. */
export function isPassingCancellation(error: unknown): boolean {
  const codes = (cancellationReasons(error) ?? []).map(({ Code }) => Code ?? 'None');
  const refusals = codes.filter((code) => code !== 'None');
  return refusals.length > 0 && refusals.every(isPassingReason);
}

/** A client request token that was used before, with other parameters. */
export function isTokenMismatch(error: unknown): boolean {
  return error instanceof IdempotentParameterMismatchException;
}

/** The service failed, or does not know the operation: it says nothing about what was asked. */
export function isServiceFault(error: unknown): boolean {
  return isUnknownOperation(error) || (httpStatusOf(error) ?? 0) >= 500;
}

export function isUnknownOperation(error: unknown): boolean {
  return error instanceof ServiceException && error.name === 'UnknownOperationException';
}

/** An answer that is not in AWS's protocol: a proxy's page, or an emulator's stack trace. */
export function isUnreadableAnswer(error: unknown): boolean {
  return !(error instanceof ServiceException) && httpStatusOf(error) !== undefined;
}

/** The SDK keeps the status in `$metadata` of what it could read and in the hidden `$response` of the rest. */
function httpStatusOf(error: unknown): number | undefined {
  if (error instanceof ServiceException) return error.$metadata.httpStatusCode;
  if (!(error instanceof Error) || !('$response' in error)) return undefined;
  const response = error.$response;
  if (typeof response !== 'object' || response === null || !('statusCode' in response)) return undefined;
  return typeof response.statusCode === 'number' ? response.statusCode : undefined;
}

/** The service or the way to it fails, whatever is asked: it passes, or somebody has to mend it. */
export function isOutage(error: unknown): boolean {
  if (isUnknownOperation(error)) return false;
  return isConnectionFailure(error) || isServiceFault(error) || isThrottling(error);
}

/** AWS does it a little later: what was asked is not wrong, and nobody has to do anything. */
export function isPassing(error: unknown): boolean {
  if (isUnknownOperation(error)) return false;
  return (
    isTransientInUse(error) ||
    isConcurrencyLimit(error) ||
    isTransientScaling(error) ||
    isThrottling(error) ||
    isServiceFault(error)
  );
}

/** Whatever else is asked fails in the same way: nobody is let in, or nobody is there. */
export function isHopeless(error: unknown): boolean {
  return (
    isRegionMissing(error) ||
    isLockedOut(error) ||
    isConnectionFailure(error) ||
    isUntrustedCertificate(error) ||
    isForeignProtocol(error)
  );
}

/** Any answer of AWS that is an error. */
export function isServiceError(error: unknown): error is ServiceException {
  return error instanceof ServiceException;
}
