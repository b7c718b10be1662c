/**
 * What API Gateway answers itself, when no integration does. AWS: "Gateway response types for API Gateway" and
 * "Amazon API Gateway important notes".
 */
import type { GatewayResponseType } from '@aws-sdk/client-api-gateway';

/** The gateway responses that the sandbox has reasons for; the others belong to authorizers, keys and signatures. */
type FailureType = Extract<
  GatewayResponseType,
  | 'API_CONFIGURATION_ERROR'
  | 'BAD_REQUEST_BODY'
  | 'BAD_REQUEST_PARAMETERS'
  | 'DEFAULT_5XX'
  | 'INTEGRATION_FAILURE'
  | 'INTEGRATION_TIMEOUT'
  | 'MISSING_AUTHENTICATION_TOKEN'
  | 'REQUEST_TOO_LARGE'
  | 'THROTTLED'
  | 'UNSUPPORTED_MEDIA_TYPE'
>;

interface Wording {
  readonly status: number;
  /** What `x-amzn-ErrorType` says. */
  readonly errorType: string;
  readonly message: string;
}

const INTERNAL = { errorType: 'InternalServerErrorException', message: 'Internal server error' };

const WORDINGS: Readonly<Record<FailureType, Wording>> = {
  API_CONFIGURATION_ERROR: { status: 500, ...INTERNAL },
  BAD_REQUEST_BODY: { status: 400, errorType: 'BadRequestException', message: 'Invalid request body' },
  BAD_REQUEST_PARAMETERS: {
    status: 400,
    errorType: 'BadRequestException',
    message: 'Missing required request parameters',
  },
  DEFAULT_5XX: { status: 500, ...INTERNAL },
  // AWS documents 504 for it, and answers 500.
  INTEGRATION_FAILURE: { status: 500, ...INTERNAL },
  INTEGRATION_TIMEOUT: {
    status: 504,
    errorType: 'InternalServerErrorException',
    message: 'Endpoint request timed out',
  },
  MISSING_AUTHENTICATION_TOKEN: {
    status: 403,
    errorType: 'MissingAuthenticationTokenException',
    message: 'Missing Authentication Token',
  },
  REQUEST_TOO_LARGE: { status: 413, errorType: 'RequestTooLargeException', message: 'Request Too Long' },
  THROTTLED: { status: 429, errorType: 'TooManyRequestsException', message: 'Too Many Requests' },
  UNSUPPORTED_MEDIA_TYPE: {
    status: 415,
    errorType: 'UnsupportedMediaTypeException',
    message: 'Unsupported Media Type',
  },
};

/** Thrown where a call comes to its end without an integration's answer. */
export class GatewayFailure extends Error {
  readonly type: FailureType;
  readonly status: number;
  readonly errorType: string;
  /** What was wrong with a body, for `$context.error.validationErrorString`. */
  readonly details: string | undefined;

  constructor(
    type: FailureType,
    overrides: { readonly status?: number; readonly message?: string; readonly details?: string } = {},
  ) {
    const { status, errorType, message } = WORDINGS[type];
    super(overrides.message ?? message);
    this.type = type;
    this.status = overrides.status ?? status;
    this.errorType = errorType;
    this.details = overrides.details;
  }
}

/** A function's answer that is none, and a function that fails: the only 502. */
export function badGateway(): GatewayFailure {
  return new GatewayFailure('DEFAULT_5XX', { status: 502 });
}

/** @param reason what AWS writes behind `Execution failed due to configuration error: `. */
export function configurationError(note: (line: string) => void, reason: string): GatewayFailure {
  note(`Execution failed due to configuration error: ${reason}`);
  return new GatewayFailure('API_CONFIGURATION_ERROR');
}
