/** What AWS's errors mean for the learner: what failed, why, what to do. */
import { Problem } from '../problem.js';
import {
  deniedAction,
  isCredentialsExpired,
  isCredentialsMissing,
  isKeyRefused,
  isRegionMissing,
} from './access-errors.js';
import { isConnectionFailure, isForeignProtocol, isUntrustedCertificate } from './connection-errors.js';
import {
  isServiceError,
  isServiceFault,
  isThrottling,
  isTransientInUse,
  isUnknownOperation,
  isUnreadableAnswer,
} from './errors.js';
import { callThatFailed } from './recorder.js';
import { withoutSecrets } from './secrets.js';

/** What an explanation must know about where the error happened. A `Lab` is one. */
export interface ErrorContext {
  readonly target: {
    readonly kind: 'sandbox' | 'aws';
    readonly region?: string;
    readonly endpoint?: string;
    /** How the learner gets new credentials, as the beginning of a sentence. */
    readonly renewal?: string;
  };
  /** How to type a command for this lab: `orders-lab run --aws`. */
  commandLine(words: string): string;
}

/** Where nothing is known of how credentials came. */
const RENEWAL = 'Sign in again (aws sso login, or renew the session)';
/** The key is known, and does not fit. */
const SIGNATURE_NAMES = new Set(['SignatureDoesNotMatch', 'InvalidSignatureException']);
/** A profile whose role wants a code, which the SDK cannot ask for. */
const NEEDS_CODE = /Profile (\S+) requires multi-factor authentication/;

interface Explanation {
  readonly message: string;
  readonly because?: string;
  readonly next: string;
}

/**
 * The Problem that an error stands for; undefined when it is neither a Problem nor anything that AWS, the
 * SDK or the network can be blamed for, that is, when it is a bug of ours.
 */
export function toProblem(error: unknown, context: ErrorContext): Problem | undefined {
  if (error instanceof Problem) return error;
  if (!(error instanceof Error)) return undefined;
  const explanation = explain(error, context);
  if (explanation === undefined) return undefined;
  const { message, because, next } = explanation;
  return new Problem(withoutSecrets(message), {
    next,
    ...(because === undefined ? {} : { because: withoutSecrets(because) }),
    cause: error,
  });
}

/** In words for a person; undefined for what is no error of AWS, the SDK or the network. */
export function explain(error: Error, context: ErrorContext): Explanation | undefined {
  return explainAccess(error, context) ?? explainConnection(error, context) ?? explainService(error, context);
}

/** What to do where the SDK found credentials that it cannot use, or none. */
function remedyFor(reason: string): string {
  const [, profile] = NEEDS_CODE.exec(reason) ?? [];
  if (profile !== undefined) {
    return `Get temporary credentials first, which asks for the code: eval "$(aws configure export-credentials --profile ${profile} --format env)". Then leave --profile and AWS_PROFILE out.`;
  }
  if (/Detected a cycle/.test(reason)) {
    return 'Let source_profile in ~/.aws/config lead to a profile that has credentials of its own.';
  }
  return 'Add --profile, or sign in first: aws sso login, or aws configure. Without --aws the lab needs none.';
}

function explainAccess(error: Error, context: ErrorContext): Explanation | undefined {
  const { target } = context;
  if (isRegionMissing(error)) {
    return {
      message: 'No AWS region is set.',
      because: 'The SDK looks at AWS_REGION and at the profile; it ignores AWS_DEFAULT_REGION.',
      next: 'Add --region, for example --region us-east-1, or set AWS_REGION.',
    };
  }
  if (isCredentialsExpired(error)) {
    return {
      message: 'The AWS credentials have expired.',
      because: error.message,
      next: `${target.renewal ?? RENEWAL}, then run the same command again: it goes on.`,
    };
  }
  if (isCredentialsMissing(error)) {
    return {
      message: 'No AWS credentials were found.',
      because: error.message,
      next: remedyFor(error.message),
    };
  }
  if (isKeyRefused(error)) {
    return {
      message: 'AWS does not accept these credentials.',
      because: `${error.name}: ${error.message}`,
      next: `Check which keys are used (aws sts get-caller-identity), then --profile or the AWS_* variables.${closedRegionIn(context, error)}`,
    };
  }
  const denied = deniedAction(error);
  if (denied === undefined) return undefined;
  const action =
    denied.action === undefined ? 'an action that this step needs' : spelled(denied.action, error);
  return {
    message: `You are not allowed to perform ${action}.`,
    because: error.message,
    next: howToBeAllowed(context, action),
  };
}

/** What to do where something is denied. */
export function howToBeAllowed({ target, commandLine }: ErrorContext, what = 'it'): string {
  const printed = `What the lab needs is printed by: ${commandLine('doctor --policy')}`;
  return target.kind === 'aws'
    ? `Ask whoever manages the account to allow ${what}, or choose another profile with --profile.\n${printed}`
    : `Your own policy denies it (orders-lab sandbox policy).\n${printed}`;
}

