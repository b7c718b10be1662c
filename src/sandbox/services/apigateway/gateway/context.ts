/**
 * What is known of a call beside what the client sent, under AWS's names: in the event that a function gets, and as
 * `$context` in templates. AWS: "Variables for data transformations for API Gateway".
 */
import { headerOf, type RoutedCall } from './call.js';

/** Only this machine can ask. */
const SOURCE_IP = '127.0.0.1';
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `requestContext` of the proxy event. */
export interface CallContext {
  readonly accountId: string;
  readonly apiId: string;
  readonly deploymentId?: string;
  readonly domainName: string;
  readonly domainPrefix: string;
  readonly extendedRequestId: string;
  readonly httpMethod: string;
  readonly identity: Readonly<Record<string, string | null>>;
  /** With the stage. */
  readonly path: string;
  readonly protocol: string;
  readonly requestId: string;
  /** In the Common Log Format. */
  readonly requestTime: string;
  readonly requestTimeEpoch: number;
  readonly resourceId: string;
  readonly resourcePath: string;
  readonly stage: string;
}

/** Of a call whose method is not known, as of one that there is none for, the resource is not told. */
export function contextOf(call: Omit<RoutedCall, 'route'> & Partial<Pick<RoutedCall, 'route'>>): CallContext {
  const { request, target } = call;
  return {
    accountId: target.account,
    apiId: target.apiId,
    ...(target.deploymentId === undefined ? {} : { deploymentId: target.deploymentId }),
    domainName: call.domainName,
    domainPrefix: target.apiId,
    extendedRequestId: call.extendedRequestId,
    httpMethod: request.method,
    identity: {
      accessKey: null,
      accountId: null,
      caller: null,
      cognitoAuthenticationProvider: null,
      cognitoAuthenticationType: null,
      cognitoIdentityId: null,
      cognitoIdentityPoolId: null,
      principalOrgId: null,
      sourceIp: SOURCE_IP,
      user: null,
      userAgent: headerOf(request.headers, 'user-agent') ?? null,
      userArn: null,
    },
    path: `/${target.stage}${request.rawPath}`,
    protocol: 'HTTP/1.1',
    requestId: call.requestId,
    requestTime: commonLogTime(call.at),
    requestTimeEpoch: call.at,
    resourceId: call.route?.resource.id ?? '',
    resourcePath: call.route?.resource.path ?? '',
    stage: target.stage,
  };
}

/** `09/Apr/2015:12:34:56 +0000`. */
export function commonLogTime(at: number): string {
  const date = new Date(at);
  const day = String(date.getUTCDate()).padStart(2, '0');
  return `${day}/${MONTHS[date.getUTCMonth()]}/${date.getUTCFullYear()}:${date.toISOString().slice(11, 19)} +0000`;
}
