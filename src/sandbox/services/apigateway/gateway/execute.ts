/** One call from its method request to its method response, as a deployed stage and TestInvokeMethod do it. */
import { performance } from 'node:perf_hooks';
import type { GatewayAnswer, RoutedCall } from './call.js';
import { failureAnswer } from './failure-answer.js';
import { configurationError, GatewayFailure } from './failures.js';
import { type LambdaProxyOptions, lambdaProxy } from './lambda-proxy.js';
import { mockAnswer } from './mock.js';
import { checkMediaType, validateRequest } from './validation.js';

export interface Executed {
  readonly answer: GatewayAnswer;
  /** The answer tells of a failure, in API Gateway's words or in those of the API's gateway responses. */
  readonly failed?: true;
  /** Real milliseconds that the integration took; undefined where none was asked. */
  readonly integrationLatency?: number;
}

/** What goes wrong is an answer. Rejects where the fault is the sandbox's own. */
export async function execute(call: RoutedCall, options: LambdaProxyOptions): Promise<Executed> {
  const { note, request, route } = call;
  note(`Starting execution for request: ${call.requestId}`);
  note(`HTTP Method: ${request.method}, Resource Path: ${route.resource.path}`);
  let before: number | undefined;
  const elapsed = (): Pick<Executed, 'integrationLatency'> =>
    before === undefined ? {} : { integrationLatency: performance.now() - before };
  const finish = (answer: GatewayAnswer): Executed => {
    note(`Method completed with status: ${answer.status}`);
    return { answer, ...elapsed() };
  };
  try {
    checkMethod(call);
    before = performance.now();
    return finish(await integrationAnswer(call, options));
  } catch (error) {
    if (!(error instanceof GatewayFailure)) throw error;
    return { ...finish(failureAnswer(call, error)), failed: true };
  }
}

/** What is refused before the integration is asked. Throws GatewayFailure. */
function checkMethod(call: RoutedCall): void {
  const { method } = call.route;
  if (call.request.overlong === true) throw new GatewayFailure('REQUEST_TOO_LARGE');
  if ((method.authorizationType ?? 'NONE') !== 'NONE') {
    call.note('The sandbox does not check signatures and tokens of callers: the method is closed.');
    throw new GatewayFailure('MISSING_AUTHENTICATION_TOKEN');
  }
  validateRequest(call);
  checkMediaType(call);
}

async function integrationAnswer(call: RoutedCall, options: LambdaProxyOptions): Promise<GatewayAnswer> {
  const { methodIntegration: integration } = call.route.method;
  switch (integration?.type) {
    case 'AWS_PROXY':
      return await lambdaProxy(call, integration, options);
    case 'MOCK':
      return mockAnswer(call, integration);
    default:
      throw configurationError(call.note, `The sandbox has no integration ${integration?.type ?? 'here'}.`);
  }
}
