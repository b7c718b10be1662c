/** Errors that say that the caller is not let in, or may not do what was asked. The others are in `errors.ts`. */
import {
  FailedResourceAccessException,
  ValidationException as ScalingValidationException,
} from '@aws-sdk/client-application-auto-scaling';

const EXPIRED_NAMES = new Set(['ExpiredToken', 'ExpiredTokenException', 'RequestExpired']);
/** Of our own chain, and of the SDK's for a client that was not given ours. */
const NO_CREDENTIALS_NAMES = new Set([
  'CredentialsUnavailable',
  'CredentialsProviderError',
  'TokenProviderError',
]);
/** What the SDK says of SSO (`aws sso login`) and console (`aws login`) sessions. */
const SIGN_IN_ENDED =
  /\baws (sso )?login\b|(SSO )?session (has expired|is invalid)|Session token not found|expired credentials|reauthenticate|Token is expired/i;
const REFUSED_KEY_NAMES = new Set([
  'UnrecognizedClientException',
  'InvalidClientTokenId',
  'InvalidAccessKeyId',
  'InvalidSignatureException',
  'SignatureDoesNotMatch',
  'IncompleteSignature',
  'IncompleteSignatureException',
  'MissingAuthenticationToken',
  'MissingAuthenticationTokenException',
]);
const DENIED_NAMES = new Set(['AccessDenied', 'AccessDeniedException', 'UnauthorizedOperation']);
const ACTION_DENIED = /not authorized to perform: ([a-z0-9-]+:[A-Za-z]+)/;
/** What Auto Scaling says of what its caller may not do elsewhere. */
const PERMISSIONS_MISSING = /missing the following permissions: ([a-z0-9-]+:[A-Za-z]+)/;
/** What Logs says where a group may be made, but not with tags. */
const PERMISSION_REQUIRED = /additional permission "([a-z0-9-]+:[A-Za-z]+)" is required/;

/** There are no credentials, or none any more. The message says why. */
export class CredentialsUnavailable extends Error {
  override readonly name = 'CredentialsUnavailable';
}

/** No credentials that anything could be signed with. */
export function isCredentialsMissing(error: unknown): boolean {
  return error instanceof Error && NO_CREDENTIALS_NAMES.has(error.name);
}

/** A session that has ended: AWS says so of a call, or the SDK before it has sent one. */
export function isCredentialsExpired(error: unknown): boolean {
  if (isCredentialsMissing(error)) return error instanceof Error && SIGN_IN_ENDED.test(error.message);
  return error instanceof Error && EXPIRED_NAMES.has(error.name);
}

/** AWS does not know the key, or the signature does not fit it. */
export function isKeyRefused(error: unknown): boolean {
  return error instanceof Error && REFUSED_KEY_NAMES.has(error.name);
}

export function isRegionMissing(error: unknown): boolean {
  return error instanceof Error && error.message === 'Region is missing';
}

/** Whatever else is asked fails in the same way: nobody is let in with these credentials, or any more. */
export function isLockedOut(error: unknown): boolean {
  return isCredentialsMissing(error) || isCredentialsExpired(error) || isKeyRefused(error);
}

/** The caller lacks a permission. The action's name, such as `dynamodb:CreateTable`, where AWS tells. */
export function deniedAction(error: unknown): { readonly action?: string } | undefined {
  if (!(error instanceof Error)) return undefined;
  const texts = [ACTION_DENIED, PERMISSION_REQUIRED, PERMISSIONS_MISSING];
  const action = texts.map((text) => text.exec(error.message)?.[1]).find((found) => found !== undefined);
  if (DENIED_NAMES.has(error.name)) return action === undefined ? {} : { action };
  // Auto Scaling asks other services in its caller's name, and tells what they refuse under names of its own.
  const isOfScaling =
    error instanceof ScalingValidationException || error instanceof FailedResourceAccessException;
  return isOfScaling && action !== undefined ? { action } : undefined;
}
