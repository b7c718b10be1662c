/** Errors of API Gateway, in its words. AWS: "Amazon API Gateway REST API Reference", each operation's errors. */
import { AwsError } from '../../errors.js';

/** @param message what is wrong with the request */
export function badRequest(message: string): AwsError {
  return new AwsError('BadRequestException', message);
}

export function notFound(message: string): AwsError {
  return new AwsError('NotFoundException', message, { status: 404 });
}

export function conflict(message: string): AwsError {
  return new AwsError('ConflictException', message, { status: 409 });
}

/** @param retryAfter whole seconds, told as the header `Retry-After` */
export function tooManyRequests(retryAfter: number): AwsError {
  return new AwsError('TooManyRequestsException', 'Too Many Requests', {
    status: 429,
    members: { retryAfterSeconds: String(retryAfter) },
  });
}

export function apiNotFound(account: string, apiId: string): AwsError {
  return notFound(`Invalid API identifier specified ${account}:${apiId}`);
}

export function resourceNotFound(): AwsError {
  return notFound('Invalid Resource identifier specified');
}

export function methodNotFound(): AwsError {
  return notFound('Invalid Method identifier specified');
}

export function concurrentModification(): AwsError {
  return conflict('Unable to complete operation due to concurrent modification. Please try again later.');
}

/** For what AWS has and the sandbox has not. @param what `HTTP integrations` */
export function notServed(what: string): AwsError {
  return badRequest(`The sandbox does not serve ${what}.`);
}
