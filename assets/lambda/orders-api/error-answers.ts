/** Every answer that is none of 2xx has one shape: see docs/api.md. */
import {
  NotFoundError,
  ParameterValidationError,
} from '@aws-lambda-powertools/event-handler/http';
import type { ErrorHandler } from '@aws-lambda-powertools/event-handler/types';
import type { Logger } from '@aws-lambda-powertools/logger';
import { json } from './answers.js';
import { refusalFor } from './failures.js';
import { noSuchPath, Refusal } from './refusals.js';

/**
 * Answers what was refused as it says. All else is a fault of ours: the
 * client is told no more than where to find it, which is in the log,
 * under the request's id.
 */
export function answerTo(logger: Logger): ErrorHandler {
  return async (error, { context }) => {
    const { status, message, errors, headers } =
      expected(error, logger) ?? fault(error, logger);
    const requestId = context.awsRequestId;
    const detail = errors.length === 0 ? {} : { errors };
    return json(status, { message, ...detail, requestId }, headers);
  };
}

function expected(error: Error, logger: Logger): Refusal | undefined {
  if (
    error instanceof NotFoundError ||
    error instanceof ParameterValidationError
  ) {
    return noSuchPath();
  }
  const refusal = refusalFor(error);
  if (refusal?.cause instanceof Error) {
    logger.warn(refusal.message, { error: refusal.cause });
  }
  return refusal;
}

function fault(error: Error, logger: Logger): Refusal {
  logger.error('This request was not answered.', { error });
  return new Refusal(
    500,
    'Something is wrong here, and it is not your request. The log tells what, under the request id.',
  );
}