/** A wrong signature is no matter of the region. AWS: "Enable or disable AWS Regions in your account". */
function closedRegionIn({ target: { kind, region, endpoint } }: ErrorContext, { name }: Error): string {
  const isOfAws = kind === 'aws' && endpoint === undefined;
  if (!isOfAws || region === undefined || SIGNATURE_NAMES.has(name)) return '';
  return ` Where they are right, the account may not have enabled ${region}.`;
}

/** SQS tells actions in small letters. Policies do not mind; people look for the name that they know. */
function spelled(action: string, error: Error): string {
  const call = callThatFailed(error);
  const known = call === undefined ? action : `${call.service}:${call.operation}`;
  return known.toLowerCase() === action.toLowerCase() ? known : action;
}

function explainConnection(error: Error, { target, commandLine }: ErrorContext): Explanation | undefined {
  const endpoint = target.endpoint ?? `AWS in ${target.region ?? 'this region'}`;
  if (isUntrustedCertificate(error)) {
    return {
      message: `The certificate of ${endpoint} is not trusted here.`,
      because: error.message,
      next: 'If your network reads TLS on the way, set NODE_EXTRA_CA_CERTS to the file of its certificate (AWS_CA_BUNDLE is not read). Else check --endpoint-url.',
    };
  }
  if (isForeignProtocol(error)) {
    return {
      message: `${endpoint} does not answer as a web server would.`,
      because: error.message.trim(),
      next: 'Check --endpoint-url and AWS_ENDPOINT_URL: the port, and whether it is http:// or https://.',
    };
  }
  if (!isConnectionFailure(error)) return undefined;
  if (target.kind === 'sandbox') {
    return {
      message: `The sandbox at ${endpoint} does not answer.`,
      because: `It was stopped or killed (${error.message}). What it had stored is on disk.`,
      next: `Run ${commandLine('run')} again: the sandbox starts by itself and the lab goes on.`,
    };
  }
  return {
    message: `${endpoint} cannot be reached.`,
    because: error.message,
    next: `${networkAdvice(error.message)}, then run the same command again: it goes on.`,
  };
}

function networkAdvice(reason: string): string {
  if (/[.-]fips[.-]/.test(reason)) {
    return 'Run: unset AWS_USE_FIPS_ENDPOINT (not every service has such an address in every region)';
  }
  if (/\.api\.aws\b/.test(reason)) {
    return 'Run: unset AWS_USE_DUALSTACK_ENDPOINT (not every service has such an address in every region)';
  }
  return 'Check the network (a proxy in HTTPS_PROXY is not used), --endpoint-url and --region';
}

function explainService(error: Error, { target }: ErrorContext): Explanation | undefined {
  if (isThrottling(error)) {
    return {
      message: 'AWS throttled the lab, and did so still when asked more slowly.',
      because: `${error.name}: ${error.message}`,
      next: 'Wait a minute and run the same command again: it goes on where it stopped.',
    };
  }
  if (isTransientInUse(error)) {
    return {
      message: 'A resource is still busy with another change.',
      because: error.message,
      next: 'Wait a minute and run the same command again: it goes on where it stopped.',
    };
  }
  if (isUnknownOperation(error)) {
    return {
      message: `${target.endpoint ?? 'The endpoint'} does not know an operation that the lab needs.`,
      because: `${error.name}: ${error.message}`,
      next: 'Check --endpoint-url: an emulator may lack what AWS has.',
    };
  }
  if (isServiceFault(error) && target.kind === 'aws' && target.endpoint !== undefined) {
    const call = callThatFailed(error);
    return {
      message: `${target.endpoint} failed${call === undefined ? '' : ` at ${call.service}:${call.operation}`}.`,
      because: `${error.name}: ${firstLine(error)}`,
      next: 'An emulator may lack what AWS has: its own log tells. AWS and the sandbox have all that the lab needs.',
    };
  }
  if (isServiceFault(error)) {
    return {
      message: 'The service failed to answer.',
      because: `${error.name}: ${error.message}`,
      next: 'Run the same command again. If it stays so, look at the AWS Health Dashboard.',
    };
  }
  if (isUnreadableAnswer(error)) {
    return {
      message: `${target.endpoint ?? 'The endpoint'} answered something that AWS would not say.`,
      because: firstLine(error),
      next: 'Check --endpoint-url, AWS_ENDPOINT_URL and any proxy on the way.',
    };
  }
  if (!isServiceError(error)) return undefined;
  const call = callThatFailed(error);
  return {
    message: `AWS refused ${call === undefined ? 'a call' : `${call.service}:${call.operation}`}: ${error.name}.`,
    because: error.message,
    next: 'If that does not say what to change, run the same command with --verbose and report what it prints.',
  };
}

function firstLine({ message }: Error): string {
  return message.split('\n')[0] ?? message;
}
