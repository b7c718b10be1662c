/**
 * The integration AWS_PROXY with a function.
 * AWS: "Lambda proxy integrations in API Gateway", "Permissions for using API Gateway with Lambda".
 */
import type { Integration } from '@aws-sdk/client-api-gateway';
import { AwsError } from '../../../errors.js';
import { within } from '../../../functions/time-limit.js';
import type { FunctionAnswer, LambdaPeer } from '../../peers.js';
import { type GatewayAnswer, headerOf, type RoutedCall } from './call.js';
import { proxyEvent } from './event.js';
import { badGateway, configurationError, GatewayFailure } from './failures.js';
import { proxyAnswer } from './proxy-answer.js';
import { withStageVariables } from './variables.js';

const SERVICE = 'apigateway.amazonaws.com';
/** `arn:aws:apigateway:R:lambda:path/2015-03-31/functions/<ARN of the function>/invocations` */
const FUNCTION_URI =
  /^arn:aws[\w-]*:apigateway:[\w-]+:lambda:path\/[\w-]+\/functions\/(arn:aws[^/]+)\/invocations$/;
/** What Lambda takes. */
const MAX_EVENT = 6_291_456; /* 6 MiB */
const DEFAULT_TIMEOUT = 29 * 1000; /* 29 s: the most, too, unless a quota is raised */

export interface LambdaProxyOptions {
  readonly lambda: () => Promise<LambdaPeer>;
  /** Permissions that were given later (milliseconds since the epoch, virtual) do not count yet. */
  readonly permissionsUntil?: number;
}

/** Throws GatewayFailure. The function runs on where it takes too long; what it answers is lost. */
export async function lambdaProxy(
  call: RoutedCall,
  integration: Integration,
  options: LambdaProxyOptions,
): Promise<GatewayAnswer> {
  const { note, target, request } = call;
  const uri = withStageVariables(integration.uri ?? '', target.stageVariables);
  const functionArn = FUNCTION_URI.exec(uri)?.[1];
  if (functionArn === undefined) throw configurationError(note, 'Invalid endpoint address');
  const lambda = await options.lambda();
  const user = {
    service: SERVICE,
    sourceArn: sourceArn(call),
    sourceAccount: target.account,
    ...(options.permissionsUntil === undefined ? {} : { permissionsUntil: options.permissionsUntil }),
  };
  if (!lambda.allows(functionArn, user)) {
    throw configurationError(note, 'Invalid permissions on Lambda function');
  }
  const event = Buffer.from(JSON.stringify(proxyEvent(call)));
  if (event.length > MAX_EVENT) throw new GatewayFailure('REQUEST_TOO_LARGE');
  note(`Endpoint request body after transformations: ${event.toString('utf8')}`);
  note(`Sending request to ${uri}`);
  const limit = integration.timeoutInMillis ?? DEFAULT_TIMEOUT;
  const answer = await within<FunctionAnswer | undefined>(
    invoke(lambda, functionArn, event, note),
    limit,
    () => undefined,
  );
  if (answer === undefined) {
    note('Execution failed due to a timeout error');
    throw new GatewayFailure('INTEGRATION_TIMEOUT');
  }
  note(`Endpoint response body before transformations: ${Buffer.from(answer.payload).toString('utf8')}`);
  if (answer.functionError !== undefined) {
    note(
      `Lambda execution failed with status 200 due to customer function error. Lambda request id: ${answer.requestId}`,
    );
    throw badGateway();
  }
  const passed = proxyAnswer(answer.payload, {
    binaryMediaTypes: target.definition.binaryMediaTypes,
    accept: headerOf(request.headers, 'accept'),
  });
  if (passed === undefined) {
    note('Execution failed due to configuration error: Malformed Lambda proxy response');
    throw badGateway();
  }
  return passed;
}

/** As the method and the resource are defined, not as they were asked for: `…/dev/GET/orders/{order_id}`. */
export function sourceArn({ target, route }: RoutedCall): string {
  const { account, region, apiId, stage } = target;
  return `arn:aws:execute-api:${region}:${account}:${apiId}/${stage}/${route.verb}${route.resource.path}`;
}

/** A function that cannot be invoked is told of as 500, also where too many run: AWS hands on no 429 of Lambda. */
async function invoke(
  lambda: LambdaPeer,
  functionArn: string,
  event: Buffer,
  note: RoutedCall['note'],
): Promise<FunctionAnswer> {
  try {
    return await lambda.invoke(functionArn, event);
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    note(`Lambda invocation failed with status: ${error.status}. ${error.code}: ${error.message}`);
    throw new GatewayFailure('INTEGRATION_FAILURE');
  }
}
