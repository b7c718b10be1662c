import { setTimeout as sleep } from 'node:timers/promises';
import type { APIGatewayProxyResult, Context } from 'aws-lambda';
import { writeJson } from './json-writer.js';
import { unavailable } from './refusals.js';

/** Milliseconds that the answer needs to get out of here. */
const RESERVE = 500;

/**
 * A function that runs into its timeout answers nothing, and API Gateway
 * says 502. This says 503 just before, as to anyone whom the table keeps
 * waiting.
 */
export async function beforeTimeout(
  work: Promise<APIGatewayProxyResult>,
  context: Context,
): Promise<APIGatewayProxyResult> {
  const { status, message, headers } = unavailable(undefined);
  const body = writeJson({ message, requestId: context.awsRequestId });
  const late = { statusCode: status, headers: { ...headers }, body };
  const limit = new AbortController();
  const wait = Math.max(context.getRemainingTimeInMillis() - RESERVE, 0);
  const timeout = sleep(wait, late, { signal: limit.signal });
  try {
    return await Promise.race([work, timeout]);
  } finally {
    limit.abort();
  }
}
