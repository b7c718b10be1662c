/** What an integration may be: a Lambda proxy, or a mock. Others are refused. AWS: "PutIntegration". */
import type { Integration, Method } from '@aws-sdk/client-api-gateway';
import { badRequest, notServed } from './errors.js';
import { checkRequestMapping, checkTemplates } from './mapping-expressions.js';

const TIMEOUT = { min: 50, max: 29_000 }; /* ms: 29 s */
const PASSTHROUGH = ['WHEN_NO_MATCH', 'WHEN_NO_TEMPLATES', 'NEVER'];
/** `arn:aws:apigateway:REGION:SERVICE:path/…` or `…:action/…` */
const INTEGRATION_ARN = /^arn:aws[a-z-]*:apigateway:[a-z0-9-]+:([a-z0-9.-]+):(?:path|action)\/(.*)$/;
/** The function's ARN may have stage variables in it: `…:function:${stageVariables.name}`. */
const INVOCATION = /^2015-03-31\/functions\/arn:aws[a-z-]*:lambda:[^/]+\/invocations$/;

/** The integration of a method, where it may be so. Throws BadRequestException. */
export function checkIntegration(integration: Integration, method: Method): Integration {
  const { type, timeoutInMillis = TIMEOUT.max } = integration;
  if (type === 'AWS' || type === 'HTTP' || type === 'HTTP_PROXY') {
    throw notServed(`integrations of type ${type}: use AWS_PROXY or MOCK`);
  }
  refuseUnserved(integration);
  if (type === 'AWS_PROXY') checkProxy(integration);
  if (!PASSTHROUGH.includes(integration.passthroughBehavior ?? '')) {
    throw badRequest(`Invalid passthrough behavior specified. Valid options are ${PASSTHROUGH.join(',')}`);
  }
  const isTime = Number.isInteger(timeoutInMillis);
  if (!isTime || timeoutInMillis < TIMEOUT.min || timeoutInMillis > TIMEOUT.max) {
    throw badRequest(`Timeout should be between ${TIMEOUT.min} ms and ${TIMEOUT.max} ms`);
  }
  checkRequestMapping(integration.requestParameters, method.requestParameters);
  checkTemplates(integration.requestTemplates);
  return integration;
}

function refuseUnserved({
  connectionType,
  connectionId,
  credentials,
  tlsConfig,
  responseTransferMode,
}: Integration): void {
  if (connectionType === 'VPC_LINK' || connectionId !== undefined) throw notServed('VPC links');
  if (credentials !== undefined) {
    throw notServed('credentials of integrations: give the function a permission');
  }
  if (tlsConfig !== undefined) throw notServed('tlsConfig of integrations');
  if (responseTransferMode === 'STREAM') throw notServed('streamed answers (responseTransferMode STREAM)');
}

function checkProxy({ httpMethod = '', uri = '' }: Integration): void {
  if (httpMethod === '') throw badRequest('Enumeration value for HttpMethod must be non-empty');
  if (!uri.startsWith('arn:')) throw badRequest('Invalid ARN specified in the request');
  const [, service, path = ''] = INTEGRATION_ARN.exec(uri) ?? [];
  if (service === undefined) throw badRequest('AWS ARN for integration must contain path or action');
  if (service !== 'lambda' || !INVOCATION.test(path)) {
    throw badRequest(
      "Integrations of type 'AWS_PROXY' currently only supports Lambda function and Firehose stream invocations.",
    );
  }
  // AWS takes other methods, and then every call fails.
  if (httpMethod !== 'POST') throw notServed(`${httpMethod} for a Lambda function: it is invoked with POST`);
}
